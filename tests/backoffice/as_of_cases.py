"""An office known since December, and a plan that was sent, returned and revised in January."""

from datetime import date, timedelta
from io import StringIO

import time_machine
from django.core.management import call_command
from django.urls import reverse

from tests import factories as make
from tests.backoffice.conftest import People
from workflows.organization.models import Role
from workflows.skp import actions
from workflows.skp.models import Indicator, Skp, SkpProcess, WorkResult

RETURNED_AT, REVISED_AT = make.at(date(2026, 1, 13), 9), make.at(date(2026, 1, 14), 9)


def known_people() -> People:
    """Known since December, so that of the year's days something was known."""
    with time_machine.travel(make.at(date(2025, 12, 15), 9), tick=False):
        return People(
            office=make.office(),
            hr=make.with_role(Role.HR_ADMIN, "Ratna HR"),
            other_hr=make.with_role(Role.HR_ADMIN, "Rina HR"),
            auditor=make.with_role(Role.AUDITOR, "Agus Auditor"),
            team=make.with_role(Role.PERFORMANCE_TEAM, "Tika Kinerja"),
            technical=make.with_role(Role.TECHNICAL_ADMIN, "Toni Teknis"),
        )


def revised_skp(people: People) -> Skp:
    """Sent on 12 January, returned on the 13th, revised on the 14th: another text, a further result."""
    office = people.office
    with time_machine.travel(make.at(date(2026, 1, 5), 9), tick=False):
        above = make.plan_above(office, "section").results.get()
        plan = make.draft_skp(office.staff, office.posts["staff"], carries_on=above)
    actions.submit(skp=plan, by=make.actor(office.staff), at=make.at(make.IN_JANUARY, 9))
    actions.send_back(
        task_id=make.open_item_of(plan).task_id, by=make.actor(office.section), reason="Sebut jumlahnya.",
        at=RETURNED_AT,
    )  # fmt: skip
    with time_machine.travel(REVISED_AT - timedelta(minutes=5), tick=False):
        Indicator.objects.filter(result__skp=plan, number=2).get().delete()
        result = plan.results.get()
        result.text = "Terprosesnya 360 usulan mutasi"
        result.save()
        further = WorkResult.objects.create(skp=plan, number=2, kind="ADDITIONAL", text="Panitia seleksi")
        Indicator.objects.create(
            result=further, number=1, text="Jumlah rapat", aspect="QUANTITY", measure="QUANTITY", target=4, unit="rapat"
        )
    actions.revise(
        task_id=make.open_item_of(plan).task_id, by=make.actor(office.staff), at=REVISED_AT,
    )  # fmt: skip
    plan.refresh_from_db()
    return plan


def case_of(skp):
    return SkpProcess.objects.get(skp=skp)


def address(skp, at=""):
    return reverse("admin:as_of", args=["skp", case_of(skp).pk]) + (f"?at={at}" if at else "")


def command(*arguments):
    """The exit code and what was said."""
    said = StringIO()
    try:
        call_command("as_of", *map(str, arguments), stdout=said)
    except SystemExit as ended:
        return int(ended.code or 0), said.getvalue()
    return 0, said.getvalue()

"""Two at one time: one delegation of a process, one open report of a wrong superior, one answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connections

from tests import factories as make
from tests.workflows.audit.chain import by_actions
from workflows.organization.delegating import delegate
from workflows.organization.models import Delegation, Role, SuperiorReport
from workflows.organization.superior_reports import answer_superior_report, report_superior
from workflows.rules.violation import RuleViolation

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TODAY = date(2026, 11, 24)
MOMENT = make.at(TODAY, 9)


def at_once(*works: Callable[[], object]) -> list[str]:
    """Run all at the same moment; what was refused, by code."""
    ready = Barrier(len(works), timeout=60)

    def run(work):
        try:
            ready.wait()
            work()
        except RuleViolation as refused:
            return refused.code
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(works)) as threads:
        return sorted(done.result(timeout=120) for done in [threads.submit(run, work) for work in works])


def test_one_process_is_delegated_to_one_of_eight(db):
    office = make.office()
    takers = [make.employee(f"Rekan {n}", make.position(f"Analis {n}", office.posts["head"].unit)) for n in range(8)]
    by = make.actor(office.section)

    refused = at_once(*(
        lambda to=to: delegate(
            by=by, delegator=office.section, to=to, processes=["daily"], start=TODAY, end=date(2026, 12, 1),
            reason="Cuti", at=MOMENT,
        )
        for to in takers
    ))  # fmt: skip

    assert refused == ["", *["delegated_already"] * 7]
    assert (Delegation.objects.count(), by_actions().count()) == (1, 1)


def test_one_report_and_one_answer_of_eight(db):
    office = make.office()
    by = make.actor(office.staff)
    refused = at_once(*[lambda: report_superior(by=by, says="Bukan beliau.", at=MOMENT)] * 8)
    assert refused == ["", *["reported_already"] * 7]

    report = SuperiorReport.objects.get()
    hr = make.actor(make.with_role(Role.HR_ADMIN))
    refused = at_once(*(
        lambda n=n: answer_superior_report(
            by=hr, report=SuperiorReport.objects.get(pk=report.pk), status="KEPT", answer=f"Jawaban {n}", at=MOMENT
        )
        for n in range(8)
    ))  # fmt: skip
    assert refused == ["", *["answered_already"] * 7]
    assert [d.verb for d in by_actions().order_by("pk")] == ["OBJECT", "DECIDE"]

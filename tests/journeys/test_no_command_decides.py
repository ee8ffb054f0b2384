"""Nothing that runs by itself decides: no command, and no action called by a job, at whatever tier it waits."""

from contextlib import suppress
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command, get_commands

from tests import factories as make
from tests.journeys.conftest import everything
from tests.journeys.standings import author, waiting_report
from tests.workflows.targets import states as targets
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.bulk import verify_many
from workflows.daily.models import DailyReport
from workflows.engine.deciding import actions_of
from workflows.engine.models import WorkItem
from workflows.engine.refusals import Refusal
from workflows.organization.actor import Actor, Channel

pytestmark = pytest.mark.django_db
DECIDING = ("APPROVE", "RETURN", "REJECT", "OVERRIDE", "RECORD_OUTSIDE")
# Every command of ours, as it is called; the demo plays people who decide, and only on a database of its own.
COMMANDS = {
    "archive_year": ["2025", "{folder}/2025.jsonl", "--reason", "Retensi."], "as_of": ["daily", "{case}"],
    "backup": ["{folder}/office.backup"],
    "close_period": ["2026-10"], "demo": [], "explain_chain": ["daily", "{nip}"],
    "erase_person": ["{nip}", "--decree", "SK-1", "--reason", "Retensi."],
    "export_audit": ["{folder}/export.jsonl"], "import_office": ["{folder}"],
    "grant_auditor": ["{nip}", "--decree", "SK 1/2026", "--reason", "Auditor pertama."],
    "migrate": [], "open_assessments": ["2026-10"], "reconcile_audit": [],
    "reopen_period": ["2026-10", "--reason", "Dibuka untuk diperiksa."],
    "restore": ["{folder}/office.backup"], "score": ["--list"], "status": ["--json"], "tick": [], "verify_audit": [],
}  # fmt: skip
JOBS = (Actor.system("tick"), Actor.system("tick", Channel.DEMO), Actor(user=None, job="tick", overrides=True))


@pytest.fixture
def unchanged_by():
    """Begin to watch: `unchanged = unchanged_by()` once all stands, then ask `unchanged(what)` after each attempt."""

    def begin():
        before = everything()

        def asked(what):
            assert everything() == before, what

        return asked

    return begin


def ours():
    return {name for name, app in get_commands().items() if str(app).startswith(("backoffice", "workflows"))}


def test_every_command_of_ours_is_tried_below():
    assert ours() == COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("on", [date(2026, 11, 24), date(2027, 3, 1)], ids=["today", "long overdue"])
def test_no_command_decides_what_waits(office, today, tmp_path, name, on):
    waiting_report(office, author)
    today(on)

    case = WorkItem.objects.open().get().case_id
    given = [each.format(nip=office.staff.nip, folder=tmp_path, case=case) for each in COMMANDS[name]]
    with pytest.raises((CommandError, SystemExit)) if name == "demo" else suppress(SystemExit):
        call_command(name, *given, stdout=StringIO(), stderr=StringIO())

    assert DailyReport.objects.get().status == DailyReport.Status.SUBMITTED
    assert not Decision.objects.filter(verb__in=DECIDING).exists()
    assert WorkItem.objects.open().filter(tier__isnull=False).exists()


@pytest.mark.parametrize("by", JOBS, ids=["tick", "tick of the demo", "overriding"])
@pytest.mark.parametrize("process", ["daily", "skp", "targets"])
def test_no_job_decides_through_an_action(office, unchanged_by, process, by):
    if process == "daily":
        waiting_report(office, author)
    elif process == "skp":
        make.submitted_skp(office)
    else:
        targets.submitted_plan(make.set_skp(office))
    item = WorkItem.objects.open().get(process=process, person=office.staff)
    unchanged = unchanged_by()
    actions = actions_of(process, item.node)
    assert len(actions) >= 2

    for verb, action in actions.items():
        with pytest.raises(Refusal):
            action(task_id=item.task_id, by=by, reason="Batas waktunya sudah lewat.")
        unchanged(verb)


@pytest.mark.parametrize("by", JOBS, ids=["tick", "tick of the demo", "overriding"])
def test_no_job_decides_many(office, unchanged_by, by):
    task_id = waiting_report(office, author)
    unchanged = unchanged_by()

    (result,) = verify_many(task_ids=[task_id], by=by)

    assert result.outcome in {"NOT_YOURS", "REFUSED"}
    unchanged("many")


def test_the_duty_of_a_job_is_no_way_to_decide(office, unchanged_by):
    """What a job may do by itself, lapse, is for what the person has to correct; not for what a tier is asked."""
    task_id = waiting_report(office, author)
    unchanged = unchanged_by()

    with pytest.raises(Refusal):
        daily.lapse(task_id=task_id, by=Actor.system("tick"))
    unchanged("lapse")

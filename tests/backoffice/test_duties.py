"""`tick`: everything that is due is done once, what is broken or busy keeps nothing else waiting."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError

from backoffice import duties
from backoffice.duties import Done, do_duties
from tests import factories as make
from workflows.audit.models import Decision
from workflows.engine.escalating import follow_up
from workflows.engine.models import OutboxMessage, WorkItem
from workflows.organization.actor import Actor, Channel

pytestmark = pytest.mark.django_db
TICK = Actor.system("tick", Channel.DEMO)
LATE = make.at(date(2026, 12, 7), 8)  # a Monday; what was asked in November is overdue


@pytest.fixture
def office():
    return make.office()


def tick(now=LATE, **kwargs):
    return do_duties(now, TICK, at=now, **kwargs)


def two_cases(office):
    make.submitted_report(office.staff)
    make.submitted_report(office.other)
    return list(WorkItem.objects.order_by("pk").values_list("task_id", flat=True))


def test_every_duty_is_done_once_in_one_run(office):
    """One report lapses, one escalates, one is only reminded, one waits parked for an officer who is there now."""
    make.chain(tiers=[{"rule": "DIRECT_SUPERIOR", "overdue": "REMIND"}], position_kind="SUPERVISOR")
    make.submitted_report(office.staff, date(2026, 11, 2))
    returned = WorkItem.objects.get()
    make.daily.send_back(
        task_id=returned.task_id, by=make.actor(office.section), reason="Mohon dirinci.", at=make.at(date(2026, 11, 3))
    )
    make.submitted_report(office.other)
    make.submitted_report(office.section)
    make.submitted_report(office.stranger)  # the post above is vacant
    make.employee("Budi Kepangkatan", office.posts["second_section"], since=date(2026, 12, 1))

    done = tick()

    assert done == Done(lapsed=1, asked_again=1, escalated=1, reminded=1, digests=2)
    told = set(OutboxMessage.objects.values_list("recipient__employee__name", flat=True))
    assert told == {"Jaya Ramadan", "Siti Pratama"}
    assert [d.verb for d in Decision.objects.filter(particulars__actor_name="system:tick").order_by("id")] == [
        "LAPSE", "REASSIGN", "ESCALATE",
    ]  # fmt: skip
    assert tick() == Done()


def test_demonstration_writes_no_digest_of_days_gone_by(office):
    two_cases(office)

    assert tick(with_digests=False).digests == 0
    assert not OutboxMessage.objects.exists()


def broken(error, of):
    """Following up that raises at one task."""

    def act(*, task_id, by, at=None):
        if task_id == of:
            raise error
        return follow_up(task_id=task_id, by=by, at=at)

    return act


def test_broken_case_is_logged_and_keeps_no_other_waiting(office, monkeypatch, caplog):
    first, second = two_cases(office)
    monkeypatch.setattr(duties, "follow_up", broken(ZeroDivisionError("aduh"), first))

    done = tick()

    assert (done.escalated, done.failed, done.moved_meanwhile) == (1, 1, 0)
    assert Decision.objects.get(verb="ESCALATE").case_id == WorkItem.objects.filter(task=second).first().case_id
    assert f"failed on task {first}" in caplog.text


def test_busy_case_is_left_for_the_next_run(office, monkeypatch):
    first, _ = two_cases(office)
    monkeypatch.setattr(duties, "follow_up", broken(OperationalError("database is locked"), first))

    done = tick()
    monkeypatch.undo()

    assert (done.escalated, done.failed, done.moved_meanwhile) == (1, 0, 1)
    assert tick().escalated == 1


# ---- the command ----
def said_by_tick(*args):
    out = StringIO()
    try:
        call_command("tick", *args, stdout=out)
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def overdue(office, settings):
    settings.DEMO_TODAY, settings.DIGEST_FROM_HOUR = LATE.date(), 0
    two_cases(office)
    office.section.email = "jaya@example.org"
    office.section.save()
    return office


def test_command_mails_the_digest_and_says_what_it_did(overdue):
    code, said = said_by_tick("--json")

    told = json.loads(said)
    assert (code, told["escalated"], told["digests"], told["mailed"], told["mail_failed"]) == (0, 2, 1, 1, 0)
    assert mail.outbox[0].subject == "Pekerjaan Anda hari ini: 2 menunggu, 2 terlambat"
    assert "escalated 0, passed_on 0" in said_by_tick()[1]
    assert len(mail.outbox) == 1


def test_command_ends_with_1_where_something_failed(overdue, monkeypatch):
    monkeypatch.setattr(duties, "follow_up", broken(ZeroDivisionError("aduh"), WorkItem.objects.first().task_id))

    code, said = said_by_tick("--json")

    assert (code, json.loads(said)["failed"]) == (1, 1)

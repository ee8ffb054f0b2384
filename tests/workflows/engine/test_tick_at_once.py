"""Ticks at once, killed ones, and people who decide meanwhile: each effect once, and nothing is left undone."""

import os
import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection, connections, transaction

import workflows.engine.escalating as escalating
from backoffice.duties import do_duties
from tests import factories as make
from tests.workflows.audit.chain import broken_links
from tests.workflows.engine.eight_ways import waiting_tasks
from tests.workflows.engine.test_concurrency import at_once, kinds
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.models import DailyReport
from workflows.engine.escalating import follow_up
from workflows.engine.models import OutboxMessage, WorkItem
from workflows.engine.outbox import LEASE, Message, deliver, message_id, tell_many
from workflows.organization.actor import Actor, Channel

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TICK = Actor.system("tick", Channel.DEMO)
LATE = make.at(date(2026, 12, 7), 8)  # a Monday
CASES = 20


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def tasks(office):
    return waiting_tasks(office, CASES)


def tick():
    return do_duties(LATE, TICK, at=LATE)


def escalated():
    """How many times each case was escalated, and how many items each task has open."""
    decisions = Counter(Decision.objects.filter(verb="ESCALATE").values_list("case_id", flat=True))
    items = Counter(WorkItem.objects.open().values_list("case_id", flat=True))
    return set(decisions.values()), set(items.values()), len(items)


def in_child(act):
    """Run this in a process of its own, which may die at it; its exit code."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_eight_ticks_at_once_escalate_each_case_once_and_tell_each_person_once(office, tasks):
    outcomes = at_once(*[tick] * 8)

    assert kinds(outcomes) == {"Done": 8}
    assert sum(done.escalated for done in outcomes) == CASES
    assert sum(done.failed for done in outcomes) == 0
    assert escalated() == ({1}, {2}, CASES)
    told = list(OutboxMessage.objects.values_list("recipient__employee__name", flat=True))
    assert sorted(told) == ["Jaya Ramadan"]
    assert broken_links() == []
    assert tick().escalated == 0


def test_tick_that_is_killed_in_the_middle_is_finished_by_the_next(office, tasks, monkeypatch):
    record, written = escalating.record, []

    def dies(*entries):
        written.append(record(*entries))
        if len(written) == 7:
            os._exit(9)  # with the seventh case's rows written and not committed

    monkeypatch.setattr(escalating, "record", dies)
    assert in_child(tick) == 9
    monkeypatch.undo()
    assert Decision.objects.filter(verb="ESCALATE").count() == 6

    done = tick()

    assert (done.escalated, done.failed) == (CASES - 6, 0)
    assert escalated() == ({1}, {2}, CASES)
    assert broken_links() == []


@pytest.mark.postgres
def test_tick_and_a_decision_at_once_leave_each_case_decided_and_nothing_open(office, tasks):
    by = make.actor(office.section)

    def decide(task_id):
        return lambda: daily.verify(task_id=task_id, by=by, at=LATE)

    def follow(task_id):
        return lambda: follow_up(task_id=task_id, by=TICK, at=LATE)

    outcomes = []
    for task_id in tasks[:8]:
        outcomes += at_once(decide(task_id), follow(task_id), follow(task_id))

    assert kinds(outcomes)["DailyReport"] == 8
    assert set(kinds(outcomes)) <= {"DailyReport", "MovedOn", "str"}
    done = DailyReport.objects.filter(status="VERIFIED")
    assert done.count() == 8
    assert not WorkItem.objects.open().filter(task__in=tasks[:8]).exists()
    assert set(Counter(Decision.objects.filter(verb="ESCALATE").values_list("case_id", flat=True)).values()) <= {1}


# ---- the outbox ----
@pytest.fixture
def messages():
    person = make.employee("Jaya Ramadan")
    person.email = "jaya@example.org"
    person.save()
    with transaction.atomic():
        tell_many([Message(recipient=person.user_id, key=f"m{n:03}", subject="Menunggu") for n in range(90)], at=LATE)
    return person


def test_eight_that_deliver_at_once_mail_each_message_once(messages):
    sent, guard = [], threading.Lock()

    def send(message):
        with guard:
            sent.append(message.key)

    outcomes = at_once(*[lambda: deliver(LATE, send=send)] * 8)

    assert kinds(outcomes) == {"Delivered": 8}
    assert Counter(sent) == {f"m{n:03}": 1 for n in range(90)}
    assert not OutboxMessage.objects.exclude(attempts=1, sent_at__isnull=False).exists()


def test_killed_deliverer_leaves_nothing_behind_and_what_left_twice_has_one_id(messages, tmp_path):
    log = tmp_path / "sent"

    def send(message):
        with log.open("a") as file:
            file.write(f"{message.key} {message_id(message.key)}\n")
        if message.key == "m007":
            os._exit(9)  # mailed, and not yet marked

    assert in_child(lambda: deliver(LATE, send=send)) == 9
    assert OutboxMessage.objects.filter(sent_at__isnull=False).count() == 7

    again = deliver(LATE + timedelta(minutes=1))
    assert again.mailed == 70  # the twenty that it had claimed are still its own
    later = deliver(LATE + LEASE + timedelta(minutes=1))

    assert later.mailed == 13
    assert not OutboxMessage.objects.filter(sent_at__isnull=True).exists()
    ids = [line.split()[1] for line in log.read_text().splitlines()]
    ids += [each.extra_headers["Message-ID"] for each in mail.outbox]
    assert Counter(Counter(ids).values()) == {1: 89, 2: 1}
    assert Counter(ids)[message_id("m007")] == 2


def test_two_that_tell_the_same_at_once_tell_it_once(messages):
    def tell():
        with transaction.atomic():
            tell_many([Message(recipient=messages.user_id, key=f"n{n:03}", subject="Sama") for n in range(50)], at=LATE)

    outcomes = at_once(*[tell] * 8)

    assert kinds(outcomes) == {"NoneType": 8}
    assert OutboxMessage.objects.filter(key__startswith="n").count() == 50
    assert connection.in_atomic_block is False

"""Due dates moved by several at once, beside reminders and decisions: nobody waits in a circle, and no move is lost."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from tests import factories as make
from tests.workflows.engine.eight_ways import waiting_tasks
from tests.workflows.engine.test_concurrency import at_once, kinds
from workflows.daily.bulk import verify_many
from workflows.engine.absences import record_leave, record_outage
from workflows.engine.escalating import mark_reminded
from workflows.engine.models import WorkItem

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.slow]
TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 11, day) for day in (24, 25, 26))
LATER = make.at(date(2026, 12, 20), 9)
ITEMS = 60


@pytest.fixture
def office():
    """An office whose section's head is asked much, all of it on Monday and due on Thursday; reminded when late."""
    made = make.office()
    make.chain("pelaksana", tiers=[{"rule": "DIRECT_SUPERIOR", "overdue": "REMIND"}], position_kind="EXECUTING")
    waiting_tasks(made, ITEMS)
    for item in WorkItem.objects.order_by("-pk"):  # so that the rows lie in the opposite order of their keys
        item.created_at, item.due_at = make.at(make.A_MONDAY, 8), make.at(THURSDAY, 23, 59)
        item.save()
    return made


def test_outage_and_leave_at_once_both_move_what_waits(office):
    """Beside reminders and a press that decides some of it."""
    hr, section = make.actor(make.with_role("HR_ADMIN")), make.actor(office.section)
    tasks = list(WorkItem.objects.open().order_by("pk").values_list("task_id", flat=True))
    decided, left = tasks[:20], tasks[20:]

    def outage():
        return record_outage(
            starts_at=make.at(TUESDAY, 9), ends_at=make.at(TUESDAY, 12), reason="Jaringan terputus", by=hr, at=LATER
        )

    def leave():
        return record_leave(
            employee=office.section, kind="ANNUAL", start=WEDNESDAY, end=THURSDAY, by=hr, document="SC-1", at=LATER
        )

    def press():
        return verify_many(task_ids=decided[::-1], by=section, at=make.at(make.A_MONDAY, 17))

    outcomes = at_once(outage, leave, press, *[lambda: mark_reminded(LATER)] * 5)

    assert kinds(outcomes) == {"tuple": 2, "list": 1, "int": 5}, outcomes
    due = WorkItem.objects.filter(task__in=left).values_list("due_at", flat=True)
    assert {timezone.localtime(each).date() for each in due} == {date(2026, 11, 30)}
    assert not WorkItem.objects.open().filter(task__in=decided).exists()
    mark_reminded(LATER)
    assert not WorkItem.objects.open().filter(escalated_at=None).exists()


def test_two_presses_of_reminders_mark_each_once(office):
    outcomes = at_once(*[lambda: mark_reminded(LATER)] * 8)

    assert sum(outcomes) == ITEMS
    assert WorkItem.objects.filter(escalated_at=LATER).count() == ITEMS


def test_items_locked_in_any_order_never_die(office):
    """Each names them in another order, and waits for what another has."""
    keys = list(WorkItem.objects.order_by("pk").values_list("pk", flat=True))

    def change(order):
        def act(_):
            with transaction.atomic():
                locked = WorkItem.objects.filter(pk__in=order).order_by("-due_at", "-pk").lock()
                return [WorkItem.objects.filter(pk=key).update(escalated_at=LATER) for key in order if key in locked]

        return act

    outcomes = at_once(*[change(keys), change(keys[::-1])] * 4, rounds=5)

    assert kinds(outcomes) == {"list": 40}
    assert {sum(changed) for changed in outcomes} == {ITEMS}

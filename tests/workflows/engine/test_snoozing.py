"""A task that is put off stays out of the inbox until its day, and never past its due date."""

from datetime import timedelta

import pytest

from tests import factories as make
from tests.workflows.engine.taking import WHEN, open_items
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.engine.snoozing import snooze, wake
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
MONDAY = make.A_MONDAY


@pytest.fixture
def item(report):
    """Due on Thursday."""
    return open_items().get()


def put_off(item, days, by, when=WHEN):
    return snooze(
        task_id=item.task_id, until=MONDAY + timedelta(days=days), by=make.actor(by), reason="Rapat.", at=when
    )


def test_snoozed_task_sleeps_until_its_day(office, item):
    put_off(item, 2, office.section)

    waiting = WorkItem.objects.open()
    assert not waiting.awake(MONDAY + timedelta(days=1)).exists()
    assert waiting.awake(MONDAY + timedelta(days=2)).get() == item
    decision = Decision.objects.get(verb="SNOOZE")
    assert (decision.actor_name, decision.reason, decision.details) == (
        "Jaya Ramadan", "Rapat.", {"until": "2026-11-25"},
    )  # fmt: skip


@pytest.mark.parametrize("days", [-1, 0, 4, 30])
def test_day_is_after_today_and_not_after_the_due_date(office, item, days):
    assert item.due_at.date() == MONDAY + timedelta(days=3)

    with pytest.raises(RuleViolation) as violation:
        put_off(item, days, office.section)

    assert violation.value.field == "until"
    assert open_items().get().snoozed_until is None
    assert not Decision.objects.filter(verb="SNOOZE").exists()


def test_due_date_itself_is_still_possible(office, item):
    put_off(item, 3, office.section)

    assert open_items().get().snoozed_until == MONDAY + timedelta(days=3)


def test_overdue_task_is_not_put_off(office, item):
    with pytest.raises(RuleViolation, match="sudah tiba"):
        put_off(item, 6, office.section, when=WHEN + timedelta(days=5))


def test_others_put_nothing_off(office, item):
    for person in (office.staff, office.other, office.division, make.with_role("HR_ADMIN")):
        with pytest.raises(NotYours):
            put_off(item, 2, person)
    assert open_items().get().snoozed_until is None


def test_woken_task_is_back_at_once(office, item):
    put_off(item, 2, office.section)

    wake(task_id=item.task_id, by=make.actor(office.section), at=WHEN)

    assert WorkItem.objects.open().awake(MONDAY).get() == item
    assert list(Decision.objects.filter(verb="SNOOZE").values_list("particulars__details", flat=True)) == [
        {"until": "2026-11-25"}, {"until": ""},
    ]  # fmt: skip


def test_task_that_is_awake_is_not_woken(office, item):
    with pytest.raises(NotAllowedHere):
        wake(task_id=item.task_id, by=make.actor(office.section), at=WHEN)


def test_sleeping_task_may_be_decided_and_is_seen_by_the_plh(office, item):
    """It sleeps in the inbox; whose it is does not change."""
    put_off(item, 2, office.section)
    make.acting(office.other, office.posts["section"], "PLH")

    wake(task_id=item.task_id, by=make.actor(office.other), at=WHEN)

    assert Decision.objects.filter(verb="SNOOZE").last().principal_name == "Jaya Ramadan"

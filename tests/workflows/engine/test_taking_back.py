"""One's own last decision is taken back while nobody acted on it, within ten minutes, as a step of its own."""

from datetime import timedelta

import pytest
from viewflow.workflow.models import Task

from tests import factories as make
from tests.workflows.engine.taking import TWO, WHEN, open_items, picture, take, verbs
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.engine.taking_back import can_take_back, taking_back

pytestmark = pytest.mark.django_db
LATER = WHEN + timedelta(minutes=9)
TOO_LATE = WHEN + timedelta(minutes=10, seconds=1)


def take_back(task_id, who, when=LATER):
    with taking_back(DailyProcess, task_id, by=make.actor(who), at=when) as t:
        pass
    return t


def refused(refusal, task_id, who, when=LATER):
    before = picture()
    with pytest.raises(refusal):
        take_back(task_id, who, when)
    assert picture() == before


@pytest.fixture
def approved(office, report):
    task_id = open_items().get().task_id
    take(office.section)
    return task_id


def test_last_approval_is_taken_back_and_the_tier_is_asked_anew(office, approved):
    t = take_back(approved, office.section)

    case = DailyProcess.objects.select_related("tier").get()
    assert t.was_agreed
    assert (case.status, case.finished, case.outcome, case.tier.number) == ("NEW", None, "", 1)
    item = open_items().get()
    assert (item.principal, item.owner, item.tier.number) == (office.posts["section"], office.section.user, 1)
    assert item.task_id != approved
    assert list(item.task.previous.values_list("pk", flat=True)) == [approved]
    assert verbs()[-1] == ("TAKE_BACK", 1, "Jaya Ramadan")
    assert take(office.section, when=LATER).is_agreed


def test_old_task_keeps_its_end_and_says_that_it_was_taken_back(office, approved):
    take_back(approved, office.section)

    old = Task.objects.get(pk=approved)
    assert (old.status, old.finished) == ("DONE", WHEN)
    assert old.work_items.get().closing == "TAKEN_BACK"


def test_what_followed_is_cancelled(office):
    make.chain(tiers=TWO, position_kind="EXECUTING")
    make.submitted_report(office.staff)
    first = open_items().get().task_id
    take(office.section)
    second = open_items().get().task_id

    take_back(first, office.section)

    assert Task.objects.get(pk=second).status == "CANCELED"
    assert open_items().get().tier.number == 1


def test_return_is_taken_back_from_the_person(office, report):
    task_id = open_items().get().task_id
    take(office.section, lambda t: t.send_back("Lampirkan bukti."))

    take_back(task_id, office.section)

    assert open_items().get().node == "decide"
    assert take(office.section, when=LATER).is_agreed


def test_approval_of_a_later_tier_leaves_the_earlier_one_standing(office):
    make.chain(tiers=TWO, position_kind="EXECUTING")
    make.submitted_report(office.staff)
    take(office.section)
    task_id = open_items().get().task_id
    take(office.division)

    take_back(task_id, office.division)

    case = DailyProcess.objects.select_related("tier").get()
    assert (case.tier.number, case.outcome) == (2, "APPROVED")
    assert take(office.division, when=LATER).is_agreed


def test_ten_minutes_later_it_stands(office, approved):
    refused(NotAllowedHere, approved, office.section, TOO_LATE)


@pytest.mark.parametrize("who", ["division", "staff", "stranger"])
def test_nobody_takes_back_anothers(office, approved, who):
    refused(NotYours, approved, getattr(office, who))


def test_it_stands_when_the_next_tier_has_decided(office):
    make.chain(tiers=TWO, position_kind="EXECUTING")
    make.submitted_report(office.staff)
    first = open_items().get().task_id
    take(office.section)
    take(office.division)

    refused(NotAllowedHere, first, office.section)


def test_it_stands_when_the_person_has_corrected(office, report):
    task_id = open_items().get().task_id
    take(office.section, lambda t: t.send_back("Lampirkan bukti."))
    take(office.staff, lambda t: t.hand_in())

    refused(NotAllowedHere, task_id, office.section)


def test_it_is_taken_back_once(office, approved):
    take_back(approved, office.section)

    refused(NotAllowedHere, approved, office.section)


def test_what_is_still_open_cannot_be_taken_back(office, report):
    refused(NotAllowedHere, open_items().get().task_id, office.section)


def test_page_offers_it_to_the_decider_alone_and_in_time(office, approved):
    decisions = list(Decision.objects.order_by("id"))

    assert can_take_back(decisions, make.actor(office.section), LATER)
    assert not can_take_back(decisions, make.actor(office.section), TOO_LATE)
    assert not can_take_back(decisions, make.actor(office.division), LATER)

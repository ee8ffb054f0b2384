"""A parked case goes on once somebody stands where its tier looks."""

from datetime import timedelta

import pytest
from viewflow.workflow.models import Task

from tests import factories as make
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.engine.parked import ask_again, parked_tasks, stranded_tasks
from workflows.engine.refusals import NotYours
from workflows.organization.actor import Actor, Channel

pytestmark = pytest.mark.django_db
TOMORROW = make.at(make.A_MONDAY + timedelta(days=1), 8)
TICK = Actor.system("tick", Channel.DEMO)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def task_id(office):
    make.vacant(office.posts["section"])
    make.submitted_report(office.staff)
    (parked,) = parked_tasks()
    return parked


def test_appointed_officer_is_asked_and_decides(office, task_id):
    appointment = make.acting(office.other, office.posts["section"], start=TOMORROW.date())

    assert ask_again(task_id=task_id, by=TICK, at=TOMORROW)

    item = WorkItem.objects.open().get()
    assert (item.owner_id, item.principal_id, item.acting_id) == (
        office.other.user_id, office.posts["section"].pk, appointment.pk,
    )  # fmt: skip
    assert (item.team, item.gap, item.created_at) == ("", "", TOMORROW)
    assert WorkItem.objects.get(closing="SKIPPED").gap != ""
    assert Task.objects.get(pk=task_id).owner_id == office.other.user_id
    decision = Decision.objects.get(verb="REASSIGN")
    assert (decision.actor_name, decision.tier_number) == ("system:tick", 1)
    assert "Kepala Sub Bidang Mutasi" in decision.reason
    assert parked_tasks() == []

    daily.verify(task_id=task_id, by=make.actor(office.other), at=TOMORROW)
    assert DailyReport.objects.get().status == "VERIFIED"


def test_case_stays_parked_while_nobody_stands_there(office, task_id):
    assert not ask_again(task_id=task_id, by=TICK, at=TOMORROW)

    assert parked_tasks() == [task_id]
    assert Decision.objects.count() == 1


def test_case_is_not_given_to_the_person_concerned(office, task_id):
    """Appointed to the post above one's own: whoever stands above that is asked."""
    make.acting(office.staff, office.posts["section"], start=TOMORROW.date())

    assert ask_again(task_id=task_id, by=TICK, at=TOMORROW)

    assert WorkItem.objects.open().get().owner_id == office.division.user_id


def test_asking_twice_asks_once(office, task_id):
    make.acting(office.other, office.posts["section"], start=TOMORROW.date())

    assert [ask_again(task_id=task_id, by=TICK, at=TOMORROW) for _ in range(2)] == [True, False]
    assert WorkItem.objects.open().count() == 1


def test_whoever_decided_before_is_not_asked_by_it(office):
    tiers = [{"rule": "DIRECT_SUPERIOR"}, {"rule": "POSITION", "position": office.posts["second_section"]}]
    make.chain(tiers=tiers, position_kind="EXECUTING")
    make.submitted_report(office.staff)
    task_id = WorkItem.objects.open().get().task_id
    daily.verify(task_id=task_id, by=make.actor(office.section), at=TOMORROW)
    make.acting(office.section, office.posts["second_section"])

    assert not ask_again(task_id=parked_tasks()[0], by=TICK, at=TOMORROW)


@pytest.mark.parametrize("role", ["PERFORMANCE_TEAM", "HR_ADMIN"])
def test_team_and_hr_may_ask_again(office, task_id, role):
    make.acting(office.other, office.posts["section"], start=TOMORROW.date())

    assert ask_again(task_id=task_id, by=make.actor(make.with_role(role)), at=TOMORROW)


def test_others_may_not(office, task_id):
    make.acting(office.other, office.posts["section"], start=TOMORROW.date())

    for person in (office.staff, office.other, office.head, make.with_role("AUDITOR")):
        with pytest.raises(NotYours):
            ask_again(task_id=task_id, by=make.actor(person), at=TOMORROW)
    assert parked_tasks() == [task_id]


def test_task_that_is_not_parked_stays_as_it_is(office):
    make.submitted_report(office.staff)
    item = WorkItem.objects.open().get()

    assert not ask_again(task_id=item.task_id, by=TICK, at=TOMORROW)
    assert not ask_again(task_id=0, by=TICK, at=TOMORROW)
    assert WorkItem.objects.open().get() == item


# ---- stranded: somebody stood there when it was asked ----
@pytest.fixture
def asked(office):
    make.submitted_report(office.staff)
    return WorkItem.objects.open().get().task_id


def test_task_of_a_post_that_has_lost_its_holder_is_parked_where_everybody_sees_it(office, asked):
    assert stranded_tasks(make.A_MONDAY) == []
    make.vacant(office.posts["section"], TOMORROW.date())
    assert stranded_tasks(TOMORROW.date()) == [asked]

    assert ask_again(task_id=asked, by=TICK, at=TOMORROW)

    item = WorkItem.objects.open().get()
    assert (item.team, item.owner_id, item.principal_id) == ("PERFORMANCE_TEAM", None, None)
    assert "kosong" in item.gap
    task = Task.objects.get(pk=asked)
    assert (task.status, task.owner_id) == ("NEW", None)
    assert "tidak lagi ditempati" in Decision.objects.get(verb="REASSIGN").reason
    assert (stranded_tasks(TOMORROW.date()), parked_tasks()) == ([], [asked])
    assert not ask_again(task_id=asked, by=TICK, at=TOMORROW)

    make.acting(office.other, office.posts["section"], start=TOMORROW.date())
    assert ask_again(task_id=asked, by=TICK, at=TOMORROW)
    daily.verify(task_id=asked, by=make.actor(office.other), at=TOMORROW)
    assert DailyReport.objects.get().status == "VERIFIED"


def test_task_left_with_the_person_concerned_goes_to_whoever_stands_above(office, asked):
    make.vacant(office.posts["section"], TOMORROW.date())
    make.acting(office.staff, office.posts["section"], start=TOMORROW.date())
    assert stranded_tasks(TOMORROW.date()) == [asked]

    assert ask_again(task_id=asked, by=TICK, at=TOMORROW)

    item = WorkItem.objects.open().get()
    assert (item.owner_id, item.principal_id) == (office.division.user_id, office.posts["division"].pk)
    assert stranded_tasks(TOMORROW.date()) == []


def test_task_of_a_post_with_a_new_officer_needs_no_asking(office, asked):
    make.vacant(office.posts["section"], TOMORROW.date())
    make.acting(office.other, office.posts["section"], start=TOMORROW.date())

    assert stranded_tasks(TOMORROW.date()) == []
    assert not ask_again(task_id=asked, by=TICK, at=TOMORROW)

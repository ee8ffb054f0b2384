"""A parked case is decided by whoever of the team claimed it, and by nobody who did not."""

from datetime import timedelta

import pytest
from viewflow.workflow.models import Task

from tests import factories as make
from tests.workflows.engine.taking import TWO, WHEN, open_items, picture, refused, take
from workflows.audit.models import Decision
from workflows.engine.claiming import claim, give_back
from workflows.engine.models import WorkItem
from workflows.engine.parked import ask_again, parked_tasks
from workflows.engine.refusals import DecidedBefore, MovedOn, NotAllowedHere, NotYours, OwnCase
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import RoleGrant

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return make.with_role("PERFORMANCE_TEAM", "Tika Kinerja")


@pytest.fixture
def parked(office):
    make.vacant(office.posts["section"])
    make.submitted_report(office.staff)
    return open_items().get()


def take_up(item, by):
    return claim(task_id=item.task_id, by=make.actor(by), at=WHEN)


def not_done(refusal, act):
    before = picture()
    with pytest.raises(refusal) as raised:
        act()
    assert picture() == before
    return str(raised.value)


def test_claimed_case_is_its_claimers_and_decided_by_them(parked, member):
    take_up(parked, member)

    item = open_items().get()
    assert (item.pk, item.owner, item.team, item.came_by) == (parked.pk, member.user, "PERFORMANCE_TEAM", "CLAIM")
    task = Task.objects.get(pk=parked.task_id)
    assert (task.owner, task.status, task.assigned) == (member.user, "ASSIGNED", WHEN)
    claimed = Decision.objects.get(verb="CLAIM")
    assert (claimed.actor_name, claimed.details) == ("Tika Kinerja", {"gap": parked.gap})
    assert parked_tasks() == []

    take(member)
    assert Decision.objects.get(verb="APPROVE").details["gap"] == parked.gap


def test_parked_case_is_not_decided_unclaimed(parked, member):
    assert refused(NotYours, member) == "Ambil dulu perkara ini dari antrean, lalu putuskan."


def test_nobody_else_of_the_team_decides_what_one_claimed(parked, member):
    take_up(parked, member)

    refused(NotYours, make.with_role("PERFORMANCE_TEAM", "Tono"))


def test_whoever_left_the_team_decides_it_no_more(parked, member):
    take_up(parked, member)
    RoleGrant.objects.filter(user=member.user).update(end=make.A_MONDAY + timedelta(days=1))

    refused(NotYours, member, when=WHEN + timedelta(days=1))


def test_only_the_team_claims(office, parked):
    for person in (office.staff, office.other, office.division, make.with_role("HR_ADMIN"), make.with_role("AUDITOR")):
        not_done(NotYours, lambda person=person: take_up(parked, person))


def test_nobody_claims_their_own_case(office, parked):
    RoleGrant.objects.create(user=office.staff.user, role="PERFORMANCE_TEAM", start=make.date(2026, 1, 1))

    not_done(OwnCase, lambda: take_up(parked, office.staff))


def test_whoever_decided_before_does_not_claim(office):
    make.chain(tiers=TWO, position_kind="EXECUTING")
    RoleGrant.objects.create(user=office.section.user, role="PERFORMANCE_TEAM", start=make.date(2026, 1, 1))
    make.vacant(office.posts["division"])
    make.submitted_report(office.staff)
    take(office.section)

    not_done(DecidedBefore, lambda: take_up(open_items().get(), office.section))


def test_second_claim_comes_too_late(parked, member):
    take_up(parked, member)

    sentence = not_done(MovedOn, lambda: take_up(parked, make.with_role("PERFORMANCE_TEAM", "Tono")))
    assert sentence.startswith("Perkara ini sudah diambil")


def test_what_is_not_parked_is_not_claimed(report, member):
    not_done(MovedOn, lambda: take_up(open_items().get(), member))


def test_given_back_case_lies_in_the_queue_again(parked, member):
    take_up(parked, member)

    give_back(task_id=parked.task_id, by=make.actor(member), at=WHEN)

    item = open_items().get()
    assert (item.owner, item.came_by, item.gap) == (None, "", parked.gap)
    task = Task.objects.get(pk=parked.task_id)
    assert (task.owner, task.status) == (None, "NEW")
    assert Decision.objects.get(verb="REASSIGN").reason == "Dikembalikan ke antrean."
    assert parked_tasks() == [parked.task_id]


def test_only_the_claimer_gives_back(parked, member):
    take_up(parked, member)
    other = make.with_role("PERFORMANCE_TEAM", "Tono")

    not_done(NotYours, lambda: give_back(task_id=parked.task_id, by=make.actor(other), at=WHEN))


def test_what_was_never_in_the_queue_is_not_given_back_to_it(office, report):
    item = open_items().get()

    not_done(NotAllowedHere, lambda: give_back(task_id=item.task_id, by=make.actor(office.section), at=WHEN))


def test_claimed_case_is_not_asked_again_by_tick(office, parked, member):
    take_up(parked, member)
    make.acting(office.other, office.posts["section"])

    assert not ask_again(task_id=parked.task_id, by=Actor.system("tick", Channel.DEMO), at=WHEN)
    assert WorkItem.objects.open().get().owner == member.user

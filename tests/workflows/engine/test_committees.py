"""A task that several are asked: whose voice counts, when it is done; and what jobs may do."""

import pytest

from tests import factories as make
from tests.workflows.engine.taking import open_items, refused, take, verbs
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.daily.models import DailyProcess
from workflows.engine.authority import capacity_for
from workflows.engine.models import WorkItem
from workflows.engine.refusals import (
    NotYours,
)
from workflows.organization.actor import Actor, Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def members():
    return [make.with_role("AUDITOR", name) for name in ("Ani", "Budi", "Citra")]


def committee(office, **values):
    make.chain(
        tiers=[{"rule": "COMMITTEE", "role": "AUDITOR", "may_reject": True, **values}], position_kind="EXECUTING"
    )
    return make.submitted_report(office.staff)


def closings():
    return sorted(WorkItem.objects.filter(node="decide").values_list("closing", flat=True))


def test_role_asks_each_member_and_the_first_decides(office, members):
    committee(office, rule="ROLE")
    assert open_items().count() == 3

    assert take(members[1], item=open_items().last()).is_agreed

    assert closings() == ["DONE", "SKIPPED", "SKIPPED"]
    assert WorkItem.objects.get(closing="DONE").owner_id == members[1].user_id


def test_committee_of_two_waits_for_the_second_voice(office, members):
    committee(office, mode="QUORUM", quorum=2)
    before = DailyProcess.objects.values("status", "outcome", "tier").get()

    assert not take(members[0]).is_agreed
    assert DailyProcess.objects.values("status", "outcome", "tier").get() == before
    assert open_items().count() == 2
    refused(NotYours, members[0])

    assert take(members[2]).is_agreed
    assert closings() == ["DONE", "DONE", "SKIPPED"]
    assert [verb for verb, _, _ in verbs()] == ["SUBMIT", "APPROVE", "APPROVE"]


def test_committee_of_all_waits_for_everybody(office, members):
    committee(office, mode="ALL")

    agreed = [take(member).is_agreed for member in members]

    assert agreed == [False, False, True]
    assert closings() == ["DONE", "DONE", "DONE"]


def test_voices_of_an_earlier_round_do_not_count(office, members):
    committee(office, mode="QUORUM", quorum=2)
    take(members[0])
    take(members[1], lambda t: t.send_back("Lampirkan bukti."))
    take(office.staff, lambda t: t.hand_in())

    assert not take(members[2]).is_agreed
    assert take(members[0]).is_agreed


def test_committee_smaller_than_its_quorum_is_parked_and_says_how_many_are_missing(office):
    make.with_role("AUDITOR", "Ani")
    committee(office, mode="QUORUM", quorum=5)

    item = open_items().get()

    assert (item.owner, item.principal, item.team) == (None, None, "PERFORMANCE_TEAM")
    assert "memerlukan 5 orang, tetapi hanya 1 yang dapat memutus" in item.gap
    refused(NotYours, make.Employee.objects.get(name="Ani"))


def test_capacity_of_several_items_is_the_actors_own(office, members):
    committee(office, rule="ROLE")

    found = capacity_for(list(open_items()), make.actor(members[2]), make.A_MONDAY)

    assert found.item.owner_id == members[2].user_id
    assert found.signatory.name == "Citra"


# ---- jobs ------------------------------------------------------------------------------------------------------------
def test_job_closes_a_persons_task_and_decides_no_tier(office, report):
    job = Actor.system("tick", Channel.DEMO)
    take(office.section, lambda t: t.send_back("Lampirkan bukti."))

    take(job, lambda t: t.close(Verb.LAPSE, "Lewat batas.", outcome="LAPSED"))

    decision = Decision.objects.last()
    assert (decision.verb, decision.actor_name) == ("LAPSE", "system:tick")
    assert DailyProcess.objects.get().status == "DONE"


def test_duty_of_a_job_is_no_persons(office, report):
    refused(NotYours, office.section, lambda t: t.close(Verb.LAPSE), duty=True)
    refused(NotYours, Actor.system("tick", Channel.DEMO), duty=True)

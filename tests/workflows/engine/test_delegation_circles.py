"""Delegations that run in a circle give nobody more than a post: no own case, no second tier, nothing passed on."""

from datetime import date, timedelta

import pytest

from tests import factories as make
from tests.workflows.engine.taking import TWO, WHEN, open_items, refused, take, verbs
from workflows.audit.models import Decision
from workflows.engine.inbox import arms_of, read_page
from workflows.engine.refusals import DecidedBefore, NotYours, OwnCase
from workflows.organization.delegating import delegate, end_delegation
from workflows.organization.models import Position

pytestmark = pytest.mark.django_db
TODAY = make.A_MONDAY


@pytest.fixture
def office():
    """A is the head of the section, B of the other one, C their superior, D C's peer; two tiers decide a report."""
    made = make.office()
    made.a, made.c = made.section, made.division
    made.b = make.employee("Bayu Peer", made.posts["second_section"], sex="M")
    fourth = make.position("Kepala Bidang Mutu", made.posts["head"].unit, made.posts["head"], kind="ADMINISTRATOR")
    make.position("Analis Mutu", made.posts["head"].unit, fourth)
    made.d = make.employee("Dewi Sejawat", fourth)
    make.chain(tiers=TWO, position_kind="EXECUTING")
    make.chain("kepala", tiers=TWO, position_kind="SUPERVISOR")
    return made


def passes(giver, taker, **more):
    """Through the action, so by its rules."""
    given = {"processes": ["daily"], "start": TODAY, "end": TODAY + timedelta(days=9), "reason": "Cuti", **more}
    return delegate(by=make.actor(giver), delegator=giver, to=taker, at=make.at(TODAY, 8), **given)


def waits_for(person, on=TODAY):
    return [each.item.person.name for each in read_page(arms_of(person.user, person, on)).waiting]


def test_two_who_delegate_to_each_other_decide_for_each_other_and_no_further(office):
    passes(office.a, office.b)
    passes(office.b, office.a)
    make.submitted_report(office.staff)

    assert waits_for(office.a) == waits_for(office.b) == ["Ghaliyati Wahyuni"]
    take(office.b)

    decision = Decision.objects.latest("pk")
    assert (decision.actor_name, decision.principal_name, decision.capacity) == (
        "Bayu Peer", "Jaya Ramadan", "DELEGATE",
    )  # fmt: skip
    assert decision.decree == "Delegasi 23-11-2026 s.d. 01-12-2026"
    assert [item.principal.title for item in open_items()] == ["Kepala Bidang Mutasi dan Promosi"]
    for who in (office.a, office.b, office.staff):
        refused(NotYours, who)
    take(office.c)
    assert [verb for verb, *_ in verbs()][-2:] == ["APPROVE", "APPROVE"]


def test_what_was_taken_is_not_passed_on(office):
    """C → D and D → A: A stands in D's post, not in C's."""
    passes(office.c, office.d)
    passes(office.d, office.a)
    make.submitted_report(office.staff)
    take(office.a)

    refused(NotYours, office.a)
    assert waits_for(office.a) == []
    assert waits_for(office.d) == ["Ghaliyati Wahyuni"]


@pytest.mark.parametrize("first", ["a", "d"])
def test_nobody_decides_both_tiers_by_way_of_a_circle(office, first):
    """A → D, D → A, C → D: where D decided the first tier in A's post, the second, in C's post, is not theirs."""
    passes(office.a, office.d)
    passes(office.d, office.a)
    passes(office.c, office.d)
    make.submitted_report(office.staff)
    take(getattr(office, first))

    if first == "d":
        refused(DecidedBefore, office.d)
    refused(NotYours, office.a)
    take(office.c)
    assert len({name for verb, _, name in verbs() if verb == "APPROVE"}) == 2


def test_nobody_decides_their_own_case_by_way_of_a_circle(office):
    """C → D, D → A, A → D, and a row that no rule would let in, C → A: A's own report is none of theirs to decide."""
    passes(office.c, office.d)
    passes(office.d, office.a)
    passes(office.a, office.d)
    make.submitted_report(office.a)
    refused(NotYours, office.a)

    make.delegation(office.c, office.a, "daily")
    refused(OwnCase, office.a)
    assert waits_for(office.d) == ["Jaya Ramadan"]
    take(office.d)
    assert Decision.objects.latest("pk").principal_name == "Siti Pratama"


def test_a_superior_who_decides_for_a_subordinate_does_not_decide_again(office):
    """A → C: C decides the first tier in A's post; their own is passed over, or parked where the chain says so."""
    passes(office.a, office.c)
    make.submitted_report(office.staff)
    take(office.c)
    assert [verb for verb, *_ in verbs()] == ["DELEGATE", "SUBMIT", "APPROVE", "SKIP"]
    assert list(open_items()) == []

    make.chain("ketat", tiers=[TWO[0], {**TWO[1], "skip_same_person": False}], unit=office.posts["staff"].unit)
    make.submitted_report(office.other)
    take(office.c)
    (item,) = open_items()
    assert (item.principal, item.owner, item.team) == (None, None, "PERFORMANCE_TEAM")
    for who in (office.a, office.b, office.c):
        refused(NotYours, who)


def test_an_acting_officer_passes_nothing_on_either(office):
    """A acts for C and delegates: B stands in A's own post alone."""
    make.acting(office.a, office.posts["division"], "PLH", start=TODAY, end=TODAY + timedelta(days=5))
    passes(office.a, office.b)
    make.submitted_report(office.stranger)
    take(office.b)  # the first tier, in B's own post

    assert [item.principal.title for item in open_items()] == ["Kepala Bidang Mutasi dan Promosi"]
    refused(NotYours, office.b)
    take(office.a)
    assert Decision.objects.latest("pk").capacity == "PLH"


def test_it_begins_and_ends_by_itself_and_early(office):
    given = passes(office.a, office.b, start=date(2026, 11, 24), end=date(2026, 11, 26))
    make.submitted_report(office.staff)
    days = [date(2026, 11, day) for day in (23, 24, 25, 26)]

    assert [bool(waits_for(office.b, day)) for day in days] == [False, True, True, False]
    assert all(waits_for(office.a, day) for day in days)
    refused(NotYours, office.b, when=WHEN)

    end_delegation(by=make.actor(office.a), delegation=given, reason="Kembali", at=make.at(date(2026, 11, 25), 7))
    assert not waits_for(office.b, date(2026, 11, 25))
    refused(NotYours, office.b, when=make.at(date(2026, 11, 25), 9))
    take(office.a, when=make.at(date(2026, 11, 25), 9))


def test_only_the_processes_named_reach_the_delegate(office):
    passes(office.a, office.b, processes=["skp"])
    make.submitted_report(office.staff)
    assert waits_for(office.b) == []
    refused(NotYours, office.b)


def test_a_delegate_who_comes_to_stand_below_still_decides_no_own_case(office):
    """The line changes after the delegation was given: the engine asks again at each decision."""
    passes(office.a, office.b)
    Position.objects.filter(pk=office.posts["second_section"].pk).update(reports_to=office.posts["section"])
    make.submitted_report(office.b)
    refused(OwnCase, office.b)
    take(office.a)

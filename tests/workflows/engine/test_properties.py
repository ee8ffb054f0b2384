"""Over random offices, chains and absences: every case ends, by those who may, with its quorums, as it was foretold."""

import os

import pytest
from hypothesis import HealthCheck, given, settings

from tests import factories as make
from tests.workflows.engine.random_worlds import Built, World, rolled_back, worlds
from workflows.approvals.resolver import Asked, Gap, Skipped, chain_for, explain
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess
from workflows.engine.models import WorkItem
from workflows.engine.refusals import DecidedBefore, NotYours, OwnCase
from workflows.engine.turns import turn
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import User

pytestmark = pytest.mark.django_db
WHEN = make.at(make.A_MONDAY, 17)
REASON = "Lampirkan buktinya."
MOST_STEPS = 80
# EXAMPLES=2000 searches anew and longer; without it the same worlds are tried each time.
EXAMPLES = os.environ.get("EXAMPLES", "")
slow = settings(
    max_examples=int(EXAMPLES or 40),
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)


def act(by, verb):
    """One act on the open task; the refusals of segregation come back, others are raised."""
    item = WorkItem.objects.open().first()
    try:
        with turn(DailyProcess, item.task_id, by=by, at=WHEN) as t:
            getattr(t, verb)() if verb in {"approve", "hand_in"} else getattr(t, verb)(REASON)
    except (NotYours, OwnCase, DecidedBefore) as refusal:
        return refusal
    return None


def overriding(admin):
    user = User.objects.select_related("employee").get(pk=admin.user_id)
    return Actor(user=user, channel=Channel.DEMO, overrides=True)


def override(built):
    """An HR admin who has not decided in the case settles the tier."""
    item = WorkItem.objects.open().first()
    for admin in built.admins:
        try:
            with turn(DailyProcess, item.task_id, by=overriding(admin), at=WHEN) as t:
                t.approve("Tidak ada yang dapat memutus.")
        except DecidedBefore:
            continue
        return admin
    raise AssertionError("No admin is left.")


def case():
    return DailyProcess.objects.select_related("tier", "chain_version").get()


def waits_with_person():
    return WorkItem.objects.open().filter(tier__isnull=True).exists()


def wander(built):
    """The world's moves, each tried; who was let through is exactly who may by the facts."""
    for person, verb in built.world.moves:
        if case().status == "DONE":
            return
        if waits_with_person():
            assert act(make.actor(built.people[built.world.author]), "hand_in") is None
            continue
        may = built.may_decide(person)
        refusal = act(make.actor(built.people[person]), verb)
        assert (refusal is None) == may, (person, verb, refusal)


def carry_to_the_end(built):
    for _ in range(MOST_STEPS):
        if case().status == "DONE":
            return
        if waits_with_person():
            act(make.actor(built.people[built.world.author]), "hand_in")
            continue
        able = next((person for person in built.people if built.may_decide(person)), None)
        if able is None:
            override(built)
        else:
            assert act(make.actor(built.people[able]), "approve") is None
    raise AssertionError("The case does not end.")


def needed(built, number):
    """How many have to approve at this tier, by the plan and who can sit."""
    plan = built.world.tiers[number - 1]
    if plan.mode == "QUORUM":
        return plan.quorum
    if plan.mode == "ONE":
        return 1
    return len({_sitting(built, seat) for seat in plan.seats} - {built.world.author, None})


def _sitting(built, post):
    """Who sits in a committee's seat; nobody where that is the author, or the author's deputy."""
    holder = post if post not in built.world.vacant else None
    officer = built.world.acting.get(post, holder)
    return None if built.world.author in {officer, holder} else officer


@slow
@given(world=worlds())
def test_every_case_ends_decided_by_those_who_may_and_with_its_quorums(world: World):
    with rolled_back():
        built = Built.of(world)
        make.open_year(make.YEAR)
        make.submitted_report(built.people[world.author])
        author = built.people[world.author].nip

        wander(built)
        carry_to_the_end(built)

        ended = case()
        assert not WorkItem.objects.open().exists()
        assert author not in {nip for _tier, _round, _verb, nip in built.votes()}
        if ended.outcome != "REJECTED":
            for number in range(1, len(world.tiers) + 1):
                assert_tier_carries(built, ended, number)


def assert_tier_carries(built, ended, number):
    """The tier was passed over and recorded so, overridden, or has its quorum, in the round that counts for it."""
    rows = Decision.objects.filter(tier_number=number)
    of_round = ended.round if number >= ended.asked_from else max(row.round for row in rows)
    standing = rows.filter(round=of_round)
    if standing.filter(verb__in=["SKIP", "OVERRIDE"]).exists():
        return
    approvals = set(standing.filter(verb="APPROVE").values_list("particulars__actor_nip", flat=True))
    assert len(approvals) >= max(needed(built, number), 1), number


@slow
@given(world=worlds(moves=False))
def test_explaining_a_chain_foretells_exactly_who_is_asked(world: World):
    with rolled_back():
        built = Built.of(world)
        make.open_year(make.YEAR)
        author = built.people[world.author]
        post = built.posts[world.author]
        foretold = list(explain(chain_for("daily", post), author, make.A_MONDAY, post))
        make.submitted_report(author)

        decided, last = set(), None
        for found in foretold:
            decided, last = assert_comes_true(built, found, decided, last)
        assert case().status == "DONE"


def assert_comes_true(built, found, decided, last):
    """The tier does what was foretold, given who really decided the tiers before; then it is decided."""
    number = found.tier.number
    skipped = Decision.objects.filter(verb="SKIP", tier_number=number).exists()
    if isinstance(found, Skipped):
        assert skipped
        return decided, last
    if isinstance(found, Gap):
        assert_parked(number)
        return decided, override(built).nip
    assert isinstance(found, Asked)
    asked = found.nips
    if found.tier.skip_same_person and found.officers and asked == {last}:
        assert skipped  # one of several decided the tier before, and is the only one asked here
        return decided, last
    left = asked - (decided & found.perhaps_before)
    if not left or len(left) < found.needed:
        assert_parked(number)
        return decided, override(built).nip
    open_here = WorkItem.objects.open().filter(tier__number=number)
    assert {item.owner.username for item in open_here.select_related("owner")} == left
    voters = sorted(left)[: len(left) if found.tier.mode == "ALL" else found.needed]
    for nip in voters:
        by = Actor(user=User.objects.select_related("employee").get(username=nip), channel=Channel.DEMO)
        assert act(by, "approve") is None
    # One person decides several tiers only where the version says so, and then is asked again.
    return (decided if built.world.twice else decided | set(voters)), voters[0] if len(voters) == 1 else None


def assert_parked(number):
    item = WorkItem.objects.open().get()
    assert (item.team, item.tier.number) == ("PERFORMANCE_TEAM", number)

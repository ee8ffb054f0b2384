"""Whatever happens to a case, it is decided by those who may, with its quorums, and it ends."""

import os

import pytest
from hypothesis import HealthCheck, given, settings

from tests import factories as make
from tests.workflows.engine.living import Living
from tests.workflows.engine.random_lives import Happening, Life, lives
from tests.workflows.engine.random_worlds import rolled_back
from tests.workflows.engine.reconsidering import overriding
from workflows.audit.models import Decision
from workflows.engine.refusals import Refusal

pytestmark = pytest.mark.django_db
MOST_STEPS = 40
# EXAMPLES=300 searches anew and longer; without it the same lives are tried each time.
EXAMPLES = os.environ.get("EXAMPLES", "")


def go_on(living):
    """One fair step: whoever is asked approves, else one of the team takes it up, else an HR admin settles it."""
    if all(item.tier_id is None for item in living.items):
        living.hand_in()
        return
    living.happens(Happening("claim", 0, 0))
    for person in living.likely():
        try:
            living.decide(make.actor(person), "approve")
        except Refusal:
            continue
        return
    for admin in living.built.admins:
        try:
            living.decide(overriding(admin), "approve")
        except Refusal:
            continue
        return
    raise AssertionError("Nobody can decide the case.")


def carry_to_the_end(living):
    for _ in range(MOST_STEPS):
        if living.ended:
            return
        go_on(living)
        living.assert_sound()
    raise AssertionError("The case does not end.")


def assert_every_tier_carries(living):
    """Every tier from which on the case was decided last has approved, or was passed over and recorded so."""
    case = living.case
    approved = {number for number, _ in living.votes.carrying}
    skips = Decision.objects.filter(verb="SKIP", round=case.round)
    passed = set(skips.values_list("tier_number", flat=True))
    numbers = {tier.number for tier in case.chain_version.tiers.all()}
    assert {number for number in numbers if number >= living.votes.began} <= approved | passed


@settings(
    max_examples=int(EXAMPLES or 20),
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(life=lives())
def test_whatever_happens_a_case_is_decided_by_those_who_may_with_its_quorums_and_ends(life: Life):
    with rolled_back():
        living = Living(life)
        living.assert_sound()
        for what in life.happenings:
            if living.items and all(item.tier_id is None for item in living.items) and what.other % 2:
                living.hand_in()
            living.happens(what)
            living.assert_sound()
        carry_to_the_end(living)

        assert living.author.nip not in {nip for _tier, _round, _verb, nip in living.built.votes()}
        if living.case.outcome == "APPROVED":
            assert_every_tier_carries(living)

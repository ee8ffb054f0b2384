"""A random life of a case in a random office: what may happen to it besides decisions, one thing after another."""

from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from tests.workflows.engine.random_worlds import TierPlan, World, tier_plans, worlds

LENGTHS = st.sampled_from([20, 16, 12, 8, 4, 2, 1])
# How often each happens: approvals lead a case on, without enough of them the rest has little to happen to.
KINDS = {
    "approve": 12, "send_back": 2, "send_to_tier": 3, "reject": 1, "override": 3, "override_send_back": 1,
    "override_reject": 1, "take_back": 4, "resubmit": 2, "withdraw": 1, "reassign": 4, "hand_over": 3, "claim": 4,
    "give_back": 1, "move_version": 3, "delegation": 3, "leaving": 2, "coming": 1, "acting": 2,
}  # fmt: skip


@dataclass(frozen=True)
class Happening:
    """What happens, by whom, and to what; the numbers choose among those there are by then."""

    kind: str
    who: int
    other: int


@dataclass(frozen=True)
class Life:
    """A world, the further version of its chain, whose tiers bear some of the first one's titles, and what happens."""

    world: World
    tiers: tuple[TierPlan, ...]
    titles: tuple[str, ...]
    twice: bool
    again_from: int
    happenings: tuple[Happening, ...]


@st.composite
def lives(draw: st.DrawFn) -> Life:
    world = draw(worlds(moves=False, least_tiers=2))
    tiers = tuple(draw(st.lists(tier_plans(len(world.above)), min_size=2, max_size=4)))
    titles = draw(st.permutations([f"Tahap {number}" for number in range(1, 6)]))[: len(tiers)]
    return Life(
        world, tiers, tuple(titles), draw(st.booleans()), draw(st.integers(1, len(tiers))), draw(happenings(world))
    )


@st.composite
def happenings(draw: st.DrawFn, world: World) -> tuple[Happening, ...]:
    """By a seed that the world is part of: drawn one by one they would mostly be the first of the kinds."""
    chance = Random(repr((world, draw(st.integers(0, 2**32)))))
    kinds = chance.choices(list(KINDS), list(KINDS.values()), k=20)
    return tuple(Happening(kind, chance.randrange(60), chance.randrange(60)) for kind in kinds)[: draw(LENGTHS)]

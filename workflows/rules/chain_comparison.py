"""Two versions of a chain side by side: which tiers came, went, moved, and which of their fields changed.

A tier is known by its title, as running cases know it; one that was only renamed is found by its place and its rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from .chain_tiers import ChainPlan, TierPlan

ADDED, REMOVED, MOVED, CHANGED, SWITCH = "ADDED", "REMOVED", "MOVED", "CHANGED", "SWITCH"
COMPARED = tuple(f.name for f in fields(TierPlan) if f.compare)
SWITCHES = ("same_person_may_decide_twice", "again_from_tier")
Value = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainChange:
    """One difference. `before` and `after` are the whole tier where it came or went, its numbers where it moved."""

    kind: str
    tier: str = ""
    number: int | None = None  # in the later version; of a tier that went, in the earlier
    field: str = ""
    before: Value | TierPlan | None = None
    after: Value | TierPlan | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """The same tier before and after, with its numbers; None where it was not there yet, or is no more."""

    before: tuple[int, TierPlan] | None
    after: tuple[int, TierPlan] | None


def compare(before: ChainPlan, after: ChainPlan) -> list[ChainChange]:
    """The differences in the order of the later version, what went at the end; empty where both say the same."""
    changes = [
        ChainChange(kind=SWITCH, field=name, before=getattr(before, name), after=getattr(after, name))
        for name in SWITCHES
        if getattr(before, name) != getattr(after, name)
    ]
    pairs = paired(before, after)
    kept = [pair for pair in pairs if pair.before and pair.after]
    order_before = sorted(pair.before[0] for pair in kept if pair.before)
    for pair in pairs:
        changes += _between(pair, kept, order_before)
    return changes


def paired(before: ChainPlan, after: ChainPlan) -> list[Pair]:
    """Each tier of the later version beside what it was, then those that went."""
    left = dict(enumerate(before.tiers, start=1))
    found: dict[int, int] = {}
    for number, tier in enumerate(after.tiers, start=1):
        by_title = next((n for n, was in left.items() if was.title.casefold() == tier.title.casefold()), None)
        if by_title is not None:
            found[number] = by_title
            del left[by_title]
    gone = dict(left)
    for number, tier in enumerate(after.tiers, start=1):
        if number not in found and number in left and left[number].rule == tier.rule:
            found[number] = number
            del gone[number]
    pairs = [
        Pair((found[number], before.tiers[found[number] - 1]) if number in found else None, (number, tier))
        for number, tier in enumerate(after.tiers, start=1)
    ]
    return [*pairs, *(Pair((number, tier), None) for number, tier in gone.items())]


def _between(pair: Pair, kept: list[Pair], order_before: list[int]) -> Iterator[ChainChange]:
    if pair.before is None and pair.after is not None:
        number, tier = pair.after
        yield ChainChange(kind=ADDED, tier=tier.title, number=number, after=tier)
    elif pair.after is None and pair.before is not None:
        number, tier = pair.before
        yield ChainChange(kind=REMOVED, tier=tier.title, number=number, before=tier)
    elif pair.before is not None and pair.after is not None:
        (was_number, was), (number, tier) = pair.before, pair.after
        # Moved among those that stayed: a tier that only got another number because one before it went has not.
        if order_before.index(was_number) != kept.index(pair):
            yield ChainChange(kind=MOVED, tier=tier.title, number=number, before=was_number, after=number)
        for name in COMPARED:
            if getattr(was, name) != getattr(tier, name):
                yield ChainChange(
                    kind=CHANGED, tier=tier.title, number=number, field=name,
                    before=getattr(was, name), after=getattr(tier, name),
                )  # fmt: skip

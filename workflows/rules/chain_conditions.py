"""For whom an approval chain is meant, which of several chains wins, and when two would tie.

A condition may name a kind of post, an eselon, and a unit with all below it. More conditions are more specific than
fewer; among as many, the unit deeper in the tree. So two chains tie only where neither is more specific and a post
could stand that both mean: that is refused when the later of them is published, so that nobody ever has
to toss a coin.
"""

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a chain asks of a post; empty asks nothing. `units` is its unit and those above it, nearest first."""

    kind: str = ""
    eselon: str = ""
    units: tuple[Hashable, ...] = ()

    @property
    def is_for_everybody(self) -> bool:
        """Whether the chain asks nothing: somebody always decides by it."""
        return not (self.kind or self.eselon or self.units)


def applies(condition: Condition, kind: str, eselon: str, units: tuple[Hashable, ...]) -> bool:
    """Whether the chain is meant for a post of this kind and eselon, in the first of these units, nearest first."""
    return (
        condition.kind in {"", kind}
        and condition.eselon in {"", eselon}
        and (not condition.units or condition.units[0] in units)
    )


def specificity(condition: Condition) -> tuple[int, int]:
    """How narrowly the chain is meant: the number of conditions set, then the depth of the unit, 1 for the root."""
    return sum(map(bool, (condition.kind, condition.eselon, condition.units))), len(condition.units)


def can_meet(one: Condition, other: Condition) -> bool:
    """Whether a post could stand for which both are meant."""
    return (
        _agree(one.kind, other.kind)
        and _agree(one.eselon, other.eselon)
        and (not one.units or not other.units or one.units[0] in other.units or other.units[0] in one.units)
    )


def tie(one: Condition, other: Condition) -> bool:
    """Whether some post would have two chains of which neither is more specific."""
    return specificity(one) == specificity(other) and can_meet(one, other)


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other

"""Who leads a unit, and which post stands above it: the level that sets the unit's own predicate.

The level is the head of the nearest unit above that has a leading post; a unit outside the government is no level.
Where whoever stands there leads the unit itself (as its Plt, say), it is the next level: nobody sets their own.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflows.organization.models import Position, Unit
from workflows.organization.offices import LEADING, leading
from workflows.organization.reporting import GapInLine
from workflows.organization.standing import Officer, officers

OUTSIDE = "external"  # the kind of a unit that stands outside the government


@dataclass(frozen=True, slots=True)
class Level:
    """Who sets a unit's predicate: `officer` in `post`; without a post nobody of the office does, HR records it.

    A post without an officer is vacant: nothing is set until somebody is appointed there. `leader` leads the unit.
    """

    leader: Officer | None
    post: Position | None = None
    officer: Officer | None = None

    @property
    def is_outside(self) -> bool:
        """Whether the predicate comes from outside and is recorded by HR."""
        return self.post is None


class UnitTree:
    """All units with their heads, read in two queries."""

    def __init__(self) -> None:
        self.units: dict[int, Unit] = {unit.pk: unit for unit in Unit.objects.order_by("code")}
        posts: dict[int, list[Position]] = defaultdict(list)
        for post in Position.objects.filter(kind__in=LEADING):
            posts[post.unit_id].append(post)
        self._heads = {unit_id: leading(among) for unit_id, among in posts.items()}

    def head_of(self, unit_id: int) -> Position | None:
        """The post that leads the unit."""
        return self._heads.get(unit_id)

    def above(self, unit_id: int) -> list[Unit]:
        """The units above it within the government, nearest first."""
        found: list[Unit] = []
        parent = self.units[unit_id].parent_id
        while parent is not None and self.units[parent].kind != OUTSIDE:
            found.append(self.units[parent])
            parent = self.units[parent].parent_id
        return found

    def children_of(self, unit_id: int) -> list[Unit]:
        """The units directly below, by code."""
        return [unit for unit in self.units.values() if unit.parent_id == unit_id]

    def heads_above(self, unit_id: int) -> list[Position]:
        """The posts that lead the units above it, nearest first."""
        heads = (self.head_of(unit.pk) for unit in self.above(unit_id))
        return [post for post in heads if post is not None]

    def is_managed(self, unit_id: int) -> bool:
        """Whether the unit stands within the government."""
        return self.units[unit_id].kind != OUTSIDE

    def levels(self, unit_ids: Iterable[int], on: date) -> dict[int, Level]:
        """Who sets the predicate of each of these units on the day. Two queries, however many units."""
        keys = list(unit_ids)
        posts = {post.pk: post for key in keys for post in self.heads_above(key)}
        posts |= {post.pk: post for post in map(self.head_of, keys) if post is not None}
        standing = officers(posts.values(), on)
        return {key: self._level(key, standing) for key in keys}

    def _level(self, unit_id: int, standing: dict[int, Officer]) -> Level:
        own = self.head_of(unit_id)
        leader = standing.get(own.pk) if own is not None else None
        for post in self.heads_above(unit_id):
            officer = standing.get(post.pk)
            if officer is None or not _leads_it(officer, leader):
                return Level(leader, post, officer)
        return Level(leader)


def leads_unit(position: Position) -> bool:
    """Whether the post leads its unit: the leading one of the highest class there. One query, or none."""
    if not position.is_leading:
        return False
    head = leading(Position.objects.filter(unit=position.unit_id, kind__in=LEADING))
    return head is not None and head.pk == position.pk


def require_filled(level: Level, on: date) -> None:
    """Refuse a level in which nobody stands.

    :raises GapInLine: with the post.
    """
    if level.post is not None and level.officer is None:
        raise GapInLine(level.post, on)


def _leads_it(officer: Officer, leader: Officer | None) -> bool:
    """Whether the officer above, or whom they act for, is whoever leads the unit."""
    if leader is None:
        return False
    return officer.concerns(leader.employee) or (leader.holder is not None and officer.concerns(leader.holder))

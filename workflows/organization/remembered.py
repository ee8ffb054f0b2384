"""Answers about an office and its calendar that are asked once and remembered: where many cases move in one action.

Those whose cases are decided together mostly have the same superiors, so a few queries answer for all of them. For a
whole city `WholeOffice` reads everything beforehand; for a person's inbox that would be too much.
"""

from collections.abc import Callable, Collection, Hashable, Iterable
from datetime import date, datetime
from typing import TypeVar

from workflows.organization.calendar import due_for_each
from workflows.organization.models import Employee, Position, Unit, User
from workflows.organization.offices import LiveOffice
from workflows.organization.standing import Officer

T = TypeVar("T")


class RememberedOffice(LiveOffice):
    """An office that asks the database for each post, unit and role once; it lives as long as one transaction."""

    def __init__(self, on: date) -> None:
        super().__init__(on)
        self._known: dict[Hashable, object] = {}
        self._officers: dict[int, Officer | None] = {}

    def above(self, position: Position) -> Position | None:
        """The post that this one reports to."""
        if position.reports_to_id is None:
            return None
        return self._once(("above", position.reports_to_id), lambda: super(RememberedOffice, self).above(position))

    def position_of(self, employee: Employee) -> Position | None:
        """The post that the employee holds."""
        return self._once(("position", employee.pk), lambda: super(RememberedOffice, self).position_of(employee))

    def officers(self, positions: Iterable[Position]) -> dict[int, Officer]:
        """Who stands in each of these posts; those not asked about before in two queries."""
        asked = {post.pk: post for post in positions}
        new = [post for key, post in asked.items() if key not in self._officers]
        if new:
            found = super().officers(new)
            self._officers |= {post.pk: found.get(post.pk) for post in new}
        return {key: officer for key in asked if (officer := self._officers[key]) is not None}

    def members(self, role: str) -> tuple[User, ...]:
        """Active log-ins that hold the role."""
        return self._once(("members", role), lambda: super(RememberedOffice, self).members(role))

    def head_of(self, unit_id: int) -> Position | None:
        """The post that leads the unit."""
        return self._once(("head", unit_id), lambda: super(RememberedOffice, self).head_of(unit_id))

    def unit(self, unit_id: int) -> Unit:
        """The unit with this key."""
        return self._once(("unit", unit_id), lambda: super(RememberedOffice, self).unit(unit_id))

    def _once(self, question: Hashable, ask: Callable[[], T]) -> T:
        if question not in self._known:
            self._known[question] = ask()
        answer: T = self._known[question]  # type: ignore[assignment]  # what this question was answered with
        return answer


class RememberedDues:
    """`due_for_each` that asks the calendar for each day, span and person once."""

    def __init__(self) -> None:
        self._known: dict[tuple[date, int], dict[int, datetime]] = {}

    def __call__(self, start: date, working_days: int, user_ids: Collection[int]) -> dict[int, datetime]:
        """The end of the day so many working days after `start`, by the key of the log-in."""
        known = self._known.setdefault((start, working_days), {})
        if new := [key for key in user_ids if key not in known]:
            known |= due_for_each(start, working_days, new)
        return {key: known[key] for key in user_ids}

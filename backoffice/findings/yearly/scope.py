"""Whose changes a report is about: a year, and a unit with those below it, or the whole office."""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from backoffice.findings.units import units_below
from workflows.organization.models import Employee, Position, Tenure, Unit


class Scope:
    """`start` to before `end` are the year's moments. `units` are keys, as the tree of units is today; None means all.

    What lies in it is said as queries, never as lists of keys: an office has many posts.
    """

    def __init__(self, year: int, unit: Unit | None) -> None:
        self.year, self.unit = year, unit
        self.first, self.behind = date(year, 1, 1), date(year + 1, 1, 1)
        self.start, self.end = _midnight(self.first), _midnight(self.behind)

    @cached_property
    def units(self) -> Sequence[int] | None:
        """The unit and those below it. One query."""
        return units_below(self.unit) if self.unit is not None else None

    @property
    def positions(self) -> QuerySet[Any]:
        """Posts that belonged to one of the units at some time of the year."""
        history = Position.history.model
        later = history._base_manager.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
        until_then = ~Exists(later.filter(history_date__lte=self.start))
        return history._base_manager.filter(until_then, unit_id__in=self.units or (), history_date__lt=self.end).values(
            "id"
        )

    @property
    def people(self) -> QuerySet[Any]:
        """Who held one of these posts at some time of the year."""
        held = Tenure.objects.filter(position__in=self.positions, start__lt=self.behind)
        return held.filter(Q(end__isnull=True) | Q(end__gt=self.first)).values("employee")

    @property
    def log_ins(self) -> QuerySet[Any]:
        """Theirs."""
        return Employee.objects.filter(pk__in=self.people).values("user")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))

"""Whoever reads a page: their person, the posts they stand in, their roles, what waits for them; read once each."""

from datetime import date
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from workflows.audit import clock
from workflows.engine.inbox import COUNT_UP_TO, Arm, arms_of, count_waiting
from workflows.organization.agency import agency_name
from workflows.organization.login import VIEWERS, roles_of
from workflows.organization.models import Employee, Role
from workflows.organization.reporting import Officer, posts_of, posts_seen_from

AN_HOUR = 3600
OUTSIDE = "external"  # the kind of a unit that stands outside


class Reader:
    """The user of a request. Everything is asked when it is first needed, and once."""

    def __init__(self, user: Any, today: date) -> None:
        self.user = user
        self.today = today

    @cached_property
    def employee(self) -> Employee | None:
        """The person behind the log-in; None for a technical one."""
        return getattr(self.user, "employee", None)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held today."""
        return roles_of(self.user, self.today)

    @cached_property
    def asked_posts(self) -> dict[int, Officer]:
        """The posts in which the person decides today, by key: held, acted for, and by delegation. Two queries."""
        return posts_of(self.user, self.today)

    @cached_property
    def standing(self) -> dict[int, Officer]:
        """The posts in which the person stands today, by key; a delegation lets decide, it does not let see."""
        return posts_seen_from(self.user, self.today)

    @cached_property
    def own(self) -> Officer | None:
        """The person in their own post."""
        return next((officer for officer in self.standing.values() if officer.acting is None), None)

    @cached_property
    def is_outside(self) -> bool:
        """Whether the own post stands outside this government: whoever decides here, but is not managed here."""
        return self.own is not None and self.own.position.unit.kind == OUTSIDE

    @property
    def is_managed(self) -> bool:
        """Whether the person reports, plans and is assessed here."""
        return self.employee is not None and not self.is_outside

    @cached_property
    def led(self) -> list[Officer]:
        """The posts through which the person leads others: acted ones first, as they are the unusual ones."""
        leading = [o for o in self.standing.values() if o.position.is_leading or o.has_reports]
        return sorted(leading, key=lambda officer: (officer.acting is None, officer.position.pk))

    @cached_property
    def arms(self) -> list[Arm]:
        """Where work waits for the person today."""
        return arms_of(self.user, self.employee, self.today, standing=self.asked_posts)

    @cached_property
    def waiting_count(self) -> int:
        """How many work items wait, counted no further than COUNT_UP_TO + 1."""
        return count_waiting(self.arms)

    @property
    def may_have_work(self) -> bool:
        """Whether work items can wait for this log-in at all."""
        return self.employee is not None or Role.PERFORMANCE_TEAM in self.roles

    @property
    def may_enter_backoffice(self) -> bool:
        """Whether one of the roles looks into the back-office."""
        return bool(self.user.is_superuser or self.roles & VIEWERS)

    @cached_property
    def agency(self) -> str:
        """The name of the agency that the own post belongs to, asked of the database once an hour for each unit."""
        if self.own is None:
            return ""
        unit_id = self.own.position.unit_id
        return str(cache.get_or_set(f"agency-of-unit-{unit_id}", lambda: agency_name(unit_id), AN_HOUR))


def reader_of(request: HttpRequest) -> Reader:
    """The reader of this request."""
    known: Reader | None = getattr(request, "reader", None)
    if known is None:
        known = Reader(request.user, clock.today())
        request.reader = known  # type: ignore[attr-defined]
    return known


def waiting_words(count: int) -> str:
    """The count as the menu shows it: no further than it was counted."""
    return f"{COUNT_UP_TO}+" if count > COUNT_UP_TO else str(count)

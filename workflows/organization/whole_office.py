"""The whole office on a day, read in a handful of queries: who decides for thousands, without a query for each."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from workflows.organization.models import (
    ActingAppointment,
    DelegatedProcess,
    Delegation,
    Employee,
    Position,
    Tenure,
    Unit,
    User,
)
from workflows.organization.offices import LEADING, grants_on, leading
from workflows.organization.standing import Officer, stands

T = TypeVar("T")


class WholeOffice:
    """An `Office` in memory: it answers as `LiveOffice` does, as of the moment when it was read. Seven queries.

    `posts`, `units` and `people` are by key and hang together: a post's `unit` and `reports_to`, a unit's `parent` and
    a person's `user` cost no query.
    """

    def __init__(self, on: date) -> None:
        self.on = on
        self.units: dict[int, Unit] = {unit.pk: unit for unit in Unit.objects.all()}
        for unit in self.units.values():
            unit.parent = self.units[unit.parent_id] if unit.parent_id else None
        self.posts: dict[int, Position] = {post.pk: post for post in Position.objects.all()}
        for post in self.posts.values():
            post.unit = self.units[post.unit_id]
            post.reports_to = self.posts[post.reports_to_id] if post.reports_to_id else None
        self.people: dict[int, Employee] = {
            person.pk: person for person in Employee.objects.select_related("user").order_by("pk")
        }
        self._held: dict[int, Position] = {}
        self._holders: dict[int, Employee] = {}
        for employee_id, post_id in Tenure.objects.on(on).order_by("-pk").values_list("employee_id", "position_id"):
            self._held[employee_id] = self.posts[post_id]
            if self.people[employee_id].is_active:
                self._holders[post_id] = self.people[employee_id]
        self._acting = self._appointments()
        self._delegations = self._delegated()
        self._members = self._role_holders()
        self._heads: dict[int, Position | None] = {}
        self._kept: dict[Any, Any] = {}

    def above(self, position: Position) -> Position | None:
        """The post that this one reports to."""
        return self.posts[position.reports_to_id] if position.reports_to_id else None

    def position_of(self, employee: Employee) -> Position | None:
        """The post that the employee holds."""
        return self._held.get(employee.pk)

    def officers(self, positions: Iterable[Position]) -> dict[int, Officer]:
        """Who stands in each of these posts, by the post's key; posts with nobody are left out."""
        found = ((p.pk, stands(p, self._holders.get(p.pk), self._acting.get(p.pk))) for p in positions)
        return {key: officer for key, officer in found if officer is not None}

    def delegations_of(self, positions: Iterable[Position], process: str) -> dict[int, Delegation]:
        """By which delegation another may decide this process beside the holder of each post, by the post's key."""
        by_post = self._delegations.get(process, {})
        return {post.pk: by_post[post.pk] for post in positions if post.pk in by_post}

    def members(self, role: str) -> tuple[User, ...]:
        """Active log-ins that hold the role, in the order of their keys."""
        return self._members.get(role, ())

    def head_of(self, unit_id: int) -> Position | None:
        """The post that leads the unit: the leading one of the highest class."""
        if not self._heads:
            by_unit: dict[int, list[Position]] = defaultdict(list)
            for post in self.posts.values():
                if post.kind in LEADING:
                    by_unit[post.unit_id].append(post)
            self._heads = {key: leading(by_unit[key]) for key in self.units}
        return self._heads[unit_id]

    def unit(self, unit_id: int) -> Unit:
        """The unit with this key."""
        return self.units[unit_id]

    def in_posts(self) -> list[tuple[Employee, Position]]:
        """Everybody who serves and holds a post, with it; in the order of their keys."""
        return [(self.people[key], self._held[key]) for key in sorted(self._held) if self.people[key].is_active]

    def units_below(self, unit_id: int) -> frozenset[int]:
        """The unit and all below it, by key."""
        below: dict[int | None, list[int]] = defaultdict(list)
        for unit in self.units.values():
            below[unit.parent_id].append(unit.pk)
        found, level = {unit_id}, [unit_id]
        while level:
            level = [key for above in level for key in below[above] if key not in found]
            found.update(level)
        return frozenset(found)

    def vacant(self) -> list[Position]:
        """The posts in which nobody stands, neither a holder nor an acting officer; in the order of their codes."""
        empty = (post for key, post in self.posts.items() if key not in self._holders and key not in self._acting)
        return sorted(empty, key=lambda post: post.code)

    def keep(self, name: object, make: Callable[[], T]) -> T:
        """What a layer above reads once for this office, by its name there; it lives as long as the office."""
        if name not in self._kept:
            self._kept[name] = make()
        kept: T = self._kept[name]
        return kept

    def _appointments(self) -> dict[int, ActingAppointment]:
        found = {}
        for appointment in ActingAppointment.objects.on(self.on):
            officer = self.people[appointment.officer_id]
            if officer.is_active:
                appointment.officer, appointment.position = officer, self.posts[appointment.position_id]
                found[appointment.position_id] = appointment
        return found

    def _delegated(self) -> dict[str, dict[int, Delegation]]:
        """Process → post → the delegation by which another decides there too."""
        rows = (
            DelegatedProcess.objects.filter(delegation__start__lte=self.on, delegation__end__gt=self.on)
            .select_related("delegation")
            .order_by("-delegation__start", "-delegation_id")
        )
        found: dict[str, dict[int, Delegation]] = defaultdict(dict)
        for row in rows:
            given = row.delegation
            given.delegator, given.delegate = self.people[given.delegator_id], self.people[given.delegate_id]
            post = self._held.get(given.delegator_id)
            if post is not None and given.delegator.is_active and given.delegate.is_active:
                found[row.process][post.pk] = given
        return found

    def _role_holders(self) -> dict[str, tuple[User, ...]]:
        found: dict[str, dict[int, User]] = defaultdict(dict)
        for grant in grants_on(self.on):
            found[grant.role].setdefault(grant.user_id, grant.user)
        return {role: tuple(users.values()) for role, users in found.items()}

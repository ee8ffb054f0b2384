"""The office on the day of an instant, as it was known at that instant, or as it is known today: from field history.

Two times meet here. A tenure says from when to when it holds; its history says from when that was known. A decree that
came late is not known at an earlier instant, though it holds on its day.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Q
from django.utils import timezone

from workflows.audit.known import known
from workflows.organization.models import (
    ActingAppointment,
    DelegatedProcess,
    Delegation,
    Employee,
    Position,
    RoleGrant,
    Tenure,
    Unit,
    User,
)
from workflows.organization.offices import LEADING, leading
from workflows.organization.standing import Officer, officers_of

T = TypeVar("T")


class KnownOffice:
    """An `Office`: it answers as `LiveOffice` does, of the day of `at` (or `on`), from what was known at `known_at`.

    `known_at` None: what is known today of that day. Who serves is what was known at `at`, since that has no days of
    its own. Two things keep no history: which processes a delegation names (written with it, never changed) and
    whether a log-in is active: of a role's members it counts whether they served.
    """

    def __init__(self, at: datetime, known_at: datetime | None, on: date | None = None) -> None:
        self.at, self.known_at = at, known_at
        self.on = on or timezone.localtime(at).date()
        self._posts: dict[int, Position | None] = {}
        self._units: dict[int, Unit] = {}
        self._people: dict[int, Employee] = {}
        self._standing: dict[int, Officer | None] = {}  # by the post; each is asked once

    # ---- an office ----
    def above(self, position: Position) -> Position | None:
        """The post that this one reported to."""
        return self.post(position.reports_to_id) if position.reports_to_id else None

    def position_of(self, employee: Employee) -> Position | None:
        """The post that the employee held."""
        tenure = self.tenure_of(employee)
        return tenure.position if tenure is not None else None

    def officers(self, positions: Iterable[Position]) -> dict[int, Officer]:
        """Who stood in each of these posts, by the post's key; posts with nobody are left out. Three queries."""
        asked = {position.pk: position for position in positions}
        new = {key: position for key, position in asked.items() if key not in self._standing}
        if new:
            self._standing |= dict.fromkeys(new) | self._officers(new)
        found = ((key, self._standing[key]) for key in asked)
        return {key: officer for key, officer in found if officer is not None}

    def delegations_of(self, positions: Iterable[Position], process: str) -> dict[int, Delegation]:
        """By which delegation another could decide this process beside the holder of each post, by the post's key."""
        held = self._on_the_day(Tenure, position_id__in={position.pk for position in positions})
        posts = {tenure.employee_id: tenure.position_id for tenure in held}
        given = self._on_the_day(Delegation, delegator_id__in=posts) if posts else []
        if not given:
            return {}
        named = DelegatedProcess.objects.filter(process=process, delegation_id__in=[row.pk for row in given])
        keys = set(named.values_list("delegation_id", flat=True))
        people = self.people({key for row in given for key in (row.delegator_id, row.delegate_id)})
        found = {}
        for row in sorted(given, key=lambda each: (each.start, each.pk), reverse=True):
            row.delegator, row.delegate = people[row.delegator_id], people[row.delegate_id]
            if row.pk in keys and row.delegator.is_active and row.delegate.is_active:
                found[posts[row.delegator_id]] = row
        return found

    def members(self, role: str) -> tuple[User, ...]:
        """Log-ins that held the role, of people who served or of nobody's, in the order of their keys."""
        keys = {grant.user_id for grant in self._on_the_day(RoleGrant, role=role)}
        users = list(User.objects.filter(pk__in=keys).select_related("employee").order_by("pk")) if keys else []
        own = {user.pk: user.employee.pk for user in users if hasattr(user, "employee")}
        people = self.people(own.values())
        return tuple(user for user in users if user.pk not in own or people[own[user.pk]].is_active)

    def head_of(self, unit_id: int) -> Position | None:
        """The post that led the unit."""
        return leading(known(Position, self.known_at, unit_id=unit_id, kind__in=LEADING))

    def unit(self, unit_id: int) -> Unit:
        """The unit with this key; as it is today where nothing was known of it."""
        if unit_id not in self._units:
            found = known(Unit, self.known_at, id=unit_id)
            self._units[unit_id] = found[0] if found else Unit.objects.get(pk=unit_id)
        return self._units[unit_id]

    def keep(self, name: object, make: Callable[[], T]) -> T:
        """Read anew each time."""
        return make()

    # ---- what is asked besides ----
    def post(self, key: int) -> Position | None:
        """The post with this key; None where nothing was known of it."""
        if key not in self._posts:
            found = known(Position, self.known_at, id=key)
            self._posts[key] = found[0] if found else None
        return self._posts[key]

    def tenure_of(self, employee: Employee) -> Tenure | None:
        """By what the employee held a post, with the post."""
        for tenure in self._on_the_day(Tenure, employee_id=employee.pk):
            post = self.post(tenure.position_id)
            if post is not None:
                tenure.position = post
                return tenure
        return None

    def people(self, keys: Iterable[int]) -> dict[int, Employee]:
        """These employees as they were known at `at`; as they are today where nothing was."""
        missing = set(keys) - self._people.keys()
        if missing:
            self._people |= {row.pk: row for row in known(Employee, self.at, id__in=missing)}
            unknown = missing - self._people.keys()
            if unknown:
                self._people |= Employee.objects.in_bulk(unknown)
        return self._people

    def _on_the_day(self, model: Any, **where: Any) -> list[Any]:
        """Rows of [start, end) that hold on the day."""
        return known(model, self.known_at, Q(end__isnull=True) | Q(end__gt=self.on), start__lte=self.on, **where)

    def _officers(self, by_id: dict[int, Position]) -> dict[int, Officer]:
        held = self._on_the_day(Tenure, position_id__in=by_id)
        acted = self._on_the_day(ActingAppointment, position_id__in=by_id)
        people = self.people({*(row.employee_id for row in held), *(row.officer_id for row in acted)})
        for tenure in held:
            tenure.employee = people[tenure.employee_id]
        for appointment in acted:
            appointment.officer = people[appointment.officer_id]
            appointment.position = by_id[appointment.position_id]
        return officers_of(
            by_id.values(),
            [tenure for tenure in held if tenure.employee.is_active],
            [appointment for appointment in acted if appointment.officer.is_active],
        )

"""What is asked of an office about a day: its posts and units, who stands where, who holds a role.

`LiveOffice` asks the database each time: for one person that is a few queries. `whole_office.WholeOffice` has read all
of it in a handful of queries: for thousands. Whoever follows the reporting line takes either and does the same.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol, TypeVar

from django.db.models import QuerySet

from workflows.organization.models import Delegation, Employee, Position, RoleGrant, Tenure, Unit, User
from workflows.organization.standing import Officer, delegations_of, officers

T = TypeVar("T")
LEADING = (Position.Kind.HIGH_LEADER, Position.Kind.ADMINISTRATOR, Position.Kind.SUPERVISOR)


class Office(Protocol):
    """An office on a day."""

    on: date

    def above(self, position: Position) -> Position | None:
        """The post that this one reports to."""

    def position_of(self, employee: Employee) -> Position | None:
        """The post that the employee holds."""

    def officers(self, positions: Iterable[Position]) -> dict[int, Officer]:
        """Who stands in each of these posts, by the post's key; posts with nobody are left out."""

    def delegations_of(self, positions: Iterable[Position], process: str) -> dict[int, Delegation]:
        """By which delegation another may decide this process beside the holder of each post, by the post's key."""

    def members(self, role: str) -> tuple[User, ...]:
        """Active log-ins that hold the role, in the order of their keys."""

    def head_of(self, unit_id: int) -> Position | None:
        """The post that leads the unit: the leading one of the highest class."""

    def unit(self, unit_id: int) -> Unit:
        """The unit with this key."""

    def keep(self, name: object, make: Callable[[], T]) -> T:
        """What a layer above reads for this office, under its name there; read once where the office is in memory."""


class LiveOffice:
    """The office as the database has it, asked at each call."""

    def __init__(self, on: date) -> None:
        self.on = on

    def above(self, position: Position) -> Position | None:
        """The post that this one reports to; a query unless it was read with the post."""
        return position.reports_to

    def position_of(self, employee: Employee) -> Position | None:
        """The post that the employee holds, with the posts above it; one query."""
        tenure = (
            Tenure.objects.on(self.on)
            .filter(employee=employee)
            .select_related("position__unit", "position__reports_to__reports_to")
            .first()
        )
        return tenure.position if tenure else None

    def officers(self, positions: Iterable[Position]) -> dict[int, Officer]:
        """Who stands in each of these posts, by the post's key. Two queries."""
        return officers(positions, self.on)

    def delegations_of(self, positions: Iterable[Position], process: str) -> dict[int, Delegation]:
        """By which delegation another may decide this process beside the holder of each post. One query."""
        return delegations_of(positions, self.on, process)

    def members(self, role: str) -> tuple[User, ...]:
        """Active log-ins that hold the role, in the order of their keys. One query."""
        return tuple(dict.fromkeys(grant.user for grant in grants_on(self.on).filter(role=role)))

    def head_of(self, unit_id: int) -> Position | None:
        """The post that leads the unit. One query."""
        return leading(Position.objects.filter(unit_id=unit_id, kind__in=LEADING))

    def unit(self, unit_id: int) -> Unit:
        """The unit with this key. One query."""
        return Unit.objects.get(pk=unit_id)

    def keep(self, name: object, make: Callable[[], T]) -> T:
        """Read anew each time."""
        return make()


def grants_on(on: date) -> QuerySet[RoleGrant]:
    """The roles that active log-ins hold on the day, in the order of their keys, each log-in with its employee."""
    return (
        RoleGrant.objects.on(on).filter(user__is_active=True).select_related("user__employee").order_by("user_id", "pk")
    )


def leading(posts: Iterable[Position]) -> Position | None:
    """The post of the highest class among these that lead; by code where several have it."""
    return min(posts, key=lambda post: (-post.job_class, post.code), default=None)


def office_on(office: Office | None, on: date) -> Office:
    """The office given, or the live one.

    :raises ValueError: it was loaded for another day.
    """
    if office is None:
        return LiveOffice(on)
    if office.on != on:
        raise ValueError(f"The office was loaded for {office.on}, not for {on}.")
    return office

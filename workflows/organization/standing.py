"""Who stands in a post on a day: its holder, its acting officer (Plt, Plh), or whoever the holder delegated to.

In a post stands its acting officer where one is appointed (Plt: vacant, Plh: the holder is away), else its holder. A
delegate stands there beside the holder, for the processes named: the post stays the holder's.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from workflows.audit.record import Signatory
from workflows.organization.models import (
    ActingAppointment,
    DelegatedProcess,
    Delegation,
    Employee,
    Position,
    Tenure,
)
from workflows.organization.reading_together import read_together

DELEGATE = "DELEGATE"  # the capacity of a delegate, beside Plt and Plh


@dataclass(frozen=True, slots=True)
class Officer:
    """Who stands in a post on a day: its holder; the acting officer, or the holder's delegate, with the absent holder.

    `processes` are the codes of those that the officer may decide there; None: all of them.
    """

    employee: Employee
    position: Position
    acting: ActingAppointment | None = None
    holder: Employee | None = None
    has_reports: bool = False  # whether posts report to this one; known where `posts_stood_in` found the officer
    delegation: Delegation | None = None
    processes: frozenset[str] | None = None

    @property
    def title(self) -> str:
        """The post's title; with Plt or Plh in front where the officer acts, a.n. (on behalf of) where delegated."""
        if self.acting is not None:
            return f"{self.acting.get_capacity_display()} {self.position.title}"
        return f"a.n. {self.position.title}" if self.delegation is not None else self.position.title

    @property
    def capacity(self) -> str:
        """In which capacity the officer acts for another: Plt, Plh, by delegation; empty in their own post."""
        if self.acting is not None:
            return self.acting.capacity
        return DELEGATE if self.delegation is not None else ""

    def answers_for(self, process: str) -> bool:
        """Whether the officer decides cases of this process here."""
        return self.processes is None or process in self.processes

    def concerns(self, employee: Employee) -> bool:
        """Whether the officer, or the holder in whose place they act, is this person: no decider of their own case."""
        return self.employee == employee or self.holder == employee

    def signatory(self, own_post: str = "") -> Signatory:
        """The officer as frozen text; both names where they act for another. `own_post` is their own post's title."""
        if self.acting is not None:
            capacity, decree = self.acting.capacity, self.acting.decree
        elif self.delegation is not None:
            capacity, decree = DELEGATE, written(self.delegation)
        else:
            return Signatory(nip=self.employee.nip, name=self.employee.name, post=self.position.title)
        return Signatory(
            nip=self.employee.nip,
            name=self.employee.name,
            post=own_post,
            principal_name=self.holder.name if self.holder else "",
            principal_nip=self.holder.nip if self.holder else "",
            principal_post=self.position.title,
            capacity=capacity,
            decree=decree,
        )


def written(delegation: Delegation) -> str:
    """The delegation as papers name it, with its last day."""
    return f"Delegasi {delegation.start:%d-%m-%Y} s.d. {delegation.end - timedelta(days=1):%d-%m-%Y}"


def officers(positions: Iterable[Position], on: date) -> dict[int, Officer]:
    """Who stands in each of these posts on the day, by the post's key; posts with nobody are left out. Two queries.

    Delegation changes nothing here: the post is still its holder's; `delegations_of` says who may decide beside them.
    """
    by_id = {position.pk: position for position in positions}
    return officers_of(by_id.values(), holding(by_id, on), acting_in(by_id, on))


def holding(position_ids: Any, on: date) -> QuerySet[Tenure]:
    """Who holds these posts on the day and serves; `position_ids` are keys, or a query of them."""
    return (
        Tenure.objects.on(on)
        .filter(position_id__in=position_ids, employee__is_active=True)
        .select_related("employee__user")
    )


def acting_in(position_ids: Any, on: date) -> QuerySet[ActingAppointment]:
    """Who acts in these posts on the day and serves; `position_ids` are keys, or a query of them."""
    return (
        ActingAppointment.objects.on(on)
        .filter(position_id__in=position_ids, officer__is_active=True)
        .select_related("officer__user")
    )


def officers_of(
    positions: Iterable[Position], held: Iterable[Tenure], acted: Iterable[ActingAppointment]
) -> dict[int, Officer]:
    """Who stands in each of these posts, of what `holding` and `acting_in` gave for them."""
    by_id = {position.pk: position for position in positions}
    holders = {tenure.position_id: tenure.employee for tenure in held}
    acting = {appointment.position_id: appointment for appointment in acted}
    found = ((post, stands(post, holders.get(key), acting.get(key))) for key, post in by_id.items())
    return {post.pk: officer for post, officer in found if officer is not None}


def stands(position: Position, holder: Employee | None, acting: ActingAppointment | None) -> Officer | None:
    """Who of these stands in the post: the acting officer first; None where there is neither."""
    if acting is not None:
        return Officer(acting.officer, position, acting, holder)
    return Officer(holder, position) if holder is not None else None


def posts_stood_in(employee: Employee, on: date, *, delegated: bool = False) -> dict[int, Officer]:
    """The posts in which the employee stands on the day, held or acted for, by key. Two queries.

    A holder whose post has an acting officer that day still counts: being away is no ban from deciding. `delegated`
    adds the posts held by whoever delegated to the employee; never those that these only act for,
    nor what was delegated to them: a delegation is not passed on. To decide, that is; never to see.
    """
    below = Exists(Position.objects.filter(reports_to=OuterRef("position")))
    acting = (
        ActingAppointment.objects.on(on).filter(officer=employee).select_related("position").annotate(has_reports=below)
    )
    taken: dict[int, tuple[Delegation, frozenset[str]]] = {}
    if delegated:
        appointments, processes_taken = read_together(acting, _given_to(employee, on))
        taken = _taken(processes_taken)
    else:
        appointments = list(acting)
    acted = {appointment.position_id for appointment in appointments}
    tenures = (
        Tenure.objects.on(on)
        .filter(Q(employee__in=[employee.pk, *taken]) | Q(position__in=acted))
        .select_related("position__unit", "employee")
        .annotate(has_reports=below)
    )
    own: dict[int, Officer] = {}
    others: dict[int, Officer] = {}
    absent: dict[int, Employee] = {}
    for tenure in tenures:
        if tenure.employee_id == employee.pk:
            own[tenure.position_id] = Officer(employee, tenure.position, has_reports=tenure.has_reports)
            continue
        absent[tenure.position_id] = tenure.employee
        if tenure.employee_id in taken:
            delegation, processes = taken[tenure.employee_id]
            others[tenure.position_id] = Officer(
                employee, tenure.position, None, tenure.employee, tenure.has_reports, delegation, processes
            )
    for appointment in appointments:
        own[appointment.position_id] = Officer(
            employee, appointment.position, appointment, absent.get(appointment.position_id), appointment.has_reports
        )
    # Whoever acts for a post needs no delegation of it.
    return own | {key: officer for key, officer in others.items() if key not in own}


def posts_of(user: Any, on: date) -> dict[int, Officer]:
    """The posts in which whoever is behind a log-in decides on the day, by key, with those delegated to them.

    Kept with the instance of the log-in, as its roles are: what a request asks first, its page's frame knows. Two
    queries the first time.
    """
    employee: Employee | None = getattr(user, "employee", None)
    if employee is None:
        return {}
    known: dict[date, dict[int, Officer]] | None = getattr(user, "_posts_by_day", None)
    if known is None:
        known = user._posts_by_day = {}
    if on not in known:
        known[on] = posts_stood_in(employee, on, delegated=True)
    return known[on]


def posts_seen_from(user: Any, on: date) -> dict[int, Officer]:
    """Those of `posts_of` in which the person stands themselves: a delegation lets decide, it does not let see."""
    return {key: officer for key, officer in posts_of(user, on).items() if officer.delegation is None}


def _given_to(employee: Employee, on: date) -> QuerySet[DelegatedProcess]:
    """What was delegated to the employee that day."""
    return DelegatedProcess.objects.filter(delegation__delegate=employee, **_in_force(on)).select_related("delegation")


def _taken(given: Iterable[DelegatedProcess]) -> dict[int, tuple[Delegation, frozenset[str]]]:
    """Who delegated, by key: the (first) delegation and all that it and others name."""
    rows = sorted(given, key=lambda row: (row.delegation.start, row.delegation_id))
    found: dict[int, tuple[Delegation, frozenset[str]]] = {}
    for row in rows:
        delegation, processes = found.get(row.delegation.delegator_id, (row.delegation, frozenset[str]()))
        found[row.delegation.delegator_id] = (delegation, processes | {row.process})
    return found


def delegations_of(positions: Iterable[Position], on: date, process: str) -> dict[int, Delegation]:
    """By which delegation another may decide this process beside the holder of each post, by the post's key. One query.

    Posts whose holder delegated nothing are left out.
    """
    keys = [position.pk for position in positions]
    held = Tenure.objects.on(on).filter(employee=OuterRef("delegation__delegator")).values("position_id")[:1]
    rows = (
        DelegatedProcess.objects.filter(process=process, delegation__delegate__is_active=True, **_in_force(on))
        .annotate(post=Subquery(held))
        .filter(post__in=keys)
        .select_related("delegation__delegate__user", "delegation__delegator")
        .order_by("-delegation__start", "-delegation_id")
    )
    return {row.post: row.delegation for row in rows}


def delegates_of(positions: Iterable[Position], on: date, process: str) -> dict[int, Employee]:
    """Who may decide this process beside the holder of each post, by the post's key. One query."""
    return {key: delegation.delegate for key, delegation in delegations_of(positions, on, process).items()}


def _in_force(on: date) -> dict[str, object]:
    """The filter of delegated processes to those of the day, given by somebody who still serves."""
    return {
        "delegation__start__lte": on,
        "delegation__end__gt": on,
        "delegation__delegator__is_active": True,
    }


def holders_of(position_ids: Collection[int], on: date) -> dict[int, Employee]:
    """The holders of these posts on the day, by the post's key."""
    tenures = Tenure.objects.on(on).filter(position_id__in=position_ids).select_related("employee")
    return {tenure.position_id: tenure.employee for tenure in tenures}

"""Who was whose superior on a day: the reporting line of posts, and who stands in each.

The line is `Position.reports_to`. In a post stands its acting officer where one is appointed (Plt: vacant, Plh: the
holder is away), else its holder. A post in which nobody stands is a gap, and the gap is named.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from django.db.models import Exists, OuterRef, Q

from workflows.audit.record import Signatory
from workflows.organization.models import ActingAppointment, Employee, Position, Tenure

DEEPEST = 12  # no office has more tiers; a longer line is a circle that slipped past


class GapInLine(Exception):
    """A post of the line in which nobody stands on the day."""

    def __init__(self, position: Position, on: date) -> None:
        self.position, self.on = position, on
        super().__init__(
            f"Jabatan {position.title} ({position.code}) kosong pada {on:%d-%m-%Y} dan belum ada Plt atau Plh. "
            "Tetapkan pejabat atau Plt di data jabatan."
        )


class LineEnds(Exception):
    """Nobody stands above: the post is the end of the reporting line."""

    def __init__(self, position: Position) -> None:
        self.position = position
        super().__init__(
            f"Di atas {position.title} ({position.code}) tidak ada jabatan: garis atasan berakhir di sini."
        )


@dataclass(frozen=True, slots=True)
class Officer:
    """Who stands in a post on a day: its holder, or the acting officer with the appointment and the absent holder."""

    employee: Employee
    position: Position
    acting: ActingAppointment | None = None
    holder: Employee | None = None
    has_reports: bool = False  # whether posts report to this one; known where `posts_stood_in` found the officer

    @property
    def title(self) -> str:
        """The post's title, with Plt or Plh in front where the officer acts."""
        return f"{self.acting.get_capacity_display()} {self.position.title}" if self.acting else self.position.title

    def signatory(self, own_post: str = "") -> Signatory:
        """The officer as frozen text; both names where they act for another. `own_post` is their own post's title."""
        if self.acting is None:
            return Signatory(nip=self.employee.nip, name=self.employee.name, post=self.position.title)
        return Signatory(
            nip=self.employee.nip,
            name=self.employee.name,
            post=own_post,
            principal_name=self.holder.name if self.holder else "",
            principal_post=self.position.title,
            capacity=self.acting.capacity,
            decree=self.acting.decree,
        )


def position_of(employee: Employee, on: date) -> Position | None:
    """The post that the employee holds on the day, with the posts above it; one query."""
    tenure = (
        Tenure.objects.on(on)
        .filter(employee=employee)
        .select_related("position__unit", "position__reports_to__reports_to")
        .first()
    )
    return tenure.position if tenure else None


def officers(positions: Iterable[Position], on: date) -> dict[int, Officer]:
    """Who stands in each of these posts on the day, by the post's key; posts with nobody are left out. Two queries."""
    by_id = {position.pk: position for position in positions}
    holders = {
        tenure.position_id: tenure.employee
        for tenure in Tenure.objects.on(on)
        .filter(position_id__in=by_id, employee__is_active=True)
        .select_related("employee__user")
    }
    acting = {
        appointment.position_id: appointment
        for appointment in ActingAppointment.objects.on(on)
        .filter(position_id__in=by_id, officer__is_active=True)
        .select_related("officer__user")
    }
    found: dict[int, Officer] = {}
    for key, position in by_id.items():
        appointment = acting.get(key)
        if appointment is not None:
            found[key] = Officer(appointment.officer, position, appointment, holders.get(key))
        elif key in holders:
            found[key] = Officer(holders[key], position)
    return found


def posts_above(position: Position) -> list[Position]:
    """The posts above, nearest first."""
    return list(islice(_upwards(position), DEEPEST))


def reporting_line(employee: Employee, on: date, position: Position | None = None) -> list[Officer]:
    """Everybody above the employee on the day, nearest first; of `position` where the employee has several posts.

    Whoever stands in a post above and is the employee themselves (a Plt of one's own superior) is passed over: nobody
    is their own superior.

    :raises GapInLine: a post of the line in which nobody stands.
    """
    own = position or position_of(employee, on)
    if own is None:
        return []
    above = posts_above(own)
    standing = officers(above, on)
    line = []
    for post in above:
        officer = standing.get(post.pk)
        if officer is None:
            raise GapInLine(post, on)
        if officer.employee != employee:
            line.append(officer)
    return line


def assessor_of(employee: Employee, on: date, position: Position | None = None) -> Officer:
    """The direct superior who assesses the employee on the day.

    :raises GapInLine: nobody stands in the superior's post.
    :raises LineEnds: there is no post above.
    """
    return superior(employee, on, 1, position)


def superior(employee: Employee, on: date, steps: int, position: Position | None = None) -> Officer:
    """The superior so many steps up (1 the direct one, 2 the superior's superior); gaps higher up do not matter.

    :raises GapInLine: nobody stands in that post, or in one on the way.
    :raises LineEnds: the line has fewer steps.
    """
    own = position or position_of(employee, on)
    if own is None:
        raise LineEnds(Position(code=employee.nip, title=employee.name))
    above = islice(_upwards(own), DEEPEST)
    nearest = list(islice(above, steps))
    standing = officers(nearest, on)
    remaining = steps
    last = own
    for post in chain(nearest, above):
        officer = standing.get(post.pk) or officers([post], on).get(post.pk)
        if officer is None:
            raise GapInLine(post, on)
        if officer.employee != employee:
            remaining -= 1
        if remaining == 0:
            return officer
        last = post
    raise LineEnds(last)


def _upwards(position: Position) -> Iterator[Position]:
    """The posts above, nearest first, each read only when it is asked for."""
    above = position.reports_to
    while above is not None:
        yield above
        above = above.reports_to


def posts_stood_in(employee: Employee, on: date) -> dict[int, Officer]:
    """The posts in which the employee stands on the day, held or acted for, by key. Two queries.

    A holder whose post has an acting officer that day still counts: being away is no ban from deciding.
    """
    below = Exists(Position.objects.filter(reports_to=OuterRef("position")))
    appointments = list(
        ActingAppointment.objects.on(on).filter(officer=employee).select_related("position").annotate(has_reports=below)
    )
    acted = {appointment.position_id for appointment in appointments}
    tenures = (
        Tenure.objects.on(on)
        .filter(Q(employee=employee) | Q(position__in=acted))
        .select_related("position__unit", "employee")
        .annotate(has_reports=below)
    )
    found: dict[int, Officer] = {}
    absent: dict[int, Employee] = {}
    for tenure in tenures:
        if tenure.employee_id == employee.pk:
            found[tenure.position_id] = Officer(employee, tenure.position, has_reports=tenure.has_reports)
        else:
            absent[tenure.position_id] = tenure.employee
    for appointment in appointments:
        found[appointment.position_id] = Officer(
            employee, appointment.position, appointment, absent.get(appointment.position_id), appointment.has_reports
        )
    return found


def holders_of(position_ids: Collection[int], on: date) -> dict[int, Employee]:
    """The holders of these posts on the day, by the post's key."""
    tenures = Tenure.objects.on(on).filter(position_id__in=position_ids).select_related("employee")
    return {tenure.position_id: tenure.employee for tenure in tenures}


def posts_below(positions: Iterable[Position], everybody: dict[int | None, list[Position]]) -> list[Position]:
    """All posts below these, nearest first, from a map of superior's key to posts."""
    below: list[Position] = []
    level = list(positions)
    while level and len(below) < 100_000:
        level = [post for above in level for post in everybody.get(above.pk, [])]
        below.extend(level)
    return below

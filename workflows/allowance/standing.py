"""Where a person stands for a month's pay: their last post in it, with grade, kind and class, frozen as a snapshot."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from workflows.organization.models import Employee, Period, Position, Snapshot, Tenure, Unit
from workflows.organization.reporting import DEEPEST, Officer, officers

OUTSIDE = "external"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A person in their last post of the month. `snapshot` None: none was taken, the present holds (an estimate)."""

    employee: Employee
    position: Position
    until: date  # the last day of the month on which they held the post
    snapshot: Snapshot | None = None

    @property
    def job_class(self) -> int:
        """The class that sets the ceiling."""
        return self.snapshot.job_class if self.snapshot else self.position.job_class

    @property
    def grade(self) -> str:
        """III/a, or of PPPK a Roman number."""
        return self.snapshot.grade if self.snapshot else self.employee.grade

    @property
    def kind(self) -> str:
        """PNS or PPPK."""
        return self.snapshot.kind if self.snapshot else self.employee.kind

    @property
    def on_probation(self) -> bool:
        """Whether the appointment is not final yet."""
        return self.snapshot.on_probation if self.snapshot else self.employee.on_probation


def standings(period: Period, *, employee: Employee | None = None, until: date | None = None) -> list[Standing]:
    """Everybody (or this person) who held a post in the month, in their last post of it. Two statements.

    `until`: as the month stood on that day, for an estimate.
    """
    end = min(period.end, until + ONE_DAY) if until else period.end
    held, taken = held_in(period.start, end), Snapshot.objects.filter(period=period)
    if employee is not None:
        held, taken = held.filter(employee=employee), taken.filter(employee=employee)
    return standings_of(held, taken, end)


def held_in(first: date, end: date) -> QuerySet[Tenure]:
    """Who held a post on a day of [first, end)."""
    held = Tenure.objects.filter(start__lt=end).filter(Q(end__isnull=True) | Q(end__gt=first))
    return held.select_related("employee", "position__unit")


def standings_of(held: Iterable[Tenure], taken: Iterable[Snapshot], end: date) -> list[Standing]:
    """Everybody of these posts held before `end`, in their last one, with its snapshot of these."""
    last = {tenure.employee_id: tenure for tenure in sorted(held, key=lambda each: (each.start, each.pk))}
    in_order = sorted(taken, key=lambda row: (row.taken_on, row.pk))
    snapshots = {(row.employee_id, row.position_id): row for row in in_order}
    return [
        Standing(
            employee=tenure.employee, position=tenure.position,
            until=min(end, tenure.end or end) - ONE_DAY,
            snapshot=snapshots.get((tenure.employee_id, tenure.position_id)),
        )
        for tenure in last.values()
    ]  # fmt: skip


def freeze(found: Iterable[Standing], period: Period) -> list[Standing]:
    """The same standings, each with its snapshot: those that are missing are taken, all in four statements.

    What a run computes must stay what it was when the person's grade or post is changed afterwards.
    """
    listed = list(found)
    missing = [standing for standing in listed if standing.snapshot is None]
    if not missing:
        return listed
    assessors = _assessors(missing, period.end - ONE_DAY)
    new = [_snapshot(standing, period, assessors.get(standing.employee.pk)) for standing in missing]
    made = {row.employee_id: row for row in Snapshot.objects.bulk_create(new, batch_size=500)}
    return [
        standing
        if standing.snapshot
        else Standing(
            employee=standing.employee, position=standing.position, until=standing.until,
            snapshot=made[standing.employee.pk],
        )
        for standing in listed
    ]  # fmt: skip


def units_outside() -> frozenset[int]:
    """The units outside the office, with all that belongs to them. One statement."""
    return outside_of(all_units())


def all_units() -> QuerySet[Unit]:
    """Every unit, as far as `outside_of` needs it."""
    return Unit.objects.only("pk", "parent_id", "kind")


def outside_of(found: Iterable[Unit]) -> frozenset[int]:
    """Those of all units that lie outside, with all that belongs to them."""
    units = {unit.pk: unit for unit in found}
    return frozenset(key for key in units if _is_outside(key, units))


def _is_outside(key: int, units: dict[int, Unit]) -> bool:
    above: int | None = key
    for _ in range(DEEPEST):
        if above is None:
            return False
        if units[above].kind == OUTSIDE:
            return True
        above = units[above].parent_id
    return False


def _assessors(missing: Collection[Standing], on: date) -> dict[int, Officer]:
    """The direct superior of each on the day, as `reporting.assessor_of` finds it; left out where there is a gap."""
    posts = {post.pk: post for post in Position.objects.select_related("unit")}
    above_of = {standing.employee.pk: _line(standing.position, posts) for standing in missing}
    leading = {post.pk: post for line in above_of.values() for post in line[:3]}
    standing_in = officers(leading.values(), on)
    found: dict[int, Officer] = {}
    for key, line in above_of.items():
        for post in line[:3]:
            officer = standing_in.get(post.pk)
            if officer is None:
                break
            if officer.employee.pk != key:
                found[key] = officer
                break
    return found


def _line(position: Position, posts: dict[int, Position]) -> list[Position]:
    line: list[Position] = []
    above = posts.get(position.reports_to_id or 0)
    while above is not None and len(line) < DEEPEST:
        line.append(above)
        above = posts.get(above.reports_to_id or 0)
    return line


def _snapshot(standing: Standing, period: Period, assessor: Officer | None) -> Snapshot:
    person, post = standing.employee, standing.position
    return Snapshot(
        employee=person, position=post, period=period, taken_on=standing.until, name=person.full_name, nip=person.nip,
        grade=person.grade, kind=person.kind, post=post.title, unit=post.unit.name, job_class=post.job_class,
        eselon=post.eselon, on_probation=person.on_probation,
        assessor_name=assessor.employee.full_name if assessor else "",
        assessor_nip=assessor.employee.nip if assessor else "",
        assessor_grade=assessor.employee.grade if assessor else "",
        assessor_post=assessor.title if assessor else "",
        assessor_unit=assessor.position.unit.name if assessor else "",
    )  # fmt: skip

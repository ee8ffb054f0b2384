"""Taking a snapshot: the person, the post and the assessor as they stand that day; of one, or of thousands."""

from collections.abc import Collection
from datetime import date

from workflows.audit.inserting import insert_together
from workflows.organization.models import Employee, Period, Position, Snapshot
from workflows.organization.offices import Office
from workflows.organization.reporting import GapInLine, LineEnds, Officer, assessor_of


def take_snapshot(employee: Employee, position: Position, period: Period, on: date) -> Snapshot:
    """The snapshot of that day, made where there is none; without an assessor where the line has a gap or ends."""
    known = Snapshot.objects.filter(employee=employee, position=position, period=period, taken_on=on).first()
    if known is not None:
        return known
    snapshot = _standing(employee, position, period, on)
    snapshot.save(force_insert=True)
    return snapshot


def take_snapshots(
    people: Collection[tuple[Employee, Position]], period: Period, office: Office
) -> dict[tuple[int, int], Snapshot]:
    """`take_snapshot` for each of these on the office's day, by the keys of person and post. Two statements."""
    rows = Snapshot.objects.filter(
        period=period, taken_on=office.on, employee__in=[employee.pk for employee, _ in people]
    )
    found = {(row.employee_id, row.position_id): row for row in rows}
    missing = [pair for pair in people if (pair[0].pk, pair[1].pk) not in found]
    new = [_standing(employee, position, period, office.on, office) for employee, position in missing]
    insert_together(Snapshot, new)
    return found | {(row.employee_id, row.position_id): row for row in new}


def _standing(
    employee: Employee, position: Position, period: Period, on: date, office: Office | None = None
) -> Snapshot:
    """Not saved."""
    assessor: Officer | None
    try:
        assessor = assessor_of(employee, on, position, office=office)
    except (GapInLine, LineEnds):
        assessor = None
    return Snapshot(
        employee=employee,
        position=position,
        period=period,
        taken_on=on,
        name=employee.full_name,
        nip=employee.nip,
        grade=employee.grade,
        kind=employee.kind,
        post=position.title,
        unit=position.unit.name,
        job_class=position.job_class,
        eselon=position.eselon,
        on_probation=employee.on_probation,
        assessor_name=assessor.employee.full_name if assessor else "",
        assessor_nip=assessor.employee.nip if assessor else "",
        assessor_grade=assessor.employee.grade if assessor else "",
        assessor_post=assessor.title if assessor else "",
        assessor_unit=assessor.position.unit.name if assessor else "",
    )

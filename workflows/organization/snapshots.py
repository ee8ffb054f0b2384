"""Taking a snapshot: the person, the post and the assessor as they stand that day."""

from datetime import date

from workflows.organization.models import Employee, Period, Position, Snapshot
from workflows.organization.reporting import GapInLine, LineEnds, Officer, assessor_of


def take_snapshot(employee: Employee, position: Position, period: Period, on: date) -> Snapshot:
    """The snapshot of that day, made where there is none; without an assessor where the line has a gap or ends."""
    known = Snapshot.objects.filter(employee=employee, position=position, period=period, taken_on=on).first()
    if known is not None:
        return known
    assessor: Officer | None
    try:
        assessor = assessor_of(employee, on, position)
    except (GapInLine, LineEnds):
        assessor = None
    return Snapshot.objects.create(
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

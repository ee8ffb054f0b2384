"""States for allowances: the scheme with its ceilings, and the November of Ghaliyati Wahyuni as the look shows it."""

from datetime import date, time, timedelta
from decimal import Decimal

from tests import factories as make
from workflows.allowance.models import AllowanceClass, AllowanceScheme, SchemeVersion
from workflows.attendance.models import AttendanceDay
from workflows.daily import actions as daily
from workflows.daily.entries import ActivityEntry
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee, Period
from workflows.rules.calendar import working_days

TODAY = date(2026, 11, 24)
IN_DECEMBER = make.at(date(2026, 12, 14), 9)
START = date(2026, 1, 1)
PAST = working_days(date(2026, 11, 1), TODAY, frozenset())
# Late by so many minutes, and gone early by so many; everybody else's days are in order.
LATE = {2: 110, 3: 3, 9: 12, 13: 25, 18: 8}
EARLY = {12: 10}
VERIFIED = {2: 300, 3: 300, 4: 300, 5: 300, 6: 300, 9: 45}
WAITING = {17: 345, 18: 345, 23: 345}
RETURNED = {16: 270}


def november() -> Period:
    """The month."""
    return Period.objects.get(code="2026-11")


def scheme(**parameters: object) -> SchemeVersion:
    """Kota version 2 with the ceilings of some classes; none for class 9."""
    kota = AllowanceScheme.objects.create(code="KOTA", name="Kota")
    for job_class, amount in ((17, 40_000_000), (14, 22_000_000), (11, 9_000_000), (6, 3_400_000)):
        AllowanceClass.objects.create(job_class=job_class, amount=amount, start=START)
    return SchemeVersion.objects.create(scheme=kota, number=2, start=START, parameters=parameters)


def attendance(person: Employee, late: dict[int, int], early: dict[int, int]) -> None:
    """Punches on every past working day of November."""
    for day in PAST:
        arrived = 7 * 60 + 30 + late.get(day.day, -12)
        ends = (16 * 60 + 30 if day.weekday() == 4 else 16 * 60) - early.get(day.day, -4)
        AttendanceDay.objects.create(
            employee=person, day=day, status="PRESENT", first_in=time(*divmod(arrived, 60)),
            last_out=time(*divmod(ends, 60)),
        )  # fmt: skip


def report(person: Employee, day: int, minutes: int):
    """A report of so many minutes, sent on its day."""
    on = date(2026, 11, day)
    ends = time(*divmod(8 * 60 + minutes, 60))
    entry = ActivityEntry(
        description=f"Memeriksa usulan mutasi tanggal {day}",
        starts=time(8),
        ends=ends,
        quantity=Decimal(1),
        unit="usulan",
    )
    return make.submitted_report(person, on, [entry])


def task_of(sent) -> int:
    """The key of the open task about a report."""
    return WorkItem.objects.open().get(case__dailyprocess__report=sent).task_id


def november_of(person: Employee, superior: Employee) -> None:
    """1,545 minutes approved, 1,035 waiting of which two reports overdue, 270 returned, six cuts."""
    attendance(person, LATE, EARLY)
    by = make.actor(superior)
    for day, minutes in VERIFIED.items():
        sent = report(person, day, minutes)
        daily.verify(task_id=task_of(sent), by=by, at=make.at(date(2026, 11, day) + timedelta(days=1)))
    for day, minutes in WAITING.items():
        report(person, day, minutes)
    for day, minutes in RETURNED.items():
        sent = report(person, day, minutes)
        when = make.at(date(2026, 11, day + 1))
        daily.send_back(task_id=task_of(sent), by=by, reason="Mohon lampirkan bukti.", at=when)

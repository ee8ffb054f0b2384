"""A month's allowance before it is computed: by the same rule, from what is known so far, with what is still open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils import timezone

from workflows.allowance.models import SchemeVersion
from workflows.allowance.month_read import MonthRead, read_of
from workflows.allowance.parameters import parameters_of
from workflows.allowance.reckoning import NotPaid, Reckoned, reckon
from workflows.allowance.standing import ONE_DAY
from workflows.attendance.reading import Kept, read_kept
from workflows.daily.models import DailyReport
from workflows.organization.calendar import schedule_on
from workflows.organization.models import Employee, Period
from workflows.rules.allowance_kota import compute
from workflows.rules.calendar import working_days
from workflows.rules.daily import late_window_ends_on
from workflows.rules.work_time import Schedule

Status = DailyReport.Status
OWES_NO_REPORT = frozenset({"LEAVE", "SICK", "PERMITTED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFor:
    """Minutes that wait for somebody's verification; `overdue` reports are past their due date: that one's omission."""

    name: str
    title: str
    minutes: int
    reports: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The month's reported minutes against those that the scheme asks for."""

    required: int
    approved: int
    waiting: int
    returned: int

    @property
    def needed(self) -> int:
        """What is missing even if all that waits and all that came back is approved."""
        return max(0, self.required - self.approved - self.waiting - self.returned)

    @property
    def reached(self) -> bool:
        """Whether the approved minutes suffice already."""
        return self.approved >= self.required


@dataclass(frozen=True, slots=True, kw_only=True)
class WayThere:
    """What it takes to reach the minutes: over which days, and what the month then pays."""

    missed_days: int  # past working days without a report that are still accepted
    days_left: int  # working days from today on without a report
    minutes_a_day: int | None  # rounded up; None where no minutes or no days are left
    is_possible: bool  # within the hours of a working day
    net: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One person's month as it stands on a day. Attendance is read up to the day before."""

    employee: Employee
    period: Period
    on: date
    version: SchemeVersion
    reckoned: Reckoned
    minutes: Minutes
    waiting_for: tuple[WaitingFor, ...]
    way: WayThere | None

    @property
    def read_until(self) -> date:
        """The last day that is counted in."""
        return min(self.on, self.period.end) - ONE_DAY


def estimate(employee: Employee, month: Period, on: date) -> Estimate | NotPaid | None:
    """The month as it stands on the day, as `estimate_of`. One statement, and one more where attendance is missing.

    :raises RuleViolation: the scheme's figures cannot be read.
    """
    return estimate_of(employee, month, on, read_of(employee, month.start, on))


def estimate_of(employee: Employee, month: Period, on: date, read: MonthRead) -> Estimate | NotPaid | None:
    """The month that was read; why it pays nothing; None where no scheme is in force or no post was held.

    :raises RuleViolation: the scheme's figures cannot be read.
    """
    version, standing, reports = read.version, read.standing, read.reports
    if version is None or standing is None:
        return None
    parameters = parameters_of(version.parameters)
    minutes = Minutes(
        required=parameters.required_minutes,
        approved=_sum(reports, Status.VERIFIED),
        waiting=_sum(reports, Status.SUBMITTED),
        returned=_sum(reports, Status.RETURNED),
    )
    reading = read_kept([employee.pk], month.start, min(month.end, on), read.kept)[employee.pk]
    answer = reckon(standing, read.ceilings, read.outside, minutes.approved, reading, parameters)
    if isinstance(answer, NotPaid):
        return answer
    way = None
    if not minutes.reached:
        reached = compute(replace(answer.inputs, approved_minutes=minutes.required), parameters)
        away = {day.day for day in reading.days if day.kind in OWES_NO_REPORT}
        way = _way(month, on, minutes, {report.day for report in reports} | away, reached.net, read.kept)
    return Estimate(
        employee=employee,
        period=month,
        on=on,
        version=version,
        reckoned=answer,
        minutes=minutes,
        waiting_for=_waiting_for(read, on) if minutes.waiting else (),
        way=way,
    )


def _sum(reports: Sequence[DailyReport], status: str) -> int:
    return sum(report.minutes for report in reports if report.status == status)


def _way(month: Period, on: date, minutes: Minutes, settled: set[date], net: Decimal, kept: Kept) -> WayThere:
    """`settled` are days with a report, or on which none is owed."""
    window = late_window_ends_on(month.start, month.late_until_day)
    days = working_days(month.start, month.end, kept.holidays)
    open_days = [day for day in days if day not in settled and on <= window]
    missed = [day for day in open_days if day < on]
    left = [day for day in open_days if day >= on]
    a_day = -(-minutes.needed // len(open_days)) if minutes.needed and open_days else None
    within = a_day is not None and a_day <= _minutes_of_day(schedule_on(on, kept.schedules))
    return WayThere(
        missed_days=len(missed),
        days_left=len(left),
        minutes_a_day=a_day,
        net=net,
        is_possible=minutes.needed == 0 or within,
    )


def _minutes_of_day(schedule: Schedule) -> int:
    starts, ends = schedule.starts, schedule.ends
    return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute - schedule.break_minutes


def _waiting_for(read: MonthRead, on: date) -> tuple[WaitingFor, ...]:
    """By whom the waiting minutes are held up, most minutes first."""
    found: dict[tuple[str, str], WaitingFor] = {}
    for item in read.waiting:
        officer = read.officers.get(item.principal_id or 0)
        owner = getattr(item.owner, "employee", None)
        name = officer.employee.name if officer else owner.name if owner and not item.gap else ""
        key = name, officer.title if officer and officer.acting else ""
        before = found.get(key) or WaitingFor(name=key[0], title=key[1], minutes=0, reports=0, overdue=0)
        overdue = timezone.localtime(item.due_at).date() < on
        found[key] = replace(
            before, minutes=before.minutes + item.minutes, reports=before.reports + 1, overdue=before.overdue + overdue
        )
    return tuple(sorted(found.values(), key=lambda each: -each.minutes))

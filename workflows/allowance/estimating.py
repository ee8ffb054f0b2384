"""A month's allowance before it is computed: by the same rule, from what is known so far, with what is still open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import F
from django.utils import timezone

from workflows.allowance.models import SchemeVersion
from workflows.allowance.parameters import parameters_of
from workflows.allowance.reckoning import NotPaid, Reckoned, ceilings_in, reckon, version_in_force
from workflows.allowance.standing import ONE_DAY, Standing, standings, units_outside
from workflows.attendance.reading import read_month
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.organization.calendar import holidays_between, schedule_on
from workflows.organization.models import Employee, Period
from workflows.organization.reporting import officers
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
    """The month as it stands on the day; why it pays nothing; None where no scheme is in force or no post was held.

    :raises RuleViolation: the scheme's figures cannot be read.
    """
    version = version_in_force(month)
    found = standings(month, employee=employee, until=on)
    if version is None or not found:
        return None
    parameters = parameters_of(version.parameters)
    of_month = DailyReport.objects.filter(employee=employee, day__gte=month.start, day__lt=month.end)
    reports = list(of_month.exclude(status=Status.DRAFT))
    minutes = Minutes(
        required=parameters.required_minutes,
        approved=_sum(reports, Status.VERIFIED),
        waiting=_sum(reports, Status.SUBMITTED),
        returned=_sum(reports, Status.RETURNED),
    )
    reading = read_month(employee, month.start, month.end, today=on)
    answer = reckon(found[0], ceilings_in(month), units_outside(), minutes.approved, reading, parameters)
    if isinstance(answer, NotPaid):
        return answer
    way = None
    if not minutes.reached:
        reached = compute(replace(answer.inputs, approved_minutes=minutes.required), parameters)
        away = {day.day for day in reading.days if day.kind in OWES_NO_REPORT}
        way = _way(found[0], month, on, minutes, {report.day for report in reports} | away, reached.net)
    return Estimate(
        employee=employee,
        period=month,
        on=on,
        version=version,
        reckoned=answer,
        minutes=minutes,
        waiting_for=_waiting_for(employee, month, on) if minutes.waiting else (),
        way=way,
    )


def _sum(reports: Sequence[DailyReport], status: str) -> int:
    return sum(report.minutes for report in reports if report.status == status)


def _way(standing: Standing, month: Period, on: date, minutes: Minutes, settled: set[date], net: Decimal) -> WayThere:
    """`settled` are days with a report, or on which none is owed."""
    window = late_window_ends_on(month.start, month.late_until_day)
    days = working_days(month.start, month.end, holidays_between(month.start, month.end))
    open_days = [day for day in days if day not in settled and on <= window]
    missed = [day for day in open_days if day < on]
    left = [day for day in open_days if day >= on]
    a_day = -(-minutes.needed // len(open_days)) if minutes.needed and open_days else None
    within = a_day is not None and a_day <= _minutes_of_day(schedule_on(on))
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


def _waiting_for(employee: Employee, month: Period, on: date) -> tuple[WaitingFor, ...]:
    """By whom the waiting minutes are held up, most minutes first. Two or three statements."""
    items = list(
        WorkItem.objects.open()
        .filter(
            process="daily", person=employee, tier__isnull=False,
            case__dailyprocess__report__day__gte=month.start, case__dailyprocess__report__day__lt=month.end,
        )
        .select_related("principal", "owner__employee")
        .annotate(minutes=F("case__dailyprocess__report__minutes"))
    )  # fmt: skip
    standing_in = officers([item.principal for item in items if item.principal], on)
    found: dict[tuple[str, str], WaitingFor] = {}
    for item in items:
        officer = standing_in.get(item.principal_id or 0)
        owner = getattr(item.owner, "employee", None)
        name = officer.employee.name if officer else owner.name if owner and not item.gap else ""
        key = name, officer.title if officer and officer.acting else ""
        before = found.get(key) or WaitingFor(name=key[0], title=key[1], minutes=0, reports=0, overdue=0)
        overdue = timezone.localtime(item.due_at).date() < on
        found[key] = replace(
            before, minutes=before.minutes + item.minutes, reports=before.reports + 1, overdue=before.overdue + overdue
        )
    return tuple(sorted(found.values(), key=lambda each: -each.minutes))

"""A month's attendance as the rules read it, of one person or of everybody, in five statements."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from workflows.attendance.models import AttendanceDay
from workflows.organization.calendar import holidays_between, schedule_on
from workflows.organization.models import Employee, WorkSchedule
from workflows.organization.models.history import half_open
from workflows.organization.service import presences
from workflows.rules.attendance import DayReading, DayRecord, read_day
from workflows.rules.calendar import working_days
from workflows.rules.violation import RuleViolation
from workflows.rules.work_time import Schedule

MANY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReading:
    """A person's working days so far. What cannot be read yet costs nobody anything: it stands in `unknown`.

    `unknown` are past working days of which the office has no attendance yet; `unreadable` days whose row contradicts
    itself, with the rule's sentence.
    """

    days: tuple[DayReading, ...] = ()
    unknown: tuple[date, ...] = ()
    unreadable: tuple[tuple[date, str], ...] = ()

    @property
    def summary(self) -> "Summary":
        """The month in figures."""
        return summarise(self.days, unknown=len(self.unknown) + len(self.unreadable))


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Days by kind, and minutes late and early; `late_days` and `early_days` are present days with any."""

    present: int = 0
    late_days: int = 0
    late_minutes: int = 0
    early_days: int = 0
    early_minutes: int = 0
    missing_punches: int = 0
    absent: int = 0
    leave: int = 0
    sick: int = 0
    permitted: int = 0
    duty: int = 0
    unknown: int = 0


def read_month(employee: Employee, first: date, after_last: date, *, today: date) -> MonthReading:
    """One person's working days in [first, after_last), read up to the day before `today`."""
    return read_months([employee.pk], first, after_last, today=today)[employee.pk]


def read_months(
    employee_ids: Collection[int], first: date, after_last: date, *, today: date
) -> dict[int, MonthReading]:
    """Everybody's, by the employee's key; five statements.

    Read are the days before `today`, which is not over. A working day without a row is absence only where the office
    has rows of that day for others: else its file is not in yet; and where HR recorded a leave it is that leave. Days
    outside a person's tenure are none of theirs.
    """
    until = min(after_last, today)
    days = AttendanceDay.objects.filter(day__gte=first, day__lt=until)
    rows: dict[int, dict[date, AttendanceDay]] = defaultdict(dict)
    for row in _of(days, employee_ids).only("employee_id", "day", "status", "first_in", "last_out"):
        rows[row.employee_id][row.day] = row
    there = presences(first, until, None if len(employee_ids) > MANY else employee_ids)
    schedules = _schedules(first, until)
    owed = {
        key: [day for day in schedules if any(half_open(start, end, day) for start, end in there[key].in_post)]
        for key in employee_ids
    }
    missing = {day for key, own in owed.items() for day in own if day not in rows[key] and day not in there[key].away}
    covered: set[date] = set()
    if missing:
        covered = set(days.filter(day__in=missing).order_by().values_list("day", flat=True).distinct())
    return {key: _read(own, rows[key], there[key].away, schedules, covered) for key, own in owed.items()}


def status_of(kind_of_leave: str) -> str:
    """How attendance calls a day of this leave: sick and duty elsewhere as such, every other as leave; "" for none."""
    if not kind_of_leave or kind_of_leave in AttendanceDay.Status.values:
        return kind_of_leave
    return AttendanceDay.Status.LEAVE


def summarise(days: Collection[DayReading], *, unknown: int = 0) -> Summary:
    """The readings in figures."""
    kinds: dict[str, int] = defaultdict(int)
    for day in days:
        kinds[day.kind] += 1
    late = [day.late_minutes for day in days if day.late_minutes]
    early = [day.early_minutes for day in days if day.early_minutes]
    return Summary(
        present=kinds["PRESENT"], absent=kinds["ABSENT"], leave=kinds["LEAVE"], sick=kinds["SICK"],
        permitted=kinds["PERMITTED"], duty=kinds["DUTY"], late_days=len(late), late_minutes=sum(late),
        early_days=len(early), early_minutes=sum(early), unknown=unknown,
        missing_punches=sum(day.missing_in + day.missing_out for day in days),
    )  # fmt: skip


def _of(rows: Any, employee_ids: Collection[int]) -> Any:
    """The rows of these people; of many all rows, since a database takes only so many keys in one statement."""
    return rows if len(employee_ids) > MANY else rows.filter(employee_id__in=employee_ids)


def _schedules(first: date, until: date) -> dict[date, Schedule]:
    """The working days, each with its hours. Two statements."""
    rows = list(WorkSchedule.objects.filter(start__lt=until).filter(Q(end__isnull=True) | Q(end__gt=first)))
    return {day: schedule_on(day, rows) for day in working_days(first, until, holidays_between(first, until))}


def _read(
    owed: Iterable[date],
    rows: Mapping[date, AttendanceDay],
    away: Mapping[date, str],
    schedules: Mapping[date, Schedule],
    covered: Container[date],
) -> MonthReading:
    found: list[DayReading] = []
    unknown: list[date] = []
    unreadable: list[tuple[date, str]] = []
    for day in owed:
        row = rows.get(day)
        if row is None and day not in covered and day not in away:
            unknown.append(day)
            continue
        status: Any = row.status if row else status_of(away.get(day, ""))
        record = DayRecord(
            day=day, status=status, first_in=row.first_in if row else None, last_out=row.last_out if row else None
        )
        try:
            found.append(read_day(record, schedules[day], is_working_day=True))
        except RuleViolation as violation:
            unreadable.append((day, violation.message))
    return MonthReading(days=tuple(found), unknown=tuple(unknown), unreadable=tuple(unreadable))

"""A month of daily reports, person by person: which working day is reported, late, missing or away."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from workflows.attendance.models import AttendanceDay
from workflows.attendance.reading import status_of
from workflows.daily.models import DailyReport
from workflows.organization.calendar import holidays_between
from workflows.organization.models import Employee, Period
from workflows.organization.models.history import half_open
from workflows.organization.service import presences
from workflows.rules.calendar import working_days
from workflows.rules.daily import late_window_ends_on

LATE_UNTIL_DAY = 5  # where nobody opened the month
AWAY = frozenset(
    {AttendanceDay.Status.LEAVE, AttendanceDay.Status.SICK, AttendanceDay.Status.PERMITTED, AttendanceDay.Status.DUTY}
)
ON, LATE, NONE, AWAY_STATE, NOW, FUTURE = "on", "late", "none", "away", "now", "future"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are looked at: from the first of the month, or of the one before while its window is open.

    `days` are all working days of the span up to the end of today's month.
    """

    today: date
    first: date
    month_first: date
    after_month: date
    late_until_day: int
    days: list[date]

    @property
    def month_days(self) -> list[date]:
        """The working days of today's month, all of them."""
        return [day for day in self.days if day >= self.month_first]

    @property
    def month_days_so_far(self) -> list[date]:
        """The working days of today's month up to today."""
        return [day for day in self.month_days if day <= self.today]

    def window_ends_on(self, day: date) -> date:
        """The last day on which that day's report is accepted."""
        return late_window_ends_on(day, self.late_until_day)


@dataclass(slots=True)
class PersonMonth:
    """One person's reports, days away and times in a post within the span."""

    reports: dict[date, DailyReport] = field(default_factory=dict)
    away: dict[date, str] = field(default_factory=dict)
    in_post: list[tuple[date, date | None]] | None = None  # None: not read, every day counts

    def owes(self, day: date) -> bool:
        """Whether a report is due for the working day: neither away nor without a post."""
        if day in self.away:
            return False
        return self.in_post is None or any(half_open(start, end, day) for start, end in self.in_post)

    def is_reported(self, day: date) -> bool:
        """Whether a report was sent; a draft was not."""
        report = self.reports.get(day)
        return report is not None and report.status != DailyReport.Status.DRAFT

    def missed(self, days: Iterable[date]) -> list[date]:
        """Of these days, those that owe a report and have none."""
        return [day for day in days if self.owes(day) and not self.is_reported(day)]

    def state(self, day: date, today: date) -> str:
        """The day as the picture draws it."""
        if self.is_reported(day):
            return LATE if self.reports[day].is_late else ON
        if not self.owes(day):
            return AWAY_STATE
        if day >= today:
            return NOW if day == today else FUTURE
        return NONE


def span_of(today: date) -> Span:
    """The span of today. Two queries."""
    month_first = today.replace(day=1)
    after_month = (month_first + timedelta(days=32)).replace(day=1)
    period = Period.objects.filter(code=f"{today - timedelta(days=today.day):%Y-%m}").first()
    late_until_day = period.late_until_day if period is not None else LATE_UNTIL_DAY
    first = month_first
    if today.day <= late_until_day:
        first = (month_first - ONE_DAY).replace(day=1)
    days = working_days(first, after_month, holidays_between(first, after_month))
    return Span(today, first, month_first, after_month, late_until_day, days)


def months_of(people: Collection[int], span: Span) -> Mapping[int, PersonMonth]:
    """The span of each of these employees, by key. Three queries, however many people."""
    found = {key: PersonMonth(in_post=[]) for key in people}
    reports = DailyReport.objects.filter(employee__in=people, day__gte=span.first, day__lt=span.after_month)
    for report in reports:
        found[report.employee_id].reports[report.day] = report
    away = AttendanceDay.objects.filter(
        employee__in=people, day__gte=span.first, day__lt=span.after_month, status__in=AWAY
    ).values_list("employee_id", "day", "status")
    for key, day, status in away:
        found[key].away[day] = status
    for key, there in presences(span.first, span.after_month, people).items():
        found[key].in_post = there.in_post
        found[key].away = {day: status_of(kind) for day, kind in there.away.items()} | found[key].away
    return found


def month_of_one(employee: Employee, span: Span) -> PersonMonth:
    """The span of one person. Three queries."""
    return months_of([employee.pk], span)[employee.pk]

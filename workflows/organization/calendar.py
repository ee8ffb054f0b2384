"""The working calendar as values for the rules: holidays and hours, and deadlines counted in working days."""

from datetime import date, datetime, time, timedelta

import holidays
from django.utils import timezone

from workflows.organization.models import Holiday, WorkSchedule
from workflows.rules.calendar import add_working_days, is_working_day
from workflows.rules.work_time import DEFAULT, Schedule

END_OF_DAY = time(23, 59)


def holidays_between(first: date, after_last: date) -> frozenset[date]:
    """The holidays in [first, after_last)."""
    return frozenset(Holiday.objects.filter(day__gte=first, day__lt=after_last).values_list("day", flat=True))


def due_after(start: date, working_days: int) -> datetime:
    """The end of the day so many working days after `start`; three days after a Friday is a Wednesday."""
    span = timedelta(days=working_days * 3 + 21)
    day = add_working_days(start, working_days, holidays_between(start, start + span))
    return end_of(day)


def end_of(day: date) -> datetime:
    """The last minute of the day, aware."""
    return timezone.make_aware(datetime.combine(day, END_OF_DAY))


def works_on(day: date) -> bool:
    """Whether the office works that day."""
    return is_working_day(day, holidays_between(day, day + timedelta(days=1)))


def schedule_on(day: date, schedules: list[WorkSchedule] | None = None) -> Schedule:
    """The hours in force that day: the row that began last; the regulation's where the table says nothing."""
    rows = schedules if schedules is not None else list(WorkSchedule.objects.on(day))
    in_force = [row for row in rows if row.start <= day and (row.end is None or day < row.end)]
    if not in_force:
        return DEFAULT
    row = max(in_force, key=lambda each: each.start)
    return Schedule(
        starts=row.starts_at,
        ends=row.ends_at,
        friday_ends=row.friday_ends_at,
        break_minutes=row.break_minutes,
        friday_break_minutes=row.friday_break_minutes,
    )


def fill_holidays(year: int) -> int:
    """Fill the year's holidays from the library where the table has none of that day; the number added.

    What HR entered or removed by editing stays: only days that have no row are added.
    """
    known = holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id")
    public = holidays.country_holidays("ID", years=year, language="id")
    present = set(Holiday.objects.filter(day__year=year).values_list("day", flat=True))
    added = 0
    for day, name in sorted(known.items()):
        if day in present:
            continue
        kind = Holiday.Kind.PUBLIC if day in public else Holiday.Kind.JOINT_LEAVE
        Holiday(day=day, name=name[:200], kind=kind, source=f"holidays {holidays.__version__}").save()
        added += 1
    return added

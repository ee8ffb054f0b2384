"""The working calendar as values for the rules: holidays and hours, and deadlines counted in working days."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import holidays
from django.conf import settings
from django.db.models import BigIntegerField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from workflows.organization.models import Employee, Holiday, Leave, Outage, WorkSchedule
from workflows.rules.calendar import add_working_days, days_lost, is_working_day
from workflows.rules.work_time import DEFAULT, Schedule, expected_span

END_OF_DAY = time(23, 59)
# The end of the day so many working days after a day, for each of these log-ins (by key).
DueForEach = Callable[[date, int, Collection[int]], dict[int, datetime]]
HOLIDAY, OUTAGE, LEAVE = "HOLIDAY", "OUTAGE", "LEAVE"


def holidays_between(first: date, after_last: date) -> frozenset[date]:
    """The holidays in [first, after_last)."""
    return frozenset(Holiday.objects.filter(day__gte=first, day__lt=after_last).values_list("day", flat=True))


def due_after(start: date, working_days: int, employee: Employee | None = None) -> datetime:
    """The end of the day so many working days after `start`; three days after a Friday is a Wednesday.

    Working days of that person: no holiday, no day lost to an outage, no leave of theirs. One query, as a rule.
    """
    user_id = employee.user_id if employee is not None else 0
    return due_for_each(start, working_days, [user_id])[user_id]


def due_for_each(start: date, working_days: int, user_ids: Collection[int]) -> dict[int, datetime]:
    """`due_after` for several people, by the key of their log-in; as many queries as for one."""
    span = timedelta(days=working_days * 3 + 21)
    while True:
        off = days_off(start, start + span, user_ids)
        due = {key: add_working_days(start, working_days, off.of(key)) for key in user_ids}
        if all(day < start + span for day in due.values()):
            return {key: end_of(day) for key, day in due.items()}
        span *= 4  # a long leave: what lies beyond was not read


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days that count towards no deadline: everybody's, and each person's leave by the key of their log-in.

    `lost` are those of everybody's that an outage took, working day or not.
    """

    everybody: frozenset[date]
    leave: Mapping[int, frozenset[date]]
    lost: frozenset[date]

    def of(self, user_id: int | None) -> frozenset[date]:
        """The days off of this person."""
        return self.everybody | self.leave.get(user_id or 0, frozenset())


def days_off(first: date, after_last: date, user_ids: Iterable[int] = ()) -> DaysOff:
    """The days in [first, after_last) that count towards no deadline: holidays, days lost to an outage, and leave.

    Leave of whoever has these log-ins. One query, and a second one for the hours where an outage lies there.
    """
    begins, ends = midnight(first), midnight(after_last)
    common = {"owner": Value(0, BigIntegerField())}
    rows = (
        Holiday.objects.filter(day__gte=first, day__lt=after_last)
        .annotate(what=Value(HOLIDAY), first=Cast("day", DateTimeField()), last=Cast("day", DateTimeField()), **common)
        .values_list("what", "first", "last", "owner")
    )
    others: list[QuerySet[Any, Any]] = [
        Outage.objects.filter(starts_at__lt=ends, ends_at__gt=begins)
        .annotate(what=Value(OUTAGE), first=F("starts_at"), last=F("ends_at"), **common)
        .values_list("what", "first", "last", "owner")
    ]
    people = [key for key in user_ids if key]
    if people:
        others.append(
            Leave.objects.filter(employee__user__in=people, start__lt=after_last, end__gt=first)
            .annotate(what=Value(LEAVE), first=Cast("start", DateTimeField()), last=Cast("end", DateTimeField()))
            .annotate(owner=F("employee__user"))
            .values_list("what", "first", "last", "owner")
        )
    everybody: set[date] = set()
    leave: dict[int, frozenset[date]] = {}
    down: list[tuple[datetime, datetime]] = []
    for what, begun, over, owner in rows.union(*others, all=True):
        if what == HOLIDAY:
            everybody.add(begun.date())  # a date as the midnight of UTC, on either database
        elif what == LEAVE:
            leave[owner] = leave.get(owner, frozenset()) | days_within(begun.date(), over.date(), first, after_last)
        else:
            down.append((begun, over))
    lost = lost_to(down)
    return DaysOff(frozenset(everybody) | lost, leave, lost)


def days_within(start: date, end: date, first: date, after_last: date) -> frozenset[date]:
    """The days of [start, end) that lie in [first, after_last)."""
    begins, over = max(start, first), min(end, after_last)
    return frozenset(begins + timedelta(days=number) for number in range((over - begins).days))


def days_lost_between(first: date, after_last: date) -> frozenset[date]:
    """The days in [first, after_last) lost to a recorded outage."""
    touching = Outage.objects.filter(starts_at__lt=midnight(after_last), ends_at__gt=midnight(first))
    lost = lost_to(touching.values_list("starts_at", "ends_at"))
    return frozenset(day for day in lost if first <= day < after_last)


def lost_to(outages: Iterable[tuple[datetime, datetime]]) -> frozenset[date]:
    """The days that these outages take away, by the hours in force and the office's setting; no query without any."""
    local = [(timezone.localtime(start), timezone.localtime(end)) for start, end in outages]
    if not local:
        return frozenset()
    schedules = list(WorkSchedule.objects.filter(start__lte=max(end for _, end in local).date()))
    return days_lost(
        local, lambda day: expected_span(day, schedule_on(day, schedules)), at_least=settings.OUTAGE_MINUTES
    )


def midnight(day: date) -> datetime:
    """The first moment of the day, aware."""
    return timezone.make_aware(datetime.combine(day, time()))


def end_of(day: date) -> datetime:
    """The last minute of the day, aware."""
    return timezone.make_aware(datetime.combine(day, END_OF_DAY))


def works_on(day: date) -> bool:
    """Whether the office works that day; an outage of the service is no day off."""
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

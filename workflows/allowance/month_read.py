"""What the office knows of one person's month as it stands on a day, read in one statement for an estimate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F

from workflows.allowance.models import AllowanceClass, SchemeVersion
from workflows.allowance.reckoning import ceilings_of, latest_of, versions_on
from workflows.allowance.standing import (
    ONE_DAY,
    Standing,
    all_units,
    held_in,
    outside_of,
    standings_of,
)
from workflows.attendance.reading import Kept, days_of, schedules_in
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee, Holiday, Leave, Period, Snapshot
from workflows.organization.reading_together import read_together
from workflows.organization.service import presences_of
from workflows.organization.standing import Officer, acting_in, holding, officers_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRead:
    """A person's month: by which figures it is reckoned, where they stand, what they did and what waits for whom.

    `kept` is the whole month's; `waiting` are the open items of a tier about its reports, each with their `minutes`,
    and `officers` who stands in the posts that these ask.
    """

    period: Period | None
    version: SchemeVersion | None
    standing: Standing | None
    reports: Sequence[DailyReport]
    kept: Kept
    ceilings: Mapping[int, Decimal]
    outside: frozenset[int]
    waiting: Sequence[Any]
    officers: Mapping[int, Officer]


def month_of(day: date) -> tuple[date, date]:
    """The month in which the day lies, [start, end), as its period has it."""
    first = day.replace(day=1)
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)


def read_of(employee: Employee, day: date, on: date) -> MonthRead:
    """The month in which `day` lies, as it stands on `on`. One statement."""
    first, end = month_of(day)
    last = min(end, on + ONE_DAY)
    items = WorkItem.objects.open().filter(
        process="daily", person=employee, tier__isnull=False,
        case__dailyprocess__report__day__gte=first, case__dailyprocess__report__day__lt=end,
    )  # fmt: skip
    posts = items.filter(principal__isnull=False).values("principal")
    (
        periods,
        versions,
        held,
        away,
        taken,
        reports,
        days,
        schedules,
        holidays,
        classes,
        units,
        waiting,
        tenures,
        acting,
    ) = read_together(
        Period.objects.filter(code=f"{first:%Y-%m}"),
        versions_on(first),
        held_in(first, last).filter(employee=employee),
        Leave.objects.touching(first, end).filter(employee=employee),
        Snapshot.objects.filter(employee=employee, period__code=f"{first:%Y-%m}"),
        DailyReport.objects.filter(employee=employee, day__gte=first, day__lt=end).exclude(
            status=DailyReport.Status.DRAFT
        ),
        days_of([employee.pk], first, min(end, on)),
        schedules_in(min(first, on), max(end, on + ONE_DAY)),
        Holiday.objects.filter(day__gte=first, day__lt=end),
        AllowanceClass.objects.on(end - ONE_DAY),
        all_units(),
        items.select_related("principal", "owner__employee").annotate(minutes=F("case__dailyprocess__report__minutes")),
        holding(posts, on),
        acting_in(posts, on),
    )
    waiting.sort(key=lambda item: item.pk)
    return MonthRead(
        period=periods[0] if periods else None,
        version=latest_of(versions),
        standing=next(iter(standings_of(held, taken, last)), None),
        reports=reports,
        kept=Kept(
            days=days,
            there=presences_of(held, away, first, end),
            schedules=schedules,
            holidays=frozenset(row.day for row in holidays),
        ),
        ceilings=ceilings_of(classes),
        outside=outside_of(units),
        waiting=waiting,
        officers=officers_of([item.principal for item in waiting if item.principal], tenures, acting),
    )

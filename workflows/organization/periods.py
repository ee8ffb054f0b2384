"""Years, quarters and months: made with their default deadlines, found by a day, held, their windows kept."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from workflows.organization.calendar import days_off
from workflows.organization.models import Period, User
from workflows.organization.models.history import create_with_history, save_changed, stamp
from workflows.rules.calendar import ONE_DAY, moved
from workflows.rules.daily import late_window_ends_on

LATEST_WINDOW_DAY = 28  # every month has it


def open_year(year: int, user: User | None = None, reason: str = "open_year") -> Period:
    """The year's period and its twelve months, made where missing with the default deadlines.

    SKP set by 31 January [?], targets before their month, periodic assessment by the 10th of the next month.
    """
    period = Period.objects.filter(code=str(year)).first()
    if period is None:
        period = Period(
            code=str(year),
            kind=Period.Kind.YEAR,
            start=date(year, 1, 1),
            end=date(year + 1, 1, 1),
            skp_due_on=date(year, 1, 31),
            assessment_due_on=date(year + 1, 2, 28),
        )
        stamp(period, user=user, reason=reason)
        period.save()
    present = set(period.parts.values_list("code", flat=True))
    missing = []
    for month in range(1, 13):
        code = f"{year}-{month:02d}"
        if code in present:
            continue
        start = date(year, month, 1)
        end = date(year + month // 12, month % 12 + 1, 1)
        missing.append(
            Period(
                code=code,
                kind=Period.Kind.MONTH,
                year=period,
                start=start,
                end=end,
                target_due_on=start,
                assessment_due_on=end.replace(day=10),
            )
        )
    create_with_history(missing, user=user, reason=reason)
    return period


def open_quarters(year: int, user: User | None = None, reason: str = "open_quarters") -> list[Period]:
    """The year's four quarters, made where missing; for an office that assesses by quarter and not by month.

    Periodic assessment by the 10th of the month after the quarter.

    :raises Period.DoesNotExist: nobody opened that year.
    """
    of_year = Period.objects.get(code=str(year))
    present = {row.code: row for row in of_year.parts.filter(kind=Period.Kind.QUARTER)}
    for number in range(1, 5):
        code = f"{year}-Q{number}"
        if code in present:
            continue
        end = date(year + number // 4, number * 3 % 12 + 1, 1)
        row = Period(
            code=code, kind=Period.Kind.QUARTER, year=of_year, start=date(year, number * 3 - 2, 1), end=end,
            assessment_due_on=end.replace(day=10),
        )  # fmt: skip
        stamp(row, user=user, reason=reason)
        row.save()
        present[code] = row
    return [present[f"{year}-Q{number}"] for number in range(1, 5)]


def month_of(day: date) -> Period:
    """The month's period.

    :raises Period.DoesNotExist: nobody opened that year.
    """
    return Period.objects.get(code=f"{day:%Y-%m}")


def year_of(day: date) -> Period:
    """The year's period.

    :raises Period.DoesNotExist: nobody opened that year.
    """
    return Period.objects.get(code=f"{day:%Y}")


def periods_of(day: date) -> list[Period]:
    """The year, quarter and month in which the day lies, as far as there are any."""
    return list(Period.objects.filter(start__lte=day, end__gt=day).order_by("start", "pk"))


def closed_among(periods: Iterable[Period]) -> Period | None:
    """The first of these that HR has closed; what lies in it stays as it is until it is reopened."""
    return next((period for period in periods if period.status == Period.Status.CLOSED), None)


def lock_period(period: Period) -> None:
    """Hold the period and its year until the transaction ends, read anew: it is opened and closed one at a time."""
    # Rows that point to it may be written meanwhile: what is held is not its key.
    held = Period.objects.select_for_update(no_key=True)
    year = held.get(pk=period.year_id) if period.year_id is not None else None
    period.refresh_from_db(from_queryset=held)
    period.year = year


def lock_calendar(first: date, last: date) -> None:
    """Hold the years of these days until the transaction ends: who changes what counts there does so one at a time."""
    years = Period.objects.filter(kind=Period.Kind.YEAR, start__lte=last, end__gt=first).order_by("start")
    list(years.select_for_update().values_list("pk", flat=True))


def extend_windows(lost: AbstractSet[date], user: User | None, reason: str) -> list[Period]:
    """Give back behind their late window the days that months lost within it; the months that were extended.

    `lost` are working days that no longer count, stored as such already. What is lost before the window opens on the
    first of the next month takes nothing away from it.
    """
    extended = []
    for opens in sorted({day.replace(day=1) for day in lost}):
        month = Period.objects.filter(kind=Period.Kind.MONTH, end=opens).select_for_update().first()
        if month is None:
            continue
        last = late_window_ends_on(month.start, month.late_until_day)
        off = days_off(opens, opens + timedelta(days=90)).everybody
        new = moved(last, lost & {opens + timedelta(days=number) for number in range(31)}, month.end - ONE_DAY, off)
        until = new.day if new.month == opens.month else LATEST_WINDOW_DAY
        until = min(until, LATEST_WINDOW_DAY)
        if until > month.late_until_day and save_changed(month, user=user, reason=reason, late_until_day=until):
            extended.append(month)
    return extended

"""Working days of a five-day week; holidays are given, since the government moves them in mid-year.

`holidays` are all days that count for nobody's deadline, or not for this person's: an outage's and leave as well.
"""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

from .spans import Span, minutes_counted_once

SATURDAY = 5  # date.weekday()
ONE_DAY = timedelta(days=1)
OUTAGE_MINUTES = 120  # [?] no source says from when on an outage takes a day away: an office sets its own


def is_working_day(day: date, holidays: AbstractSet[date]) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def add_working_days(day: date, n: int, holidays: AbstractSet[date]) -> date:
    """The n-th working day after `day`; for n = 0 `day` itself, or the next working day where it is none.

    :raises ValueError: n below 0; no deadline is counted backwards.
    """
    if n < 0:
        raise ValueError(f"n must not be negative: {n}")
    while n > 0:
        day += ONE_DAY
        n -= is_working_day(day, holidays)
    while not is_working_day(day, holidays):
        day += ONE_DAY
    return day


def working_days(first: date, after_last: date, holidays: AbstractSet[date]) -> list[date]:
    """The working days in [first, after_last), in order; none where the period is empty or turned round."""
    every_day = (first + timedelta(days=i) for i in range((after_last - first).days))
    return [day for day in every_day if is_working_day(day, holidays)]


def working_days_between(a: date, b: date, holidays: AbstractSet[date]) -> int:
    """How many working days lie in [a, b); 0 where b is not after a."""
    return len(working_days(a, b, holidays))


def days_lost(
    outages: Iterable[tuple[datetime, datetime]],
    hours: Callable[[date], Span],
    *,
    at_least: int = OUTAGE_MINUTES,
) -> frozenset[date]:
    """The days on which the service was down for at least so many minutes of office hours (at least one).

    `outages` are [from, to) in the office's own time; several on one day add up, and what they share is counted once.
    `hours` gives the office hours of a day; its break is not taken out, and whether it is a working day not asked.
    DOMAIN.md §4: a recorded outage of the service moves a deadline by itself; `at_least` [?] is the office's own.
    """
    down: dict[date, list[Span]] = {}
    for start, end in outages:
        day = start.date()
        while day <= end.date():
            opens, closes = hours(day)
            begins = max(opens, start.time()) if day == start.date() else opens
            ends = min(closes, end.time()) if day == end.date() else closes
            if begins < ends:
                down.setdefault(day, []).append((begins, ends))
            day += ONE_DAY
    return frozenset(day for day, spans in down.items() if minutes_counted_once(spans) >= max(1, at_least))


def moved(day: date, lost: AbstractSet[date], since: date, off: AbstractSet[date]) -> date:
    """Where a deadline on `day`, whose time runs since `since`, falls after the days in `lost` have been taken away.

    Each working day lost in (`since`, `day`] is given back behind the deadline; `off` are all days that do not count,
    the lost ones included. A day on which nothing was lost stays as it is, also where it is no working day.
    """
    taken = sum(since < each <= day for each in lost)
    return add_working_days(day, taken, off) if taken or day in lost else day

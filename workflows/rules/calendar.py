"""Working days of a five-day week; holidays are given, since the government moves them in mid-year."""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

SATURDAY = 5  # date.weekday()
ONE_DAY = timedelta(days=1)


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

"""What was reached so far, as the app above gives it: targets count it, and this app may not ask them.

`targets` registers its reading when it is ready; without it the pages leave the column out.
"""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

Reading = Callable[[Collection[int]], Mapping[int, Decimal]]

READINGS: list[Reading] = []


def register(reading: Reading) -> None:
    """Make a reading known: indicators' keys in, verified quantities of the year out."""
    if reading not in READINGS:
        READINGS.append(reading)


def realised(indicator_ids: Collection[int]) -> Mapping[int, Decimal] | None:
    """The verified quantity of the year by indicator; None where nobody counts it."""
    return READINGS[0](indicator_ids) if READINGS else None


def is_counted() -> bool:
    """Whether anybody counts it, so that pages have something to show."""
    return bool(READINGS)

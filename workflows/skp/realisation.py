"""What was reached so far, as the app above keeps it: targets count it, and this app may not ask them.

`targets` registers its reading, and how a later version takes over what was reached, when it is ready; without it the
pages leave the column out.
"""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

Reading = Callable[[Collection[int]], Mapping[int, Decimal]]
CarryingOver = Callable[[Mapping[int, int]], None]

READINGS: list[Reading] = []
CARRYING_OVER: list[CarryingOver] = []


def register(reading: Reading, carrying_over: CarryingOver) -> None:
    """Make known how realisation is read (indicators' keys in, verified quantities of the year out) and taken over."""
    if reading not in READINGS:
        READINGS.append(reading)
        CARRYING_OVER.append(carrying_over)


def carry_over(followed: Mapping[int, int]) -> None:
    """What these indicators reached counts for those that follow them: former key → key in the version now set."""
    for carrying_over in CARRYING_OVER:
        carrying_over(followed)


def realised(indicator_ids: Collection[int]) -> Mapping[int, Decimal] | None:
    """The verified quantity of the year by indicator; None where nobody counts it."""
    return READINGS[0](indicator_ids) if READINGS else None


def is_counted() -> bool:
    """Whether anybody counts it, so that pages have something to show."""
    return bool(READINGS)

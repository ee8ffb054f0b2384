"""The level (jenjang) of a functional post, read from the end of its title; and the months that a post is held.

The office's files have no column for the level: the title is the one place that says it ("Analis SDM Aparatur Ahli
Muda"). A title that ends otherwise has no level here, and whoever keeps the posts completes the title.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from .perbkn_3_2023 import LEVELS

# The last words of a title, in small letters, and the level that they name: the labels of PerBKN 3/2023 themselves.
ENDINGS: Mapping[str, str] = MappingProxyType({label.casefold(): level for level, (label, _) in LEVELS.items()})

Held = tuple[date, date | None]  # [start, end)


def level_of_title(title: str) -> str | None:
    """The code of the level that the title ends with; None where it ends with none.

    Capitals and the number of blanks do not matter. *Muda* alone is none: older titles mean other scales by it.
    """
    words = title.casefold().split()
    for ending, level in ENDINGS.items():
        if words[-len(ending.split()) :] == ending.split():
            return level
    return None


def months_held(held: Sequence[Held], year: int) -> int:
    """The calendar months of the year that count for a post held in these times, 0 to 12.

    A month counts for the post that is held on its middle day (the 14th, 15th or 16th), so that of two posts exactly
    one has it. No article says how a month with a change of post counts [?]: this is the office's rule.
    """
    return sum(
        any(start <= day and (end is None or day < end) for start, end in held)
        for day in (_middle(year, month) for month in range(1, 13))
    )


def _middle(year: int, month: int) -> date:
    after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, ((after - date(year, month, 1)).days + 1) // 2)

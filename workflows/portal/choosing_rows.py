"""Ways to tick many rows with one press: all of the page, those of a person, those of a week."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from workflows.portal.inbox_rows import Row, choices_of
from workflows.printing import words

ALL, OF_PERSON = "semua", "orang-"
MOST_PEOPLE = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to tick rows; `value` stands in the address and in each row that it ticks."""

    value: str
    label: str
    count: int
    is_chosen: bool = False

    @property
    def is_of_person(self) -> bool:
        """Whether it ticks what one person sent."""
        return self.value.startswith(OF_PERSON)


def ways_to_choose(rows: Sequence[Row], chosen: str) -> list[Choice]:
    """All, then each week where there are several, then each person where there are several."""
    if not rows:
        return []
    counts = Counter(choice for row in rows for choice in choices_of(row))
    ways = [(ALL, gettext("All on this page"))]
    weeks = sorted({row.week for row in rows if row.week is not None})
    if len(weeks) > 1:
        ways += [
            (f"minggu-{monday:%Y-%m-%d}", gettext("Week of %(days)s") % {"days": _days(monday)}) for monday in weeks
        ]
    people = {row.waiting.item.person_id: row.particulars.person for row in rows}
    if 1 < len(people) <= MOST_PEOPLE:
        named = sorted(people.items(), key=lambda person: person[1])
        ways += [(f"{OF_PERSON}{key}", gettext("All of %(name)s") % {"name": name}) for key, name in named]
    return [Choice(value, label, counts[value], value == chosen) for value, label in ways]


def _days(monday: date) -> str:
    """The working days of a week: *16–20 November*, *30 November–4 Desember*."""
    friday = monday + timedelta(days=4)
    first = str(monday.day) if monday.month == friday.month else words.short_date(monday)
    return f"{first}–{words.short_date(friday)}"

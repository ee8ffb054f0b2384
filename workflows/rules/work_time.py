"""Office hours: when a working day starts and ends, in ordinary months and in Ramadan.

DOMAIN.md §4-5: five days, 37.5 h a week without breaks from 07.30, break 60 min, Friday 90; Ramadan 32.5 h from 08.00.
"""

from dataclasses import dataclass
from datetime import date, time

FRIDAY = 4  # date.weekday()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Start, end and break of a day; Friday has a longer break and so a later end."""

    starts: time
    ends: time
    friday_ends: time
    break_minutes: int
    friday_break_minutes: int


def schedule(*, starts: time, minutes_a_day: int, break_minutes: int, friday_break_minutes: int) -> Schedule:
    """The schedule in which every day holds `minutes_a_day` of work besides its break."""
    return Schedule(
        starts=starts,
        ends=_later(starts, minutes_a_day + break_minutes),
        friday_ends=_later(starts, minutes_a_day + friday_break_minutes),
        break_minutes=break_minutes,
        friday_break_minutes=friday_break_minutes,
    )


def expected_span(day: date, schedule: Schedule) -> tuple[time, time]:
    """From when to when one is expected at work on `day`. Whether it is a working day is the calendar's question."""
    return schedule.starts, schedule.friday_ends if day.weekday() == FRIDAY else schedule.ends


def _later(moment: time, minutes: int) -> time:
    hours, minute = divmod(moment.hour * 60 + moment.minute + minutes, 60)
    return time(hours, minute)


DEFAULT = schedule(starts=time(7, 30), minutes_a_day=450, break_minutes=60, friday_break_minutes=90)
# [?] The breaks in Ramadan, 30 and 60 minutes, could not be confirmed: an office sets its own schedule.
RAMADAN = schedule(starts=time(8, 0), minutes_a_day=390, break_minutes=30, friday_break_minutes=60)

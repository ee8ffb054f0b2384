"""The agenda of the play: what happens when, in order of time; what happens may put more on the agenda."""

import heapq
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from workflows.rules.calendar import add_working_days

Happening = Callable[[datetime], object]


class Agenda:
    """Happenings in order of time, up to an end; what lies beyond it stays undone: the demo's open work."""

    def __init__(self, until: datetime, holidays: frozenset[date]) -> None:
        self.until = until
        self.holidays = holidays
        self._queue: list[tuple[datetime, int, Happening]] = []
        self._order = count()
        self.left_open = 0

    def put(self, when: datetime, happening: Happening) -> None:
        """Put something on the agenda; later than the end it is left open."""
        if when > self.until:
            self.left_open += 1
            return
        heapq.heappush(self._queue, (when, next(self._order), happening))

    def days(self) -> "DayByDay":
        """All happenings, a day at a time."""
        return DayByDay(self)

    def workday(self, day: date, after: int = 0, hour: int = 9, minute: int = 0) -> datetime:
        """So many working days after the day (0: itself or the next working day), at that hour."""
        return moment(add_working_days(day, after, self.holidays), hour, minute)

    def __len__(self) -> int:
        return len(self._queue)

    def pop_until(self, end: datetime) -> list[tuple[datetime, Happening]]:
        """The next happening before `end`, as a list of one; empty when there is none."""
        if self._queue and self._queue[0][0] < end:
            when, _order, happening = heapq.heappop(self._queue)
            return [(when, happening)]
        return []

    @property
    def next_day(self) -> date | None:
        """The day of the next happening."""
        return timezone.localtime(self._queue[0][0]).date() if self._queue else None


class DayByDay:
    """Iterates over the days on which something happens."""

    def __init__(self, agenda: Agenda) -> None:
        self.agenda = agenda

    def __iter__(self) -> "DayByDay":
        return self

    def __next__(self) -> date:
        day = self.agenda.next_day
        if day is None:
            raise StopIteration
        return day

    def play(self, day: date) -> int:
        """Let everything of the day happen, what it adds to the same day included; the number of happenings."""
        end = moment(day + timedelta(days=1), 0)
        done = 0
        while upcoming := self.agenda.pop_until(end):
            for when, happening in upcoming:
                happening(when)
                done += 1
        return done


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """The moment of the day, aware."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))

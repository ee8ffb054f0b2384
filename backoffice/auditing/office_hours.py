"""Office hours as those who acted had them: the calendar's days off, the hours in force, and each person's leave."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from workflows.organization.calendar import schedule_on
from workflows.organization.models import Holiday, Leave, WorkSchedule
from workflows.printing import words
from workflows.rules.calendar import is_working_day
from workflows.rules.work_time import expected_span

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """A day of one person: from when to when the office works, and why it does not, where it does not."""

    opens: time
    closes: time
    is_weekend: bool = False
    holiday: str = ""
    is_on_leave: bool = False

    def why_outside(self, at: datetime) -> str:
        """Why this moment of the day lies outside, as a sentence; nothing where it lies inside."""
        moment = timezone.localtime(at)
        said = {"day": words.day_name(moment), "hour": words.clock(moment), "holiday": self.holiday}
        if self.is_on_leave:
            return _("%(day)s, %(hour)s, while on leave.") % said
        if self.holiday:
            return _("%(day)s, %(hour)s, a holiday: %(holiday)s.") % said
        if self.is_weekend:
            return _("%(day)s, %(hour)s, no working day.") % said
        if self.opens <= moment.time() < self.closes:
            return ""
        hours = {"opens": words.clock(self.opens), "closes": words.clock(self.closes)}
        return _("%(day)s, %(hour)s; office hours are %(opens)s to %(closes)s.") % {**said, **hours}


class OfficeHours:
    """The hours of many people on many days, read in three queries."""

    def __init__(self, moments: Collection[datetime], nips: Iterable[str]) -> None:
        days = sorted({timezone.localtime(moment).date() for moment in moments})
        self._holidays: Mapping[date, str] = {}
        self._schedules: list[WorkSchedule] = []
        self._leaves: dict[str, list[tuple[date, date]]] = {}
        if not days:
            return
        first, last = days[0], days[-1]
        self._holidays = dict(Holiday.objects.filter(day__range=(first, last)).values_list("day", "name"))
        in_force = WorkSchedule.objects.filter(Q(end=None) | Q(end__gt=first), start__lte=last)
        self._schedules = list(in_force)
        away = Leave.objects.exclude(kind=Leave.Kind.DUTY)  # duty elsewhere is work
        on_leave = away.filter(employee__nip__in=set(nips), start__lte=last, end__gt=first)
        for nip, start, end in on_leave.values_list("employee__nip", "start", "end"):
            self._leaves.setdefault(nip, []).append((start, end))

    def of(self, nip: str, at: datetime) -> Hours:
        """The hours of this person on the day of this moment."""
        day = timezone.localtime(at).date()
        opens, closes = expected_span(day, schedule_on(day, self._schedules))
        return Hours(
            opens,
            closes,
            is_weekend=not is_working_day(day, frozenset()),
            holiday=self._holidays.get(day, ""),
            is_on_leave=any(start <= day < end for start, end in self._leaves.get(nip, ())),
        )

"""Opens each year that the files speak of: its period and months, its holidays, the office's hours."""

from datetime import date

from backoffice.imports.writing import Author
from workflows.organization.calendar import fill_holidays
from workflows.organization.models import Holiday, Period, WorkSchedule
from workflows.organization.models.history import stamp
from workflows.organization.periods import open_year
from workflows.rules.work_time import DEFAULT, RAMADAN, Schedule

# Half-open. [?] 1447 H: from 19 February 2026 as the government's decision on its first day (Muhammadiyah: the 18th)
# to the day before Eid, 21 March. HR corrects the row where a decree says otherwise.
RAMADANS = {2026: (date(2026, 2, 19), date(2026, 3, 21))}


def prepare_year(year: int, author: Author) -> Period:
    """The year's period; where it is new, also its months, holidays and hours. What HR has edited stays."""
    period = Period.objects.filter(code=str(year)).first()
    if period is None or period.parts.filter(kind=Period.Kind.MONTH).count() < 12:
        period = open_year(year)
    if not Holiday.objects.filter(day__year=year).exists():
        fill_holidays(year)
    first = date(year, 1, 1)
    if not WorkSchedule.objects.on(first).exists():
        _add_schedule("Jam kerja", DEFAULT, first, None, author)
    if year in RAMADANS and not WorkSchedule.objects.filter(start__year=year, end__isnull=False).exists():
        _add_schedule(f"Jam kerja Ramadan {year}", RAMADAN, *RAMADANS[year], author)
    return period


def _add_schedule(name: str, hours: Schedule, start: date, end: date | None, author: Author) -> None:
    row = WorkSchedule(
        name=name, start=start, end=end, starts_at=hours.starts, ends_at=hours.ends,
        friday_ends_at=hours.friday_ends, break_minutes=hours.break_minutes,
        friday_break_minutes=hours.friday_break_minutes,
    )  # fmt: skip
    stamp(row, user=author.user, reason=author.reason, at=author.at)
    row.save()

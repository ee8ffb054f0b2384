"""Small marks with a word: states, due dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from workflows.printing import words

COLOURS = frozenset({"green", "amber", "red", "blue", "acting"})


def tag(text: object, colour: str = "", due: bool = False) -> SafeString:
    """Return a state in one to four words; `colour` is green, amber, red, blue, acting or nothing."""
    classes = "tag due" if due else "tag"
    if colour in COLOURS:
        classes += f" tag-{colour}"
    return format_html('<span class="{}">{}</span>', classes, text)


def weekdays_between(earlier: date, later: date) -> int:
    """Count Mondays to Fridays after `earlier` up to and with `later`; holidays are the caller's to know."""
    days = (later - earlier).days
    return sum(1 for step in range(1, days + 1) if (earlier + timedelta(days=step)).weekday() < 5)


def due_tag(
    due: date | datetime | None,
    now: date | datetime,
    working_days_late: int | None = None,
    working_days_left: int | None = None,
    full: bool = False,
) -> SafeString | str:
    """Return the due date as a mark whose shape and colour say how urgent it is.

    Red: late. Amber: today, tomorrow, or (where `working_days_left` says so) the next working day. Green: later.
    `working_days_late` counts by the office's calendar; without it Mondays to Fridays are counted.
    `full` adds the date to *today* and *tomorrow*, for the head of a page.
    """
    if not due:
        return ""
    day, today = words.local_day(due), words.local_day(now)
    passed = isinstance(due, datetime) and isinstance(now, datetime) and due < now
    if day < today:
        late = working_days_late if working_days_late is not None else weekdays_between(day, today)
        if late > 0:
            return tag(ngettext("%d working day late", "%d working days late", late) % late, "red", due=True)
        passed = True
    if passed:
        return tag(gettext("Past due since %s") % words.day_short_date(day), "red", due=True)
    when = words.day_date(day) if full or day.year != today.year else words.day_short_date(day)
    if day == today:
        text = gettext("Due today, %s") % when if full else gettext("Due today")
    elif day == today + timedelta(days=1):
        text = gettext("Due tomorrow, %s") % when if full else gettext("Due tomorrow")
    else:
        near = working_days_left is not None and working_days_left <= 1
        return tag(gettext("Due %s") % when, "amber" if near else "green", due=True)
    return tag(text, "amber", due=True)

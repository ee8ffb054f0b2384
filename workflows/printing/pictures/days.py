"""People by days: a strip of marks for each person, its ruler and its key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

STEP = 21
WEEK_GAP = 8
SIZE = 18
# A strip of few days must not be blown up to the width of the page: 17 working days is the least width.
LEAST_WIDTH = 378

ON, LATE, NONE, AWAY, NOW, FUTURE = "on", "late", "none", "away", "now", "future"


def positions(days: Sequence[date]) -> list[int]:
    """Return the left edge of each day; a new week leaves a gap."""
    edges = []
    gaps = 0
    for index, day in enumerate(days):
        if index and day.isocalendar()[:2] != days[index - 1].isocalendar()[:2]:
            gaps += 1
        edges.append(index * STEP + gaps * WEEK_GAP)
    return edges


def width_of(edges: Sequence[int]) -> int:
    """Return the width of the whole strip."""
    return max(LEAST_WIDTH, edges[-1] + SIZE) if edges else LEAST_WIDTH


def mark(state: str, x: int) -> SafeString | str:
    """Draw one day: each state has its own shape, so that it reads without colour."""
    if state == ON:
        return format_html('<rect class="d-on" x="{}" y="0" width="18" height="18" rx="3"/>', x)
    if state == LATE:
        return format_html('<rect class="d-late" x="{}" y="9" width="18" height="9" rx="2"/>', x)
    if state == NONE:
        return format_html(
            '<rect class="d-none" x="{}" y="1" width="16" height="16" rx="3"/>'
            '<path class="d-cross" d="M{} 5l8 8m0-8l-8 8"/>',
            x + 1,
            x + 5,
        )
    if state == AWAY:
        return format_html('<circle class="d-away" cx="{}" cy="9" r="4"/>', x + 9)
    if state == NOW:
        return format_html('<rect class="d-now" x="{}" y="1" width="16" height="16" rx="3"/>', x + 1)
    return ""


def spoken(name: object, states: Iterable[str]) -> str:
    """Say the strip in words: *Ghaliyati Wahyuni: 9 pada harinya, 6 kosong*."""
    counted = Counter(states)
    parts = [gettext("%d on the day") % counted[ON]]
    if counted[LATE]:
        parts.append(gettext("%d late") % counted[LATE])
    if counted[NONE]:
        parts.append(gettext("%d missing") % counted[NONE])
    if counted[AWAY]:
        parts.append(gettext("%d absent or on duty elsewhere") % counted[AWAY])
    return f"{name}: {', '.join(parts)}"


def days_strip(name: object, days: Iterable[tuple[date, str]]) -> SafeString:
    """Return one person's working days; states: on, late, none, away, now, future (draws nothing)."""
    pairs = list(days)
    edges = positions([day for day, _ in pairs])
    return format_html(
        '<svg viewBox="0 0 {} 18" role="img" aria-label="{}">{}</svg>',
        width_of(edges),
        spoken(name, (state for _, state in pairs)),
        format_html_join("", "{}", ((mark(state, x),) for (_, state), x in zip(pairs, edges, strict=True))),
    )


def days_ruler(days: Iterable[date]) -> SafeString:
    """Return the row of day numbers over the strips, as a whole list item; hidden on phones."""
    listed = list(days)
    edges = positions(listed)
    return format_html(
        '<li class="ruler-row" aria-hidden="true"><p class="small quiet">{}</p>'
        '<svg class="ruler" viewBox="0 0 {} 14">{}</svg><p></p></li>',
        gettext("Date"),
        width_of(edges),
        format_html_join(
            "",
            '<text x="{}" y="11">{}</text>',
            ((x + 9, day.day) for day, x in zip(listed, edges, strict=True)),
        ),
    )


def days_key() -> SafeString:
    """Return the key of the marks."""
    rows = (
        (SafeString('<rect class="d-on" width="18" height="18" rx="3"/>'), gettext("On the day")),
        (SafeString('<rect class="d-late" y="9" width="18" height="9" rx="2"/>'), gettext("Late")),
        (mark(NONE, 0), gettext("Missing")),
        (mark(AWAY, 0), gettext("Absent or on duty elsewhere")),
        (mark(NOW, 0), gettext("Today")),
    )
    return format_html(
        '<ul class="key">{}</ul>',
        format_html_join("", '<li><svg viewBox="0 0 18 18" aria-hidden="true">{}</svg>{}</li>', rows),
    )

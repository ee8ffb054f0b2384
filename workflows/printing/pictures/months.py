"""Draws a year's targets against what was reached, month by month; the caller shows the same as a table beside it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from workflows.printing import words

WIDTH, FLOOR, TOP = 456, 206, 30
HEIGHT = FLOOR - TOP


def scaled(value: Any, highest: Decimal) -> int:
    """Return the height of a bar; something above nothing is always seen."""
    amount = Decimal(str(value or 0))
    if amount <= 0 or highest <= 0:
        return 0
    return max(2, int(HEIGHT * amount / highest))


def spoken(rows: Iterable[tuple[Any, Any, Any]], unit: str) -> str:
    """Say each month: *Januari: target 30 usulan, tercapai 28 usulan.*"""
    said = []
    after = f" {unit}" if unit else ""
    for label, target, reached in rows:
        named = {"month": label, "target": words.number(target) + after}
        if reached is None:
            said.append(gettext("%(month)s: target %(target)s.") % named)
        else:
            named["reached"] = words.number(reached) + after
            said.append(gettext("%(month)s: target %(target)s, reached %(reached)s.") % named)
    return " ".join(said)


def month_chart(
    title: object, rows: Iterable[tuple[Any, Any, Any]], unit: str = "", uid: str = "m", current: int | None = None
) -> SafeString:
    """Return two bars a month, target and reached.

    `rows` are (label, target, reached); a label that is a number from 1 to 12 is written as the month's name.
    `reached` is None for months to come. `current` is the number (from 1) of the row in which we are: a gold line.
    More than six labels are shortened to their first letter, because the picture must read on a phone.
    """
    listed = [
        (words.month_name(label) if isinstance(label, int) else str(label), target, reached)
        for label, target, reached in rows
    ]
    amounts = [Decimal(str(value)) for _, *pair in listed for value in pair if value is not None]
    highest = max(amounts, default=Decimal(0))
    slot = WIDTH / max(1, len(listed))
    bar = min(28.0, slot * 0.36)
    drawn = []
    for index, (label, target, reached) in enumerate(listed):
        middle = slot * (index + 0.5)
        tall, done = scaled(target, highest), scaled(reached, highest)
        parts = []
        if tall:
            parts.append(
                format_html(
                    '<rect class="plan" x="{}" y="{}" width="{}" height="{}"/>',
                    f"{middle - bar - 1:.1f}",
                    FLOOR - tall,
                    f"{bar:.1f}",
                    tall,
                )
            )
        if done:
            parts.append(
                format_html(
                    '<rect class="a" x="{}" y="{}" width="{}" height="{}"/>',
                    f"{middle + 1:.1f}",
                    FLOOR - done,
                    f"{bar:.1f}",
                    done,
                )
            )
        if current == index + 1:
            parts.append(
                format_html(
                    '<line class="tick" x1="{}" x2="{}" y1="{}" y2="{}"/>',
                    f"{middle - bar - 1:.1f}",
                    f"{middle + bar + 1:.1f}",
                    FLOOR + 4,
                    FLOOR + 4,
                )
            )
        parts.append(
            format_html(
                '<text x="{}" y="{}" text-anchor="middle">{}</text>',
                f"{middle:.1f}",
                FLOOR + 26,
                label[:1] if len(listed) > 6 else label,
            )
        )
        drawn.extend(parts)
    return format_html(
        '<svg class="months" viewBox="0 0 {width} 240" role="img" aria-labelledby="{uid}-t {uid}-d">'
        '<title id="{uid}-t">{title}</title><desc id="{uid}-d">{desc}</desc>'
        '<line class="grid" x1="0" x2="{width}" y1="{top}" y2="{top}"/><text class="ax" x="0" y="{label}">{most}</text>'
        '<line class="floor" x1="0" x2="{width}" y1="{floor}" y2="{floor}"/>{drawn}</svg>',
        width=WIDTH,
        uid=uid,
        title=title,
        desc=spoken(listed, unit),
        top=TOP,
        label=TOP - 9,
        most=f"{words.number(highest)} {unit}".strip(),
        floor=FLOOR,
        drawn=format_html_join("", "{}", ((part,) for part in drawn)),
    )


def month_chart_key(current: bool = False) -> SafeString:
    """Return the key of the two bars, and of the gold line where it is drawn."""
    rows = [
        (SafeString('<rect class="plan" x="1" y="1" width="14" height="14"/>'), gettext("Target")),
        (SafeString('<rect class="a" width="16" height="16" rx="3"/>'), gettext("Reached")),
    ]
    if current:
        rows.append((SafeString('<line class="tick" x1="0" x2="16" y1="8" y2="8"/>'), gettext("This month")))
    return format_html(
        '<ul class="key">{}</ul>',
        format_html_join("", '<li><svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>{}</li>', rows),
    )

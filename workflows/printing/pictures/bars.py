"""Parts of a whole as one bar, with the key that names its colours."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

HUNDRED = Decimal(100)


def share(value: Any, total: Any) -> Decimal:
    """Return `value` in per cent of `total`, two places, never under 0 nor over 100; 0 of an empty whole."""
    whole = Decimal(str(total or 0))
    if whole <= 0:
        return Decimal(0)
    return min(HUNDRED, max(Decimal(0), (Decimal(str(value or 0)) * 100 / whole).quantize(Decimal("0.01"))))


def attribute(amount: Decimal) -> str:
    """Write a percentage for an SVG attribute: 23.33%, zeros trimmed, a point in every language."""
    return f"{amount.normalize():f}%" if amount else "0%"


def bar(
    label: object,
    a: Any = 0,
    b: Any = 0,
    c: Any = 0,
    z: Any = 0,
    *,
    total: Any = 100,
    tick: Any = None,
    thin: bool = False,
) -> SafeString:
    """Return the bar: a done, b waiting, c returned, z missing, in the unit of `total`; `tick` where one should be.

    `label` is a sentence with the figures, for those who do not see the picture.
    """
    segments = []
    start = Decimal(0)
    for css, value in (("a", a), ("b", b), ("c", c), ("z", z)):
        width = min(share(value, total), HUNDRED - start)
        if width > 0:
            segments.append((css, attribute(start), attribute(width)))
            start += width
    mark: SafeString | str = ""
    if tick is not None and tick != "":
        at = attribute(share(tick, total))
        mark = format_html('<line class="tick" x1="{}" x2="{}" y1="0" y2="100%"/>', at, at)
    return format_html(
        '<svg class="{}" role="img" aria-label="{}"><rect class="bg" width="100%" height="100%"/>{}{}</svg>',
        "bar bar-thin" if thin else "bar",
        label,
        format_html_join("", '<rect class="{}" x="{}" width="{}" height="100%"/>', segments),
        mark,
    )


def bar_key(items: Iterable[tuple[str, object]]) -> SafeString:
    """Return the key: pairs of a, b, c, z or tick and the words with their figure."""
    drawn = []
    for css, text in items:
        if css == "tick":
            shape = SafeString('<line class="tick" x1="8" x2="8" y1="0" y2="16"/>')
        else:
            shape = format_html('<rect class="{}" width="16" height="16" rx="3"/>', css)
        drawn.append((shape, text))
    return format_html(
        '<ul class="key">{}</ul>',
        format_html_join("", '<li><svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>{}</li>', drawn),
    )

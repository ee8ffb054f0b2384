"""Shows a rating as a place among nine boxes: work result upwards, behaviour to the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

BELOW, MEETS, ABOVE = "BELOW", "MEETS", "ABOVE"
# BKN's SIASN numbers the ratings 1 above, 2 as expected, 3 below; names of other spellings are read as well.
RATINGS = {
    "1": ABOVE, "ABOVE": ABOVE, "ABOVE_EXPECTATION": ABOVE,
    "2": MEETS, "MEETS": MEETS, "AS_EXPECTED": MEETS, "MEETS_EXPECTATION": MEETS, "EXPECTED": MEETS,
    "3": BELOW, "BELOW": BELOW, "BELOW_EXPECTATION": BELOW,
}  # fmt: skip
RATING_WORDS = {BELOW: gettext_lazy("below"), MEETS: gettext_lazy("meets"), ABOVE: gettext_lazy("above")}
RATING_SENTENCES = {
    BELOW: gettext_lazy("below expectation"),
    MEETS: gettext_lazy("meets expectation"),
    ABOVE: gettext_lazy("above expectation"),
}
ROWS = (ABOVE, MEETS, BELOW)
COLUMNS = (BELOW, MEETS, ABOVE)
# Predicates are the law's words: they stay Indonesian in English too.
PREDICATES = {
    "1": "Sangat Baik", "VERY_GOOD": "Sangat Baik", "EXCELLENT": "Sangat Baik",
    "2": "Baik", "GOOD": "Baik",
    "3": "Butuh Perbaikan", "NEEDS_IMPROVEMENT": "Butuh Perbaikan",
    "4": "Kurang", "POOR": "Kurang", "MISCONDUCT": "Kurang", "UNSATISFACTORY": "Kurang",
    "5": "Sangat Kurang", "VERY_POOR": "Sangat Kurang",
}  # fmt: skip
GROUNDS = {"Sangat Baik": "good", "Baik": "good", "Butuh Perbaikan": "fix", "Kurang": "poor", "Sangat Kurang": "poor"}


def rating(value: Any) -> str:
    """Return BELOW, MEETS or ABOVE of a code, a number or an enumeration's member.

    :raises ValueError: for anything else.
    """
    code = str(getattr(value, "value", value)).upper()
    if code not in RATINGS:
        raise ValueError(f"not a rating: {value!r}")
    return RATINGS[code]


def predicate(value: Any) -> str:
    """Return the predicate's name of a code, a number, an enumeration's member or the name itself."""
    plain = str(getattr(value, "value", value))
    return PREDICATES.get(plain.upper(), plain)


def corner(work: str, behaviour: str) -> tuple[int, int]:
    """Return the upper left corner of a box."""
    return 106 + 117 * COLUMNS.index(behaviour), 6 + 108 * ROWS.index(work)


def described(cells: Mapping[tuple[str, str], str], at: Any, suggested: Any) -> str:
    """Say in words what the picture shows."""
    sentences = []
    if at:
        sentences.append(
            gettext("Work result %(work)s and behaviour %(behaviour)s: predicate %(predicate)s.")
            % {"work": RATING_SENTENCES[at[0]], "behaviour": RATING_SENTENCES[at[1]], "predicate": cells[at]}
        )
    if suggested and at and suggested[1] == at[1]:
        sentences.append(
            gettext("The system suggests: work result %(work)s, predicate %(predicate)s.")
            % {"work": RATING_SENTENCES[suggested[0]], "predicate": cells[suggested]}
        )
    elif suggested:
        sentences.append(
            gettext("The system suggests: work result %(work)s and behaviour %(behaviour)s, predicate %(predicate)s.")
            % {
                "work": RATING_SENTENCES[suggested[0]],
                "behaviour": RATING_SENTENCES[suggested[1]],
                "predicate": cells[suggested],
            }
        )
    return " ".join(sentences)


def boxes(cells: Mapping[tuple[str, str], str], at: Any) -> SafeString:
    """Draw the nine boxes with their predicates and the names of the rows."""
    parts = []
    for work in ROWS:
        _, top = corner(work, BELOW)
        parts.append(
            format_html('<text class="ax" x="96" y="{}" text-anchor="end">{}</text>', top + 54, RATING_WORDS[work])
        )
        for behaviour in COLUMNS:
            x, y = corner(work, behaviour)
            name = cells[work, behaviour]
            bold = SafeString(' class="b"') if at == (work, behaviour) else ""
            lines = [(bold, x + 9, y + 27 + 21 * line, word) for line, word in enumerate(name.split())]
            parts.append(
                format_html(
                    '<rect class="cell {}" x="{}" y="{}" width="112" height="103" rx="8"/>{}',
                    GROUNDS.get(name, ""),
                    x,
                    y,
                    format_html_join("", '<text{} x="{}" y="{}">{}</text>', lines),
                )
            )
    return format_html_join("", "{}", ((part,) for part in parts))


def path_between(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return the dashed line from the suggestion's ring to the rating's pin, ending under the pin."""
    (x1, y1), (x2, y2) = start, end
    if abs(x1 - x2) < 10:
        return f"M{x1} {y1 - 13}v{y2 + 9 - (y1 - 13)}" if y1 > y2 else f"M{x1} {y1 + 13}v{y2 - 9 - (y1 + 13)}"
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    return f"M{x1 + 13 * dx:.0f} {y1 + 13 * dy:.0f}L{x2 - 9 * dx:.0f} {y2 - 9 * dy:.0f}"


def quadrant(
    title: object, table: Mapping[Any, Any], at: Any = None, suggested: Any = None, uid: str = "q"
) -> SafeString:
    """Return the picture of one rating.

    `table` maps (work result, behaviour) to the predicate for all nine pairs; `at` is the rating, `suggested` the
    system's suggestion (both pairs, or nothing). `uid` keeps ids apart where a page shows several.

    :raises ValueError: where a rating is unknown; :raises KeyError: where the table has a hole.
    """
    cells = {(rating(work), rating(behaviour)): predicate(name) for (work, behaviour), name in table.items()}
    place = (rating(at[0]), rating(at[1])) if at and at[0] and at[1] else None
    before = (rating(suggested[0]), rating(suggested[1])) if suggested and suggested[0] and suggested[1] else None
    marks = []
    ring = pin = None
    if place:
        x, y = corner(*place)
        pin = (x + 94, y + 80)
    if before and before != place:
        x, y = corner(*before)
        ring = (x + 96, y + 78)
        if pin:
            marks.append(format_html('<path class="was" d="{}"/>', path_between(ring, pin)))
        marks.append(format_html('<circle class="was" cx="{}" cy="{}" r="12"/>', *ring))
    if place and pin:
        marks.append(format_html('<rect class="here" x="{}" y="{}" width="112" height="103" rx="8"/>', *corner(*place)))
        marks.append(format_html('<circle class="pin" cx="{}" cy="{}" r="14"/>', *pin))
    feet = [(162 + 117 * index, RATING_WORDS[column]) for index, column in enumerate(COLUMNS)]
    return format_html(
        '<svg class="quad" viewBox="0 0 456 404" role="img" aria-labelledby="{uid}-t {uid}-d">'
        '<title id="{uid}-t">{title}</title><desc id="{uid}-d">{desc}</desc>{boxes}{feet}'
        '<text class="ax b" x="279" y="384" text-anchor="middle">{behaviour}</text>'
        '<text class="ax b" transform="rotate(-90)" x="-164" y="18" text-anchor="middle">{work}</text>{marks}</svg>',
        uid=uid,
        title=title,
        desc=described(cells, place, before),
        boxes=boxes(cells, place),
        feet=format_html_join("", '<text class="ax" x="{}" y="350" text-anchor="middle">{}</text>', feet),
        behaviour=gettext("Behaviour"),
        work=gettext("Work result"),
        marks=format_html_join("", "{}", ((one,) for one in marks)),
    )


def quadrant_key(rated: object = "") -> SafeString:
    """Return the key of pin and ring; `rated` are the words for the pin."""
    return format_html(
        '<ul class="key"><li><svg viewBox="0 0 16 16" aria-hidden="true" class="quad">'
        '<circle class="pin" cx="8" cy="8" r="7"/></svg>{}</li><li><svg viewBox="0 0 34 34" aria-hidden="true" '
        'class="quad"><circle class="was" cx="17" cy="17" r="13"/></svg>{}</li></ul>',
        rated or gettext("The rating"),
        gettext("The system's suggestion"),
    )

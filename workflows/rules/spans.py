"""Hours that may overlap: their minutes counted once, and which of them overlap.

A span is half-open and in whole minutes, so 08.00-09.00 and 09.00-10.00 do not overlap. A span that ends before it
begins holds no minutes: refusing it is `daily.check_report`'s, while a draft that still has it must be shown.
"""

from collections.abc import Sequence
from datetime import time
from itertools import combinations

Span = tuple[time, time]


def minutes_counted_once(spans: Sequence[Span]) -> int:
    """Minutes covered by at least one span."""
    covered, reached = 0, 0
    for start, end in sorted(_in_minutes(span) for span in spans):
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered


def overlaps(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The pairs (i, j), i < j, of spans that share at least one minute."""
    minutes = [_in_minutes(span) for span in spans]
    return [(i, j) for (i, a), (j, b) in combinations(enumerate(minutes), 2) if min(a[1], b[1]) > max(a[0], b[0])]


def _in_minutes(span: Span) -> tuple[int, int]:
    return span[0].hour * 60 + span[0].minute, span[1].hour * 60 + span[1].minute

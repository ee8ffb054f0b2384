"""Days of long leave: cut off at the edges of a part, counted out inside it, and a part of leave alone is none."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.service_parts import ServicePart, Span, days_away, without_leave

JAN, FEB, MAR, APR, MAY, JUL = (date(2026, month, 1) for month in (1, 2, 3, 4, 5, 7))
PART = ServicePart(JAN, JUL, "Jaya")


@pytest.mark.parametrize(
    ("leaves", "kept"),
    [
        ([], [PART]),
        ([Span(JAN, FEB)], [ServicePart(FEB, JUL, "Jaya")]),
        ([Span(date(2025, 11, 1), MAR)], [ServicePart(MAR, JUL, "Jaya")]),
        ([Span(MAY, None)], [ServicePart(JAN, MAY, "Jaya")]),
        ([Span(MAR, APR)], [ServicePart(JAN, JUL, "Jaya", 31)]),
        ([Span(FEB, MAR), Span(MAR, APR)], [ServicePart(JAN, JUL, "Jaya", 59)]),
        ([Span(FEB, APR), Span(MAR, APR)], [ServicePart(JAN, JUL, "Jaya", 59)]),
        ([Span(JAN, FEB), Span(MAR, APR), Span(MAY, JUL)], [ServicePart(FEB, MAY, "Jaya", 31)]),
        ([Span(JAN, JUL)], []),
        ([Span(JUL, None)], [PART]),
    ],
)
def test_what_is_left_of_a_part(leaves, kept):
    assert without_leave([PART], leaves) == kept


def test_each_part_loses_its_own_days():
    second = ServicePart(JUL, date(2026, 10, 1), "Dewi")
    assert without_leave([PART, second], [Span(date(2026, 6, 1), date(2026, 8, 1))]) == [
        ServicePart(JAN, date(2026, 6, 1), "Jaya"), ServicePart(date(2026, 8, 1), date(2026, 10, 1), "Dewi"),
    ]  # fmt: skip


DAYS = st.integers(-40, 250).map(lambda number: JAN + timedelta(days=number))
SPANS = st.lists(st.tuples(DAYS, st.integers(1, 90)), max_size=4)


@given(SPANS)
def test_days_worked_are_the_days_on_which_nobody_was_away(spans):
    leaves = [Span(start, start + timedelta(days=length)) for start, length in spans]
    days = {JAN + timedelta(days=number) for number in range((JUL - JAN).days)}
    worked = {day for day in days if not any(s.start <= day and (s.end is None or day < s.end) for s in leaves)}

    kept = without_leave([PART], leaves)

    assert sum(part.days for part in kept) == len(worked)
    for part in kept:
        assert (part.start, part.end) == (min(worked), max(worked) + timedelta(days=1))
    assert sum((end - start).days for start, end in days_away(leaves, JAN, JUL)) == len(days) - len(worked)

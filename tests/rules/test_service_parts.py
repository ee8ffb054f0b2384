"""Into which parts a period falls: moves into and out of a post, changes above, vacancies."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.service_parts import ServicePart, Span, Standing, is_whole, service_parts

JAN, APR, JUL, OCT, END = (date(2026, month, 1) for month in (1, 4, 7, 10, 12))
YEAR = (JAN, date(2027, 1, 1))


def parts(served, above=()):
    found = service_parts(*YEAR, served, [Standing(Span(*span), who) for *span, who in above])
    return [(part.start, part.end, part.superior) for part in found]


@pytest.mark.parametrize(
    ("served", "above", "expected"),
    [
        ([Span(date(2020, 1, 1))], [(date(2019, 1, 1), None, "Jaya")], [(*YEAR, "Jaya")]),
        ([Span(date(2020, 1, 1))], [], [(*YEAR, None)]),
        ([Span(JUL)], [(JAN, None, "Jaya")], [(JUL, YEAR[1], "Jaya")]),
        ([Span(date(2020, 1, 1), JUL)], [(JAN, None, "Jaya")], [(JAN, JUL, "Jaya")]),
        ([Span(date(2020, 1, 1), JAN)], [(JAN, None, "Jaya")], []),
        ([Span(YEAR[1])], [(JAN, None, "Jaya")], []),
        # The superior changes: two parts. The same one again after a renewal: one.
        ([Span(JAN)], [(JAN, JUL, "Jaya"), (JUL, None, "Siti")], [(JAN, JUL, "Jaya"), (JUL, YEAR[1], "Siti")]),
        ([Span(JAN)], [(JAN, JUL, "Jaya"), (JUL, None, "Jaya")], [(*YEAR, "Jaya")]),
        # A vacancy belongs to whoever comes next, the last one to whoever was there before.
        ([Span(JAN)], [(JAN, APR, "Jaya"), (JUL, None, "Siti")], [(JAN, APR, "Jaya"), (APR, YEAR[1], "Siti")]),
        ([Span(JAN)], [(APR, JUL, "Jaya")], [(*YEAR, "Jaya")]),
        # Away from the post for a while: a part before and one after.
        (
            [Span(JAN, APR), Span(OCT)], [(JAN, None, "Jaya")],
            [(JAN, APR, "Jaya"), (OCT, YEAR[1], "Jaya")],
        ),
        # Plt first, holder then: served in one go.
        ([Span(JAN, APR), Span(APR)], [(JAN, None, "Jaya")], [(*YEAR, "Jaya")]),
    ],
)  # fmt: skip
def test_parts_of_a_year(served, above, expected):
    assert parts(served, above) == expected


def test_whole_is_one_part_from_end_to_end():
    assert is_whole([ServicePart(*YEAR, "Jaya")], *YEAR)
    assert not is_whole([ServicePart(JUL, YEAR[1], "Jaya")], *YEAR)
    assert not is_whole([], *YEAR)
    assert ServicePart(JAN, APR, None).days == 90


days = st.integers(-40, 420).map(lambda number: JAN + timedelta(days=number))


@st.composite
def spans(draw):
    start = draw(days)
    return Span(start, draw(st.none() | st.integers(1, 200).map(lambda n: start + timedelta(days=n))))


@st.composite
def above(draw):
    """People who stood one after the other, with vacancies."""
    found, day = [], draw(days)
    for who in draw(st.lists(st.sampled_from("ABC"), max_size=5)):
        end = day + timedelta(days=draw(st.integers(1, 150)))
        found.append(Standing(Span(day, end), who))
        day = end + timedelta(days=draw(st.integers(0, 40)))
    return found


@given(st.lists(spans(), max_size=4), above())
def test_every_day_that_was_served_is_in_one_part_and_no_other_day_is(served, standing):
    found = service_parts(*YEAR, served, standing)

    covered = [part.start + timedelta(days=n) for part in found for n in range(part.days)]
    every = [JAN + timedelta(days=n) for n in range(365)]
    wanted = [day for day in every if any(s.start <= day and (s.end is None or day < s.end) for s in served)]
    assert covered == wanted


@given(st.lists(spans(), max_size=4), above())
def test_a_day_with_a_superior_is_in_that_superiors_part(served, standing):
    for part in service_parts(*YEAR, served, standing):
        for number in range(part.days):
            day = part.start + timedelta(days=number)
            who = [s.who for s in standing if s.span.start <= day and (s.span.end is None or day < s.span.end)]
            assert who in ([], [part.superior])

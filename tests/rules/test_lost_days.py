"""Days that an outage takes away, and deadlines that are given them back."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.calendar import add_working_days, days_lost, is_working_day, moved
from workflows.rules.daily import days_late

MONDAY = date(2026, 11, 23)
OPEN = (time(7, 30), time(16, 0))
NONE: frozenset[date] = frozenset()
spans = st.tuples(st.integers(0, 20), st.integers(0, 24 * 60 - 1), st.integers(1, 5000))
days = st.frozensets(st.integers(-5, 90).map(lambda n: MONDAY + timedelta(days=n)), max_size=25)


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute))


def lost(*outages, at_least=120):
    return days_lost(outages, lambda _day: OPEN, at_least=at_least)


@pytest.mark.parametrize(
    ("begins", "ends", "is_lost"),
    [
        (at(MONDAY, 8), at(MONDAY, 10), True),
        (at(MONDAY, 8), at(MONDAY, 9, 59), False),
        (at(MONDAY, 0), at(MONDAY, 9, 30), True),  # two hours from 07.30
        (at(MONDAY, 0), at(MONDAY, 9, 29), False),
        (at(MONDAY, 14), at(MONDAY, 23), True),
        (at(MONDAY, 14, 1), at(MONDAY, 23), False),
        (at(MONDAY, 16), at(MONDAY, 23), False),
    ],
)
def test_two_hours_of_office_hours_take_the_day(begins, ends, is_lost):
    assert lost((begins, ends)) == ({MONDAY} if is_lost else set())


def test_outages_of_one_day_add_up_and_what_they_share_counts_once():
    hour, same, another = ((at(MONDAY, start), at(MONDAY, start + 1)) for start in (8, 8, 13))

    assert lost(hour, same) == set()
    assert lost(hour, same, another) == {MONDAY}


def test_outage_over_several_days_takes_each_that_it_holds_long_enough():
    friday = MONDAY + timedelta(days=4)

    assert lost((at(MONDAY, 15), at(friday, 9))) == {MONDAY + timedelta(days=n) for n in (1, 2, 3)}


def test_outage_that_touches_no_minute_takes_nothing_whatever_the_setting():
    assert lost((at(MONDAY, 16), at(MONDAY, 17)), at_least=0) == set()
    assert lost((at(MONDAY, 8), at(MONDAY, 8, 1)), at_least=0) == {MONDAY}


@given(st.lists(spans, max_size=5), st.integers(1, 500))
def test_longer_downtime_never_takes_fewer_days(given_spans, at_least):
    outages = [
        (
            at(MONDAY, 0) + timedelta(days=day, minutes=minute),
            at(MONDAY, 0) + timedelta(days=day, minutes=minute + long),
        )
        for day, minute, long in given_spans
    ]
    longer = [(start, end + timedelta(hours=3)) for start, end in outages]

    assert lost(*outages, at_least=at_least) <= lost(*longer, at_least=at_least)
    assert lost(*outages, at_least=at_least + 30) <= lost(*outages, at_least=at_least)


@given(st.integers(0, 40), st.integers(0, 15), days, days)
def test_moved_deadline_is_the_one_that_would_have_been_counted(start, number, off, taken):
    """Knowing of the lost days from the beginning, or learning of them later, comes to the same day."""
    since = MONDAY + timedelta(days=start)
    taken = frozenset(day for day in taken if is_working_day(day, off))
    before = add_working_days(since, number, off)

    assert moved(before, taken, since, off | taken) == add_working_days(since, number, off | taken)


@given(st.integers(0, 60), st.integers(0, 30), days, days)
def test_deadline_is_never_brought_forward_and_stays_where_nothing_was_lost(deadline, start, off, taken):
    day, since = MONDAY + timedelta(days=deadline), MONDAY + timedelta(days=start)

    assert moved(day, taken, since, off | taken) >= day
    assert moved(day, NONE, since, off) == day


@pytest.mark.parametrize(
    ("entered", "down", "late"),
    [
        (MONDAY + timedelta(days=1), NONE, 1),
        (MONDAY + timedelta(days=1), {MONDAY}, 0),  # the day after stands for a day that was lost
        (MONDAY + timedelta(days=2), {MONDAY}, 1),
        (MONDAY + timedelta(days=2), {MONDAY + timedelta(days=1)}, 1),
        (MONDAY + timedelta(days=3), {MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)}, 1),
        (MONDAY, {MONDAY}, 0),
    ],
)
def test_lost_days_do_not_make_a_report_late(entered, down, late):
    assert days_late(MONDAY, entered, NONE, frozenset(down)) == late


@given(st.integers(0, 20), days, days)
def test_outage_never_makes_a_report_later(days_after, off, taken):
    entered = MONDAY + timedelta(days=days_after)

    assert 0 <= days_late(MONDAY, entered, off, taken) <= max(1, days_late(MONDAY, entered, off))

"""Working days, office hours, minutes counted once, attendance."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.attendance import DayReading, DayRecord, read_day
from workflows.rules.calendar import add_working_days, is_working_day, working_days, working_days_between
from workflows.rules.spans import minutes_counted_once, overlaps
from workflows.rules.violation import RuleViolation
from workflows.rules.work_time import DEFAULT, RAMADAN, expected_span

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)
HOLIDAYS = frozenset({date(2026, 12, 25), date(2026, 12, 24)})

dates = st.dates(date(2026, 1, 1), date(2027, 12, 31))
holiday_sets = st.frozensets(dates, max_size=40)
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
spans_of_time = st.lists(st.tuples(times, times), max_size=12)


def test_weekend_and_holiday_are_no_working_days():
    days = [date(2026, 12, 21) + timedelta(days=i) for i in range(7)]
    assert [is_working_day(day, HOLIDAYS) for day in days] == [True, True, True, False, False, False, False]


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (FRIDAY, 0, FRIDAY),
        (SATURDAY, 0, MONDAY),
        (FRIDAY, 1, MONDAY),
        (SATURDAY, 1, MONDAY),
        (FRIDAY, 3, date(2026, 11, 25)),
        (date(2026, 12, 23), 1, date(2026, 12, 28)),
    ],
)
def test_deadline_in_working_days(day, n, expected):
    assert add_working_days(day, n, HOLIDAYS) == expected


def test_deadline_is_not_counted_backwards():
    with pytest.raises(ValueError, match="negative"):
        add_working_days(FRIDAY, -1, HOLIDAYS)


def test_working_days_are_half_open():
    assert working_days(FRIDAY, MONDAY, HOLIDAYS) == [FRIDAY]
    assert working_days(FRIDAY, MONDAY + timedelta(days=1), HOLIDAYS) == [FRIDAY, MONDAY]
    assert working_days_between(FRIDAY, FRIDAY, HOLIDAYS) == 0
    assert working_days_between(MONDAY, FRIDAY, HOLIDAYS) == 0
    assert working_days_between(date(2026, 11, 1), date(2026, 12, 1), HOLIDAYS) == 21


@given(dates, st.integers(0, 60), holiday_sets)
def test_deadline_lands_on_a_working_day_with_so_many_before_it(day, n, holidays):
    landed = add_working_days(day, n, holidays)
    assert is_working_day(landed, holidays)
    between = working_days_between(day + timedelta(days=1), landed + timedelta(days=1), holidays)
    assert between == n or (n == 0 and between == (landed != day))


def test_office_hours_follow_from_the_hours_of_work():
    assert expected_span(MONDAY, DEFAULT) == (time(7, 30), time(16, 0))
    assert expected_span(FRIDAY, DEFAULT) == (time(7, 30), time(16, 30))
    assert expected_span(MONDAY, RAMADAN) == (time(8, 0), time(15, 0))
    assert expected_span(FRIDAY, RAMADAN) == (time(8, 0), time(15, 30))


@pytest.mark.parametrize(("schedule", "week"), [(DEFAULT, 2250), (RAMADAN, 1950)])
def test_week_holds_its_minutes_of_work_besides_the_breaks(schedule, week):
    total = 0
    for i in range(5):
        start, end = expected_span(MONDAY + timedelta(days=i), schedule)
        rest = schedule.friday_break_minutes if i == 4 else schedule.break_minutes
        total += end.hour * 60 + end.minute - start.hour * 60 - start.minute - rest
    assert total == week


def test_overlapping_minutes_are_counted_once():
    spans = [(time(8), time(9)), (time(8, 30), time(9, 30)), (time(9, 30), time(10)), (time(13), time(14))]
    assert minutes_counted_once(spans) == 180
    assert overlaps(spans) == [(0, 1)]


def test_span_within_another_and_turned_round_adds_nothing():
    assert minutes_counted_once([(time(8), time(12)), (time(9), time(10)), (time(15), time(14))]) == 240
    assert overlaps([(time(8), time(12)), (time(9), time(10)), (time(11), time(9))]) == [(0, 1)]
    assert minutes_counted_once([]) == 0


@given(spans_of_time)
def test_minutes_once_never_exceed_the_sum_nor_the_hull(spans):
    minutes = [(s.hour * 60 + s.minute, e.hour * 60 + e.minute) for s, e in spans]
    once = minutes_counted_once(spans)
    real = [(s, e) for s, e in minutes if e > s]
    total = sum(e - s for s, e in real)
    hull = max((e for _, e in real), default=0) - min((s for s, _ in real), default=0)
    assert 0 <= once <= min(total, hull)
    assert (once == total) == (not overlaps(spans))
    assert once == len({m for s, e in real for m in range(s, e)})


def reading(status, first_in=None, last_out=None, *, day=MONDAY, is_working_day=True):
    record = DayRecord(day=day, status=status, first_in=first_in, last_out=last_out)
    return read_day(record, DEFAULT, is_working_day=is_working_day)


@pytest.mark.parametrize(
    ("first_in", "last_out", "late", "early"),
    [
        (time(7, 30), time(16, 0), 0, 0),
        (time(7, 31), time(15, 59), 1, 1),
        (time(7, 30, 59), time(17), 0, 0),
        (time(9, 20), time(16, 30), 110, 0),
        (None, time(16), None, 0),
        (time(7, 40), None, 10, None),
        (None, None, None, None),
    ],
)
def test_present_day_is_measured_in_whole_minutes(first_in, last_out, late, early):
    assert reading("PRESENT", first_in, last_out) == DayReading(
        day=MONDAY,
        kind="PRESENT",
        late_minutes=late,
        early_minutes=early,
        missing_in=first_in is None,
        missing_out=last_out is None,
    )


def test_friday_ends_half_an_hour_later():
    assert reading("PRESENT", time(7, 30), time(16), day=FRIDAY).early_minutes == 30


@pytest.mark.parametrize(
    ("status", "kind"),
    [("LEAVE", "LEAVE"), ("SICK", "SICK"), ("PERMITTED", "PERMITTED"), ("DUTY", "DUTY"), ("", "ABSENT")],
)
def test_other_days_have_no_minutes_and_miss_no_punch(status, kind):
    expected = DayReading(
        day=MONDAY, kind=kind, late_minutes=None, early_minutes=None, missing_in=False, missing_out=False
    )
    assert reading(status) == expected
    assert reading(status, time(9), time(15)) == expected


@pytest.mark.parametrize("status", ["PRESENT", "", "LEAVE"])
def test_day_off_counts_nothing(status):
    found = reading(status, day=SATURDAY, is_working_day=False)
    assert (found.kind, found.late_minutes, found.missing_in) == ("NOT_WORKING", None, False)


def test_unknown_status_and_reversed_punches_are_refused():
    with pytest.raises(RuleViolation) as refusal:
        reading("X")
    assert refusal.value.code == "attendance_status"
    assert refusal.value.message == (
        "Status kehadiran “X” tidak dikenal. Isi hadir, cuti, sakit, izin, atau dinas luar."
    )
    with pytest.raises(RuleViolation) as refusal:
        reading("PRESENT", time(16), time(7, 30))
    assert refusal.value.code == "attendance_times"
    assert refusal.value.message == (
        "Jam pulang 07.30 lebih awal daripada jam masuk 16.00 pada 23\u00a0November 2026. Perbaiki salah satu jam itu."
    )

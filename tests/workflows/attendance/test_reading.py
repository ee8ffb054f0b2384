"""A month of attendance as the rules read it."""

from datetime import date, time, timedelta

import pytest

from tests import factories as make
from workflows.attendance.models import AttendanceDay
from workflows.attendance.reading import read_month, read_months
from workflows.organization.models import Holiday, WorkSchedule

pytestmark = pytest.mark.django_db

FIRST, AFTER = date(2026, 11, 1), date(2026, 12, 1)
TODAY = date(2026, 11, 10)  # a Tuesday; the working days before it are 2 to 6 and 9
OWED = [date(2026, 11, day) for day in (2, 3, 4, 5, 6, 9)]


@pytest.fixture
def office():
    return make.office()


def row(person, day, status="PRESENT", first=time(7, 30), last=time(16, 0)):
    return AttendanceDay.objects.create(employee=person, day=day, status=status, first_in=first, last_out=last)


def full_month(person):
    for day in OWED:
        row(person, day, last=time(17, 0))


def read(person, today=TODAY):
    return read_month(person, FIRST, AFTER, today=today)


def test_late_and_early_minutes_are_counted_against_the_hours_of_the_day(office):
    row(office.staff, OWED[0], first=time(9, 20), last=time(16, 30))
    row(office.staff, OWED[1], first=time(7, 33), last=time(15, 50))
    row(office.staff, OWED[4], last=time(16))  # a Friday, which ends at 16.30

    reading = read(office.staff)

    by_day = {day.day: day for day in reading.days}
    assert (by_day[OWED[0]].late_minutes, by_day[OWED[0]].early_minutes) == (110, 0)
    assert (by_day[OWED[1]].late_minutes, by_day[OWED[1]].early_minutes) == (3, 10)
    assert (by_day[OWED[4]].late_minutes, by_day[OWED[4]].early_minutes) == (0, 30)
    assert (reading.summary.late_days, reading.summary.late_minutes) == (2, 113)
    assert (reading.summary.early_days, reading.summary.early_minutes) == (2, 40)


def test_a_day_without_a_row_is_absence_only_where_others_have_one(office):
    row(office.other, OWED[0])
    row(office.staff, OWED[1])

    reading = read(office.staff)

    assert [(day.day, day.kind) for day in reading.days] == [(OWED[0], "ABSENT"), (OWED[1], "PRESENT")]
    assert reading.unknown == (OWED[2], OWED[3], OWED[4], OWED[5])
    assert (reading.summary.absent, reading.summary.present, reading.summary.unknown) == (1, 1, 4)


def test_a_row_without_a_status_is_absence_whatever_was_punched(office):
    row(office.staff, OWED[0], status="")

    assert [day.kind for day in read(office.staff).days] == ["ABSENT"]


@pytest.mark.parametrize(
    ("status", "field"), [("LEAVE", "leave"), ("SICK", "sick"), ("PERMITTED", "permitted"), ("DUTY", "duty")]
)
def test_kinds_of_being_away_are_told_apart(office, status, field):
    row(office.staff, OWED[0], status=status, first=None, last=None)

    reading = read(office.staff)

    assert (reading.days[0].kind, getattr(reading.summary, field)) == (status, 1)
    assert reading.days[0].late_minutes is None


def test_a_missing_punch_is_told(office):
    row(office.staff, OWED[0], first=None)
    row(office.staff, OWED[1], last=None)

    assert read(office.staff).summary.missing_punches == 2


def test_today_is_not_over_and_so_not_read(office):
    row(office.staff, TODAY, last=None)

    assert read(office.staff).days == ()


def test_holidays_and_week_ends_are_none_of_it(office):
    Holiday.objects.create(day=OWED[0], name="Libur", kind="PUBLIC")
    row(office.staff, OWED[0], status="")
    row(office.staff, date(2026, 11, 7), status="")

    assert read(office.staff).days == ()
    assert OWED[0] not in read(office.staff).unknown


def test_the_latest_schedule_in_force_is_the_measure(office):
    for name, start, end, hour in (("Biasa", date(2026, 1, 1), None, 7), ("Khusus", OWED[1], OWED[2], 9)):
        WorkSchedule.objects.create(
            name=name, start=start, end=end, starts_at=time(hour, 30), ends_at=time(16), friday_ends_at=time(16, 30),
            break_minutes=60, friday_break_minutes=90,
        )  # fmt: skip
    for day in OWED[:2]:
        row(office.staff, day, first=time(9, 0))

    assert [day.late_minutes for day in read(office.staff).days] == [90, 0]


def test_days_before_one_came_are_not_ones_own(office):
    newcomer = make.employee("Baru Saja", make.position("Arsiparis", make.unit()), since=OWED[3])
    for day in OWED:
        row(office.other, day)

    assert [day.day for day in read(newcomer).days] == OWED[3:]


def test_everybody_is_read_in_as_many_statements_as_one(office, django_assert_num_queries):
    people = [office.staff, office.other, office.stranger, office.section]
    for person in people:
        full_month(person)
    AttendanceDay.objects.filter(employee=office.other, day=OWED[0]).delete()
    with django_assert_num_queries(5):
        one = read_months([office.other.pk], FIRST, AFTER, today=TODAY)
    with django_assert_num_queries(5):
        everybody = read_months([person.pk for person in people], FIRST, AFTER, today=TODAY)

    assert everybody[office.other.pk] == one[office.other.pk]
    assert everybody[office.other.pk].summary.absent == 1
    assert everybody[office.staff.pk].summary.present == 6


def test_many_are_read_without_naming_each(office, monkeypatch):
    monkeypatch.setattr("workflows.attendance.reading.MANY", 1)
    full_month(office.staff)

    found = read_months([office.staff.pk, office.other.pk], FIRST, AFTER, today=TODAY)

    assert found[office.staff.pk].summary.present == 6
    assert found[office.other.pk].summary.absent == 6


def test_a_month_to_come_is_empty(office):
    assert read_month(office.staff, AFTER, AFTER + timedelta(days=31), today=TODAY).days == ()

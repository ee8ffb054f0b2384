"""Deadlines in working days, hours in force, holidays that HR edits, years and snapshots."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from tests import factories as make
from workflows.organization.calendar import due_after, end_of, fill_holidays, schedule_on, works_on
from workflows.organization.models import ActingAppointment, Holiday, Period, Snapshot, Tenure, WorkSchedule
from workflows.organization.periods import month_of, open_year, year_of
from workflows.organization.snapshots import take_snapshot
from workflows.rules.work_time import DEFAULT

pytestmark = pytest.mark.django_db


def end(day):
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 11, 23), 3, date(2026, 11, 26)),  # Monday
        (date(2026, 11, 20), 3, date(2026, 11, 25)),  # Friday
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # Saturday
        (date(2026, 11, 22), 5, date(2026, 11, 27)),  # Sunday
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # Christmas and a weekend
        (date(2026, 3, 17), 1, date(2026, 3, 25)),  # Nyepi, Idul Fitri and its joint leave
    ],
)
def test_due_date_counts_working_days(start, days, expected):
    for day in (date(2026, 12, 25), *(date(2026, 3, day) for day in (18, 19, 20, 21, 22, 23, 24))):
        Holiday.objects.create(day=day, name="Libur", kind="PUBLIC")

    assert due_after(start, days) == end(expected)


def test_due_date_survives_two_weeks_of_holidays():
    for day in range(7, 21):
        Holiday.objects.create(day=date(2026, 9, day), name="Libur", kind="LOCAL")

    assert due_after(date(2026, 9, 4), 1) == end(date(2026, 9, 21))


def test_end_of_day_is_aware_and_local():
    assert end_of(date(2026, 11, 24)).isoformat() == "2026-11-24T23:59:00+07:00"


def test_office_works_on_weekdays_that_are_no_holidays():
    Holiday.objects.create(day=date(2026, 11, 24), name="Pilkada", kind="LOCAL")

    assert [works_on(date(2026, 11, day)) for day in (20, 21, 22, 23, 24)] == [True, False, False, True, False]


def test_hours_are_the_regulations_where_the_table_says_nothing():
    assert schedule_on(date(2026, 11, 24)) == DEFAULT


def test_ramadan_hours_hold_for_their_days_alone():
    common = {"starts_at": time(7, 30), "friday_break_minutes": 90}
    WorkSchedule.objects.create(
        name="Biasa",
        start=date(2024, 1, 1),
        ends_at=time(16, 0),
        friday_ends_at=time(16, 30),
        break_minutes=60,
        **common,
    )
    WorkSchedule.objects.create(
        name="Ramadan", start=date(2026, 2, 18), end=date(2026, 3, 20), ends_at=time(15, 0),
        friday_ends_at=time(15, 30), break_minutes=30, **common,
    )  # fmt: skip

    ends = [
        schedule_on(day).ends for day in (date(2026, 2, 17), date(2026, 2, 18), date(2026, 3, 19), date(2026, 3, 20))
    ]

    assert ends == [time(16, 0), time(15, 0), time(15, 0), time(16, 0)]
    assert schedule_on(date(2026, 3, 2)).break_minutes == 30


def test_filling_holidays_keeps_what_hr_edited():
    Holiday.objects.create(day=date(2026, 8, 17), name="HUT RI ke-81", kind="PUBLIC", source="SKB 2026")

    added = fill_holidays(2026)

    kept = Holiday.objects.get(day=date(2026, 8, 17))
    assert (kept.name, kept.source) == ("HUT RI ke-81", "SKB 2026")
    assert added > 15
    assert Holiday.objects.filter(day__year=2026, kind="JOINT_LEAVE").exists()
    assert Holiday.objects.get(day=date(2026, 12, 25)).kind == "PUBLIC"
    assert fill_holidays(2026) == 0


def test_year_is_opened_once_with_its_months_and_deadlines():
    year = open_year(2026)

    assert (year.start, year.end, year.skp_due_on) == (date(2026, 1, 1), date(2027, 1, 1), date(2026, 1, 31))
    assert [month.code for month in year.parts.order_by("start")] == [f"2026-{month:02d}" for month in range(1, 13)]
    december = month_of(date(2026, 12, 31))
    assert (december.start, december.end) == (date(2026, 12, 1), date(2027, 1, 1))
    assert december.assessment_due_on == date(2027, 1, 10)
    assert year_of(date(2026, 5, 5)) == year

    december.objection_days = 7
    december.save()
    assert open_year(2026) == year
    assert Period.objects.count() == 13
    assert month_of(date(2026, 12, 1)).objection_days == 7


def test_month_of_a_year_that_nobody_opened_is_not_there():
    with pytest.raises(Period.DoesNotExist):
        month_of(date(2031, 1, 1))


def test_snapshot_freezes_person_post_and_assessor():
    office = make.office()
    office.staff.back_title = "S.E."
    office.staff.save()
    day, period = date(2026, 11, 30), month_of(date(2026, 11, 1))
    Tenure.objects.filter(position=office.posts["section"]).update(end=date(2026, 9, 1))
    ActingAppointment.objects.create(
        position=office.posts["section"], officer=office.other, capacity="PLT", start=date(2026, 9, 1), decree="SP-1"
    )

    taken = take_snapshot(office.staff, office.posts["staff"], period, day)

    assert (taken.name, taken.post, taken.job_class) == ("Ghaliyati Wahyuni, S.E.", "Pengelola Mutasi Kepegawaian", 6)
    assert (taken.assessor_name, taken.assessor_post) == ("Cornelia Oktaviani", "Plt Kepala Sub Bidang Mutasi")
    office.staff.back_title = "M.M."
    office.staff.save()
    assert take_snapshot(office.staff, office.posts["staff"], period, day) == taken
    assert Snapshot.objects.get().name == "Ghaliyati Wahyuni, S.E."


def test_snapshot_over_a_gap_has_no_assessor():
    office = make.office()
    Tenure.objects.filter(position=office.posts["section"]).update(end=date(2026, 9, 1))

    taken = take_snapshot(office.staff, office.posts["staff"], month_of(date(2026, 11, 1)), date(2026, 11, 30))

    assert (taken.assessor_name, taken.assessor_nip, taken.assessor_post) == ("", "", "")

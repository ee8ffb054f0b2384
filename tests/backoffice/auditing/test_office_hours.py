"""Office hours of whoever acted: the table's hours, holidays, and the person's own leave."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from backoffice.auditing.office_hours import OfficeHours
from tests import factories as make
from workflows.organization.models import Holiday, Leave, WorkSchedule

pytestmark = pytest.mark.django_db
NIP = "197301011995121034"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def why(nip: str, *moments: datetime) -> list[str]:
    hours = OfficeHours(moments, [nip])
    return [hours.of(nip, moment).why_outside(moment) for moment in moments]


def test_without_a_table_the_regulations_hours_hold():
    wednesday, friday, saturday = date(2026, 6, 10), date(2026, 6, 12), date(2026, 6, 13)

    assert why(NIP, at(wednesday, 15, 59), at(wednesday, 16), at(friday, 16, 29), at(friday, 16, 30)) == [
        "", "Rabu, 16.00; jam kerja 07.30 sampai 16.00.", "", "Jumat, 16.30; jam kerja 07.30 sampai 16.30.",
    ]  # fmt: skip
    assert why(NIP, at(saturday, 9)) == ["Sabtu, 09.00, bukan hari kerja."]


def test_the_hours_in_force_on_the_day_hold():
    WorkSchedule.objects.create(
        name="Ramadan", start=date(2026, 2, 18), end=date(2026, 3, 20), starts_at=time(8), ends_at=time(15),
        friday_ends_at=time(15, 30), break_minutes=30, friday_break_minutes=60,
    )  # fmt: skip

    assert why(NIP, at(date(2026, 3, 19), 7, 45), at(date(2026, 3, 20), 7, 45)) == [
        "Kamis, 07.45; jam kerja 08.00 sampai 15.00.", "",
    ]  # fmt: skip


def test_a_holiday_and_leave_are_days_off_and_duty_elsewhere_is_none():
    person, other = make.employee("Jaya Ramadan"), make.employee("Siti Pratama")
    Holiday.objects.create(day=date(2026, 6, 1), name="Hari Lahir Pancasila", kind="PUBLIC")
    Leave.objects.create(employee=person, start=date(2026, 6, 8), end=date(2026, 6, 10))
    Leave.objects.create(employee=person, start=date(2026, 6, 15), end=date(2026, 6, 16), kind=Leave.Kind.DUTY)
    days = [at(date(2026, 6, day), 9) for day in (1, 5, 8, 9, 10, 15)]

    assert why(person.nip, *days) == [
        "Senin, 09.00, hari libur: Hari Lahir Pancasila.", "", "Senin, 09.00, saat ia sedang cuti.",
        "Selasa, 09.00, saat ia sedang cuti.", "", "",
    ]  # fmt: skip
    assert why(other.nip, *days)[1:] == ["", "", "", "", ""]


def test_many_people_on_many_days_cost_three_queries(django_assert_num_queries):
    moments = [at(date(2026, 6, day), 9) for day in range(1, 29)]
    with django_assert_num_queries(3):
        hours = OfficeHours(moments, [f"{number}" for number in range(50)])
        assert sum(bool(hours.of(f"{number}", each).why_outside(each)) for number in range(50) for each in moments) == (
            50 * 8
        )
    with django_assert_num_queries(0):
        OfficeHours([], [])

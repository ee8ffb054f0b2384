"""Working days of a person: holidays, days lost to an outage, their own leave; and in how many statements."""

from datetime import date, timedelta

import pytest

from tests import factories as make
from workflows.organization.calendar import days_lost_between, due_after, due_for_each
from workflows.organization.models import Holiday, Leave, Outage, WorkSchedule

pytestmark = pytest.mark.django_db
MONDAY = make.A_MONDAY


def day(number: int, month: int = 11) -> date:
    return date(2026, month, number)


def down(on: date, first: int = 9, last: int = 12, minute: int = 0) -> Outage:
    """The service was down that day between these hours."""
    return Outage.objects.create(starts_at=make.at(on, first), ends_at=make.at(on, last, minute), reason="Server mati")


def away(person, first: date, after_last: date) -> Leave:
    return Leave.objects.create(employee=person, start=first, end=after_last)


@pytest.fixture
def person(db):
    return make.employee("Jaya Ramadan")


def test_own_leave_does_not_count(person):
    away(person, day(24), day(26))

    assert due_after(MONDAY, 3, person) == make.at(day(30), 23, 59)
    assert due_after(MONDAY, 3) == make.at(day(26), 23, 59)


def test_leave_of_another_counts(person):
    away(make.employee("Siti Pratama"), day(24), day(26))

    assert due_after(MONDAY, 3, person) == make.at(day(26), 23, 59)


def test_leave_that_touches_only_the_edges_takes_what_lies_inside(person):
    away(person, day(2), day(25))  # back on the 25th
    away(person, day(27), day(1, 12))

    assert due_after(MONDAY, 3, person) == make.at(day(1, 12), 23, 59)


def test_leave_longer_than_what_is_read_at_once_is_read_on(person, django_assert_num_queries):
    away(person, day(24), date(2027, 5, 25))

    with django_assert_num_queries(3):
        assert due_after(MONDAY, 1, person) == make.at(date(2027, 5, 25), 23, 59)


def test_day_lost_to_an_outage_does_not_count(person):
    down(day(24))

    assert due_after(MONDAY, 3, person) == due_after(MONDAY, 3) == make.at(day(27), 23, 59)


@pytest.mark.parametrize(
    ("first", "last", "minute", "lost"),
    [(9, 11, 0, True), (9, 10, 59, False), (16, 23, 0, False), (1, 9, 29, False), (1, 9, 30, True), (0, 23, 0, True)],
)
def test_two_hours_of_office_time_take_a_day_away(first, last, minute, lost):
    down(day(24), first, last, minute)

    assert days_lost_between(day(1), day(30)) == ({day(24)} if lost else set())


def test_hours_of_the_day_are_those_in_force():
    WorkSchedule.objects.create(
        name="Sore", start=day(24), end=day(25), starts_at="13:00", ends_at="20:00", friday_ends_at="20:00",
        break_minutes=30, friday_break_minutes=60,
    )  # fmt: skip
    down(day(24), 9, 12)
    down(day(25), 9, 12)

    assert days_lost_between(day(1), day(30)) == {day(25)}


def test_office_says_from_when_an_outage_counts(settings):
    settings.OUTAGE_MINUTES = 240
    down(day(24), 9, 12)
    down(day(24), 11, 12)  # the same hour again
    down(day(25), 8, 10)
    down(day(25), 13, 15)

    assert days_lost_between(day(1), day(30)) == {day(25)}


def test_outage_over_a_weekend_takes_its_working_days(person):
    Outage.objects.create(starts_at=make.at(day(20), 14), ends_at=make.at(day(23), 9), reason="Listrik padam")

    assert days_lost_between(day(19), day(25)) == {day(20), day(21), day(22)}
    assert due_after(day(19), 2, person) == make.at(day(24), 23, 59)


def test_what_lies_outside_is_not_told():
    down(day(24))

    assert days_lost_between(day(25), day(30)) == days_lost_between(day(1), day(24)) == set()


def test_one_statement_asks_for_everything_and_a_second_for_the_hours_of_an_outage(person, django_assert_num_queries):
    Holiday.objects.create(day=day(24), name="Pilkada", kind="LOCAL")
    away(person, day(25), day(26))
    with django_assert_num_queries(1):
        assert due_after(MONDAY, 1, person) == make.at(day(26), 23, 59)

    down(day(26))
    with django_assert_num_queries(2):
        assert due_after(MONDAY, 1, person) == make.at(day(27), 23, 59)


def test_several_people_cost_as_much_as_one(person, django_assert_num_queries):
    other = make.employee("Siti Pratama")
    away(person, day(24), day(25))
    away(other, day(24), day(27))

    with django_assert_num_queries(1):
        due = due_for_each(MONDAY, 1, [person.user_id, other.user_id, 0])

    assert due == {
        person.user_id: make.at(day(25), 23, 59),
        other.user_id: make.at(day(27), 23, 59),
        0: make.at(day(24), 23, 59),
    }


def test_task_of_an_officer_on_leave_is_due_when_they_are_back():
    office = make.office()
    away(office.section, day(24), day(1, 12))
    away(office.staff, MONDAY, MONDAY + timedelta(days=60))  # whose task it is not

    make.submitted_report(office.staff)

    item = make.WorkItem.objects.get()
    assert item.due_at == make.at(day(3, 12), 23, 59)


def test_returned_report_waits_for_its_author_to_be_back():
    office = make.office()
    make.submitted_report(office.staff, day(2))
    away(office.staff, day(3, 12), day(9, 12))
    task_id = make.WorkItem.objects.get().task_id

    make.daily.send_back(
        task_id=task_id, by=make.actor(office.section), reason="Mohon dirinci.", at=make.at(day(4, 12), 9)
    )

    assert make.WorkItem.objects.open().get().due_at == make.at(day(11, 12), 23, 59)

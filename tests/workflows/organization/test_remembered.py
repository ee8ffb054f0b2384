"""An office and a calendar that remember answer as the live ones do, and ask once."""

from datetime import date

import pytest

from tests import factories as make
from workflows.organization.calendar import due_for_each
from workflows.organization.models import Leave
from workflows.organization.offices import LiveOffice
from workflows.organization.remembered import RememberedDues, RememberedOffice

pytestmark = pytest.mark.django_db
DAY = make.A_MONDAY


@pytest.fixture
def office():
    made = make.office()
    make.acting(made.other, made.posts["section"], "PLH", start=DAY)
    make.with_role("AUDITOR", "Ani")
    return made


def answers(asked, office):
    """Everything that is asked of an office, twice over all posts; in one of them nobody stands."""
    posts = list(office.posts.values())
    people = [office.staff, office.section, office.stranger]
    return [
        (
            [asked.above(post) for post in posts],
            asked.officers(posts),
            asked.officers(posts[:3]),
            [asked.position_of(person) for person in people],
            asked.members("AUDITOR"),
            asked.members("HR_ADMIN"),
            [asked.head_of(post.unit_id) for post in posts],
            [asked.unit(post.unit_id) for post in posts],
        )
        for _ in range(2)
    ]


def test_remembered_office_answers_as_the_live_one(office):
    assert answers(RememberedOffice(DAY), office) == answers(LiveOffice(DAY), office)


def test_what_was_asked_is_not_asked_again(office, django_assert_num_queries):
    remembered = RememberedOffice(DAY)
    first = answers(remembered, office)[0]

    with django_assert_num_queries(0):
        assert answers(remembered, office)[0] == first


def test_due_dates_are_the_calendars_for_each_person(office, django_assert_num_queries):
    Leave.objects.create(employee=office.section, kind="LEAVE", start=date(2026, 11, 24), end=date(2026, 11, 27))
    users = [office.section.user_id, office.division.user_id]
    dues = RememberedDues()

    assert dues(DAY, 3, users[:1]) | dues(DAY, 3, users[1:]) == due_for_each(DAY, 3, users)
    assert dues(DAY, 5, users) == due_for_each(DAY, 5, users)
    with django_assert_num_queries(0):
        assert dues(DAY, 3, users) == dues(DAY, 3, users)

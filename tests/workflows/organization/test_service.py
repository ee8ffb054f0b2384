"""Who served where and under whom in a period, as the tenures and appointments say."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from workflows.organization.models import Tenure
from workflows.organization.periods import open_year
from workflows.organization.service import parts_of_service
from workflows.rules.service_parts import ServicePart

pytestmark = pytest.mark.django_db
JUL = date(2026, 7, 1)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def year():
    return open_year(2026)


def parts(person, post, year):
    return parts_of_service([(person.pk, post)], year)[person.pk, post.pk]


def move(person, day, to=None):
    Tenure.objects.filter(employee=person, end=None).update(end=day)
    if to is not None:
        Tenure.objects.create(employee=person, position=to, start=day)


def test_a_year_in_one_post_under_one_superior_is_one_part(office, year):
    assert parts(office.staff, office.posts["staff"], year) == [
        ServicePart(date(2026, 1, 1), date(2027, 1, 1), office.section.pk)
    ]


def test_a_move_to_another_post_leaves_a_part_in_each(office, year):
    new = make.position("Analis", office.posts["staff"].unit, office.posts["division"])
    move(office.staff, JUL, new)

    assert parts(office.staff, office.posts["staff"], year) == [
        ServicePart(date(2026, 1, 1), JUL, office.section.pk)
    ]  # fmt: skip
    assert parts(office.staff, new, year) == [ServicePart(JUL, date(2027, 1, 1), office.division.pk)]
    assert parts(office.other, new, year) == []


def test_another_superior_makes_a_part_and_a_plh_does_not(office, year):
    make.acting(office.other, office.posts["section"], "PLH", start=date(2026, 3, 1), end=date(2026, 3, 15))
    move(office.section, JUL)
    make.acting(office.division, office.posts["section"], "PLT", start=JUL)

    assert parts(office.staff, office.posts["staff"], year) == [
        ServicePart(date(2026, 1, 1), JUL, office.section.pk),
        ServicePart(JUL, date(2027, 1, 1), office.division.pk),
    ]


def test_whoever_acts_for_their_own_superior_is_not_their_own(office, year):
    move(office.section, JUL)
    make.acting(office.staff, office.posts["section"], "PLT", start=JUL)

    assert parts(office.staff, office.posts["staff"], year) == [
        ServicePart(date(2026, 1, 1), date(2027, 1, 1), office.section.pk)
    ]
    assert parts(office.staff, office.posts["section"], year) == [
        ServicePart(JUL, date(2027, 1, 1), office.division.pk)
    ]


def test_one_query_however_many_are_asked_about(office, year):
    places = [(getattr(office, who).pk, office.posts[who]) for who in ("staff", "other", "section", "division")]

    with CaptureQueriesContext(connection) as queries:
        parts_of_service(places, year)

    assert len(queries) == 1

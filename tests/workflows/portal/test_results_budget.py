"""What a person's results cost: twelve statements for the page of all and for the page of one, whatever lies there."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.workflows.allowance import states as allowances
from tests.workflows.portal import years_of_results as given
from workflows.assessment.models import Assessment
from workflows.attendance.models import AttendanceDay
from workflows.objection.models import Objection
from workflows.organization.models import Role, RoleGrant

pytestmark = pytest.mark.django_db
BUDGET = 12
RESULTS = "/results/"


@pytest.fixture
def world(office):
    """Two years of results of the staff, and half a November."""
    allowances.november_of(office.staff, office.section)
    given.years_of_results(office, months=3)
    AttendanceDay.objects.filter(employee=office.staff, day=date(2026, 11, 10)).delete()
    return office


@pytest.fixture
def cost(client):
    """The statements of a page, session, person and the office's name included; and the page."""
    assert connection.features.supports_json_field  # a new connection asks SQLite for it, once

    def counted(person, address):
        client.force_login(person.user)
        cache.clear()  # the office's name, too, is asked once more
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address)
        assert page.status_code == 200
        return len(asked), page.content.decode()

    return counted


def pages():
    keys = Assessment.objects.order_by("pk").values_list("pk", flat=True)
    return [reverse("assessment:detail", args=[key]) for key in keys]


def test_results_stay_within_their_statements_however_many_there_are(world, cost):
    few, page = cost(world.staff, RESULTS)
    assert few <= BUDGET
    for shown in ("Keberatan saya", "Riwayat penilaian (diimpor)", "Perkiraan tunjangan", "Plt Kepala Sub Bidang"):
        assert shown in page
    first = [cost(world.staff, address)[0] for address in pages()]
    assert len(first) == 8
    assert max(first) <= BUDGET

    given.past_results(world, 2015, 2016, 2017, 2018)
    for assessment in given.assess("2026-07", answered=False, work="BELOW", because=""):
        given.object_to(assessment, date(2026, 8, 4), change=True)
    AttendanceDay.objects.filter(employee=world.staff, day__gte=date(2026, 11, 16)).delete()  # not known of anybody
    for day in (13, 19):
        allowances.report(world.staff, day, 60)
    make.delegation(world.section, world.staff, "targets", "daily")

    assert Objection.objects.count() > 4
    assert cost(world.staff, RESULTS)[0] == few
    assert [cost(world.staff, address)[0] for address in pages()][:8] == first


@pytest.mark.parametrize("role", [Role.PERFORMANCE_TEAM, Role.AUDITOR])
def test_so_do_those_who_see_everybody_and_those_above(world, cost, role):
    RoleGrant.objects.create(user=world.other.user, role=role, start=date(2026, 1, 1))

    for person in (world.other, world.division, world.head):
        assert cost(person, RESULTS)[0] <= BUDGET
        assert max(cost(person, address)[0] for address in pages()) <= BUDGET

"""How assessments are made can be read before anything is rated, by everybody who works here."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests import factories as make
from tests.workflows.assessment import states as given
from workflows.assessment.models import SuggestionBounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


def read(client, person, query=""):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client.get(reverse("assessment:criteria") + query)


def test_the_set_in_force_is_explained_with_the_offices_bounds(client, office):
    SuggestionBounds.objects.create(start=date(2026, 1, 1), above_from=Decimal(115), below_under=Decimal(75))

    text = read(client, office.staff).content.decode()

    assert "Peraturan Menteri PANRB Nomor 6 Tahun 2022" in text
    assert "115\u00a0%" in text
    assert "75\u00a0%" in text
    assert "belum dikonfirmasi [?]" in text
    assert "Butuh Perbaikan" in text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("pp46_2011", ("Buruk", "kepemimpinan", "91")),
        ("permenpanrb_8_2021", ("Sangat Kurang", "inisiatif kerja", "110")),
    ],
)
def test_earlier_sets_are_explained_with_their_bands(client, office, code, words):
    text = read(client, office.staff, f"?rule_set={code}").content.decode()

    for each in words:
        assert each in text


def test_an_unknown_set_is_not_found_and_a_stranger_logs_in(client, office):
    assert client.get(reverse("assessment:criteria")).status_code == 302
    assert read(client, office.staff, "?rule_set=dp3").status_code == 404


def test_the_page_costs_few_queries(client, office, django_assert_max_num_queries):
    read(client, office.staff)
    with django_assert_max_num_queries(8):
        client.get(reverse("assessment:criteria"))


def test_it_is_linked_from_where_people_assess(client, office):
    assessment = given.opened(office.staff, office.posts["staff"])
    client.force_login(office.staff.user, backend="workflows.organization.login.RoleBackend")

    text = client.get(reverse("engine:task", args=[given.task(assessment).task_id])).content.decode()

    assert f"{reverse('assessment:criteria')}?rule_set=permenpanrb_6_2022" in text

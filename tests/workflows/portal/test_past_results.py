"""Results of earlier years stand apart, as imported, before whoever may see results and nobody else."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.workflows.assessment import states as given
from workflows.assessment.models import PastResult
from workflows.assessment.past_results import past_results_context
from workflows.organization.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def past(office):
    about = {"employee": office.staff, "assessor": "Drs. Amin Saleh"}
    PastResult.objects.create(
        year=2013, system="DP3", value=Decimal("85.40"), predicate="Baik", source="DP3 2013", file_reference="Map 4",
        **about,
    )  # fmt: skip
    PastResult.objects.create(year=2014, system="PP46_2011", value=Decimal(95), source="PPK 2014", **about)
    PastResult.objects.create(year=2012, system="OTHER", predicate="Amat Baik", source="Piagam", **about)


def part(page):
    shown = BeautifulSoup(page.content, "html.parser")
    return shown.select_one("section[aria-labelledby=riwayat-lama]")


def items(page):
    return [" ".join(item.get_text(" ").split()) for item in part(page).select("li")]


def test_they_are_shown_as_their_papers_say_and_marked(office, open_as, past):
    shown = items(open_as(office.staff, "/results/"))

    assert shown == [
        "2014, PP 46/2011 Nilai 95,00 Penilai: Drs. Amin Saleh. Sumber: PPK 2014. Diimpor",
        "2013, DP3 (PP 10/1979) Nilai 85,40, Baik Penilai: Drs. Amin Saleh. Sumber: DP3 2013. Disimpan di: Map 4. "
        "Diimpor",
        "2012, sistem lain Amat Baik Penilai: Drs. Amin Saleh. Sumber: Piagam. Diimpor",
    ]


def test_the_part_says_that_nothing_is_computed_and_how_each_system_reads_its_values(office, open_as, past):
    text = " ".join(part(open_as(office.staff, "/results/")).get_text(" ").split())

    assert "Riwayat penilaian (diimpor)" in text
    assert "Jenjang tidak menghitung" in text
    assert "91 ke atas Amat Baik" in text
    assert "91 ke atas Sangat Baik" in text
    assert "PP 30/2019" not in text


def test_without_any_the_part_is_left_out(office, open_as):
    assert part(open_as(office.staff, "/results/")) is None


@pytest.mark.parametrize("who", ["section", "division", "head"])
def test_those_above_see_them_on_the_persons_page(office, open_as, past, who):
    assert len(items(open_as(getattr(office, who), f"/team/{office.staff.nip}/"))) == 3


@pytest.mark.parametrize("role", [Role.HR_ADMIN, Role.PERFORMANCE_TEAM, Role.AUDITOR])
def test_those_who_check_see_them(office, open_as, past, role):
    assert len(items(open_as(make.with_role(role), f"/team/{office.staff.nip}/"))) == 3


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_a_colleague_sees_none(office, open_as, past, who):
    person = getattr(office, who)
    page = open_as(person, f"/team/{office.staff.nip}/")
    assert page.status_code == 404
    assert "Drs. Amin Saleh" not in page.content.decode()
    assert part(open_as(person, "/results/")) is None


def test_a_technical_admin_sees_none(office, open_as, past):
    assert open_as(make.with_role(Role.TECHNICAL_ADMIN), f"/team/{office.staff.nip}/").status_code == 404


def test_they_change_no_suggestion(office, past):
    assessment = given.self_assessed(office.staff, office.posts["staff"])
    without = given.self_assessed(office.other, office.posts["other"])
    assert assessment.suggested_rating == without.suggested_rating


def test_they_cost_one_query_however_many_there_are(office, client, django_assert_num_queries):
    client.force_login(office.staff.user)
    client.get("/results/")
    with CaptureQueriesContext(connection) as without:
        client.get("/results/")
    for year in range(2010, 2014):
        PastResult.objects.create(employee=office.staff, year=year, system="DP3", value=80, source="DP3")

    with CaptureQueriesContext(connection) as with_four:
        client.get("/results/")

    assert len(with_four) == len(without)
    with django_assert_num_queries(1):
        assert len(past_results_context(office.staff)["past"]) == 4

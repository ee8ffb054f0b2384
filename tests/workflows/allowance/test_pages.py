"""The page of a month: what it shows, and that strangers see nothing of it."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.workflows.allowance import states
from workflows.allowance import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    settings.DEMO_TODAY = states.TODAY
    office = make.office()
    states.scheme()
    states.november_of(office.staff, office.section)
    return office


def as_(person):
    client = Client()
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def text(node) -> str:
    return " ".join(node.get_text(" ", strip=True).split())


def month(code="2026-11"):
    return reverse("allowance:month", args=[code])


def of(person, code="2026-11"):
    return reverse("allowance:of_person", args=[code, person.nip])


def test_the_estimate_reads_like_the_look(office):
    page = soup(as_(office.staff).get(month()))

    rows = [[text(cell) for cell in row.find_all(["th", "td"])] for row in page.select_one("main table").select("tr")]
    assert rows[1] == ["Pagu kelas jabatan 6", "3.400.000"]
    assert rows[-1][1] == "1.240.320"
    assert "Terlambat 2 Nov, 110 menit: 1,5 %." in rows[4][0]
    assert page.select_one("svg.bar")["aria-label"].startswith("1.545")
    body = text(page.main)
    for said in ("3.900", "5 jam 55 menit", "Rp3.178.320", "1.035", "Jaya Ramadan"):
        assert said in body
    assert len(page.select("details.how")) == 6


def test_a_computed_month_shows_the_run(office, settings):
    hr = make.actor(make.with_role("HR_ADMIN"))
    run = actions.open_run(period=states.november(), by=hr, at=states.IN_DECEMBER)
    actions.compute(run=run, by=hr, at=states.IN_DECEMBER)
    settings.DEMO_TODAY = date(2026, 12, 15)

    page = soup(as_(office.staff).get(month()))

    assert "1.240.320" in text(page.select_one("tfoot"))
    assert len(page.select("details.how")) == 6
    assert "14 Desember 2026, 09.00" in text(page.main)
    assert "di luar kantor ini" in text(soup(as_(office.outside).get(month())).main)


def test_whoever_is_not_paid_is_told_why(office):
    assert "Kelas jabatan 9 belum memiliki pagu" in text(soup(as_(office.section).get(month())).main)


@pytest.mark.parametrize("who", ["section", "division", "head"])
def test_those_above_see_the_month_as_somebody_elses(office, who):
    response = as_(getattr(office, who)).get(of(office.staff))

    page = soup(response)
    assert response.status_code == 200
    assert "Ghaliyati Wahyuni" in text(page.main)
    assert f"nip={office.staff.nip}" in str(page.main)


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_strangers_see_nothing(office, who):
    client = as_(getattr(office, who))

    assert client.get(of(office.staff)).status_code == 404
    assert client.get(month() + f"?nip={office.staff.nip}").status_code == 404
    assert "1.240.320" not in client.get(month()).content.decode()


def test_hr_and_auditors_see_it_without_a_month_of_their_own(office):
    for role in ("HR_ADMIN", "PERFORMANCE_TEAM", "AUDITOR"):
        client = as_(make.with_role(role))
        assert client.get(of(office.staff)).status_code == 200


def test_without_log_in_the_page_asks_for_it(office):
    answer = Client().get(of(office.staff))

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("login"))


@pytest.mark.parametrize("code", ["2026-12", "2026", "2027-01", "november", "2026-13"])
def test_a_month_that_has_not_begun_is_not_found(office, code):
    assert as_(office.staff).get(month(code)).status_code == 404


def test_the_page_stays_within_its_statements(office, django_assert_max_num_queries):
    client = as_(office.staff)

    with django_assert_max_num_queries(12):
        client.get(month())

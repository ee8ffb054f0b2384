"""Credit figures from final annual predicates: values by hand, parts of a year, and what is missing instead."""

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests import factories as make
from tests.factories_distribution import result, the_year
from workflows.assessment.credit import credit_figure, unit_credit_figures
from workflows.assessment.models import Assessment, PastResult
from workflows.organization.models import Role, Tenure

pytestmark = pytest.mark.django_db
TODAY = date(2027, 2, 1)
BACKEND = "workflows.organization.login.RoleBackend"


@pytest.fixture(autouse=True)
def _in_the_year_after(settings):
    settings.DEMO_TODAY = TODAY


@pytest.fixture
def office():
    return make.office()


def functional(office, title="Analis SDM Aparatur Ahli Muda"):
    return make.position(title, office.posts["section"].unit, office.posts["section"], kind="FUNCTIONAL", job_class=9)


def counted(person):
    return [(row.level, row.months, row.percent, str(row.credit)) for row in credit_figure(person, TODAY).rows]


def why(person):
    return {each.year: each.why for each in credit_figure(person, TODAY).missing}


@pytest.mark.parametrize(
    ("title", "predicate", "credit"),
    [
        ("Analis SDM Aparatur Ahli Muda", "VERY_GOOD", "37.50"),  # 12/12 × 150 % × 25
        ("Analis SDM Aparatur Ahli Pertama", "GOOD", "12.50"),
        ("Arsiparis Terampil", "NEEDS_IMPROVEMENT", "3.75"),
        ("Widyaiswara Ahli Madya", "POOR", "18.75"),
        ("Pranata Komputer Pemula", "VERY_POOR", "0.94"),  # 0.9375
    ],
)
def test_a_whole_year(office, title, predicate, credit):
    post = functional(office, title)
    person = make.employee("Rina Astuti", post)
    result(person, post, predicate)

    figure = credit_figure(person, TODAY)

    assert [str(row.credit) for row in figure.rows] == [credit]
    assert figure.total == Decimal(credit)
    assert (figure.rows[0].months, figure.rows[0].level_from) == (12, title)


def test_months_are_those_that_the_post_was_held(office):
    post = functional(office)
    person = make.employee("Rina Astuti", post, since=date(2026, 6, 1))
    result(person, post, "GOOD")

    assert counted(person) == [("ahli_muda", 7, 100, "14.58")]  # 7/12 × 25 = 14.5833


def test_two_levels_in_one_year_are_two_rounded_rows(office):
    first, second = functional(office, "Analis SDM Aparatur Ahli Pertama"), functional(office)
    person = make.employee("Rina Astuti", first)
    Tenure.objects.filter(employee=person).update(end=date(2026, 5, 1))
    Tenure.objects.create(employee=person, position=second, start=date(2026, 5, 1))
    result(person, first, "VERY_GOOD")
    result(person, second, "GOOD")

    figure = credit_figure(person, TODAY)

    assert counted(person) == [("ahli_pertama", 4, 150, "6.25"), ("ahli_muda", 8, 100, "16.67")]
    assert str(figure.total) == "22.92"  # 6.25 + 16.6667 rounded row by row
    assert figure.missing == ()


def test_a_level_that_changed_its_title_since_keeps_the_assessed_one(office):
    post = functional(office, "Analis SDM Aparatur Ahli Pertama")
    person = make.employee("Rina Astuti", post)
    result(person, post, "GOOD")
    post.title = "Analis SDM Aparatur Ahli Muda"
    post.save()

    assert counted(person) == [("ahli_pertama", 12, 100, "12.50")]


def test_a_title_without_a_level_is_completed_by_hr_and_then_counts(office):
    post = functional(office, "Analis SDM Aparatur")
    person = make.employee("Rina Astuti", post)
    result(person, post, "GOOD")
    assert counted(person) == []
    assert "Jenjang tidak terbaca dari nama jabatan “Analis SDM Aparatur”" in why(person)[2026]

    post.title = "Analis SDM Aparatur Ahli Muda"
    post.save()

    assert counted(person) == [("ahli_muda", 12, 100, "25.00")]


@pytest.mark.parametrize("status", ["OPEN", "RATED", "RATIFIED", "OBJECTED"])
def test_what_is_not_final_is_named_and_not_estimated(office, status):
    post = functional(office)
    person = make.employee("Rina Astuti", post)
    Assessment.objects.filter(pk=result(person, post, "GOOD").pk).update(status=status)

    assert counted(person) == []
    assert why(person)[2026].startswith("Penilaian tahunan 2026 belum final: ")


def test_a_month_alone_makes_no_year(office):
    post = functional(office)
    person = make.employee("Rina Astuti", post)
    result(person, post, "GOOD", period=the_year().parts.get(code="2026-10"))

    assert why(person)[2026] == "Penilaian tahunan 2026 di jabatan ini belum ada."


def test_a_year_that_is_not_over_is_not_counted(office):
    post = functional(office)
    person = make.employee("Rina Astuti", post)
    result(person, post, "GOOD")

    figure = credit_figure(person, date(2026, 12, 31))

    assert (figure.rows, figure.total) == ((), 0)
    assert figure.missing[0].why.startswith("Tahun 2026 belum berakhir.")


def test_imported_history_earns_nothing(office):
    post = functional(office)
    person = make.employee("Rina Astuti", post)
    PastResult.objects.create(employee=person, year=2026, system="OTHER", predicate="Baik", source="PPK")

    assert counted(person) == []


def test_a_post_of_another_kind_has_none(office, client):
    assert not credit_figure(office.staff, TODAY).applies
    client.force_login(office.staff.user, backend=BACKEND)
    page = client.get(reverse("assessment:credit")).content.decode()
    assert "Tidak berlaku" in page
    assert "<table" not in page


def test_the_page_opens_each_number_to_its_formula_and_article(office, client):
    post = functional(office)
    person = make.employee("Rina Astuti", post, since=date(2026, 6, 1))
    result(person, post, "GOOD")
    client.force_login(person.user, backend=BACKEND)

    shown = BeautifulSoup(client.get(reverse("assessment:credit")).content, "html.parser")

    text = " ".join(shown.select_one("details.how").get_text(" ").split()).replace("\u00a0", " ")
    for words in ("7 ÷ 12 × 100 % × 25 = 14,58", "PerBKN Nomor 3 Tahun 2023", "Baik (100 %)", "Ahli Muda"):
        assert words in text, words
    assert "Jumlah baris yang sudah dibulatkan: 14,58" in shown.get_text(" ")


def test_it_is_seen_by_whoever_sees_results_and_nobody_else(office, client):
    post = functional(office)
    person = make.employee("Rina Astuti", post)
    result(person, post, "GOOD")
    address = reverse("assessment:credit_of", args=[person.nip])
    seen = [person, office.section, office.division, office.head, make.with_role(Role.HR_ADMIN)]
    strangers = [office.staff, office.stranger, make.with_role(Role.TECHNICAL_ADMIN, "Toni Teknis")]

    for reader in [*seen, *strangers]:
        client.force_login(reader.user, backend=BACKEND)
        answer = client.get(address)
        assert answer.status_code == (200 if reader in seen else 404), reader
        assert ("25,00" in answer.content.decode()) == (reader in seen)


def test_a_units_figures_take_five_queries_however_many_people(office, django_assert_num_queries):
    for number, predicate in enumerate(["GOOD", "VERY_GOOD", "POOR"]):
        post = functional(office)
        result(make.employee(f"Pegawai {number}", post), post, predicate)
    top = office.posts["head"].unit

    with django_assert_num_queries(5):
        found = unit_credit_figures(top, TODAY)

    assert [str(figure.total) for _, figure in found] == ["25.00", "37.50", "12.50"]
    assert unit_credit_figures(office.posts["outside"].unit, TODAY) == []

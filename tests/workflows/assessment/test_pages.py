"""What the pages and sheets of an assessment say."""

import io
from datetime import date

import pypdf
import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.urls import reverse

from tests import factories as make
from tests.workflows.assessment import states as given
from workflows.assessment.queries import latest_result_context
from workflows.audit.models import Decision
from workflows.printing import pdf
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def result(office):
    return given.ratified(office.staff, office.posts["staff"], office.section, office.division)


def get(client, person, name, *args):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response


def test_every_number_opens_to_its_formula_inputs_and_source(client, office, result):
    shown = BeautifulSoup(get(client, office.staff, "assessment:detail", result.pk).content, "html.parser")

    amount = shown.select_one("details.how")
    text = " ".join(amount.get_text(" ").split())
    assert "53,33\u00a0%" in amount.select_one("summary b").get_text()
    assert "realisasi ÷ target × 100 16 ÷ 30 × 100 = 53,33" in text.replace("\u00a0", " ")
    assert "16 usulan" in text
    assert "Pengaturan kantor" in text
    assert amount.select_one("a")["href"].endswith("?month=2026-10")
    predicate = shown.select("details.how")[-1].get_text(" ")
    assert "PermenPANRB Nomor 6 Tahun 2022" in predicate
    assert shown.select_one("svg.quad circle.pin")
    assert shown.select_one("svg.quad circle.was")


def test_a_superiors_link_leads_to_the_persons_reports(client, office, result):
    shown = BeautifulSoup(get(client, office.section, "assessment:detail", result.pk).content, "html.parser")

    assert f"month=2026-10&nip={office.staff.nip}" in shown.select_one("details.how a")["href"]


def test_ones_own_list_names_whose_turn_it_is(client, office, result):
    text = get(client, office.staff, "assessment:mine").content.decode()
    assert "Baik" in text
    assert reverse("engine:task", args=[given.task(result).task_id]) in text


def test_the_results_page_gets_the_latest_result(office, result):
    context = latest_result_context(office.staff, date(2026, 11, 20))

    shown = render_to_string("assessment/result.html", context)

    assert context["more_results"] == []
    assert "53,33\u00a0%" in shown
    assert result.departure_reason in shown
    assert reverse("engine:task", args=[given.task(result).task_id]) in shown


def test_the_latest_result_costs_four_queries(office, result, django_assert_num_queries):
    with django_assert_num_queries(4):
        latest_result_context(office.staff, date(2026, 11, 20))


def test_without_a_result_there_is_none_to_show(office):
    given.rated(office.staff, office.posts["staff"], office.section)

    assert latest_result_context(office.staff, date(2026, 11, 20)) == {"result": None, "more_results": []}


def test_the_detail_page_stays_within_its_queries(client, office, result, django_assert_max_num_queries):
    client.force_login(office.section.user, backend="workflows.organization.login.RoleBackend")
    with django_assert_max_num_queries(30):
        client.get(reverse("assessment:detail", args=[result.pk]))


@pytest.mark.skipif(pdf.weasyprint is None, reason="Pango is not installed")
@pytest.mark.parametrize("name", ["assessment:sheet", "assessment:realisation_sheet"])
def test_the_sheets_name_both_sides_and_the_predicate(client, office, result, name):
    response = get(client, office.staff, name, result.pk)

    assert response["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for words in (
        "Ghaliyati Wahyuni",
        office.staff.nip,
        "Jaya Ramadan",
        office.section.nip,
        "Sesuai ekspektasi",
        "Baik",
    ):
        assert words in text
    assert given.GOOD_WORDS in text


@pytest.mark.skipif(pdf.weasyprint is None, reason="Pango is not installed")
def test_the_sheet_names_whom_an_acting_officer_stood_in_for(client, office):
    assessment = given.self_assessed(office.staff, office.posts["staff"])
    given.acting(office.posts["section"], office.stranger, start=given.RATED_ON)
    given.give(assessment, office.stranger, office.division)

    response = get(client, office.staff, "assessment:sheet", assessment.pk)

    (sheet,) = pypdf.PdfReader(io.BytesIO(response.content)).pages
    text = " ".join(sheet.extract_text().split())
    assert "Ani Sirait" in text
    assert "Plh Kepala Sub Bidang Mutasi, mewakili Jaya Ramadan, SP 800/256/BKPSDM/2026" in text


def test_rating_page_of_a_tier_that_wants_a_reason_takes_the_feedback_for_one(client, office):
    make.chain(
        process="assessment", position_kind="EXECUTING",
        tiers=[{"rule": "DIRECT_SUPERIOR", "title": "Penilaian", "reason_to_approve": True}],
    )  # fmt: skip
    assessment = given.self_assessed(office.staff, office.posts["staff"])
    given.open_evidence(assessment, office.section)
    client.force_login(office.section.user, backend="workflows.organization.login.RoleBackend")
    case = assessment.cases.get()
    form = {
        "verb": "approve", "seen": case.content_hash, "work_rating": "BELOW", "feedback": given.GOOD_WORDS,
        "behaviour_rating": "MAJORITY", **{f"rating_{value.code}": "MEETS" for value in BEHAVIOURS},
    }  # fmt: skip

    answer = client.post(reverse("engine:task", args=[given.task(assessment).task_id]), form)

    assert answer.status_code == 302
    assert Decision.objects.get(verb="APPROVE").reason == given.GOOD_WORDS

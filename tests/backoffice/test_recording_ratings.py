"""HR keys in a rating or a ruling that was signed on paper: the page asks for what the rule set asks, and keeps it."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.backoffice.conftest import tables
from tests.workflows.assessment import states as assessed
from tests.workflows.engine.signing import PDF, without_access
from tests.workflows.objection import states as objections
from workflows.assessment.judging import judging_of
from workflows.assessment.judging.by_pp46_2011 import planned
from workflows.assessment.models import Assessment
from workflows.assessment.realisation import rows_of
from workflows.audit.models import Decision
from workflows.objection.models import Objection
from workflows.organization.models import RoleGrant
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS
from workflows.rules.pp46_2011 import CODE as PP46


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def rating(people):
    """The head's account waits for the deputy outside, who never logs in."""
    office = people.office
    assessment = assessed.self_assessed(office.head, office.posts["head"])
    without_access(office.outside)
    return assessed.task(assessment)


@pytest.fixture
def ruling(people):
    """An objection waits for the division's head, who never logs in."""
    objection = objections.objected(people.office)
    without_access(people.office.division)
    return objections.task(objection)


def address(item):
    return f"/admin/engine/workitem/record-outside/{item.task_id}/"


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def text(response):
    return " ".join(soup(response).get_text(" ").split())


def document(browser, item, **values):
    """What the page posts of the document itself, bound to what it showed."""
    seen = soup(browser.get(address(item))).select_one("input[name=seen]")["value"]
    return {
        "verb": "approve", "signatory": "Luis Sihombing", "signatory_post": "Deputi", "number": "B/12/2026",
        "dated": "2026-11-20", "reason": "Ditetapkan dengan surat.", "seen": seen,
        "file": SimpleUploadedFile("surat.pdf", PDF), **values,
    }  # fmt: skip


def rated(work="MEETS", **values):
    """What the page posts of the rating."""
    return {
        "work_rating": work, "feedback": assessed.GOOD_WORDS, "departure_reason": "Berkas sudah diperiksa.",
        "behaviour_rating": "MAJORITY", **{f"rating_{value.code}": "MEETS" for value in BEHAVIOURS},
        **{f"note_{value.code}": "" for value in BEHAVIOURS}, **values,
    }  # fmt: skip


def test_page_shows_the_account_and_asks_for_the_rating(people, enter, rating):
    page = enter(people.hr).get(address(rating))

    assert "Penilaian pada dokumen" in text(page)
    assert "Berkas selesai, laporan terlewat." in text(page)
    shown = soup(page)
    assert {each["name"] for each in shown.select("input[type=radio]")} == {
        "verb", "work_rating", "behaviour_rating", *(f"rating_{value.code}" for value in BEHAVIOURS),
    }  # fmt: skip
    assert not shown.select("input[type=radio][checked]")


def test_rating_is_recorded_from_the_page(people, enter, rating):
    browser = enter(people.hr)

    given = {**document(browser, rating), **rated()}

    answer = browser.post(address(rating), given, follow=True)

    assert "Keputusan dicatat dari dokumen." in text(answer)
    assessment = Assessment.objects.get()
    assert (assessment.status, assessment.work_rating, assessment.predicate) == ("RATIFIED", "MEETS", "GOOD")
    decision = Decision.objects.get(verb="RECORD_OUTSIDE")
    assert (decision.channel, decision.details["as"]) == ("BACKOFFICE", "APPROVE")
    assert decision.seen == given["seen"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"work_rating": ""}, "Pilih penilaian hasil kerja."),
        ({"feedback": ""}, "Tulis umpan balik: apa yang sudah baik"),
        ({"rating_LOYAL": ""}, "Loyal"),
        ({"departure_reason": ""}, "berbeda dari saran"),
        ({"number": ""}, "Tulis nomor dokumen."),
        ({"signatory": "Uda Waluyo"}, "orang lain yang menandatanganinya"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(people, enter, rating, values, sentence):
    browser = enter(people.hr)
    given = {**document(browser, rating), **rated(note_LOYAL="Hadir setiap apel."), **values}
    before = tables()

    answer = browser.post(address(rating), given)

    assert answer.status_code in {403, 422}
    assert sentence in text(answer)
    assert soup(answer).select_one("[name=note_LOYAL]")["value"] == "Hadir setiap apel."
    assert tables() == before


def test_rule_set_in_numbers_asks_for_scores_and_its_further_answers(people, enter, rating):
    Assessment.objects.update(rule_set=PP46)
    assessment = Assessment.objects.get()
    (activity,) = planned(rows_of(assessment))
    browser = enter(people.hr)
    asked = {each["name"] for each in soup(browser.get(address(rating))).select("input[name]")}
    values = [value.code for value in judging_of(PP46).values(assessment)]
    assert {f"rating_{code}" for code in values} <= asked
    further = {f"further_time_{activity.key}": "1", "further_additional_tasks": "0", "further_creativity": "0"}
    assert further.keys() <= asked
    given = {"feedback": assessed.GOOD_WORDS, **further, **dict.fromkeys((f"rating_{code}" for code in values), "85,5")}

    answer = browser.post(address(rating), {**document(browser, rating), **given})

    assert answer.status_code == 302
    assessment.refresh_from_db()
    assert (assessment.status, assessment.behaviour_value) == ("RATIFIED", Decimal("85.50"))


def test_return_needs_nothing_of_the_rating(people, enter, rating):
    browser = enter(people.hr)

    answer = browser.post(address(rating), document(browser, rating, verb="return"))

    assert answer.status_code == 302
    assert Assessment.objects.get().status == "RETURNED"


def test_what_changed_since_the_page_was_opened_is_shown_with_what_was_typed(people, enter, rating):
    browser = enter(people.hr)
    given = {**document(browser, rating, seen="x" * 64), **rated()}
    before = tables()

    answer = browser.post(address(rating), given)

    assert answer.status_code == 409
    assert tables() == before
    again = soup(answer)
    assert again.select_one("input[name=work_rating][value=MEETS]").has_attr("checked")
    assert again.select_one("input[name=seen]")["value"] != "x" * 64


def test_ratification_asks_for_no_rating(people, enter):
    office = people.office
    assessment = assessed.rated(office.staff, office.posts["staff"], office.section)
    without_access(office.division)
    item, browser = assessed.task(assessment), enter(people.hr)

    page = browser.get(address(item))
    assert "Penilaian pada dokumen" not in text(page)
    answer = browser.post(address(item), document(browser, item))

    assert answer.status_code == 302
    assert Assessment.objects.get().status == "RATIFIED"


def test_ruling_that_changes_the_result_is_recorded_from_the_page(people, enter, ruling):
    browser = enter(people.hr)
    assert "Putusan pada dokumen" in text(browser.get(address(ruling)))
    given = {**document(browser, ruling), **rated(), "outcome": "change"}

    answer = browser.post(address(ruling), given)

    assert answer.status_code == 302
    assert (Objection.objects.get().status, Assessment.objects.get().work_rating) == ("CHANGED", "MEETS")


def test_ruling_that_upholds_is_recorded_and_one_without_an_outcome_is_not(people, enter, ruling):
    browser = enter(people.hr)
    before = tables()

    refused = browser.post(address(ruling), document(browser, ruling))
    assert refused.status_code == 422
    assert tables() == before
    answer = browser.post(address(ruling), {**document(browser, ruling), "outcome": "uphold"})

    assert answer.status_code == 302
    assert Objection.objects.get().status == "UPHELD"


def test_only_hr_admins_reach_it_and_none_for_themselves(people, enter, rating, ruling):
    before = tables()
    for item in (rating, ruling):
        for person in (people.team, people.auditor, people.technical, people.office.section):
            browser = enter(person)
            assert browser.get(address(item)).status_code in {302, 403}
            assert browser.post(address(item), {"verb": "approve"}).status_code in {302, 403}
    assert tables() == before
    RoleGrant.objects.create(user=people.office.head.user, role="HR_ADMIN", start="2026-01-01")
    own = enter(people.office.head).get(address(rating))
    assert not soup(own).select("input[name=file]")


def test_override_page_of_a_rating_leads_to_the_paper(people, enter, rating):
    page = enter(people.hr).get(f"/admin/engine/workitem/override/{rating.task_id}/")

    assert not soup(page).select("input[name=verb]")
    assert address(rating) in {a.get("href") for a in soup(page).select("a")}


def test_pages_cost_few_queries(people, enter, rating, ruling):
    browser = enter(people.hr)
    for item in (rating, ruling):
        browser.get(address(item))
        with CaptureQueriesContext(connection) as queries:
            browser.get(address(item))
        assert len(queries) <= 36

"""An assessment through its pages, by several people."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from tests import factories as make
from tests.workflows.assessment import states as given
from workflows.assessment.models import Assessment
from workflows.audit.models import Decision
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS

pytestmark = pytest.mark.django_db
REASON = "Berkasnya selesai dan sudah saya periksa."


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def waiting(office):
    """A self-assessment that waits for the staff member; days are those of the demonstration's year."""
    return given.opened(office.staff, office.posts["staff"])


def as_person(client, person):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200, response.content[:400]
    return BeautifulSoup(response.content, "html.parser")


def task_url(assessment):
    return reverse("engine:task", args=[given.task(assessment).task_id])


def evidence_url(assessment):
    return reverse("assessment:evidence", args=[assessment.pk])


def seen_on(shown):
    return shown.select_one("input[name=seen]")["value"]


def levels_posted(assessment):
    level = assessment.realisations.get(indicator__measure="LEVEL").indicator_id
    return {f"level_{level}": "93,75", f"evidence_{level}": "Rekap Oktober, map 4", "note": "Berkas selesai."}


def rating_posted(shown, **changed):
    ratings = {f"rating_{value.code}": "MEETS" for value in BEHAVIOURS}
    return {
        "seen": seen_on(shown), "verb": "approve", "work_rating": "MEETS", "departure_reason": REASON,
        "feedback": "Berkas rapi; laporan perlu lebih teratur.", "note_LOYAL": "Menjaga rahasia jabatan.",
        **ratings, **changed,
    }  # fmt: skip


def test_an_assessment_from_the_persons_account_to_their_answer(client, office, waiting):
    shown = page(as_person(client, office.staff), task_url(waiting))
    assert "Jumlah usulan mutasi yang diproses" in shown.get_text()
    assert f"{reverse('daily:calendar')}?month=2026-10" in [link["href"] for link in shown.select("a[href]")]
    response = client.post(task_url(waiting), levels_posted(waiting))
    assert response.status_code == 302

    shown = page(as_person(client, office.section), task_url(waiting))
    assert not shown.select("input[type=radio][checked]")
    text = shown.get_text(" ")
    assert "“Terprosesnya usulan mutasi” mencapai 78,75" in text
    assert "Berkas selesai." in text
    assert shown.select_one(f"a[href='{evidence_url(waiting)}']")
    page(client, evidence_url(waiting))
    assert client.post(task_url(waiting), rating_posted(shown)).status_code == 302

    shown = page(as_person(client, office.division), task_url(waiting))
    text = shown.get_text(" ")
    assert REASON in text
    assert "Jaya Ramadan" in text
    assert not shown.select("input[name=work_rating]")
    response = client.post(task_url(waiting), {"seen": seen_on(shown), "verb": "approve"})
    assert response.status_code == 302

    shown = page(as_person(client, office.staff), task_url(waiting))
    assert REASON in shown.get_text(" ")
    assert client.post(task_url(waiting), {"note": "Terima kasih."}).status_code == 302

    waiting.refresh_from_db()
    assert (waiting.status, waiting.predicate) == ("FINAL", "GOOD")
    assert list(Decision.objects.order_by("id").values_list("verb", "particulars__actor_name", "tier")) == [
        ("OPEN", "system:tick", ""),
        ("SUBMIT", "Ghaliyati Wahyuni", ""),
        ("APPROVE", "Jaya Ramadan", "Penilaian"),
        ("APPROVE", "Siti Pratama", "Pengesahan"),
        ("ACKNOWLEDGE", "Ghaliyati Wahyuni", ""),
    ]
    assert BehaviourNote.of(waiting) == "Menjaga rahasia jabatan."


class BehaviourNote:
    """The note on loyalty."""

    @staticmethod
    def of(assessment):
        return assessment.behaviours.get(value="LOYAL").note


def test_a_rating_that_lacks_something_keeps_what_was_typed(client, office):
    assessment = given.self_assessed(office.staff, office.posts["staff"])
    shown = page(as_person(client, office.section), task_url(assessment))

    response = client.post(
        task_url(assessment), rating_posted(shown, departure_reason="", rating_LOYAL="", work_rating="ABOVE")
    )

    assert response.status_code == 422
    shown = BeautifulSoup(response.content, "html.parser")
    targets = {link["href"] for link in shown.select("[role=alert] a")}
    assert targets == {"#id_departure_reason", "#id_rating_LOYAL_0"}
    assert all(shown.select_one(target) for target in targets)
    assert shown.select_one("textarea[name=feedback]").get_text().strip().startswith("Berkas rapi")
    assert shown.select_one("input[name=work_rating][checked]")["value"] == "ABOVE"
    assert Assessment.objects.get().status == "SELF_ASSESSED"


def test_a_level_without_evidence_is_asked_for_at_its_field(client, office, waiting):
    posted = {name: value for name, value in levels_posted(waiting).items() if not name.startswith("evidence")}

    response = as_person(client, office.staff).post(task_url(waiting), posted)

    assert response.status_code == 422
    shown = BeautifulSoup(response.content, "html.parser")
    assert len(shown.select("[role=alert] a[href^='#id_evidence_']")) == 1
    assert "93,75" in [box.get("value") for box in shown.select("input")]
    assert Assessment.objects.get().status == "OPEN"


def test_the_assessor_returns_it_without_rating_and_the_person_reads_why(client, office):
    assessment = given.self_assessed(office.staff, office.posts["staff"])
    shown = page(as_person(client, office.section), task_url(assessment))
    posted = {"seen": seen_on(shown), "verb": "return", "return_reason": "Bukti belum dapat dibuka."}
    assert client.post(task_url(assessment), posted).status_code == 302

    shown = page(as_person(client, office.staff), task_url(assessment))

    assert "Bukti belum dapat dibuka." in shown.get_text()
    assert "93,75" in [box.get("value") for box in shown.select("input")]


def test_a_returned_rating_comes_back_to_the_assessor_as_it_was_given(client, office):
    assessment = given.rated(office.staff, office.posts["staff"], office.section)
    shown = page(as_person(client, office.division), task_url(assessment))
    posted = {"seen": seen_on(shown), "verb": "return", "return_reason": "Catatan perilaku belum menjelaskan."}
    assert client.post(task_url(assessment), posted).status_code == 302

    shown = page(as_person(client, office.section), task_url(assessment))

    assert "Catatan perilaku belum menjelaskan." in shown.get_text()
    assert len(shown.select("input[type=radio][checked]")) == 8
    assert given.GOOD_WORDS in shown.select_one("textarea[name=feedback]").get_text()


def test_an_acting_officer_reads_and_leaves_both_names(client, office):
    assessment = given.rated(office.staff, office.posts["staff"], office.section)
    given.acting(office.posts["division"], office.head, start=timezone.localdate())
    shown = page(as_person(client, office.head), task_url(assessment))
    notice = shown.select_one(".notice-acting").get_text(" ")
    assert "Siti Pratama" in notice
    assert "SP 800/256/BKPSDM/2026" in notice

    assert client.post(task_url(assessment), {"seen": seen_on(shown), "verb": "approve"}).status_code == 302

    decision = Decision.objects.order_by("id").last()
    assert (decision.actor_name, decision.principal_name, decision.capacity) == ("Uda Waluyo", "Siti Pratama", "PLH")
    text = page(as_person(client, office.staff), reverse("assessment:detail", args=[assessment.pk])).get_text(" ")
    assert "Plh Kepala Bidang Mutasi dan Promosi" in text
    assert "Siti Pratama" in text


def test_a_decision_in_a_second_tab_is_told_what_happened(client, office):
    assessment = given.self_assessed(office.staff, office.posts["staff"])
    url = task_url(assessment)
    shown = page(as_person(client, office.section), url)
    posted = rating_posted(shown)
    page(client, evidence_url(assessment))
    client.post(url, posted)

    response = client.post(url, rating_posted(shown, feedback="Umpan balik yang panjang dan tidak boleh hilang."))

    assert response.status_code == 409
    text = BeautifulSoup(response.content, "html.parser").get_text(" ")
    assert "Jaya Ramadan menyetujuinya" in text
    assert "Umpan balik yang panjang dan tidak boleh hilang." in text
    assert Decision.objects.filter(verb="APPROVE").count() == 1


def test_rating_and_ratifying_stay_within_their_queries(
    client, office, django_assert_max_num_queries, at_most_statements
):
    assessment = given.self_assessed(office.staff, office.posts["staff"])
    as_person(client, office.section)
    url = task_url(assessment)
    client.get("/assessment/criteria/")  # the office's name is read once by each worker and kept
    with django_assert_max_num_queries(24):
        shown = page(client, url)
    page(client, evidence_url(assessment))
    with at_most_statements(38):
        assert client.post(url, rating_posted(shown)).status_code == 302

    as_person(client, office.division)
    url = task_url(assessment)
    shown = page(client, url)
    with at_most_statements(25):
        assert client.post(url, {"seen": seen_on(shown), "verb": "approve"}).status_code == 302

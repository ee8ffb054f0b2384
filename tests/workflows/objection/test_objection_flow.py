"""An objection through its pages: what is refused keeps what was typed; both sides; before and after on every page."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories as make
from tests.workflows.assessment import states as assessed
from tests.workflows.objection import states as given
from workflows.engine.models import Question
from workflows.objection.models import Objection

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(settings):
    settings.DEMO_TODAY = given.OBJECTED_ON


@pytest.fixture
def office():
    return make.office()


def get(client, person, url):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client.get(url)


def post(client, person, url, data):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client.post(url, data)


def words(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def filled(response):
    """What a browser would send of the ruling's form."""
    form = BeautifulSoup(response.content, "html.parser").select_one("form[data-deciding]")
    sent = {}
    for box in form.select("input[name]"):
        if box.get("type") != "radio" or box.has_attr("checked"):
            sent[box["name"]] = box.get("value", "")
    sent |= {area["name"]: area.get_text().strip() for area in form.select("textarea[name]")}
    return sent


def object_url(assessment):
    return reverse("objection:object_to", args=[assessed.task(assessment).task_id])


def hearing_url(objection):
    return reverse("engine:task", args=[given.task(objection).task_id])


def test_the_answer_to_a_result_leads_to_the_objection(client, office):
    assessment = given.contested(office)

    answer = get(client, office.staff, reverse("engine:task", args=[assessed.task(assessment).task_id]))

    assert object_url(assessment) in answer.content.decode()
    assert object_url(assessment) in client.get(reverse("assessment:detail", args=[assessment.pk])).content.decode()


def test_what_is_refused_keeps_what_was_typed(client, office):
    assessment = given.contested(office)
    row = assessment.realisations.order_by("pk").first()
    typed = {"reason_BEHAVIOUR": given.WHY, f"link_{row.pk}": "https://drive.example.go.id/map-4"}

    response = post(client, office.staff, object_url(assessment), typed)

    assert response.status_code == 422
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one("#id_reason_BEHAVIOUR").get_text().strip() == given.WHY
    assert page.select_one(f"#id_link_{row.pk}")["value"] == "https://drive.example.go.id/map-4"
    assert "Tulis apa yang keliru, sekurangnya beberapa kata." in words(response)
    assert not Objection.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"), [("bukti.pdf", b"<script>alert(1)</script>"), ("bukti.svg", b"<svg/>"), ("x.jpg", b"MZ\x90")]
)
def test_a_file_that_is_not_what_it_says_is_refused(client, office, name, content):
    assessment = given.contested(office)
    file = SimpleUploadedFile(name, content)

    response = post(
        client, office.staff, object_url(assessment), {"reason_WORK_RESULT": given.WHY, "file_WORK_RESULT": file}
    )

    assert response.status_code == 422
    assert "Lampirkan foto (JPG, PNG, WEBP) atau PDF." in words(response)
    assert not Objection.objects.exists()


def test_nothing_written_is_no_objection(client, office):
    response = post(client, office.staff, object_url(given.contested(office)), {})

    assert response.status_code == 422
    assert "Tulis sekurangnya satu alasan" in words(response)


def test_after_its_days_the_page_says_so_and_keeps_what_was_typed(client, office, settings):
    assessment = given.contested(office)
    settings.DEMO_TODAY = date(2026, 11, 24)

    response = post(client, office.staff, object_url(assessment), {"reason_WORK_RESULT": given.WHY})

    assert response.status_code == 409
    assert "Batas waktu mengajukan keberatan sudah lewat" in words(response)
    assert given.WHY in words(response)


def test_the_hearing_shows_both_sides_on_one_page(client, office):
    objection = given.objected(office, behaviour="BELOW")
    post(client, office.section, reverse("objection:detail", args=[objection.pk]), {"text": "Tidak dilaporkan."})

    said = words(get(client, office.division, hearing_url(objection)))

    assert given.WHY in said
    assert "Tidak dilaporkan." in said
    assert assessed.GOOD_WORDS in said
    assert "53,33" in said  # what the quantity reached
    assert "Saran sistem" in said
    assert "Berkas selesai, laporan terlewat." in said
    assert "Keputusan ini" not in said


def test_changed_through_the_page_before_and_after_stand_everywhere(client, office):
    objection = given.objected(office)
    url = hearing_url(objection)
    typed = filled(get(client, office.division, url))
    assert (typed["work_rating"], "outcome" in typed) == ("BELOW", False)

    refused = post(client, office.division, url, typed | {"outcome": "change", "reason": given.RULING})
    assert refused.status_code == 422
    assert "sama dengan penilaian yang dipersoalkan" in words(refused)
    assert given.RULING in words(refused)
    done = client.post(url, typed | {"outcome": "change", "work_rating": "MEETS", "reason": given.RULING})

    assert done.status_code == 302
    objection.refresh_from_db()
    assert (objection.status, objection.after_predicate) == ("CHANGED", "GOOD")
    before_and_after = ("Butuh Perbaikan", "Baik", given.RULING)
    for person in (office.staff, office.section, office.division):
        for name, key in (("objection:detail", objection.pk), ("assessment:detail", objection.assessment_id)):
            said = words(get(client, person, reverse(name, args=[key])))
            assert [each for each in before_and_after if each not in said] == []
    said = words(get(client, office.staff, reverse("portal:results")))
    assert [each for each in (*before_and_after, "Keberatan saya") if each not in said] == []


def test_upheld_through_the_page(client, office):
    objection = given.objected(office)
    url = hearing_url(objection)
    typed = filled(get(client, office.division, url))

    response = post(client, office.division, url, typed | {"outcome": "uphold", "reason": "Sesuai bukti."})

    assert response.status_code == 302
    assert Objection.objects.get().status == "UPHELD"
    assert "Hasil tetap" in words(get(client, office.staff, reverse("objection:detail", args=[objection.pk])))


def test_a_ruling_without_a_choice_or_a_reason_is_refused(client, office):
    objection = given.objected(office)
    url = hearing_url(objection)
    typed = filled(get(client, office.division, url))

    response = post(client, office.division, url, typed)

    assert response.status_code == 422
    assert "Pilih putusan Anda." in words(response)
    assert "Tulis alasan putusan Anda" in words(response)


def test_a_statement_meanwhile_is_read_before_ruling_and_nothing_typed_is_lost(client, office):
    objection = given.objected(office)
    url = hearing_url(objection)
    typed = filled(get(client, office.division, url))
    post(client, office.section, reverse("objection:detail", args=[objection.pk]), {"text": "Tidak dilaporkan."})

    response = post(client, office.division, url, typed | {"outcome": "uphold", "reason": "Sesuai bukti yang ada."})

    assert response.status_code == 409
    assert "Tidak dilaporkan." in words(response)
    assert "Sesuai bukti yang ada." in words(response)
    again = filled(response)
    assert post(client, office.division, url, again | {"outcome": "uphold"}).status_code == 302


def test_the_hearing_asks_the_assessor_who_answers(client, office):
    objection = given.objected(office)
    ask = reverse("engine:ask", args=[given.task(objection).task_id])
    page = get(client, office.division, ask)
    assert "Jaya Ramadan" in words(page)
    assert "Ghaliyati Wahyuni" in words(page)

    assert client.post(ask, {"text": "Mengapa map 4 tidak dihitung?"}).status_code == 422
    client.post(ask, {"text": "Mengapa map 4 tidak dihitung?", "to": office.section.nip})
    question = Question.objects.get()
    answer = reverse("engine:answer", args=[question.pk])
    assert get(client, office.staff, answer).status_code == 404
    assert "Mengapa map 4" in words(get(client, office.section, reverse("portal:today")))
    client.post(answer, {"text": "Tidak pernah dilaporkan."})

    said = words(get(client, office.division, hearing_url(objection)))
    assert "Tidak pernah dilaporkan." in said
    assert "Jaya Ramadan" in said


def test_withdrawn_through_the_page_the_result_is_final(client, office):
    objection = given.objected(office)
    url = reverse("engine:withdraw", args=[given.task(objection).task_id])
    assert url in get(client, office.staff, reverse("objection:detail", args=[objection.pk])).content.decode()
    assert "tidak dapat diajukan lagi" in words(client.get(url))

    client.post(url, {"reason": ""})

    objection.refresh_from_db()
    assert (objection.status, objection.assessment.status) == ("WITHDRAWN", "FINAL")
    said = words(client.get(reverse("objection:detail", args=[objection.pk])))
    assert "Keberatan Anda ditarik kembali. Hasil penilaian menjadi final." in said


def test_pages_stay_within_their_statements(client, office, django_assert_max_num_queries, at_most_statements):
    assessment = given.contested(office)
    url = object_url(assessment)
    get(client, office.staff, url)
    with django_assert_max_num_queries(14):
        client.get(url)
    client.post(url, {"reason_WORK_RESULT": given.WHY})
    objection = Objection.objects.get()
    detail = reverse("objection:detail", args=[objection.pk])
    with django_assert_max_num_queries(14):
        assert client.get(detail).status_code == 200
    client.force_login(office.division.user, backend="workflows.organization.login.RoleBackend")
    hearing = hearing_url(objection)
    client.get(hearing)
    with django_assert_max_num_queries(20):
        response = client.get(hearing)
    with at_most_statements(33):  # the form reads the rating first
        client.post(hearing, filled(response) | {"outcome": "uphold", "reason": "Sesuai bukti."})
    assert Objection.objects.get().status == "UPHELD"

"""The pages: what they show, what they keep of what was typed wrongly, and what they cost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.workflows.feedback import states as given
from workflows.feedback.models import Incident, Note
from workflows.feedback.queries import notes_for
from workflows.organization.models import User

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = make.date(2026, 11, 1), make.date(2026, 12, 1)


def text(answer):
    return answer.content.decode()


def test_own_page_leads_to_the_superior_and_to_opinions(office, enter):
    page = text(enter(office.staff).get("/feedback/"))
    assert f'href="/feedback/person/{office.section.nip}/note/"' in page
    assert 'href="/feedback/opinions/"' in page
    assert "Belum ada catatan" in page


def test_a_superior_s_page_offers_what_they_may_do(office, enter):
    address = f"/feedback/person/{office.staff.nip}/"
    direct, higher = text(enter(office.section).get(address)), text(enter(office.division).get(address))
    assert f"{address}note/" in direct
    assert f"{address}incident/" in direct
    assert f"{address}note/" not in higher
    assert f"{address}incident/" in higher


@pytest.mark.parametrize("address", ["/team/{}/", "/results/", "/team/"])
def test_the_portal_leads_here(office, enter, address):
    reader = office.staff if "results" in address else office.section
    page = text(enter(reader).get(address.format(office.staff.nip)))
    assert "/feedback/" in page


def test_the_form_offers_the_subordinate_s_results(office, enter):
    make.set_skp(office)
    page = text(enter(office.section).get(f"/feedback/person/{office.staff.nip}/note/"))
    assert page.count("Terprosesnya usulan mutasi") == 1
    up = text(enter(office.staff).get(f"/feedback/person/{office.section.nip}/note/"))
    assert up.count("Terprosesnya usulan mutasi") == 1


def test_a_note_of_a_day_on_which_one_was_the_superior(office, enter):
    make.acting(office.stranger, office.posts["section"], "PLH", start=make.date(2026, 8, 3), end=make.date(2026, 8, 8))
    address = f"/feedback/person/{office.staff.nip}/note/"
    values = {"kind": "COACHING", "text": given.WORDS}
    client = enter(office.stranger)
    assert client.get(address).status_code == 404
    assert client.post(address, {**values, "on": "24-11-2026"}).status_code == 404
    assert client.post(address, {**values, "on": "4-8-2026"}).status_code == 302
    assert Note.objects.get().author_for == "Jaya Ramadan"


@pytest.mark.parametrize("day", ["24-11-2026", "24/11/2026", "24.11.2026", "24 11 2026", "2026-11-24"])
def test_a_day_may_be_written_in_many_ways(office, enter, day):
    values = {"kind": "FEEDBACK", "on": day, "text": given.WORDS}
    assert enter(office.section).post(f"/feedback/person/{office.staff.nip}/note/", values).status_code == 302
    assert Note.objects.get().on == given.TODAY


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"text": " "}, "Tulis catatannya"),
        ({"kind": ""}, "Pilih jenisnya."),
        ({"on": "kemarin"}, "Tulis hari seperti 24-11-2026."),
        ({"kind": "DIALOGUE"}, "Tulis apa yang disepakati"),
        ({"until": "1-12-2026"}, "hanya untuk dialog kinerja"),
        ({"on": "25-11-2026"}, "belum tiba"),
    ],
)
def test_what_is_wrong_with_a_note_is_said_and_nothing_is_lost(office, enter, changed, words):
    values = {"kind": "FEEDBACK", "on": "24-11-2026", "text": "Ini yang diketik.", "agreed": "", "until": "", **changed}
    page = enter(office.section).post(f"/feedback/person/{office.staff.nip}/note/", values)
    assert page.status_code == 422
    assert words in text(page)
    assert values["text"].strip() in text(page)
    assert Note.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bukti.html", b"<script>"),
        ("bukti.pdf", b"<html>"),
        ("foto.jpg", b"MZ\x90\x00"),
        ("a.pdf", b"%PDF-" + b"0" * 6_000_000),
    ],
)
def test_only_photos_and_pdf_are_evidence(office, enter, name, content):
    values = {
        "nature": "NEGATIVE", "on": "24-11-2026", "text": "Ini yang diketik.",
        "evidence_file": SimpleUploadedFile(name, content),
    }  # fmt: skip
    page = enter(office.section).post(f"/feedback/person/{office.staff.nip}/incident/", values)
    assert page.status_code == 422
    assert "Ini yang diketik." in text(page)
    assert Incident.objects.count() == 0


def test_an_answer_that_was_given_is_not_given_again(office, enter):
    note = given.note(office.section, office.staff)
    client = enter(office.staff)
    assert client.post(f"/feedback/note/{note.pk}/", {"answer": ""}).status_code == 302
    page = client.post(f"/feedback/note/{note.pk}/", {"answer": "Lagi."})
    assert page.status_code == 422
    assert "sudah Anda tanggapi" in text(page)
    assert "Ghaliyati Wahyuni sudah membacanya." in text(page)


def test_every_page_is_there_in_english(office, hr, enter):
    note, incident = given.note(office.section, office.staff), given.incident(office.section, office.staff)
    opened = given.opened(hr, office.section, given.colleagues(office, 3), [])
    client = enter(office.staff)
    client.cookies["django_language"] = "en"
    for address, words in (
        ("/feedback/", "Write to Jaya Ramadan"), (f"/feedback/note/{note.pk}/", "Send the answer"),
        (f"/feedback/incident/{incident.pk}/", "Put it beside the incident"),
        ("/feedback/opinions/", "Nobody asks for your opinion now"),
        (f"/feedback/person/{office.section.nip}/note/", "Send the note"),
    ):  # fmt: skip
        assert words in text(client.get(address)), address
    client = enter(hr)
    client.cookies["django_language"] = "en"
    assert "Answers are being collected" in text(client.get(f"/feedback/opinions/result/{opened.pk}/"))


# ---- beside a rating ----


def beside(office, reader, start=NOVEMBER, end=DECEMBER):
    return notes_for(office.staff, start, end, User.objects.get(pk=reader.user_id))


def test_beside_a_rating_stands_what_was_said_in_its_time(office, hr):
    note = given.note(office.section, office.staff)
    given.note(office.section, office.staff, on=make.date(2026, 10, 31))
    up = given.note(office.staff, office.section)
    incident = given.incident(office.head, office.staff)
    raters = given.colleagues(office, 3)
    opened = given.opened(hr, office.staff, raters)

    found = beside(office, office.section)
    assert (found.notes, found.incidents, found.opinions) == ([up, note], [incident], [])

    for rater in raters:
        given.answered(opened, rater, remark="Ramah.")
    given.closed(opened, hr)
    found = beside(office, office.section)
    assert [view.round for view in found.opinions] == [opened]
    page = render_to_string("feedback/_for_rating.html", {"beside": found})
    for words in (given.WORDS, "dicatat oleh Uda Waluyo", "Rekan: 3 jawaban", "Ramah."):
        assert words in page
    assert beside(office, office.section, make.date(2025, 1, 1), make.date(2026, 1, 1)).is_empty


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_a_colleague_gets_nothing_beside_a_rating(office, who):
    given.note(office.section, office.staff)
    given.incident(office.section, office.staff)
    assert beside(office, getattr(office, who)).is_empty


def test_a_time_without_words_says_so(office):
    page = render_to_string("feedback/_for_rating.html", {"beside": beside(office, office.section)})
    assert "Tidak ada umpan balik" in page


# ---- what it costs ----


def cost(client, address):
    client.get(address)  # what is asked once an hour is asked here
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_pages_cost_no_more_with_more_on_them(office, hr, enter):
    raters = [office.other, *given.colleagues(office, 3)]
    own, above, rater = enter(office.staff), enter(office.division), enter(office.other)
    note, incident = given.note(office.section, office.staff), given.incident(office.section, office.staff)
    opened = given.opened(hr, office.staff, raters)
    for each in raters:
        given.answered(opened, each, remark="Ramah.")
    given.closed(opened, hr)
    given.note(office.staff, office.section)
    given.opened(hr, raters[1], [office.other, *raters[2:]])
    pages = [
        (own, "/feedback/", 22), (above, f"/feedback/person/{office.staff.nip}/", 32),
        (own, f"/feedback/note/{note.pk}/", 10), (above, f"/feedback/note/{note.pk}/", 14),
        (above, f"/feedback/incident/{incident.pk}/", 14), (rater, "/feedback/opinions/", 10),
        (above, f"/feedback/opinions/result/{opened.pk}/", 16),
        (enter(office.section), f"/feedback/person/{office.staff.nip}/note/", 20),
        (enter(office.section), f"/feedback/person/{office.staff.nip}/incident/", 20),
    ]  # fmt: skip
    first = {(number, address): cost(client, address) for number, (client, address, _) in enumerate(pages)}
    for _ in range(6):
        given.note(office.section, office.staff)
        given.note(office.staff, office.section)
        given.incident(office.head, office.staff)
    for number, period in enumerate(("2026-09", "2026-10", "2026-11")):
        more = given.opened(hr, office.staff, raters[:3], period=period_of(period))
        for each in raters[:3]:
            given.answered(more, each, remark=f"Ramah {number}.")
        given.closed(more, hr)
        given.opened(hr, raters[1], [office.other, *raters[2:]], period=period_of(period))
    for number, (client, address, most) in enumerate(pages):
        asked = cost(client, address)
        assert asked <= first[number, address], address
        assert asked <= most, (address, asked)


def period_of(code):
    return given.Period.objects.get(code=code)

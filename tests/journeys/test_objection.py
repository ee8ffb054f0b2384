"""An objection changes a result: before and after stay visible to the person, the assessor, whoever heard it and HR."""

from datetime import date

import pytest

from tests.journeys.conftest import task_address
from tests.journeys.papers import words_on
from tests.workflows.objection import states as given
from workflows.objection.models import Objection

pytestmark = pytest.mark.django_db
STATEMENT = "Map 4 tidak pernah dilaporkan, jadi tidak saya hitung."
QUESTION = "Apakah berkas di map 4 sudah Anda periksa?"
ANSWER = "Sudah. Isinya dua belas berkas yang selesai pada Oktober."


def test_an_objection_changes_a_result_and_both_stay_visible(office, as_, today, hr):
    assessment = given.contested(office)
    staff, section, division, admin = as_(office.staff), as_(office.section), as_(office.division), as_(hr)

    today(date(2026, 11, 12))
    staff.open("/results/").sees("Butuh Perbaikan").follow("Saya keberatan").sees("Penilaian hasil kerja Anda")
    staff.press("Kirim keberatan", expect=422).sees("Tulis sekurangnya satu alasan")
    staff.press("Kirim keberatan", reason_WORK_RESULT=given.WHY, link_WORK_RESULT="https://drive.example.go.id/map-4")
    staff.sees("Keberatan Anda terkirim", "Menunggu putusan", "Siti Pratama", given.WHY)
    page = f"/objection/{Objection.objects.get().pk}/"
    assert staff.address == page

    today(date(2026, 11, 13))
    section.open("/").sees("Ghaliyati Wahyuni mengajukan keberatan")
    section.open(page).sees(given.WHY).press("Kirim keterangan", text=STATEMENT).sees("Keterangan Anda tersimpan")
    staff.open(page).misses(STATEMENT)

    today(date(2026, 11, 16))
    address = task_address("objection", office.staff)
    division.open("/inbox/?proses=objection").sees("Keberatan Ghaliyati Wahyuni atas penilaian Oktober 2026")
    division.open(address).sees(given.WHY, STATEMENT, "53,33", "Saran sistem")
    division.follow("Ajukan pertanyaan").press("Kirim pertanyaan", text=QUESTION, to=office.section.nip)
    section.open("/").sees(QUESTION).follow("Jawab").press("Kirim jawaban", text=ANSWER)
    staff.open(page).misses(ANSWER)
    division.open(address).sees(ANSWER)
    division.press("Kirim putusan", outcome="change", work_rating="MEETS", reason=given.RULING)

    assessment.refresh_from_db()
    assert (assessment.status, assessment.predicate) == ("FINAL", "GOOD")
    staff.open("/").sees("Keberatan atas penilaian", "diputus")
    for visitor in (staff, section, division):
        visitor.open(page).sees("Hasil diubah", "Butuh Perbaikan", "Baik", given.RULING, STATEMENT)
        visitor.open(f"/assessment/{assessment.pk}/").sees("Semula: Butuh Perbaikan", "Baik", given.RULING)
        visitor.sees("Memutus keberatan", "Mengajukan keberatan")
    staff.open("/results/").sees("Keberatan saya", "Semula: Butuh Perbaikan", "Baik")
    words = words_on(staff.client.get(f"/assessment/{assessment.pk}/sheet.pdf"))
    assert "Putusan keberatan" in words
    assert "Butuh Perbaikan menjadi Baik" in words
    admin.open("/admin/objection/objection/").sees("Ghaliyati Wahyuni", "Butuh Perbaikan", "Baik", "hasil diubah")

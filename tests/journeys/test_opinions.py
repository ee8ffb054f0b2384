"""360°: two answers show nothing, the third and closing show the tallies; and a year's notes and incidents."""

import pytest

from tests import factories as make
from workflows.feedback.models import Invitation, OpinionRound
from workflows.rules.berakhlak import BEHAVIOURS

pytestmark = pytest.mark.django_db
OPEN = "/admin/feedback/opinionround/open"


@pytest.fixture
def peers(office):
    """Two more under the same superior as `staff`, beside `other`."""
    post = office.posts["staff"]
    more = [
        make.employee(name, make.position("Analis", post.unit, office.posts["section"]))
        for name in ("Rekan A", "Rekan B")
    ]
    return [office.other, *more]


def open_round(visitor, person, **more):
    visitor.open(OPEN).press("Usulkan penilai", nip=person.nip, period="2026", answer_until="2026-12-10")
    return visitor.press("Buka putaran", **more)


def give(visitor, rating, remark=""):
    visitor.open("/feedback/").follow("Pendapat saya tentang orang lain").follow("Beri pendapat Ghaliyati Wahyuni")
    values = {value.code: rating for value in BEHAVIOURS}
    return visitor.press("Kirim tanpa nama", remark=remark, **values)


def test_with_two_answers_nothing_is_shown(office, hr, peers, as_):
    open_round(as_(hr), office.staff).sees("Putaran dibuka")
    for peer in peers[:2]:
        give(as_(peer), "BELOW", "Sering menunda.").sees("Terima kasih", "Anda sudah menjawab")
    round_ = OpinionRound.objects.get()
    as_(office.staff).open("/feedback/").follow("2026").sees("Jawaban sedang dikumpulkan").misses("menunda", "Rekan A")

    page = f"/admin/feedback/opinionround/{round_.pk}"
    as_(hr).open(f"{page}/close/").press("Tutup putaran").sees("Putaran sudah ditutup")

    for reader in (office.staff, office.section, hr):
        as_(reader).open(f"/feedback/opinions/result/{round_.pk}/").sees("Jawaban terlalu sedikit").misses(
            "menunda", "Di bawah ekspektasi", "Rekan A", "Cornelia"
        )


def test_with_the_third_answer_and_closing_the_tallies_are_shown(office, hr, peers, as_):
    open_round(as_(hr), office.staff)
    round_ = OpinionRound.objects.get()
    assert set(Invitation.objects.values_list("rater__name", flat=True)) == {peer.name for peer in peers}
    result = f"/feedback/opinions/result/{round_.pk}/"
    for peer, rating, remark in zip(peers, ("ABOVE", "ABOVE", "MEETS"), ("Ramah.", "", "Teliti."), strict=True):
        as_(office.staff).open(result).misses("Rekan: ", "Ramah.")
        give(as_(peer), rating, remark)
    page = f"/admin/feedback/opinionround/{round_.pk}"
    as_(hr).open(f"{page}/change/").sees("3").misses("Rekan A", "Rekan B", "Cornelia")
    as_(office.staff).open(result).sees("Tidak ada yang ditampilkan sebelum putaran ditutup").misses("Ramah.")

    as_(hr).open(f"{page}/close/").press("Tutup putaran")

    for reader in (office.staff, office.section, office.head, hr):
        as_(reader).open(result).sees("Rekan: 3 jawaban", "Ramah.", "Teliti.").misses("Rekan A", "Cornelia")
    table = as_(office.staff).page.select_one("table")
    assert [cell.get_text() for cell in table.select_one("tbody tr").select("td")] == ["2", "1", "0"]
    for stranger in (office.stranger, *peers):
        as_(stranger).open(result, expect=404)
    as_(peers[0]).open("/feedback/opinions/").sees("Saat ini pendapat Anda tidak diminta")


def test_what_is_wrong_with_an_answer_is_said_and_nothing_is_lost(office, hr, peers, as_):
    open_round(as_(hr), office.staff)
    visitor = as_(peers[0]).open("/feedback/opinions/").follow("Beri pendapat")
    values = {value.code: "MEETS" for value in BEHAVIOURS if value.code != "LOYAL"}

    visitor.press("Kirim tanpa nama", remark="Ramah.", expect=422, **values).sees(
        "Jawaban Anda belum terkirim.", "Pilih penilaian untuk “Loyal”."
    )

    assert visitor.value("remark") == "Ramah."
    visitor.press("Kirim tanpa nama", LOYAL="MEETS").sees("Terima kasih")


def test_a_dialogue_is_kept_by_both_sides_and_read_by_nobody_else(office, as_):
    superior = as_(office.section)
    superior.open(f"/team/{office.staff.nip}/").follow("Umpan balik dan catatan").follow("Tulis catatan")
    superior.press(
        "Kirim catatan", kind="DIALOGUE", on="23-11-2026", text="Berkas sering kurang satu lembar.",
        agreed="Daftar periksa dipakai untuk setiap berkas.", until="15-12-2026",
    ).sees("Catatan Anda sudah dikirim", "Sampai dengan 15 Desember 2026")  # fmt: skip

    staff = as_(office.staff).open("/").sees("Hasil dialog kinerja dari Jaya Ramadan")
    staff.open("/results/").follow("Umpan balik dan catatan").follow("Dialog kinerja, 23")
    staff.press("Kirim jawaban", answer="Siap, saya mulai hari ini.").sees("Siap, saya mulai hari ini.")

    address = staff.address
    superior.open(address).sees("Siap, saya mulai hari ini.")
    as_(office.division).open(address).sees("Daftar periksa dipakai")
    for stranger in (office.other, office.stranger):
        as_(stranger).open(address, expect=404)


def test_an_incident_stands_with_the_person_s_own_view(office, as_):
    head = as_(office.head).open(f"/feedback/person/{office.staff.nip}/").follow("Catat kejadian penting")
    head.press("Catat kejadian", nature="NEGATIVE", on="20-11-2026", text="Berkas hilang.", expect=422).sees(
        "Lampirkan bukti"
    )
    head.press("Catat kejadian", evidence_link="https://arsip.example.go.id/12").sees("Kejadian sudah tercatat")

    staff = as_(office.staff).open("/feedback/").follow("20 November 2026")
    staff.press("Taruh di samping kejadian", answer="Berkas itu dipinjam bidang lain.")

    head.open(staff.address).sees("Berkas hilang.", "Berkas itu dipinjam bidang lain.")
    as_(office.section).open(f"/feedback/person/{office.staff.nip}/").sees("Berkas itu dipinjam bidang lain.")
    as_(office.other).open(staff.address, expect=404)
    as_(office.other).open(f"/feedback/person/{office.staff.nip}/", expect=404)

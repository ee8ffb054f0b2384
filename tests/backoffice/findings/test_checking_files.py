"""Whether a file left Jenjang as it is: told from the record by its hash."""

import hashlib

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from backoffice.findings import checking_files
from tests import factories as make
from tests.backoffice.conftest import tables
from tests.backoffice.test_files import XLSX, exported
from workflows.audit.models import Decision
from workflows.organization.models import Employee

PAGE = "/admin/audit/check-file/"


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.fixture
def taken(people, enter):
    """A file that an auditor took."""
    make.submitted_skp(people.office)
    client = enter(people.auditor)
    asked = {"kind": "DECISIONS", "start": "2026-01-01", "until": "2026-12-31", "number": "2", "seed": "x"}
    return client.get(client.post("/admin/audit/sample/", asked)["Location"] + "?file=xlsx").content


def upload(client, content):
    return client.post(PAGE, {"file": SimpleUploadedFile("sampel.xlsx", content)})


@pytest.mark.parametrize("who", ["auditor", "hr"])
def test_a_file_that_left_is_known_with_who_took_it(people, enter, taken, who):
    before = tables()
    shown = text(upload(enter(getattr(people, who)), taken))
    recorded = Decision.objects.get(subject="audit.SampleFile")
    assert "Tercatat: berkas ini keluar dari Jenjang persis seperti ini." in shown
    assert f"Agus Auditor, NIP {people.auditor.nip}" in shown
    assert f"rantai {recorded.stream}, urutan {recorded.seq}, {recorded.hash}" in shown
    assert hashlib.sha256(taken).hexdigest() in shown
    assert tables() == before


def test_a_list_that_was_taken_along_is_known_too(people, enter):
    content = exported(enter(people.hr), Employee, XLSX, "?q=Siti").content
    shown = text(upload(enter(people.auditor), content))
    assert "Tercatat: berkas ini keluar dari Jenjang persis seperti ini." in shown
    assert f"Isi berkas Pegawai Diambil oleh Ratna HR, NIP {people.hr.nip}" in shown
    assert "Saringan q: Siti" in shown


def test_one_changed_byte_is_another_file(people, enter, taken):
    changed = bytearray(taken)
    changed[len(changed) // 2] ^= 1
    shown = text(upload(enter(people.auditor), bytes(changed)))
    assert "Tidak tercatat: tidak ada berkas dengan SHA-256 ini" in shown
    assert "Agus Auditor, NIP" not in shown


def test_the_hash_alone_does_too(people, enter, taken):
    sha256 = hashlib.sha256(taken).hexdigest()
    for written in (sha256, f" {sha256.upper()[:32]} {sha256[32:]} "):
        assert "Tercatat: berkas ini" in text(enter(people.hr).post(PAGE, {"sha256": written}))


def test_the_digest_of_a_population_is_no_file(people, enter, taken):
    digest = Decision.objects.get(subject="audit.Sample").details["digest"]
    assert "Tidak tercatat" in text(enter(people.auditor).post(PAGE, {"sha256": digest}))


def test_a_file_is_known_by_the_signed_hash_though_its_particulars_are_gone(people, enter, taken):
    """What the record keeps for ever is enough."""
    sha256 = hashlib.sha256(taken).hexdigest()
    found = checking_files.files_with(sha256).get()
    assert found.seen == sha256
    assert "seen" in found.signed_values()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Pilih berkas, atau isi SHA-256-nya."),
        ({"sha256": "abc"}, "SHA-256 terdiri atas 64 karakter"),
        ({"sha256": "g" * 64}, "SHA-256 terdiri atas 64 karakter"),
    ],
)
def test_what_cannot_be_checked_is_said(people, enter, values, said):
    answer = enter(people.auditor).post(PAGE, values)
    assert answer.status_code == 422
    assert said in text(answer)


def test_a_file_that_is_too_large_is_not_read(people, enter, monkeypatch):
    monkeypatch.setattr(checking_files, "MOST_BYTES", 4)
    answer = upload(enter(people.auditor), b"12345")
    assert answer.status_code == 422
    assert "Berkas terlalu besar." in text(answer)


@pytest.mark.parametrize("who", ["team", "technical", "staff"])
def test_strangers_learn_nothing_of_files(people, enter, taken, who):
    client = enter(people.office.staff if who == "staff" else getattr(people, who))
    for answer in (client.get(PAGE), upload(client, taken)):
        assert answer.status_code in {302, 403}
        assert "Agus" not in answer.content.decode()

"""The yearly report as a page and as files: for whom, marked, proven, recorded, and known again by its hash."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from backoffice.findings.yearly import pages, proof, report
from backoffice.findings.yearly.scope import Scope
from tests import factories as make
from tests.backoffice.conftest import tables
from tests.workflows.audit.attacker import lift_the_guards
from workflows.audit import clock
from workflows.audit.models import Decision
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.sealing import seal
from workflows.audit.verbs import Verb
from workflows.audit.verifying.anchors import read_anchor

pytestmark = pytest.mark.usefixtures("today")
PAGE = "/admin/audit/yearly/"


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.fixture
def section(people):
    return people.office.posts["section"].unit


@pytest.fixture
def address(section):
    return f"{PAGE}?year=2026&unit={section.code}"


def words_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


# ---- the page ----
@pytest.mark.parametrize("who", ["auditor", "hr"])
def test_who_changed_what_is_found_without_help(people, enter, acting, address, who):
    client = enter(getattr(people, who))
    offered = BeautifulSoup(client.get(address).content, "html.parser")
    [link] = [each["href"] for each in offered.select("nav a") if each.get_text() == "Penunjukan Plt dan Plh"]
    page = client.get(f"{PAGE}{link}")
    shown = text(page)
    assert "Berisi data pribadi" in shown
    assert "Sampai sebelum: 1 Juli 2026 → 1 September 2026" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert f"Ratna HR ({people.hr.nip})" in shown
    assert "Cuti pejabatnya diperpanjang. SP-12/2026" in shown
    assert "cocok dengan catatan" in shown


def test_pages_follow_each_other_and_hold_each_line_once(people, enter, address, monkeypatch):
    make.set_skp(people.office, "division")
    client = enter(people.auditor)
    whole = rows_of(client.get(f"{address}&kind=position"))
    monkeypatch.setattr(pages, "ROWS_A_PAGE", 2)
    found, link = [], "&kind=position"
    while link:
        page = client.get(f"{address}{link}")
        found += rows_of(page)
        following = page.context.get("following")
        link = f"&kind=position&after={following.replace('+', '%2B')}" if following else ""
    assert found == whole
    assert len(found) == 3


def rows_of(page):
    return [
        " ".join(row.get_text(" ").split()) for row in BeautifulSoup(page.content, "html.parser").select("tbody tr")
    ]


@pytest.mark.parametrize("wrong", ["&kind=lain", "&kind=position&after=x", "&kind=position&after=2026-01-01_3"])
def test_what_is_no_place_is_no_page(people, enter, address, wrong):
    assert enter(people.auditor).get(f"{address}{wrong}").status_code == 404


def test_a_year_without_changes_says_so(people, enter, section):
    make.open_year(2025)
    client = enter(people.auditor)
    assert "Tidak ada perubahan yang tercatat pada tahun dan unit ini." in text(
        client.get(f"{PAGE}?year=2025&unit={section.code}")
    )
    answer = client.get(f"{PAGE}?year=2025&unit={section.code}&file=pdf")
    assert answer.status_code == 422
    assert Decision.objects.filter(verb=Verb.EXPORT).count() == 0


def test_a_page_of_many_lines_asks_no_more_queries(people, enter, address, section):
    client = enter(people.auditor)
    client.get(f"{address}&kind=position")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{address}&kind=position")
    for number in range(30):
        make.position(f"Analis {number}", section, people.office.posts["section"])
    with CaptureQueriesContext(connection) as many:
        page = client.get(f"{address}&kind=position")
    assert len(rows_of(page)) > 30
    assert len(many) == len(few) <= 40


# ---- the files ----
@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_a_file_is_recorded_by_its_hash_and_known_again(people, enter, acting, address, section, form):
    client = enter(people.hr)
    answer = client.get(f"{address}&kind=acting&file={form}")
    assert answer.status_code == 200, text(answer)
    sha256 = hashlib.sha256(answer.content).hexdigest()
    recorded = Decision.objects.get(subject="audit.YearlyReport")
    assert (recorded.verb, recorded.process, recorded.seen) == ("EXPORT", "audit", sha256)
    assert recorded.actor_nip == people.hr.nip
    told = recorded.details
    assert (told["sha256"], told["rows"], told["year"], told["unit"], told["kind"], told["personal"]) == (
        sha256, 2, 2026, section.code, "acting", True,
    )  # fmt: skip
    assert told["sound"] is True
    assert told["unsound"] == 0
    assert told["file"] == f"laporan-perubahan-2026-{section.code}-{sha256[:12]}.{form}"
    assert told["file"] in answer["Content-Disposition"]
    checked = enter(people.auditor).post("/admin/audit/check-file/", {"file": SimpleUploadedFile("x", answer.content)})
    assert "Tercatat: berkas ini keluar dari Jenjang persis seperti ini." in text(checked)
    assert told["content"] in text(checked)


def test_the_workbook_has_a_line_for_each_change_with_its_proof(people, enter, acting, address):
    book = load_workbook(BytesIO(enter(people.auditor).get(f"{address}&kind=acting&file=xlsx").content))
    notes = dict(book["Keterangan"].iter_rows(values_only=True))
    assert "JENJANG · MEMUAT DATA PRIBADI" in notes
    assert notes["Diambil oleh"].startswith(f"Agus Auditor, NIP {people.auditor.nip}")
    heads, first, second = book["Perubahan"].iter_rows(values_only=True)
    line = dict(zip(heads, second, strict=True))
    recorded = Decision.objects.filter(verb=Verb.AMEND).latest("pk")
    assert line["Lama"].replace("\N{NO-BREAK SPACE}", " ") == "Sampai sebelum: 1 Juli 2026"
    assert line["Baru"].replace("\N{NO-BREAK SPACE}", " ") == "Sampai sebelum: 1 September 2026"
    assert line["Oleh"] == f"Ratna HR ({people.hr.nip})"
    assert line["Alasan"] == "Cuti pejabatnya diperpanjang."
    assert line["Dokumen"] == "SP-12/2026"
    assert line["Bukti"] == "cocok dengan catatan"
    assert (line["Rantai"], line["Urutan"], line["Tanda tangan keputusan"]) == (
        recorded.stream, recorded.seq, recorded.hash,
    )  # fmt: skip
    assert line["Sidik perubahan (SHA-256)"] == recorded.changes.get().digest
    assert first[heads.index("Lama")] == "–"


def test_the_sheet_says_what_the_workbook_says_and_carries_the_records_end(people, enter, acting, address):
    seal(clock.now())
    client = enter(people.auditor)
    pdf = client.get(f"{address}&kind=acting&file=pdf")
    assert pdf["Content-Type"] == "application/pdf"
    words = words_of(pdf.content).replace("\N{NO-BREAK SPACE}", " ")
    recorded = Decision.objects.filter(verb=Verb.AMEND).latest("pk")
    for said in (
        "MEMUAT DATA PRIBADI", "Sub Bidang Mutasi", "1 September 2026", "SP-12/2026", "cocok dengan catatan",
        "Segel 24 November 2026", f"rantai {recorded.stream}, urutan {recorded.seq}", "semua cocok", "riwayat utuh",
    ):  # fmt: skip
        assert said in words, said
    assert recorded.hash in words.replace(" ", "")
    xlsx = client.get(f"{address}&kind=acting&file=xlsx")
    contents = {each.details["content"] for each in Decision.objects.filter(subject="audit.YearlyReport")}
    assert len(contents) == 1
    assert contents.pop() in words
    notes = dict(load_workbook(BytesIO(xlsx.content))["Keterangan"].iter_rows(values_only=True))
    assert read_anchor(notes["Ujung catatan"]).day == "2026-11-24"


def test_the_printed_end_of_the_record_is_checked_as_a_seal(people, enter, acting, address):
    client = enter(people.auditor)
    book = load_workbook(BytesIO(client.get(f"{address}&kind=acting&file=xlsx").content))
    code = dict(book["Keterangan"].iter_rows(values_only=True))["Ujung catatan"]
    checked = text(client.get("/admin/audit/anchor/check/", {"code": code}))
    assert "Segel cocok" in checked


def test_a_report_of_a_record_that_was_changed_says_so(people, enter, acting, address):
    lift_the_guards()
    acting.history.filter(end="2026-09-01").update(decree="SP-99/2026")
    book = load_workbook(BytesIO(enter(people.auditor).get(f"{address}&kind=acting&file=xlsx").content))
    notes = dict(book["Keterangan"].iter_rows(values_only=True))
    assert "1 TIDAK cocok" in notes["Verifikasi"]
    assert "RUSAK, pertama pada rantai" in notes["Verifikasi"]
    heads, *rows = book["Perubahan"].iter_rows(values_only=True)
    assert [row[heads.index("Bukti")] for row in rows] == ["cocok dengan catatan", "TIDAK sama dengan catatan"]
    told = Decision.objects.get(subject="audit.YearlyReport").details
    assert (told["sound"], told["unsound"]) == (False, 1)


def test_a_record_too_long_to_be_verified_at_once_is_said_to_be_so(people, enter, acting, address, monkeypatch):
    monkeypatch.setattr(proof, "MOST_AT_ONCE", 1)
    book = load_workbook(BytesIO(enter(people.auditor).get(f"{address}&kind=acting&file=xlsx").content))
    notes = dict(book["Keterangan"].iter_rows(values_only=True))
    assert "terlalu panjang untuk diverifikasi saat itu juga" in notes["Verifikasi"]
    assert "semua cocok" in notes["Verifikasi"]
    assert Decision.objects.get(subject="audit.YearlyReport").details["sound"] is None


def test_too_many_lines_are_refused_in_words_and_nothing_is_recorded(people, enter, acting, address, monkeypatch):
    monkeypatch.setattr(report, "MOST", {"pdf": 1, "xlsx": 1})
    client = enter(people.auditor)
    before = tables()
    for form, way in (("pdf", " atau ambil sebagai XLSX."), ("xlsx", "satu kelompok perubahan.")):
        answer = client.get(f"{address}&file={form}")
        assert answer.status_code == 422
        said = text(answer)
        assert f"Laporan ini lebih dari 1 baris, terlalu panjang untuk satu berkas {form.upper()}." in said
        assert way in said
    assert tables() == before


def test_no_cell_runs_as_a_formula(people, enter, section, address):
    post = people.office.posts["staff"]
    post.title = '=HYPERLINK("http://contoh")'
    post.save()
    book = load_workbook(BytesIO(enter(people.auditor).get(f"{address}&kind=position&file=xlsx").content))
    cells = [cell for row in book["Perubahan"].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any("HYPERLINK" in str(cell.value) for cell in cells)


def test_asking_for_the_head_alone_takes_nothing(people, enter, acting, address):
    before = tables()
    enter(people.auditor).head(f"{address}&kind=acting&file=xlsx")
    assert tables() == before


@pytest.mark.parametrize("who", ["team", "technical", "staff", "superuser"])
def test_strangers_see_nothing_and_take_nothing(people, enter, acting, address, who):
    person = people.office.staff if who == "staff" else getattr(people, who, people.technical)
    if who == "superuser":
        person.user.is_superuser = True
        person.user.save()
    client = enter(person)
    before = tables()
    for rest in ("", "&kind=acting", "&kind=acting&file=pdf", "&kind=acting&file=xlsx"):
        answer = client.get(f"{address}{rest}")
        assert answer.status_code in {302, 403}
        assert b"SP-12/2026" not in answer.content
    assert client.post(address, {"file": "xlsx"}).status_code in {302, 403, 405}
    assert tables() == before


def test_the_whole_office_is_one_report_too(people, acting):
    whole = report.made(Scope(2026, None), None, "xlsx")
    assert whole.unit == "Seluruh kantor"
    assert {line.kind.code for line in whole.lines} >= {"tenure", "position", "unit", "acting", "period"}
    times = [line.at for line in whole.lines if line.kind.code == "acting"]
    assert times == sorted(times)
    assert times[0] + timedelta(days=1) < times[-1]


def test_a_year_that_was_archived_says_where_its_cases_are(people, enter, acting, address):
    with transaction.atomic():
        record(
            Entry(
                verb=Verb.ARCHIVE, process="audit", subject="audit.Archive#2026",
                signatory=Signatory(nip="x", name="x"), channel="COMMAND",
                reason="Masa simpan berakhir.", details={"file": "arsip-2026.jsonl", "sha256": "ab" * 32},
            )
        )  # fmt: skip
    client = enter(people.auditor)
    said = "ke berkas arsip-2026.jsonl (SHA-256 " + "ab" * 32
    assert said in text(client.get(address))
    book = load_workbook(BytesIO(client.get(f"{address}&kind=acting&file=xlsx").content))
    assert said in dict(book["Keterangan"].iter_rows(values_only=True))["Arsip"]
    make.open_year(2025), make.open_year(2027)
    assert said in text(client.get(address.replace("2026", "2025", 1)))  # an archive holds the years before, too
    later = client.get(address.replace("2026", "2027", 1))
    assert later.status_code == 200
    assert said not in text(later)

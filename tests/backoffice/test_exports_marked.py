"""Every file that leaves says who took it, when and by which filter, is recorded once, and comes in again unchanged."""

import csv
import hashlib
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from backoffice.exporting import ExportableAdmin
from backoffice.imports.office import import_file as import_master_file
from backoffice.marking import SIGN
from backoffice.site import site
from tests import factories
from tests.backoffice.conftest import list_url, one_more_of_everything, registered
from tests.backoffice.test_files import CSV, XLSX, csv_file, errors_of, exported, try_import
from workflows.approvals.models import ChainVersion
from workflows.audit.models import Decision
from workflows.organization.models import Employee, Holiday, Unit

WITHOUT_PERSONAL_DATA = {
    "organization.Unit", "organization.Position", "organization.Holiday", "skp.PerformanceAgreement",
    "allowance.AllowanceClass",
}  # fmt: skip
KINDS = {CSV: "csv", XLSX: "xlsx"}


def exportable():
    return [model for model in registered() if isinstance(site.get_model_admin(model), ExportableAdmin)]


def heads_of(answer):
    return next(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def notes_of(answer):
    book = openpyxl.load_workbook(BytesIO(answer.content))
    return {row[0].value: row[1].value for row in book.worksheets[0].iter_rows()}


def the_record(answer):
    """The one decision about this file."""
    decision = Decision.objects.get(verb="EXPORT")
    assert decision.details["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert f'filename="{decision.details["file"]}"' in answer["Content-Disposition"]
    return decision


# ---- in the file ----
def test_a_csv_says_it_in_the_name_of_its_last_column_and_stays_a_table(people, enter):
    answer = exported(enter(people.auditor), Employee, query="?q=Siti&kind=PNS")
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    mark = heads_of(answer)[-1]
    assert mark == (
        "JENJANG · MEMUAT DATA PRIBADI · pegawai · 1 baris · saringan: kind: PNS dan q: Siti · diekspor oleh "
        f"Agus Auditor ({people.auditor.nip}) · {mark.rpartition(' · ')[2]}"
    )
    assert "24 November 2026" in mark.replace("\u00a0", " ")
    assert [(row["name"], row[mark]) for row in rows] == [("Siti Pratama", "")]


def test_a_workbook_says_it_on_a_sheet_before_the_data_and_on_every_printed_page(people, enter):
    answer = exported(enter(people.hr), Employee, XLSX, "?q=Siti")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Keterangan", "Data pribadi"]
    assert book.active.title == "Data pribadi"
    assert book.active["A1"].value == "nip"
    assert book.active.oddHeader.center.text.startswith("JENJANG · MEMUAT DATA PRIBADI")
    notes = notes_of(answer)
    assert (notes["Isi"], notes["Baris"], notes["Saringan"]) == ("pegawai", "1", "q: Siti")
    assert notes["Diekspor oleh"] == f"Ratna HR ({people.hr.nip})"
    assert "UU 27/2022" in notes["Kewajiban"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_marks_and_records_what_is_taken_along(people, enter, kind):
    one_more_of_everything(people)
    client = enter(people.hr)
    assert len(exportable()) >= 16
    for model in exportable():
        last = Decision.objects.order_by("-id").values_list("id", flat=True).first() or 0
        answer = exported(client, model, kind)
        assert answer.status_code == 200, model
        decision = Decision.objects.get(id__gt=last)
        personal = model._meta.label not in WITHOUT_PERSONAL_DATA
        assert (decision.verb, decision.process, decision.subject) == ("EXPORT", "audit", model._meta.label)
        assert (decision.actor_nip, decision.channel) == (people.hr.nip, "BACKOFFICE")
        assert decision.details["sha256"] == hashlib.sha256(answer.content).hexdigest()
        assert (decision.details["format"], decision.details["personal"]) == (KINDS[kind], personal)
        assert decision.details["file"].startswith("data-pribadi-") is personal
        first = heads_of(answer)[-1] if kind == CSV else next(iter(notes_of(answer)))
        assert ("MEMUAT DATA PRIBADI" in first, first.startswith(SIGN)) == (personal, True), model
        if model is not Decision:  # of which the export itself made one more
            assert decision.details["rows"] == model._default_manager.count(), model


# ---- in the record ----
def test_one_export_is_one_decision_with_rows_filter_format_and_hash(people, enter):
    answer = exported(enter(people.team), Employee, query="?q=Siti&p=1&o=2")
    decision = the_record(answer)
    assert {**decision.details, "sha256": ""} == {
        "file": "data-pribadi-pegawai-2026-11-24.csv", "format": "csv", "rows": 1, "filter": {"q": "Siti"},
        "personal": True, "sha256": "",
    }  # fmt: skip


def test_looking_at_the_page_of_an_export_or_being_refused_records_nothing(people, enter, monkeypatch):
    enter(people.hr).get(list_url(Employee, "export/"))
    exported(enter(people.technical), Employee)
    exported(enter(people.office.staff), Employee)
    enter(people.hr).post(list_url(Employee, "export/"), {"format": "", "resource": ""})
    monkeypatch.setattr("backoffice.exporting.MOST_ROWS", 3)
    exported(enter(people.hr), Employee)
    assert not Decision.objects.exists()


def test_ticked_rows_are_those_and_the_record_says_how_many(people, enter):
    chosen = [str(person.pk) for person in Employee.objects.order_by("pk")[:2]]
    answer = enter(people.hr).post(
        list_url(Employee, "export/"), {"format": CSV, "resource": "", "export_items": chosen}
    )
    assert the_record(answer).details["filter"] == {"ticked": "2"}
    assert the_record(answer).details["rows"] == 2
    other = enter(people.hr).post(
        list_url(Employee, "export/?q=tidak-ada"), {"format": CSV, "resource": "", "export_items": chosen}
    )
    assert people.hr.nip not in str(heads_of(other)[:-1])
    assert Decision.objects.filter(verb="EXPORT").count() == 1  # a row that the filter leaves out is no choice


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("page", "query", "label"),
    [
        ("assessment_ranking", "period=2026&kind=EXECUTING", "backoffice.Ranking"),
        ("assessment_credit", "unit={unit}", "backoffice.CreditPage"),
    ],
)
def test_a_page_that_gives_a_file_marks_and_records_it(people, enter, kind, page, query, label):
    query = query.format(unit=people.office.posts["section"].unit.code)
    address = f"{reverse(f'admin:{page}')}?{query}&file={kind}"
    enter(people.hr).head(address)
    assert not Decision.objects.exists()

    answer = enter(people.hr).get(address)

    decision = the_record(answer)
    assert (decision.subject, decision.details["rows"], decision.details["format"]) == (label, 0, kind)
    assert "file" not in decision.details["filter"]
    first = heads_of(answer)[-1] if kind == "csv" else next(iter(notes_of(answer)))
    assert first.startswith("JENJANG · MEMUAT DATA PRIBADI")


def test_a_chain_that_is_taken_along_is_recorded(people, enter):
    version = ChainVersion.objects.filter(chain__process="skp").first()
    address = reverse("admin:approvals_chainversion_download", args=[version.pk])
    answer = enter(people.auditor).get(address)
    decision = the_record(answer)
    assert (decision.subject, decision.details["personal"]) == ("approvals.ChainVersion", False)
    assert enter(people.auditor).post(address).status_code == 405


# ---- in again ----
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("model", [Employee, Unit, Holiday])
def test_what_was_taken_along_comes_in_again_unchanged(people, enter, kind, model):
    one_more_of_everything(people)
    client = enter(people.hr)
    content = exported(client, model, kind).content
    page = try_import(client, model, SimpleUploadedFile(f"berkas.{KINDS[kind]}", content), kind)
    assert "confirm_form" in page.context, errors_of(page)
    totals = page.context["result"].totals
    assert (totals["skip"], totals["new"], totals["update"]) == (model.objects.count(), 0, 0)


def test_a_workbook_that_was_saved_with_its_notes_in_front_comes_in_too(people, enter):
    client = enter(people.hr)
    book = openpyxl.load_workbook(BytesIO(exported(client, Unit, XLSX).content))
    book.active = 0
    stream = BytesIO()
    book.save(stream)
    page = try_import(client, Unit, SimpleUploadedFile("berkas.xlsx", stream.getvalue()), XLSX)
    assert page.context["result"].totals["skip"] == Unit.objects.count()


def test_a_csv_that_a_spreadsheet_saved_with_semicolons_comes_in_too(people, enter):
    client = enter(people.hr)
    rows = csv.reader(StringIO(exported(client, Unit, query="?q=a,b;c").content.decode()))
    heads = next(rows)
    assert not set(",;|\t") & set(heads[-1])
    line = ";".join(heads)
    page = try_import(client, Unit, csv_file(f"{line}\nA9;Bagian A;;;\n"))
    assert page.context["result"].totals["new"] == 1


@pytest.mark.parametrize("kind", KINDS)
def test_import_office_reads_an_exported_file_past_its_mark(people, enter, kind):
    content = exported(enter(people.hr), Unit, kind).content
    upload = SimpleUploadedFile(f"units.{KINDS[kind]}", content)
    outcome = import_master_file("units", upload, by=factories.actor(people.hr), year=2026)
    assert [str(problem) for problem in outcome.problems] == []
    assert not outcome.tallies["units"].touched


# ---- harmless ----
@pytest.mark.parametrize("kind", KINDS)
def test_no_name_and_no_filter_runs_as_a_formula_in_the_mark(people, enter, kind):
    Employee.objects.filter(pk=people.hr.pk).update(name='=HYPERLINK("x")')
    answer = exported(enter(people.hr), Unit, kind, '?q==1%2B1%0A"')
    if kind == CSV:
        assert answer.content.decode().count("\n") == 1
        return
    book = openpyxl.load_workbook(BytesIO(answer.content))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert "'=HYPERLINK" in str([cell.value for cell in cells])


def test_a_character_that_no_workbook_may_hold_is_shown_as_such(people, enter):
    Employee.objects.filter(pk=people.hr.pk).update(name="Ratna\x0bHR")
    book = openpyxl.load_workbook(BytesIO(exported(enter(people.auditor), Employee, XLSX).content))
    assert "Ratna\ufffdHR" in [cell.value for row in book.active.iter_rows() for cell in row]

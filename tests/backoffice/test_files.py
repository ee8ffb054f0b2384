"""Files in and out: tried first, row by row checked, twice adds nothing, and no more than the person may see."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from backoffice import exporting
from backoffice.exporting import harmless
from tests.backoffice.conftest import list_url, one_more_of_everything, tables
from tests.workflows.assessment import states
from workflows.assessment.models import Assessment
from workflows.attendance.models import AttendanceDay
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.organization.models import ActingAppointment, Employee, Holiday, Position, Tenure, Unit, User

XLSX, CSV = "0", "1"
COLUMNS = "nip,name,birth_date,sex,kind,grade"
DEWI = "199001012015032001,Dewi Lestari,01-01-1990,F,PNS,III/b"


def csv_file(text, encoding="utf-8"):
    return SimpleUploadedFile("berkas.csv", text.encode(encoding), "text/csv")


def xlsx_file(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("berkas.xlsx", stream.getvalue())


def try_import(client, model, file, kind=CSV):
    """The dry run's page."""
    return client.post(list_url(model, "import/"), {"import_file": file, "format": kind})


def import_file(client, model, text):
    """Dry run and confirmation; the result's counts by kind of row."""
    page = try_import(client, model, csv_file(text))
    assert "confirm_form" in page.context, errors_of(page)
    answer = client.post(list_url(model, "process_import/"), page.context["confirm_form"].initial)
    assert answer.status_code == 302
    return dict(page.context["result"].totals)


def errors_of(page) -> str:
    result = page.context.get("result")
    if result is None:
        return str(page.context["form"].errors)
    rows = [f"{row.number}: {row.error}" for row in result.invalid_rows]
    rows += [f"{number}: {error.error}" for number, errors in result.row_errors() for error in errors]
    return "\n".join(rows + [str(error.error) for error in result.base_errors])


def test_the_dry_run_stores_nothing_and_the_confirmation_does(people, enter):
    client, before = enter(people.hr), tables()
    page = try_import(client, Employee, csv_file(f"{COLUMNS}\n{DEWI}\n"))
    assert page.context["result"].totals["new"] == 1
    assert tables() == before
    client.post(list_url(Employee, "process_import/"), page.context["confirm_form"].initial)
    person = Employee.objects.get(nip="199001012015032001")
    assert person.user.username == person.nip
    assert not person.user.has_usable_password()
    row = person.history.get()
    assert (row.history_user, row.history_change_reason) == (people.hr.user, "back-office: import")


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (Employee, f"{COLUMNS}\n{DEWI}\n"),
        (Unit, "code,name,parent,kind\nA,Bagian A,,\nA.1,Sub A,A,sub\n"),
        (Holiday, "day;name;kind\n25-12-2026;Natal;PUBLIC\n"),
    ],
)
def test_importing_twice_adds_nothing(people, enter, model, text):
    client = enter(people.hr)
    first = import_file(client, model, text)
    stored = tables()
    second = import_file(client, model, text)
    assert first["new"] > 0
    assert second["new"] == second["update"] == 0
    assert second["skip"] == first["new"]
    assert tables() == stored


def test_tenures_attendance_positions_and_acting_officers_are_imported_twice_without_harm(people, enter):
    client, office = enter(people.hr), people.office
    unit = office.posts["staff"].unit.code
    files = [
        (
            Position,
            f"code,title,unit,kind,job_class,reports_to\nX1,Arsiparis,{unit},FUNCTIONAL,7,{office.posts['section'].code}\n",
        ),
        (Tenure, f"nip,position,start,end,decree\n{people.hr.nip},X1,2026-01-01,,SK 1\n"),
        (AttendanceDay, f"nip,day,status,first_in,last_out\n{people.hr.nip},24/11/2026,PRESENT,07:30:00,16:00:00\n"),
        (
            ActingAppointment,
            f"position,nip,capacity,start,end,decree\nX1,{office.section.nip},PLH,2026-11-24,2026-12-01,SP 9\n",
        ),
    ]
    for model, text in files:
        assert import_file(client, model, text)["new"] == 1, model
    stored = tables()
    for model, text in files:
        assert import_file(client, model, text)["skip"] == 1, model
    assert tables() == stored
    assert Decision.objects.exclude(verb="IMPORT").get().details["decree"] == "SP 9"
    imported = Decision.objects.filter(verb="IMPORT").order_by("pk")
    assert [each.subject for each in imported] == [f"import {model._meta.label}" for model, _ in files[:3]]
    assert {each.actor_nip for each in imported} == {people.hr.nip}


def test_an_nip_that_a_spreadsheet_made_a_number_is_refused_by_its_row(people, enter):
    header = COLUMNS.split(",")
    good = DEWI.split(",")
    bad = [199101012015032002, *good[1:]]
    before = tables()
    page = try_import(enter(people.hr), Employee, xlsx_file(header, good, bad), XLSX)
    assert "confirm_form" not in page.context
    assert "lembar kerja" in errors_of(page)
    assert "2:" in errors_of(page)
    assert tables() == before


@pytest.mark.parametrize("nip", ["1.97E+17", "12345", "199013012015032001"])
def test_other_bad_nips_are_refused(people, enter, nip):
    page = try_import(enter(people.hr), Employee, csv_file(f"{COLUMNS}\n{DEWI.replace('199001012015032001', nip)}\n"))
    assert "NIP" in errors_of(page)
    assert "confirm_form" not in page.context


def test_every_bad_row_is_told_at_once(people, enter):
    rows = [DEWI, DEWI.replace("199001012015032001", "1.97E+17"), DEWI.replace("01-01-1990", "31-02-1990")]
    page = try_import(enter(people.hr), Employee, csv_file("\n".join([COLUMNS, *rows])))
    assert [row.number for row in page.context["result"].invalid_rows] == [2, 3]


@pytest.mark.parametrize(
    ("model", "text", "said"),
    [
        (Unit, "code,name,warna\nA,Bagian A,merah\n", "warna"),
        (Unit, "name\nBagian A\n", "code"),
        (Unit, "code,name,parent\nA,Bagian A,TIDAK-ADA\n", "TIDAK-ADA"),
        (Holiday, "day,name,kind\n31-02-2026,Salah,PUBLIC\n", "31-02-2026"),
        (Holiday, "day,name,kind\n25-12-2026,Salah,SALAH\n", "SALAH"),
    ],
)
def test_bad_rows_are_refused_with_the_value(people, enter, model, text, said):
    before = tables()
    page = try_import(enter(people.hr), model, csv_file(text))
    assert page.status_code == 200
    assert said in errors_of(page)
    assert "confirm_form" not in page.context
    assert tables() == before


def test_two_holders_and_circles_are_refused_by_their_row(people, enter):
    client, posts = enter(people.hr), people.office.posts
    page = try_import(
        client,
        Tenure,
        csv_file(f"nip,position,start,end\n{people.hr.nip},{posts['staff'].code},2026-01-01,2026-02-01\n"),
    )
    assert "confirm_form" not in page.context
    assert "one_holder" not in errors_of(page)
    head = posts["head"]
    row = f"{head.code},Kepala,{head.unit.code},HIGH_LEADER,14,{posts['staff'].code}"
    page = try_import(client, Position, csv_file(f"code,title,unit,kind,job_class,reports_to\n{row}\n"))
    assert "confirm_form" not in page.context
    assert errors_of(page)


def test_a_byte_order_mark_and_semicolons_are_read_and_windows_text_is_refused_in_words(people, enter):
    client = enter(people.hr)
    page = try_import(client, Unit, csv_file("\ufeffcode;name\nA;Bagian A\n"))
    assert page.context["result"].totals["new"] == 1
    page = try_import(client, Unit, csv_file("code,name\nA,Bagian Café\n", "windows-1252"))
    assert "UTF-8" in errors_of(page)
    page = try_import(client, Unit, csv_file(""))
    assert page.status_code == 200
    page = try_import(client, Unit, csv_file("code,name\n"), XLSX)
    assert page.status_code == 200
    assert page.context["form"].errors


@pytest.mark.parametrize("who", ["auditor", "team", "technical"])
def test_who_may_not_import_cannot(people, enter, who):
    client, before = enter(getattr(people, who)), tables()
    assert try_import(client, Employee, csv_file(f"{COLUMNS}\n{DEWI}\n")).status_code == 403
    assert (
        client.post(list_url(Employee, "process_import/"), {"import_file_name": "x", "format": "1"}).status_code == 403
    )
    assert tables() == before


# ---- out ----
def exported(client, model, kind=CSV, query=""):
    return client.post(list_url(model, f"export/{query}"), {"format": kind, "resource": ""})


@pytest.mark.parametrize("who", ["hr", "team", "auditor"])
def test_whoever_sees_employees_may_take_them_along(people, enter, who):
    answer = exported(enter(getattr(people, who)), Employee)
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["nip"] for row in rows} == set(Employee.objects.values_list("nip", flat=True))
    assert "password" not in answer.content.decode()


@pytest.mark.parametrize("who", ["technical", "staff"])
def test_others_may_not(people, enter, who):
    person = getattr(people, who, None) or people.office.staff
    assert exported(enter(person), Employee).status_code in {302, 403}
    assert "nip" not in exported(enter(person), Employee).content.decode()


def test_an_export_follows_the_search_and_comes_back_unchanged(people, enter):
    client = enter(people.hr)
    text = exported(client, Employee, query="?q=Siti").content.decode("utf-8-sig")
    assert text.count("\n") == 2
    assert import_file(client, Employee, exported(client, Employee).content.decode("utf-8-sig"))["update"] == 0


def test_what_a_process_owns_leaves_and_never_comes_in(people, enter):
    one_more_of_everything(people)
    client = enter(people.hr)
    assert exported(client, DailyReport, XLSX).status_code == 200
    assert client.get(list_url(DailyReport, "import/")).status_code in {302, 404}


def test_results_leave_with_the_codes_of_siasn_and_those_of_other_rule_sets_with_a_sentence_instead(people, enter):
    office = people.office
    for who in ("staff", "other"):
        states.ratified(getattr(office, who), office.posts[who], office.section, office.division)
    states.opened(office.stranger, office.posts["stranger"])
    Assessment.objects.filter(employee=office.other).update(
        rule_set="pp46_2011",
        work_rating="",
        behaviour_rating="",
        work_value="82.50",
        behaviour_value="85",
        total="83.5",
    )

    answer = exported(enter(people.hr), Assessment)

    rows = {row["nip"]: row for row in csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))}
    codes = ("hasilKinerjaNilai", "perilakuKerjaNilai", "kuadranKinerjaNilai")
    staff, other, stranger = (rows[person.nip] for person in (office.staff, office.other, office.stranger))
    assert ([staff[name] for name in codes], staff["siasn_note"]) == (["2", "2", "2"], "")
    assert [other[name] for name in (*codes, "predicate", "total")] == ["", "", "", "GOOD", "83,50"]
    assert "dinilai dengan angka menurut Peraturan Pemerintah Nomor 46 Tahun 2011" in other["siasn_note"]
    assert [stranger[name] for name in (*codes, "siasn_note")] == ["", "", "", ""]


def test_an_export_of_too_many_rows_is_refused(people, enter, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_ROWS", 3)
    answer = exported(enter(people.hr), Employee)
    assert answer.status_code == 302
    assert User.objects.count() > 3


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"), ("==1+1", "'==1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+cmd|x", "'+cmd|x"), ("-54400", "-54400"),
        ("+62 812", "'+62 812"), ("Ani", "Ani"), (7, 7), (None, None),
    ],
)  # fmt: skip
def test_no_cell_runs_as_a_formula(cell, expected):
    assert harmless(cell) == expected


def test_a_name_like_a_formula_is_harmless_in_the_file(people, enter):
    Employee.objects.filter(pk=people.hr.pk).update(name="=HYPERLINK(1)")
    assert ",'=HYPERLINK(1)," in exported(enter(people.hr), Employee).content.decode()
    book = openpyxl.load_workbook(BytesIO(exported(enter(people.hr), Employee, XLSX).content))
    assert [cell.data_type for row in book.active.iter_rows() for cell in row if cell.data_type == "f"] == []

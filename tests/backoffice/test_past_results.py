"""Past results come in by file or by HR's hand, with their source, and never twice."""

import csv
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied

from tests import factories as make
from tests.backoffice.conftest import list_url, tables
from tests.backoffice.test_files import XLSX, csv_file, errors_of, exported, import_file, try_import, xlsx_file
from workflows.assessment.models import PastResult
from workflows.assessment.past_results import keep_past_result
from workflows.audit.models import Decision
from workflows.organization.actor import Actor
from workflows.rules.violation import RuleViolation

COLUMNS = "nip,year,system,value,predicate,assessor,source,file_reference"


def row(nip, year="2013", system="DP3", value="85.40", predicate="Baik"):
    return f'{nip},{year},{system},"{value}",{predicate},Drs. Amin,DP3 {year},Map 4'


def text(*rows):
    return "\n".join([COLUMNS, *rows, ""])


def test_a_file_is_tried_then_stored_with_who_and_one_decision(people, enter):
    client, staff, before = enter(people.hr), people.office.staff, tables()
    page = try_import(client, PastResult, csv_file(text(row(staff.nip), row(staff.nip, "2014", "PP 46", "91,5"))))
    assert page.context["result"].totals["new"] == 2
    assert tables() == before

    client.post(list_url(PastResult, "process_import/"), page.context["confirm_form"].initial)

    old, newer = PastResult.objects.order_by("year")
    assert (old.employee, old.year, old.system, str(old.value), old.predicate) == (staff, 2013, "DP3", "85.40", "Baik")
    assert (newer.system, str(newer.value), newer.assessor) == ("PP46_2011", "91.50", "Drs. Amin")
    assert (newer.source, newer.file_reference) == ("DP3 2014", "Map 4")
    said = old.history.get()
    assert (said.history_user, said.history_change_reason) == (people.hr.user, "back-office: import")
    decision = Decision.objects.get()
    assert (decision.verb, decision.actor_nip) == ("IMPORT", people.hr.nip)
    assert decision.details == {"counts": {"past_results": {"created": 2, "changed": 0}}}


def test_the_same_file_twice_changes_nothing_and_leaves_no_history(people, enter):
    client, file = enter(people.hr), text(row(people.office.staff.nip), row(people.office.other.nip, value=""))
    import_file(client, PastResult, file)
    stored = tables()

    again = import_file(client, PastResult, file)

    assert (again["new"], again["update"], again["skip"]) == (0, 0, 2)
    assert tables() == stored


def test_a_changed_row_corrects_what_is_stored_and_keeps_what_stood(people, enter):
    client, nip = enter(people.hr), people.office.staff.nip
    import_file(client, PastResult, text(row(nip)))

    assert import_file(client, PastResult, text(row(nip, value="86,4")))["update"] == 1

    past = PastResult.objects.get()
    assert [str(old.value) for old in past.history.order_by("history_id")] == ["85.40", "86.40"]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"nip": "1.97E+17"}, "NIP"),
        ({"nip": "199001012015032001"}, "199001012015032001"),
        ({"year": "13"}, "2013"),
        ({"year": "2026"}, "belum berakhir"),
        ({"system": "DP4"}, "PP46_2011"),
        ({"value": "8.540,00"}, "85,4"),
        ({"value": "-1"}, "85,4"),
        ({"value": "", "predicate": ""}, "predikat"),
    ],
)
def test_a_bad_row_is_told_by_its_number_and_nothing_is_stored(people, enter, bad, said):
    before = tables()
    good = {"nip": people.office.staff.nip}
    file = text(row(people.office.other.nip), row(**{**good, **bad}))

    page = try_import(enter(people.hr), PastResult, csv_file(file))

    assert "confirm_form" not in page.context
    assert "2: " in errors_of(page)
    assert said in errors_of(page)
    assert tables() == before


def test_an_nip_that_became_a_number_is_refused(people, enter):
    cells = row(people.office.staff.nip).replace('"', "").split(",")
    page = try_import(enter(people.hr), PastResult, xlsx_file(COLUMNS.split(","), [int(cells[0]), *cells[1:]]), XLSX)
    assert "lembar kerja" in errors_of(page)
    assert "confirm_form" not in page.context


def test_a_key_that_stands_in_the_file_twice_is_refused(people, enter):
    nip = people.office.staff.nip
    page = try_import(enter(people.hr), PastResult, csv_file(text(row(nip), row(nip, value="70"))))
    assert "confirm_form" not in page.context
    assert [bad.number for bad in page.context["result"].invalid_rows] == [2]


def test_the_export_is_marked_and_comes_back_unchanged(people, enter):
    client, nip = enter(people.hr), people.office.staff.nip
    import_file(client, PastResult, text(row(nip)))
    out = exported(client, PastResult).content.decode("utf-8-sig")
    (line,) = csv.DictReader(StringIO(out))
    assert (line["nip"], line["value"], line["mark"]) == (nip, "85.40", "riwayat, tidak dihitung")
    assert import_file(client, PastResult, out)["skip"] == 1


@pytest.mark.parametrize("who", ["auditor", "team"])
def test_others_look_and_neither_import_nor_change(people, enter, who):
    import_file(enter(people.hr), PastResult, text(row(people.office.staff.nip)))
    client, before = enter(getattr(people, who)), tables()
    assert client.get(list_url(PastResult)).status_code == 200
    assert try_import(client, PastResult, csv_file(text(row(people.office.other.nip)))).status_code == 403
    address = list_url(PastResult, f"{PastResult.objects.get().pk}/change/")
    assert client.post(address, {"value": "99", "change_reason": "x"}).status_code == 403
    assert tables() == before


def test_the_technical_admin_sees_none(people, enter):
    assert enter(people.technical).get(list_url(PastResult)).status_code == 403


def test_a_row_of_the_wrong_person_is_put_right_with_a_reason_and_recorded(people, enter):
    client, staff, other = enter(people.hr), people.office.staff, people.office.other
    import_file(client, PastResult, text(row(other.nip)))
    past = PastResult.objects.get()
    form = {
        "employee": staff.pk, "year": 2013, "system": "DP3", "value": "85.40", "predicate": "Baik",
        "assessor": "Drs. Amin", "source": "DP3 2013", "file_reference": "Map 4",
    }  # fmt: skip

    refused = client.post(list_url(PastResult, f"{past.pk}/change/"), form)
    assert refused.status_code == 200
    assert (
        client.post(list_url(PastResult, f"{past.pk}/change/"), {**form, "change_reason": "Salah NIP"}).status_code
        == 302
    )

    past.refresh_from_db()
    assert past.employee == staff
    decision = Decision.objects.get(verb="AMEND")
    assert (decision.person_nip, decision.reason) == (staff.nip, "Salah NIP")
    assert (decision.details["before"]["nip"], decision.details["after"]["nip"]) == (other.nip, staff.nip)


def test_nobody_keeps_their_own_by_file_or_by_hand(people, enter):
    before = tables()
    page = try_import(enter(people.hr), PastResult, csv_file(text(row(people.hr.nip))))
    assert "riwayat penilaiannya sendiri" in errors_of(page)
    assert "confirm_form" not in page.context
    form = {"employee": people.hr.pk, "year": 2013, "system": "DP3", "value": "95", "source": "DP3"}
    page = enter(people.hr).post(list_url(PastResult, "add/"), form)
    assert "riwayat penilaiannya sendiri" in page.content.decode()
    assert tables() == before


def test_what_stays_as_it_is_leaves_no_trace(people):
    office, by = people.office, Actor(user=people.hr.user)
    past = PastResult(employee=office.staff, year=2015, system="PP46_2011", value=80, source="PPK 2015")
    keep_past_result(by=by, past=past, reason="Dari arsip")
    before = tables()

    keep_past_result(by=by, past=PastResult.objects.get(), reason="Sekali lagi")
    with pytest.raises(RuleViolation):
        keep_past_result(by=by, past=past, reason=" ")

    assert tables() == before
    assert past.history.count() == Decision.objects.count() == 1


def test_a_technical_person_or_a_colleague_keeps_none(people):
    past = PastResult(employee=people.office.staff, year=2015, system="DP3", value=80, source="DP3")
    before = tables()
    for person in (people.technical, people.team, people.office.section):
        with pytest.raises(PermissionDenied):
            keep_past_result(by=make.actor(person), past=past, reason="x")
    assert tables() == before

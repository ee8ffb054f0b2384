"""A closed year moves into a file that is verified alone; what the law removes is erased; nothing else leaves."""

import hashlib
import json
import subprocess
import sys
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from tests import factories as make
from tests.workflows.audit.test_record import SIGNATORY
from workflows.audit.models import Decision
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.audit.verifying import verify
from workflows.audit.verifying.joining import joined
from workflows.daily.models import DailyReport
from workflows.organization.models import Employee, Period, Tenure
from workflows.skp.models import Skp

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    """An office whose year is over and closed: a plan was set, and everything of it is finished."""
    people = make.office()
    record(Entry(verb=Verb.IMPORT, process="import", subject="import office", signatory=SIGNATORY))
    make.set_skp(people)
    Period.objects.filter(code="2026").update(status=Period.Status.CLOSED)
    settings.ARCHIVE_AFTER_YEARS = -1  # its year may be archived at once
    return people


def archived(*arguments: str) -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("archive_year", *arguments, stdout=said)
    except SystemExit as ended:
        return int(ended.code or 0), said.getvalue()
    return 0, said.getvalue()


def by_the_one_file(path) -> tuple[int, dict[str, object]]:
    verifier = path.parent / "verify.py"
    verifier.write_text(joined(), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(verifier), str(path)], capture_output=True, text=True, check=False,
        env={"AUDIT_KEY": settings.AUDIT_KEY}, cwd=path.parent,
    )  # fmt: skip
    return ran.returncode, json.loads(ran.stdout)


def test_what_finished_cases_left_moves_into_a_file_that_verifies(office, tmp_path):
    path = tmp_path / "2026.jsonl"
    cases = Decision.objects.filter(case_id__isnull=False)
    count, reasons = cases.count(), [d.actor_name for d in cases]
    assert count > 2
    assert all(reasons)
    office_rows = Employee.history.count()

    code, said = archived("2026", str(path), "--reason", "Retensi dua tahun.")

    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    door = Decision.objects.get(verb="ARCHIVE")
    assert code == 0
    assert sha256 in said
    assert door.details["sha256"] == sha256
    assert door.details["decisions"] == count
    assert {(d.actor_name, d.reason) for d in cases.all()} == {("", "")}
    assert Skp.history.count() == 0
    assert Employee.history.count() == office_rows
    assert verify().sound
    code, told = by_the_one_file(path)
    assert (code, told["sound"]) == (0, True)
    assert all(name in path.read_text(encoding="utf-8") for name in reasons)


def test_the_next_archive_begins_where_the_last_one_ended(office, tmp_path):
    first, second = tmp_path / "2026.jsonl", tmp_path / "2026-b.jsonl"
    archived("2026", str(first), "--reason", "Retensi.")
    make.set_skp(office, "other")

    code, _said = archived("2026", str(second), "--reason", "Retensi, susulan.")

    assert code == 0
    lines = [json.loads(line) for line in second.read_text(encoding="utf-8").splitlines()]
    assert lines[0]["begin"] == json.loads(first.read_text(encoding="utf-8").splitlines()[0])["heads"]
    assert by_the_one_file(second)[0] == by_the_one_file(first)[0] == 0
    assert verify().sound


def test_a_line_taken_out_of_an_archive_is_found(office, tmp_path):
    path = tmp_path / "2026.jsonl"
    archived("2026", str(path), "--reason", "Retensi.")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")

    assert by_the_one_file(path)[0] == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("open", "Tahun 2026 belum ditutup."), ("early", "baru boleh diarsipkan mulai 1 Januari 2029."),
        ("case", "Masih ada 1 perkara"), ("reason", "Alasan pengarsipan belum diisi."), ("file", "cannot be written"),
    ],
)  # fmt: skip
def test_what_is_not_over_is_not_archived(office, tmp_path, settings, capsys, change, sentence):
    path, reason = tmp_path / "2026.jsonl", "Retensi."
    if change == "open":
        Period.objects.filter(code="2026").update(status=Period.Status.OPEN)
    elif change == "early":
        settings.ARCHIVE_AFTER_YEARS = 2
    elif change == "case":
        make.submitted_skp(office, "other")
    elif change == "reason":
        reason = " "
    else:
        path.write_text("ada", encoding="utf-8")
    before = Decision.objects.count()

    code, _said = archived("2026", str(path), "--reason", reason)

    assert code == 2
    assert sentence in capsys.readouterr().err
    assert Decision.objects.count() == before
    assert not Decision.objects.filter(particulars__actor_nip="").exists()


class TestErasing:
    def erased(self, nip: str, decree: str = "SK-7/2037") -> int:
        try:
            call_command("erase_person", nip, decree=decree, reason="Masa simpan berakhir.", stdout=StringIO())
        except SystemExit as ended:
            return int(ended.code or 0)
        return 0

    def gone(self, person: Employee, when: date) -> None:
        Tenure.objects.filter(employee=person).update(start=date(2000, 1, 1), end=when)
        Employee.objects.filter(pk=person.pk).update(is_active=False)

    def test_who_left_long_ago_is_forgotten_and_the_chain_stays(self, office):
        self.gone(office.staff, date(2016, 11, 24))
        about = Decision.objects.about(office.staff.nip)
        keys = list(about.values_list("pk", flat=True))
        superior = Decision.objects.by(office.section.nip).exclude(pk__in=keys).count()

        assert self.erased(office.staff.nip) == 0

        assert keys
        assert not about.exists()
        assert {d.person_name for d in Decision.objects.filter(pk__in=keys)} == {""}
        assert Decision.objects.by(office.section.nip).count() == superior
        door = Decision.objects.get(verb="ERASE")
        assert door.details == {"decree": "SK-7/2037", "decisions": len(keys)}
        assert office.staff.nip not in f"{door.reason} {door.details} {door.subject}"
        assert verify().sound

    @pytest.mark.parametrize("change", ["active", "lately", "nobody", "decree"])
    def test_nobody_else_is(self, office, change, capsys):
        if change != "active":
            self.gone(office.staff, date(2025 if change == "lately" else 2010, 1, 1))
        nip = "0" * 18 if change == "nobody" else office.staff.nip
        before = Decision.objects.count()

        assert self.erased(nip, "" if change == "decree" else "SK-7/2037") == 2

        assert capsys.readouterr().err.endswith(".\n")
        assert Decision.objects.count() == before
        assert DailyReport.history.count() == 0

"""The command: what it prints where, and how it ends."""

import io
import json

import pytest
from django.core.management import call_command

from workflows.organization.models import Employee

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit status, stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_office", *arguments, stdout=out, stderr=err, no_color=True)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_a_sound_office_ends_with_0_and_counts(files):
    status, out, err = run(str(files.path))

    assert (status, err) == (0, "")
    assert "pegawai: 87 baru, 0 berubah, 0 sama\n" in out


def test_bad_input_ends_with_2_and_one_line_a_row_on_stderr(files):
    files.replace("positions.csv", "III.a,12,", "III.a,18,")

    status, out, err = run(str(files.path))

    assert status == 2
    assert err.splitlines() == [
        "positions.csv, baris 4, kolom job_class, “18”: Tulis bilangan bulat 1 sampai 17.",
        "1 hal perlu diperbaiki.",
    ]
    assert "Dari berkas induk tidak ada yang disimpan." in out


def test_json_holds_counts_files_and_problems(files):
    files.replace("positions.csv", "III.a,12,", "III.a,18,")

    status, out, err = run(str(files.path), "--json")

    told = json.loads(out)
    assert (status, err) == (2, "")
    assert told["problems"] == [
        {"file": "positions.csv", "line": 4, "column": "job_class", "value": "18",
         "message": "Tulis bilangan bulat 1 sampai 17."}
    ]  # fmt: skip
    assert not told["masters_stored"]


def test_a_dry_run_says_so(files):
    status, out, _ = run(str(files.path), "--dry-run")

    assert status == 0
    assert out.endswith("Ini hanya percobaan (--dry-run): tidak ada yang disimpan.\n")
    assert not Employee.objects.exists()


def test_no_folder_is_one_clear_line(tmp_path):
    status, out, err = run(str(tmp_path / "none"))

    assert (status, out) == (2, "")
    assert err == f"Folder {tmp_path / 'none'} tidak ada. Tulis folder yang berisi berkas kantor.\n"


def test_a_file_that_is_not_known_is_said_to_be_left_out(files):
    files.write("catatan.csv", "a,b\n")

    _, out, _ = run(str(files.path))

    assert "Tidak dibaca: catatan.csv\n" in out


def test_help_says_what_is_stored_and_how_it_ends(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("import_office", "--help")

    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert "Master files are stored all or none." in told
    assert "Exit status: 0 done, 2 bad input" in told

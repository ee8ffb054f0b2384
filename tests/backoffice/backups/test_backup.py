"""`backup`: what is in it, who may read it, and that nothing is overwritten or left half written."""

import json
import os
import signal
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from backoffice.backups import taking
from backoffice.backups.archive import opened
from backoffice.backups.vendors import this_vendor
from tests.backoffice.backups.conftest import PDF, VENDOR, said_by, taken
from tests.conftest import needs_database_programs
from tests.workflows.audit.test_record import entry
from workflows.audit.models import Decision
from workflows.audit.record import record
from workflows.audit.verifying import verify
from workflows.daily.models import DailyActivity

pytestmark = [pytest.mark.django_db, needs_database_programs]


@pytest.mark.django_db(transaction=True)
def test_the_line_about_the_backup_is_in_the_backup(office, backup):
    told = json.loads(taken(backup, "--json"))

    line = Decision.objects.latest("pk")
    assert (line.verb, line.process, line.subject) == ("EXPORT", "audit", "audit.Backup")
    assert (line.actor_nip, line.channel, line.details) == ("system:backup", "COMMAND", {"file": "office.backup"})
    assert [line.stream, line.seq, line.hash] in told["heads"]
    assert told["decisions"] == Decision.objects.count()
    assert (told["vendor"], told["files"], told["missing_files"]) == (VENDOR, 1, [])
    assert (told["file"], told["bytes"]) == (str(backup), backup.stat().st_size)
    with opened(backup) as archive:
        assert archive.open_file(DailyActivity.objects.first().evidence_file.name).read() == PDF


def written_on_and_on(stopped: Event, wrote: list[int]) -> None:
    """Records decisions until it is stopped."""
    try:
        while not stopped.is_set():
            with transaction.atomic():
                (decision,) = record(entry(len(wrote)))
            wrote.append(decision.pk)  # it is there for all: whatever is copied from now on has it
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_a_writer_goes_on_and_the_backup_is_of_one_moment(backup, monkeypatch):
    """What came between the copy and its packing is not in the backup, and not lost; nobody was made to wait."""
    stopped, wrote, at_the_copy = Event(), [], []
    vendor = this_vendor()
    copy = vendor.copy

    def until(number):
        while len(wrote) < number and not writing.done():
            stopped.wait(0.01)

    def copied_among_writes(to):
        at_the_copy.append(len(wrote))
        copied = copy(to)
        until(len(wrote) + 3)
        return copied

    monkeypatch.setattr(vendor, "copy", copied_among_writes)
    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(written_on_and_on, stopped, wrote)
        until(5)
        taken(backup)
        stopped.set()
        writing.result(timeout=120)

    with opened(backup) as archive:
        contents = archive.manifest.contents
    count = Decision.objects.count()
    assert at_the_copy[0] < contents.decisions <= count - 3
    assert sum(seq for _, seq, _ in contents.heads) == contents.decisions
    for stream, seq, head in contents.heads:
        assert head == (Decision.objects.get(stream=stream, seq=seq).hash if seq else "")
    assert verify().checked == count


def test_only_its_owner_may_read_it_and_nothing_is_left_beside_it(backup):
    before = os.umask(0)
    try:
        taken(backup)
    finally:
        os.umask(before)

    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert sorted(each.name for each in backup.parent.iterdir()) == ["media", "office.backup"]


def test_in_words(office, backup):
    assert f"holds the {'PostgreSQL' if VENDOR == 'postgresql' else 'SQLite'} database as of " in (
        said := taken(backup)
    )
    assert said.startswith(f"{backup} (")
    assert said.endswith("decisions, and 1 uploaded files.\n")


def test_an_existing_file_is_never_overwritten(backup):
    backup.write_text("cadangan kemarin")

    code, said, errors = said_by("backup", backup)

    assert (code, said, errors) == (2, "", f"{backup} is there already. Name a new file.\n")
    assert backup.read_text() == "cadangan kemarin"
    assert not Decision.objects.exists()


@pytest.mark.parametrize("links", [True, False], ids=["links", "a file system without links"])
def test_a_file_that_came_meanwhile_is_not_overwritten_either(backup, monkeypatch, links):
    def uploaded():
        backup.write_text("lebih dulu")
        yield from ()

    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(taking, "uploaded", uploaded)
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", refuse)

    assert said_by("backup", backup)[::2] == (2, f"{backup} is there already. Name a new file.\n")
    assert backup.read_text() == "lebih dulu"


def test_it_is_whole_on_a_file_system_without_links(backup, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    taken(backup)

    with opened(backup) as archive:
        assert archive.manifest.vendor == VENDOR
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


@pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM", "disk full"])
def test_an_interrupted_backup_leaves_no_file(backup, monkeypatch, how):
    def interrupted():
        assert len(list(backup.parent.glob(".jenjang-backup-*/*"))) == 1
        if how == "Ctrl-C":
            raise KeyboardInterrupt
        if how == "SIGTERM":
            os.kill(os.getpid(), signal.SIGTERM)
        raise OSError(28, "No space left on device")
        yield

    monkeypatch.setattr(taking, "uploaded", interrupted)
    handler = signal.getsignal(signal.SIGTERM)

    if how == "Ctrl-C":
        with pytest.raises(KeyboardInterrupt):
            said_by("backup", backup)
    else:
        code, _, errors = said_by("backup", backup)
        assert code == (143 if how == "SIGTERM" else 2)
        assert errors == ("" if how == "SIGTERM" else f"{backup} cannot be written: No space left on device.\n")

    assert [each.name for each in backup.parent.iterdir()] == ["media"]
    assert signal.getsignal(signal.SIGTERM) is handler


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("nowhere/office.backup", "cannot be written: No such file or directory."),
        ("media/office.backup", "would lie among the uploaded files. Name a file outside of MEDIA_ROOT."),
    ],
)
def test_a_place_that_will_not_do_is_one_line_and_no_record(tmp_path, place, words):
    code, said, errors = said_by("backup", tmp_path / place)

    assert (code, said, errors) == (2, "", f"{tmp_path / place} {words}\n")
    assert not Decision.objects.exists()


def test_a_database_of_another_version_is_not_backed_up(backup):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'attendance' AND name = '0003_out_after_in'")

    code, _, errors = said_by("backup", backup)

    assert (code, backup.exists()) == (2, False)
    assert errors.startswith("The database is not of this version: 1 migrations wait (attendance.0003_out_after_in")
    call_command("migrate", fake=True, verbosity=0)


@pytest.mark.skipif(VENDOR != "sqlite", reason="of SQLite's file")
@pytest.mark.django_db(transaction=True)
def test_a_damaged_database_gives_no_backup(office, backup, tmp_path, monkeypatch):
    """The page behind an index is overwritten: SQLite reads on without a word, its check finds it."""
    damaged = tmp_path / "damaged.sqlite3"
    this_vendor().copy(damaged)
    content = bytearray(damaged.read_bytes())
    with connection.cursor() as cursor:
        cursor.execute("SELECT rootpage FROM sqlite_master WHERE name = 'decision_case'")
        (page,) = cursor.fetchone()
    content[(page - 1) * 4096 : page * 4096] = bytes(4096)
    damaged.write_bytes(content)
    monkeypatch.setattr("backoffice.backups.sqlite._database", lambda: damaged)

    code, said, errors = said_by("backup", backup)

    assert (code, said, backup.exists()) == (1, "", False)
    assert errors.startswith("The database is damaged, so no backup was taken. SQLite says: ")
    assert errors.count("\n") == 1


# ---- PostgreSQL's programs ----
@pytest.fixture
def programs(tmp_path, monkeypatch) -> Path:
    """A folder in which alone programs are found."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.postgres
@pytest.mark.parametrize("command", ["backup", "restore"])
def test_without_postgresqls_programs_it_says_what_to_install(backup, programs, command):
    code, said, errors = said_by(command, backup)

    assert (code, said, backup.exists()) == (2, "", False)
    assert errors == (
        "pg_dump is not installed here. Install PostgreSQL's client programs, not older than the server (on Debian or "
        "Ubuntu: apt-get install postgresql-client).\n"
    )
    assert not Decision.objects.exists()


@pytest.mark.postgres
def test_the_password_is_not_on_the_command_line_and_what_pg_dump_says_is_told(backup, programs, monkeypatch):
    for name in ("pg_dump", "pg_restore"):
        script = programs / name
        script.write_text(
            f"#!{sys.executable}\nimport os, sys\n"
            f"open({str(programs / 'seen')!r}, 'w').write(repr((sys.argv, os.environ['PGPASSWORD'])))\n"
            "sys.exit('pg_dump: error: aborting because of server version mismatch')\n"
        )
        script.chmod(0o755)
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "rahasia-sekali")

    code, _, errors = said_by("backup", backup)

    arguments, password = eval((programs / "seen").read_text(), {})  # noqa: S307  what we wrote above
    assert password == "rahasia-sekali"
    assert "rahasia" not in " ".join(arguments)
    assert (code, errors) == (2, "pg_dump: error: aborting because of server version mismatch.\n")
    assert sorted(each.name for each in backup.parent.iterdir()) == ["media", "programs"]

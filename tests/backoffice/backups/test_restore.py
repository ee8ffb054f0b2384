"""`restore`: all comes back into an empty database, is guarded and verified; nothing is ever overwritten."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from backoffice.backups import manifest as manifests
from backoffice.backups import occupied, restoring, taking
from backoffice.backups.vendors import this_vendor
from tests import factories as make
from tests.backoffice.backups.conftest import PDF, everything, said_by, taken
from tests.conftest import needs_database_programs, on_postgres
from tests.workflows.audit.attacker import drop, lift_the_guards
from tests.workflows.audit.test_record import entry
from workflows.audit import guards
from workflows.audit.models import Decision, Particulars, Stream
from workflows.audit.record import record
from workflows.audit.verifying import verify
from workflows.daily.models import DailyActivity
from workflows.organization.models import Employee, User

pytestmark = [pytest.mark.django_db, needs_database_programs]
there_and_back = pytest.mark.django_db(transaction=True)


@there_and_back
def test_all_comes_back_is_guarded_verifies_and_goes_on(office, backup, new_server):
    taken(backup)
    before = everything()
    new_server()

    code, said, errors = said_by("restore", backup)

    count, covered = len(before["decisions"]), len(before["changes"])
    assert (code, errors) == (0, "")
    assert f": {count} decisions, 1 uploaded files.\n" in said
    assert said.endswith(f"Sound: {count:,} records and {covered:,} rows of history are what was written.\n")
    restoring_ = Decision.objects.latest("pk")
    assert (restoring_.verb, restoring_.subject, restoring_.actor_nip) == ("IMPORT", "audit.Restore", "system:restore")
    assert restoring_.details["file"] == "office.backup"
    after = everything()
    for name in ("decisions", "particulars"):
        assert after.pop(name)[:-1] == before.pop(name)
    assert after.pop("heads") != before.pop("heads")
    assert after == before
    with DailyActivity.objects.first().evidence_file.open() as evidence:
        assert evidence.read() == PDF

    assert guards.missing("default") == []
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        Decision.objects.update(decree="Diubah")
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        Employee.history.all()._raw_delete("default")

    make.employee("Budi Baru")  # keys go on behind those that came back
    make.submitted_report(office.other)
    assert verify().sound


@there_and_back
def test_into_a_database_that_was_migrated_and_no_more(office, backup):
    """As a new server has it; a file that was missing when the backup was taken is told again."""
    evidence = DailyActivity.objects.first().evidence_file
    Path(evidence.path).unlink()
    code, said, errors = said_by("backup", backup)
    assert (code, errors) == (1, f"1 files that the database names are not in MEDIA_ROOT: {evidence.name}.\n")
    assert "0 uploaded files." in said
    with guards.lifted_to_empty():
        call_command("flush", verbosity=0, interactive=False)
    assert occupied.held() == ""

    code, said, _ = said_by("restore", backup, "--json")

    told = json.loads(said)
    assert (code, told["sound"], told["broken"], told["differs"]) == (0, True, None, None)
    assert told["checked"] == told["decisions"] == Decision.objects.count() - 1
    assert (told["files"], told["missing_files"]) == (0, [evidence.name])
    assert (told["guards_put_back"], told["migrations_run"]) == ([], [])


@there_and_back
def test_an_edited_record_and_a_lost_guard_are_found(office, backup, new_server):
    first = Decision.objects.earliest("pk")
    lift_the_guards()
    Decision.objects.filter(pk=first.pk).update(decree="Diubah")
    guards.install()
    drop(guards.GUARDS["audit_decision_append_only"])
    taken(backup)
    new_server()

    code, said, _ = said_by("restore", backup)

    assert code == 1
    assert f"Broken: record {first.seq} of stream {first.stream} was edited." in said
    assert "It had lost guards, which were put back: audit_decision_append_only. " in said
    assert guards.missing("default") == []
    assert not Decision.objects.filter(subject="audit.Restore").exists()


@there_and_back
def test_a_tail_that_is_cut_with_its_head_is_found_by_the_manifest(office, backup, monkeypatch, new_server):
    """The record alone does not tell: it verifies, and is shorter than when the backup was taken."""
    taken(backup)
    new_server()
    vendor = this_vendor()
    put_back = vendor.restore

    def put_back_and_cut(stream):
        put_back(stream)
        lift_the_guards()
        last = Decision.objects.latest("pk")  # about the backup itself: it stands for no row of history
        Stream.objects.filter(number=last.stream).update(seq=last.seq - 1, head=last.prev_hash if last.seq > 1 else "")
        Particulars.objects.filter(pk=last.pk)._raw_delete("default")
        Decision.objects.filter(pk=last.pk)._raw_delete("default")

    monkeypatch.setattr(vendor, "restore", put_back_and_cut)
    code, said, _ = said_by("restore", backup)

    assert code == 1
    assert "Broken: the heads of streams " in said
    assert " are not those of the manifest." in said
    assert verify().sound


@there_and_back
def test_an_older_backup_is_brought_up_to_date(backup, monkeypatch, new_server):
    record_one()
    call_command("migrate", "attendance", "0002", verbosity=0)
    with monkeypatch.context() as older:
        older.setattr(taking, "migrations_ahead", list)
        taken(backup)
    new_server()

    code, said, _ = said_by("restore", backup)

    assert code == 0
    assert "It is of an older Jenjang: 1 migrations were run." in said
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, "attendance_attendanceday")
    assert "attendance_out_after_in" in constraints


def record_one() -> None:
    with transaction.atomic():
        record(entry())


# ---- what is refused: nothing is written, so the database need not be a new one ----
@pytest.fixture
def taken_to_be_empty(monkeypatch):
    """The database passes for an empty one; whoever wrote to it would be seen."""
    monkeypatch.setattr(restoring, "held", lambda: "")
    monkeypatch.setattr(this_vendor(), "restore", lambda stream: pytest.fail("It was restored."))


def test_a_damaged_file_is_refused(office, backup, media, taken_to_be_empty):
    taken(backup)
    flipped = bytearray(backup.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    backup.write_bytes(flipped)
    before = everything()
    evidence = Path(DailyActivity.objects.first().evidence_file.path)
    evidence.unlink()

    code, said, errors = said_by("restore", backup)

    assert (code, said, everything(), evidence.exists()) == (2, "", before, False)
    assert errors.startswith(f"{backup} is not restored: database.")
    assert errors.count("\n") == 1


@pytest.mark.parametrize("kind", ["nothing", "folder"])
def test_what_is_no_file_is_one_line(backup, taken_to_be_empty, kind):
    if kind == "folder":
        backup.mkdir()

    assert said_by("restore", backup) == (
        2, "", f"There is no file {backup}.\n" if kind == "nothing" else f"{backup}: Is a directory.\n",
    )  # fmt: skip


def other_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE somebody_elses (id integer)")


OCCUPIED = {
    "rows (organization_user)": lambda: User.objects.create_user("199001012015011001"),
    "rows (organization_historicalunit)": make.unit,
    "rows (audit_decision)": record_one,
    "rows (audit_stream)": lambda: Stream.objects.filter(number=3).update(seq=1),
    "a table that is not Jenjang's (somebody_elses)": other_table,
}


@pytest.mark.parametrize("words", OCCUPIED)
def test_a_database_that_holds_anything_is_refused(backup, words):
    OCCUPIED[words]()
    before = everything()

    code, said, errors = said_by("restore", backup)

    assert (code, said, everything()) == (2, "", before)
    assert errors == f"The database holds {words}. A backup is restored into an empty one: name it in DATABASE_URL.\n"


def test_another_file_of_the_same_name_is_never_overwritten(office, backup, taken_to_be_empty):
    taken(backup)
    file = Path(DailyActivity.objects.first().evidence_file.path)
    file.write_bytes(b"lain")

    code, _, errors = said_by("restore", backup)

    assert (code, file.read_bytes()) == (2, b"lain")
    assert errors == f"{file} is another file than the backup's. Move it away, or give an empty MEDIA_ROOT.\n"


@pytest.mark.parametrize("name", ["../outside.pdf", "/etc/outside.pdf"])
def test_a_file_outside_of_the_uploaded_ones_is_refused(backup, monkeypatch, media, taken_to_be_empty, name):
    file = media / "a.pdf"
    file.write_bytes(PDF)
    monkeypatch.setattr(taking, "uploaded", lambda: iter([(name, file)]))
    taken(backup)

    assert said_by("restore", backup) == (2, "", f"The backup names a file outside of MEDIA_ROOT: {name}.\n")
    assert not (media.parent / "outside.pdf").exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"vendor": "sqlite" if on_postgres() else "postgresql"}, "and DATABASE_URL names"),
        ({"migrations": ["daily.0999_tomorrow"]}, "is of a newer Jenjang, which has daily.0999_tomorrow."),
    ],
)
def test_a_backup_of_another_kind_is_refused(backup, monkeypatch, taken_to_be_empty, change, sentence):
    told = manifests.Manifest.told
    monkeypatch.setattr(manifests.Manifest, "told", lambda self: {**told(self), **change})
    taken(backup)

    code, said, errors = said_by("restore", backup)

    assert (code, said) == (2, "")
    assert sentence in errors


@there_and_back
@pytest.mark.postgres
def test_what_pg_restore_refuses_leaves_the_database_empty(backup, monkeypatch, new_server):
    """The dump is cut after its hash was checked: the one transaction is rolled back."""
    record_one()
    taken(backup)
    new_server()
    vendor = this_vendor()
    put_back = vendor.restore
    with monkeypatch.context() as cut:
        cut.setattr(vendor, "restore", lambda stream: put_back(Half(stream)))
        code, _, errors = said_by("restore", backup)

    assert (code, errors.count("\n")) == (2, 1)
    assert "pg_restore: error:" in errors
    assert connection.introspection.table_names() == []
    assert said_by("restore", backup)[0] == 0


class Half:
    """The first half of a stream."""

    def __init__(self, stream) -> None:
        content = stream.read()
        self.rest = content[: len(content) // 2]

    def read(self, size: int = -1) -> bytes:
        given, self.rest = (self.rest[:size], self.rest[size:]) if size >= 0 else (self.rest, b"")
        return given

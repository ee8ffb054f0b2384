"""Restoring a backup into an empty database, and seeing whether the record is what it was."""

from dataclasses import dataclass
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from backoffice.backups import media
from backoffice.backups.archive import Archive, opened
from backoffice.backups.contents import Contents, contents_of, migrations_ahead, migrations_known
from backoffice.backups.manifest import Manifest
from backoffice.backups.occupied import held
from backoffice.backups.refusals import Damaged, Refused
from backoffice.backups.vendors import NAMES, Vendor, this_vendor
from workflows.audit import guards
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.verbs import Verb
from workflows.audit.verifying import Verdict, verify

SUBJECT = "audit.Restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back: guards that the backup's database had lost, migrations since, and what the record's check says.

    `differs` is in words what the restored database does not have as the manifest says; empty where it has.
    """

    manifest: Manifest
    guards: list[str]
    migrations: list[str]
    differs: str
    verdict: Verdict

    @property
    def sound(self) -> bool:
        """Whether the record is what was written, and as long as it was."""
        return self.verdict.sound and not self.differs


def restore(path: Path, *, signatory: Signatory, channel: str) -> Restored:
    """Restore the file into the database and MEDIA_ROOT; verify the record; where it is sound, record the restoring.

    Everything that can be refused is, before anything is written. The files come first: they stay where they are if
    the database then fails, and a second attempt finds them.

    :raises Refused: the file is damaged or of another kind, or the database or MEDIA_ROOT holds something.
    :raises Damaged: the restored database cannot be guarded.
    :raises OSError: something cannot be read or written.
    """
    vendor = this_vendor()
    if found := held():
        raise Refused(f"The database holds {found}. A backup is restored into an empty one: name it in DATABASE_URL.")
    with opened(path) as archive:
        manifest = archive.manifest
        _refuse_another_kind(path, manifest)
        for name in media.wanting(manifest.files):
            media.put(name, archive.open_file(name))
        _restore_database(vendor, archive)
    differs = _difference(manifest.contents, _contents_here())
    lost, ahead = _brought_up_to_date()
    verdict = verify()
    restored = Restored(manifest=manifest, guards=lost, migrations=ahead, differs=differs, verdict=verdict)
    if restored.sound:
        with transaction.atomic():
            record(
                Entry(
                    verb=Verb.IMPORT, process="audit", subject=SUBJECT, signatory=signatory, channel=channel,
                    details={"file": path.name, "taken_at": manifest.taken_at},
                )
            )  # fmt: skip
    return restored


def _refuse_another_kind(path: Path, manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        theirs, ours = NAMES.get(manifest.vendor, manifest.vendor), NAMES[connection.vendor]
        raise Refused(f"{path} was taken of {theirs}, and DATABASE_URL names {ours}.")
    if unknown := sorted(set(manifest.contents.migrations) - migrations_known()):
        raise Refused(f"{path} is of a newer Jenjang, which has {unknown[0]}. Restore it with that version.")


def _restore_database(vendor: Vendor, archive: Archive) -> None:
    try:
        vendor.restore(archive.open(vendor.PART))
    except DatabaseError as wrong:
        raise Refused(f"The database refuses: {str(wrong).splitlines()[0]}.") from wrong
    ContentType.objects.clear_cache()


def _contents_here() -> Contents:
    with connection.cursor() as cursor:

        def ask(statement: str) -> list[tuple[object, ...]]:
            cursor.execute(statement)
            return list(cursor.fetchall())

        return contents_of(ask)


def _difference(told: Contents, here: Contents) -> str:
    if told.heads != here.heads:
        numbers = ", ".join(map(str, sorted({number for number, _, _ in set(told.heads) ^ set(here.heads)})))
        return f"the heads of streams {numbers} are not those of the manifest"
    if told.decisions != here.decisions:
        return f"it holds {here.decisions:,} decisions, and the manifest says {told.decisions:,}"
    return ""


def _brought_up_to_date() -> tuple[list[str], list[str]]:
    """The guards that were missing, and the migrations that are run now because the backup is older than this version.

    :raises Damaged: guards are missing still.
    """
    lost = [guard.name for guard in guards.missing("default")]
    ahead = migrations_ahead()
    if ahead:
        call_command("migrate", verbosity=0, interactive=False)
    guards.install()
    if missing := guards.missing("default"):
        raise Damaged(f"The database is restored, but not guarded: {missing[0].name} cannot be put in place.")
    return lost, ahead

"""Taking a backup: recorded first, then the database copied, then the uploaded files, then signed and named."""

import os
import tarfile
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from backoffice.backups.archive import Packing
from backoffice.backups.contents import Copied, migrations_ahead
from backoffice.backups.manifest import MEDIA, Manifest
from backoffice.backups.media import uploaded
from backoffice.backups.refusals import Refused
from backoffice.backups.vendors import this_vendor
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.verbs import Verb

SUBJECT = "audit.Backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A backup that was taken: its manifest, and how long the file is."""

    manifest: Manifest
    size: int


def back_up(path: Path, *, signatory: Signatory, channel: str) -> Taken:
    """Write the database and the uploaded files into the new file, which its owner alone may read.

    The line of the record about the backup is in the backup: it is written first, since a copy of everything that the
    record does not know of would be worse than a line about a copy that failed. The file has its name only once it is
    whole. The database is copied before the files, so that every file that a copied row names is there.

    :raises Refused: it is there already, or cannot be taken; nothing was written.
    :raises Damaged: the database is not whole; no file was written.
    :raises OSError: the file cannot be written.
    """
    vendor = this_vendor()
    if path.exists() or path.is_symlink():
        raise Refused(f"{path} is there already. Name a new file.")
    if path.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        raise Refused(f"{path} would lie among the uploaded files. Name a file outside of MEDIA_ROOT.")
    if ahead := migrations_ahead():
        raise Refused(
            f"The database is not of this version: {len(ahead)} migrations wait ({ahead[0]} …). Take the backup with "
            "the version that wrote it, or run migrate first."
        )
    with tempfile.TemporaryDirectory(prefix=".jenjang-backup-", dir=path.parent) as folder:  # for its owner alone
        with transaction.atomic():
            record(
                Entry(
                    verb=Verb.EXPORT, process="audit", subject=SUBJECT, signatory=signatory,
                    details={"file": path.name}, channel=channel,
                )
            )  # fmt: skip
        taken_at = timezone.now().isoformat(timespec="seconds")
        database, whole = Path(folder, vendor.PART), Path(folder, "whole")
        copied = vendor.copy(database)
        with open(whole, "xb", opener=_for_the_owner_alone) as file:
            with tarfile.open(fileobj=file, mode="w") as tar:
                packing = Packing(tar)
                packing.add(vendor.PART, database)
                database.unlink()
                _add_files(packing)
                manifest = _manifest(copied, packing, taken_at)
                packing.end(manifest)
            file.flush()
            os.fsync(file.fileno())
        _name(whole, path)
        return Taken(manifest=manifest, size=path.stat().st_size)


def _add_files(packing: Packing) -> None:
    for name, file in uploaded():
        with suppress(FileNotFoundError):  # taken away since; one that a row names is told as missing
            packing.add(MEDIA + name, file)


def _manifest(copied: Copied, packing: Packing, taken_at: str) -> Manifest:
    missing = (name for name in copied.files if MEDIA + name not in packing.parts)
    return Manifest(
        taken_at=taken_at,
        vendor=connection.vendor,
        server=copied.server,
        contents=copied.contents,
        parts=packing.parts,
        missing_files=tuple(sorted(missing)),
    )


def _for_the_owner_alone(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def _name(whole: Path, path: Path) -> None:
    """Give the file its name. A link never takes the place of another file; a rename would."""
    try:
        path.hardlink_to(whole)
    except FileExistsError:
        raise Refused(f"{path} is there already. Name a new file.") from None
    except OSError:  # a file system without links
        if path.exists():
            raise Refused(f"{path} is there already. Name a new file.") from None
        whole.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

"""Uploaded files: signed documents and evidence, below MEDIA_ROOT; found, and put back."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import copyfileobj
from typing import IO

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.utils._os import safe_join

from backoffice.backups.manifest import Part
from backoffice.backups.refusals import Refused


def uploaded() -> Iterator[tuple[str, Path]]:
    """Each file's name, as the database has it, and where it is; in the order of the names."""
    root = Path(settings.MEDIA_ROOT)
    for folder, folders, names in os.walk(root, followlinks=True):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            yield path.relative_to(root).as_posix(), path


def place(name: str) -> Path:
    """Where the file belongs. :raises Refused: outside of MEDIA_ROOT."""
    try:
        return Path(safe_join(str(settings.MEDIA_ROOT), name))
    except SuspiciousFileOperation as wrong:
        raise Refused(f"The backup names a file outside of MEDIA_ROOT: {name}.") from wrong


def wanting(files: Mapping[str, Part]) -> list[str]:
    """Those that are not there yet.

    :raises Refused: another file has the name of one of them: nothing is overwritten.
    """
    absent = []
    for name, part in files.items():
        path = place(name)
        if not path.exists():
            absent.append(name)
        elif not path.is_file() or _part(path) != part:
            raise Refused(f"{path} is another file than the backup's. Move it away, or give an empty MEDIA_ROOT.")
    return absent


def put(name: str, stream: IO[bytes]) -> None:
    """Write the file; it has its name only when it is whole."""
    path = place(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name[:200]}.restoring")
    try:
        with beside.open("wb") as file:
            copyfileobj(stream, file)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o644)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _part(path: Path) -> Part:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return Part(path.stat().st_size, digest.hexdigest())

"""A backup's file: a plain tar of the database's copy, the uploaded files and, last, the manifest.

Last, since it names what the parts came to; and so that a file that was cut off has none.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from backoffice.backups import manifest as manifests
from backoffice.backups.manifest import MANIFEST, MEDIA, Manifest, Part
from backoffice.backups.refusals import Refused

CHUNK = 1024 * 1024
UNREADABLE = (tarfile.TarError, EOFError, ValueError)


class Hashed:
    """A stream that knows what was read of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.size = 0
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        content = self.stream.read(size)
        self.size += len(content)
        self.digest.update(content)
        return content

    def part(self) -> Part:
        """What was read until now."""
        return Part(self.size, self.digest.hexdigest())


class Packing:
    """An archive being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.parts: dict[str, Part] = {}

    def add(self, name: str, path: Path) -> None:
        """Add a file, as long as it is now; what is written to it meanwhile belongs to no row that was copied.

        :raises OSError: it cannot be read.
        """
        with path.open("rb") as stream:
            hashed = Hashed(stream)
            self._add(name, os.fstat(stream.fileno()).st_size, hashed)
        self.parts[name] = hashed.part()

    def end(self, manifest: Manifest) -> None:
        """Add the manifest; nothing comes behind it."""
        content = manifests.written(manifest)
        self._add(MANIFEST, len(content), io.BytesIO(content))

    def _add(self, name: str, size: int, stream: Any) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        self.tar.addfile(entry, stream)


class Archive:
    """A backup's file that is read. Nothing of it is believed before `check`."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        """:raises Refused: it has no manifest, or not the one that was signed."""
        self.tar = tar
        entries = tar.getmembers()
        self.entries = {entry.name: entry for entry in entries if entry.isreg()}
        if MANIFEST not in self.entries:
            raise Refused(f"it has no {MANIFEST}. It is no backup of Jenjang, or was cut off.")
        self.manifest = manifests.read(self._stream(MANIFEST).read())
        names = sorted(entry.name if entry.isreg() else "" for entry in entries)
        if names != sorted([*self.manifest.parts, MANIFEST]):
            raise Refused(f"it does not hold what its {MANIFEST} says: something was taken away or put in.")

    def check(self) -> None:
        """Read every part. :raises Refused: one is not what the manifest says."""
        for name, part in self.manifest.parts.items():
            if self._read(name) != part:
                raise Refused(
                    f"{name} in it is damaged: its SHA-256 is not the one in {MANIFEST}. Take another backup."
                )

    def open(self, name: str) -> IO[bytes]:
        """A part's bytes."""
        return self._stream(name)

    def open_file(self, name: str) -> IO[bytes]:
        """An uploaded file's bytes."""
        return self._stream(MEDIA + name)

    def _read(self, name: str) -> Part:
        hashed = Hashed(self._stream(name))
        while hashed.read(CHUNK):
            pass
        return hashed.part()

    def _stream(self, name: str) -> IO[bytes]:
        stream = self.tar.extractfile(self.entries[name])
        if stream is None:  # tarfile gives a stream of every regular file
            raise Refused(f"{name} in it is no file.")
        return stream


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The backup's file, its manifest read and every part checked.

    :raises Refused: it cannot be read, or is not what was written.
    """
    with ExitStack() as stack:
        try:
            archive = Archive(stack.enter_context(tarfile.open(path, "r:")))
            archive.check()
        except FileNotFoundError:
            raise Refused(f"There is no file {path}.") from None
        except Refused as refused:
            raise Refused(f"{path} is not restored: {refused}") from None
        except UNREADABLE as wrong:
            raise Refused(f"{path} is no backup of Jenjang, or it is damaged: {wrong}.") from wrong
        yield archive

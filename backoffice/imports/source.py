"""A file that is read: from a folder or from a form, again as often as it takes."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from backoffice.imports.problems import FileRefused, Problem, shown


@dataclass(frozen=True)
class Source:
    """A file to read, from a folder or from an upload; it can be opened again. `open` gives it in bytes."""

    name: str
    open: Callable[[], AbstractContextManager[IO[bytes]]]

    @classmethod
    def of_path(cls, path: Path) -> "Source":
        """A file of a folder."""
        return cls(path.name, lambda: path.open("rb"))

    @classmethod
    def of_upload(cls, upload: Any) -> "Source":
        """A file that came with a form (Django's UploadedFile); it stays open, since closing it would lose it."""

        def rewound() -> AbstractContextManager[IO[bytes]]:
            upload.file.seek(0)
            return nullcontext(upload.file)

        return cls(Path(upload.name).name, rewound)

    def sha256(self) -> str:
        """64 hex digits of its bytes."""
        with self.open() as file:
            digest = hashlib.sha256()
            while block := file.read(1 << 16):
                digest.update(block)
            return digest.hexdigest()

    def refused(self, message: str, *, line: int | None = None, column: str = "", value: object = "") -> FileRefused:
        """The refusal of the whole file."""
        return FileRefused(Problem(file=self.name, line=line, column=column, value=shown(value), message=message))

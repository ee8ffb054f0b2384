"""Cuts a long file into batches, so that memory holds one batch whatever the file's length."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from backoffice.imports.problems import RowRefused
from backoffice.imports.reading import Row

Item = TypeVar("Item")
ROWS = 2_000


def batches(items: Iterable[Item], belongs_to: Callable[[Item], Hashable]) -> Iterator[list[Item]]:
    """Lists of at least `ROWS` items (the last may be shorter); neighbours that belong together are not parted."""
    batch: list[Item] = []
    for item in items:
        if len(batch) >= ROWS and belongs_to(item) != belongs_to(batch[-1]):
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


class Doubles:
    """Refuses a row whose key an earlier row of the file had; keeps one hash and line number for each row."""

    def __init__(self, column: str, what: str) -> None:
        self._column, self._what = column, what
        self._lines: dict[int, int] = {}

    def check(self, row: Row, *key: Hashable) -> None:
        """:raises RowRefused: there was such a row."""
        first = self._lines.setdefault(hash(key), row.line)
        if first != row.line:
            refusal: RowRefused = row.refused(
                self._column, f"{self._what} sudah ada di baris {first}. Hapus salah satu baris."
            )
            raise refusal

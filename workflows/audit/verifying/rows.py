"""The record's rows as the table holds them, read past the models: what nobody can read is broken, not a crash."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, connection, models, transaction

from workflows.audit.models import Decision

LAST_KEY = 2**63 - 1
NEXT = "WHERE stream = %s AND (seq > %s OR (seq = %s AND id > %s)) ORDER BY seq, id LIMIT %s"
UNREADABLE = (DatabaseError, UnicodeDecodeError, ValueError, OverflowError)
HASHES = ("prev_hash", "hash")
NEVER_SIGNED = frozenset({"id", "hash", "prev_hash"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a stream; `values` is what its signature covers. Not `is_readable` where something could not be read."""

    id: int
    stream: int
    seq: int
    prev_hash: str
    hash: str
    values: dict[str, Any] = field(default_factory=dict)
    is_readable: bool = True


class Table:
    """The columns of `audit_decision` and how each is read."""

    def __init__(self) -> None:
        self.fields = Decision._meta.concrete_fields
        self.name = connection.ops.quote_name(Decision._meta.db_table)
        self.columns = ", ".join(self._read(each) for each in self.fields)
        self.moments = [n for n, each in enumerate(self.fields) if isinstance(each, models.DateTimeField)]
        self.jsons = [n for n, each in enumerate(self.fields) if isinstance(each, models.JSONField)]
        self.signed = [n for n, each in enumerate(self.fields) if each.attname not in NEVER_SIGNED]
        self.at = {each.attname: n for n, each in enumerate(self.fields)}

    def _read(self, each: Any) -> str:
        """As text where a driver's own conversion could fail for all rows of a chunk at once."""
        column: str = connection.ops.quote_name(each.column)
        if isinstance(each, models.JSONField) or (
            connection.vendor == "sqlite" and isinstance(each, models.DateTimeField)
        ):
            return f"CAST({column} AS TEXT)"
        return column

    def chunk(self, stream: int, after: tuple[int, int], size: int) -> list[Row]:
        """The next rows of the stream, by place and key."""
        try:
            return [self.row(found) for found in self._fetch(self.columns, NEXT, [stream, after[0], *after, size])]
        except UNREADABLE:
            places = self._fetch("id, stream, seq", NEXT, [stream, after[0], *after, size])
            return [self._alone(*place) for place in places]

    def _alone(self, key: int, stream: int, seq: int) -> Row:
        try:
            return self.row(self._fetch(self.columns, "WHERE id = %s", [key])[0])
        except UNREADABLE:
            return Row(key, stream, seq, "", "", is_readable=False)

    def _fetch(self, columns: str, which: str, parameters: list[Any]) -> Sequence[Sequence[Any]]:
        # A savepoint, since on PostgreSQL a value that cannot be read ends the transaction.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {self.name} {which}", parameters)  # noqa: S608  our own names
            rows: Sequence[Sequence[Any]] = cursor.fetchall()
        return rows

    def row(self, found: Sequence[Any]) -> Row:
        """One row; its moments and its JSON as values."""
        values = list(found)
        is_readable = True
        try:
            for n in self.moments:
                values[n] = _moment(values[n])
            for n in self.jsons:
                values[n] = json.loads(values[n], parse_float=_no_float)
        except (TypeError, ValueError):
            is_readable = False
        at = self.at
        numbers, texts = (values[at[name]] for name in ("id", "stream", "seq")), (values[at[n]] for n in HASHES)
        is_readable &= all(type(each) is int for each in numbers) and all(type(each) is str for each in texts)
        return Row(
            values[at["id"]], values[at["stream"]], values[at["seq"]], values[at["prev_hash"]], values[at["hash"]],
            {self.fields[n].attname: values[n] for n in self.signed}, is_readable,
        )  # fmt: skip


def rows_of(stream: int, table: Table, *, since: int, size: int) -> Iterator[Row]:
    """Every row of the stream behind this place, in order; a row without a place comes first where `since` is 0."""
    after = since if since else -LAST_KEY, LAST_KEY
    while chunk := table.chunk(stream, after, size):
        yield from chunk
        after = chunk[-1].seq, chunk[-1].id


def _moment(value: Any) -> Any:
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if not isinstance(value, datetime):
        raise TypeError(value)
    return value


def _no_float(text: str) -> Any:
    """What was signed held no floating numbers; one that stands there now is no value of ours."""
    raise ValueError(text)

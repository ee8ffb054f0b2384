"""The record's rows as the table holds them, read past the models: what nobody can read is broken, not a crash."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, connection, models, transaction

from workflows.audit.models import Decision, Stream
from workflows.audit.verifying.alone import Row

CHUNK = 2_000
LAST_KEY = 2**63 - 1
NEXT = "WHERE stream = %s AND (seq > %s OR (seq = %s AND id > %s)) ORDER BY seq, id LIMIT %s"
UNREADABLE = (DatabaseError, UnicodeDecodeError, ValueError, OverflowError)
HASHES = ("prev_hash", "hash")
NEVER_SIGNED = frozenset({"id", "hash", "prev_hash"})


class Table:
    """The table `audit_decision`, as a source of records."""

    def __init__(self, size: int = CHUNK) -> None:
        """`size` is how many rows are read at once."""
        self.size = size
        self.fields = Decision._meta.concrete_fields
        self.name = connection.ops.quote_name(Decision._meta.db_table)
        self.columns = ", ".join(self._read(each) for each in self.fields)
        self.moments = [n for n, each in enumerate(self.fields) if isinstance(each, models.DateTimeField)]
        self.jsons = [n for n, each in enumerate(self.fields) if isinstance(each, models.JSONField)]
        self.signed = [n for n, each in enumerate(self.fields) if each.attname not in NEVER_SIGNED]
        self.column = {each.attname: n for n, each in enumerate(self.fields)}

    def _read(self, each: Any) -> str:
        """As text where a driver's own conversion could fail for all rows of a chunk at once."""
        column: str = connection.ops.quote_name(each.column)
        if isinstance(each, models.JSONField) or (
            connection.vendor == "sqlite" and isinstance(each, models.DateTimeField)
        ):
            return f"CAST({column} AS TEXT)"
        return column

    def heads(self) -> dict[int, tuple[int, str]]:
        """Of each stream, and of whatever else the table names."""
        strays = dict.fromkeys(Decision.objects.values_list("stream", flat=True).distinct(), (0, ""))
        return {**strays, **{head.number: (head.seq, head.head) for head in Stream.objects.all()}}

    def rows(self, stream: int, since: int) -> Iterator[Row]:
        """Every row of the stream behind this place; a row without a place comes first where `since` is 0."""
        after = since if since else -LAST_KEY, LAST_KEY
        while chunk := self._chunk(stream, after):
            yield from chunk
            after = chunk[-1].seq, chunk[-1].id

    def _chunk(self, stream: int, after: tuple[int, int]) -> list[Row]:
        try:
            return [self.row(found) for found in self._fetch(self.columns, NEXT, [stream, after[0], *after, self.size])]
        except UNREADABLE:
            places = self._fetch("id, stream, seq", NEXT, [stream, after[0], *after, self.size])
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
        at = self.column
        numbers, texts = (values[at[name]] for name in ("id", "stream", "seq")), (values[at[n]] for n in HASHES)
        is_readable &= all(type(each) is int for each in numbers) and all(type(each) is str for each in texts)
        return Row(
            values[at["id"]], values[at["stream"]], values[at["seq"]], values[at["prev_hash"]], values[at["hash"]],
            {self.fields[n].attname: values[n] for n in self.signed}, is_readable,
        )  # fmt: skip


def _moment(value: Any) -> Any:
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if not isinstance(value, datetime):
        raise TypeError(value)
    return value


def _no_float(text: str) -> Any:
    """What was signed held no floating numbers; one that stands there now is no value of ours."""
    raise ValueError(text)

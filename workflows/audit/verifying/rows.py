"""The record's rows as the tables hold them, read past the models: what nobody can read is broken, not a crash."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, connection, models, transaction

from workflows.audit.canonical import plain
from workflows.audit.models import Decision, Stream
from workflows.audit.models import Particulars as ParticularsRow
from workflows.audit.models.decision import PARTICULARS, SIGNED, WITH_PARTICULARS
from workflows.audit.verifying.breaks import Row
from workflows.audit.verifying.covered_rows import CoveredRows
from workflows.audit.verifying.covering import Particulars

CHUNK = 2_000
LAST_KEY = 2**63 - 1
NEXT = "WHERE d.stream = %s AND (d.seq > %s OR (d.seq = %s AND d.id > %s)) ORDER BY d.seq, d.id LIMIT %s"
UNREADABLE = (DatabaseError, UnicodeDecodeError, ValueError, OverflowError, TypeError)


class Table:
    """The table `audit_decision` with what hangs on it, as a source of records."""

    def __init__(self, size: int = CHUNK) -> None:
        """`size` is how many rows are read at once."""
        self.size = size
        mine = [("d", field) for field in Decision._meta.concrete_fields]
        beside = [("p", field) for field in ParticularsRow._meta.concrete_fields]
        fields = [*mine, *beside]
        self.columns = ", ".join(_read(*each) for each in fields)
        self.place = {field.attname: n for n, (_table, field) in enumerate(fields)}
        self.moments = [n for n, (_, field) in enumerate(fields) if isinstance(field, models.DateTimeField)]
        self.jsons = [n for n, (_, field) in enumerate(fields) if isinstance(field, models.JSONField)]
        self.covered = CoveredRows()

    def heads(self) -> dict[int, tuple[int, str]]:
        """Of each stream, and of whatever else the table names."""
        strays = dict.fromkeys(Decision.objects.values_list("stream", flat=True).distinct(), (0, ""))
        return {**strays, **{head.number: (head.seq, head.head) for head in Stream.objects.all()}}

    def begin(self) -> dict[int, tuple[int, str]]:
        """Every stream stands here from its start."""
        return {}

    def rows(self, stream: int, since: int) -> Iterator[Row]:
        """Every row of the stream behind this place; a row without a place comes first where `since` is 0."""
        after = since if since else -LAST_KEY, LAST_KEY
        while chunk := self._chunk(stream, after):
            yield from chunk
            after = chunk[-1].seq, chunk[-1].id

    def strangers(self) -> Iterator[tuple[str, int]]:
        """Rows of history, changes and particulars that belong to no record."""
        return self.covered.strangers()

    def _chunk(self, stream: int, after: tuple[int, int]) -> list[Row]:
        try:
            found = self._fetch(self.columns, NEXT, [stream, after[0], *after, self.size])
            changes = self.covered.of([each[0] for each in found])
            return [self.row(each, changes.get(each[0], ())) for each in found]
        except UNREADABLE:
            places = self._fetch("d.id, d.stream, d.seq", NEXT, [stream, after[0], *after, self.size])
            return [self._alone(*place) for place in places]

    def _alone(self, key: int, stream: int, seq: int) -> Row:
        try:
            found = self._fetch(self.columns, "WHERE d.id = %s", [key])[0]
            return self.row(found, self.covered.of([key]).get(key, ()))
        except UNREADABLE:
            return Row(key, stream, seq, "", "", is_readable=False)

    def _fetch(self, columns: str, which: str, parameters: list[Any]) -> Sequence[Sequence[Any]]:
        # A savepoint, since on PostgreSQL a value that cannot be read ends the transaction.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {columns} FROM audit_decision d "  # noqa: S608  our own names
                f"LEFT JOIN audit_particulars p ON p.decision_id = d.id {which}",
                parameters,
            )
            rows: Sequence[Sequence[Any]] = cursor.fetchall()
        return rows

    def row(self, found: Sequence[Any], changes: Sequence[Any]) -> Row:
        """One row; its moments and its JSON as values."""
        values, at = list(found), self.place
        is_readable = True
        try:
            for n in self.moments:
                values[n] = _moment(values[n])
        except (TypeError, ValueError):
            is_readable = False
        key, stream, seq, form = (values[at[name]] for name in ("id", "stream", "seq", "form"))
        before, hashed = values[at["prev_hash"]], values[at["hash"]]
        is_readable &= all(type(each) is int for each in (key, stream, seq, form)) and form in SIGNED
        is_readable &= type(before) is str and type(hashed) is str
        particulars = self._particulars(values)
        if form == WITH_PARTICULARS and (particulars is None or particulars.values is None):
            is_readable = False
        if not is_readable:
            return Row(key, stream, seq, before, hashed, is_readable=False)
        signed = {name: values[at[name]] for name in SIGNED[form] if name not in PARTICULARS}
        if form == WITH_PARTICULARS and particulars is not None and particulars.values is not None:
            signed |= {name: particulars.values[name] for name in SIGNED[form] if name in PARTICULARS}
        return Row(key, stream, seq, before, hashed, signed, True, form, particulars, changes)

    def _particulars(self, values: list[Any]) -> Particulars | None:
        at = self.place
        if values[at["decision_id"]] is None:
            return None
        salt, blanked_by = values[at["salt"]], values[at["blanked_by_id"]]
        try:
            for n in self.jsons:
                values[n] = json.loads(values[n], parse_float=_no_float)
            found = {name: values[at[name]] for name in PARTICULARS}
            plain(found)
        except (TypeError, ValueError):
            return Particulars(str(salt), None, blanked_by)
        return Particulars(str(salt), found, blanked_by)


def _read(table: str, field: Any) -> str:
    """As text where a driver's own conversion could fail for all rows of a chunk at once."""
    column = f"{table}.{connection.ops.quote_name(field.column)}"
    is_text = isinstance(field, models.JSONField) or (
        connection.vendor == "sqlite" and isinstance(field, models.DateTimeField)
    )
    return f"CAST({column} AS TEXT)" if is_text else column


def _moment(value: Any) -> Any:
    """As the canonical form has it."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value).replace(tzinfo=UTC)
    if not isinstance(value, datetime):
        raise TypeError(value)
    return plain(value)


def _no_float(text: str) -> Any:
    """What was signed held no floating numbers; one that stands there now is no value of ours."""
    raise ValueError(text)

"""The record's rows as the tables hold them, read past the models: what nobody can read is broken, not a crash."""

import json
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from workflows.audit.canonical import filled, plain, template_of
from workflows.audit.models import Decision, Stream
from workflows.audit.models import Particulars as ParticularsRow
from workflows.audit.models.decision import PARTICULARS, SIGNED, WITH_PARTICULARS
from workflows.audit.verifying.breaks import Break, Row
from workflows.audit.verifying.covered_rows import CoveredRows
from workflows.audit.verifying.covering import Particulars
from workflows.audit.verifying.notes import broken_notes
from workflows.audit.verifying.reading import NO_VALUE, UNREADABLE, Columns

CHUNK = 2_000
LAST_KEY = 2**63 - 1
NEXT = "WHERE d.stream = %s AND (d.seq > %s OR (d.seq = %s AND d.id > %s)) ORDER BY d.seq, d.id LIMIT %s"
FRAME = ("id", "stream", "seq", "form", "prev_hash", "hash")
WORDS = sorted(PARTICULARS)
AROUND = ("decision_id", "salt", "blanked_by_id")  # what stands with them


class Table:
    """The table `audit_decision` with what hangs on it, as a source of records."""

    def __init__(self, size: int = CHUNK) -> None:
        """`size` is how many rows are read at once."""
        self.size = size
        self.mine = Columns("d", [(field, plain) for field in Decision._meta.concrete_fields])
        beside = {field.attname: field for field in ParticularsRow._meta.concrete_fields}
        self.beside = Columns("p", [(beside[name], plain) for name in (*WORDS, *AROUND)])
        self.words = template_of(WORDS)
        self.columns = f"{self.mine.sql}, {self.beside.sql}"
        place = self.mine.names.index
        self.frame = itemgetter(*map(place, FRAME))
        self.signed = {form: [name for name in names if name not in PARTICULARS] for form, names in SIGNED.items()}
        self.picked = {form: itemgetter(*map(place, names)) for form, names in self.signed.items()}
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

    def broken_notes(self) -> Iterator[Break]:
        """Auditors' notes that are not what was written."""
        return broken_notes()

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
        """One row, as its signature covers it."""
        width = len(self.mine.names)
        key, stream, seq, form, before, hashed = self.frame(found)
        particulars = self._particulars(found[width:])
        try:
            values = self.mine.read(found[:width])
        except NO_VALUE:
            return Row(key, stream, seq, before, hashed, is_readable=False)
        is_readable = type(key) is type(stream) is type(seq) is type(form) is int and form in SIGNED
        is_readable &= type(before) is type(hashed) is str
        words = particulars.text if particulars is not None else None
        if not is_readable or (form == WITH_PARTICULARS and words is None):
            return Row(key, stream, seq, before, hashed, is_readable=False)
        signed = dict(zip(self.signed[form], self.picked[form](values), strict=True))
        if form == WITH_PARTICULARS and words is not None:
            signed |= {name: value for name, value in json.loads(words).items() if name in SIGNED[form]}
        return Row(key, stream, seq, before, hashed, signed, True, form, particulars, changes)

    def _particulars(self, found: Sequence[Any]) -> Particulars | None:
        decision, salt, blanked_by = found[-len(AROUND) :]
        if decision is None:
            return None
        try:
            text = filled(self.words, self.beside.read(found)[: len(WORDS)])
        except NO_VALUE:
            text = None
        return Particulars(str(salt), text, blanked_by)

"""What auditors wrote, against the record: the decision on each note has the digest of all that was written."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction

from workflows.audit.canonical import content_hash, plain
from workflows.audit.models import Decision, Finding
from workflows.audit.models.finding import DIGESTED
from workflows.audit.verifying.breaks import Break, Kind
from workflows.audit.verifying.reading import NO_VALUE, UNREADABLE, Columns

TABLE = Finding._meta.db_table
SUBJECT = f"{Finding._meta.label}#"
PROCESS = "audit"
ALL = "ORDER BY f.id"
ONE = "WHERE f.id = %s"

Digests = dict[str, str | None]  # of each note, by its key, of what stands there; None where it cannot be read


def broken_notes() -> Iterator[Break]:
    """Each note that is not what was written, or that is missing; then those that nobody recorded."""
    columns = _columns()
    found, recorded = _digests(columns), set()
    decisions = Decision.objects.filter(process=PROCESS, subject__startswith=SUBJECT).order_by("id")
    for key, stream, seq, subject, seen in decisions.values_list("id", "stream", "seq", "subject", "seen"):
        note = subject.removeprefix(SUBJECT)
        recorded.add(note)
        row = int(note) if note.isdecimal() else None
        if found.get(note) == seen:
            continue
        now = _alone(columns, row) if row is not None else {}  # it may have been written since all were read
        if now.get(note) != seen:
            yield Break(stream, seq, Kind.EDITED if now else Kind.DELETED, key, TABLE, row)
    for note in sorted(found.keys() - recorded, key=int):
        yield Break(None, None, Kind.INSERTED, table=TABLE, row=int(note))


def _columns() -> Columns:
    fields = {field.attname: field for field in Finding._meta.concrete_fields}
    return Columns("f", [(fields[name], plain) for name in DIGESTED])


def _digests(columns: Columns) -> Digests:
    """Of all notes."""
    try:
        return _fetch(columns, ALL)
    except UNREADABLE:
        found: Digests = {}
        for key in Finding.objects.order_by("pk").values_list("pk", flat=True):
            found |= _alone(columns, key)
        return found


def _alone(columns: Columns, key: int) -> Digests:
    """Of one note; nothing where it is not there."""
    try:
        return _fetch(columns, ONE, [key])
    except UNREADABLE:
        return {f"{key}": None}


def _fetch(columns: Columns, which: str, parameters: Sequence[Any] = ()) -> Digests:
    # A savepoint, since on PostgreSQL a value that cannot be read ends the transaction.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT f.id, {columns.sql} FROM {TABLE} f {which}", parameters)  # noqa: S608  our own names
        return {f"{key}": _digest(columns, values) for key, *values in cursor.fetchall()}


def _digest(columns: Columns, values: Sequence[Any]) -> str | None:
    try:
        return content_hash(dict(zip(columns.names, columns.read(values), strict=True)))
    except NO_VALUE:
        return None

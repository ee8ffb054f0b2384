"""Inserting many new rows of one model: the rows that Django's `bulk_create` leaves, in a fraction of its time.

`bulk_create` leads each value of each row through six functions. Here a column is prepared at once, and what stands in
it again and again (a moment, a status, an empty text) once. It stands at the bottom of the house, since the record and
every layer above insert with it.
"""

import json
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db import connection, connections, models, router, transaction
from psycopg.types.json import Jsonb

Values = Sequence[tuple[Any, ...]]  # of each row, in the order of the fields


def insert_together(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Insert these new rows into the model's own table, in their order; they take the keys that the database gives.

    The rows are the model's, or those of one that inherits from it: then the parent's table comes first, and their key
    is set before the child's. No `save`, no signals, no histories.

    :raises ValueError: a row points at another one that is not saved.
    :raises TypeError: PostgreSQL, a value that is no text, number, truth, day, hour, moment or JSON.
    """
    if not rows:
        return
    # The connection itself: `django.db.connection` looks for it anew at each of a million questions.
    database = connections[router.db_for_write(model)]
    key: Any = model._meta.pk
    fields: list[Any] = [
        field for field in model._meta.local_concrete_fields if not isinstance(field, models.AutoField)
    ]
    values = list(zip(*(_prepared(field, rows, database) for field in fields), strict=True))
    quote = database.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    into = f"INSERT INTO {quote(model._meta.db_table)} ({names})"  # names of our own tables alone
    size = database.ops.bulk_batch_size(fields, rows)
    with transaction.atomic(using=database.alias, savepoint=False), database.cursor() as cursor:
        for first in range(0, len(rows), size):
            some = values[first : first + size]
            if database.vendor == "postgresql":
                source, parameters = _as_json(quote(model._meta.db_table), fields, names, some)
            else:
                source, parameters = _as_values(some)
            cursor.execute(f"{into} {source} RETURNING {quote(key.column)}", parameters)
            for row, (given,) in zip(rows[first : first + size], cursor.fetchall(), strict=True):
                setattr(row, key.attname, given)
    for row in rows:
        row._state.adding, row._state.db = False, database.alias


def plan_checks_anew() -> None:
    """Let PostgreSQL forget how it looks for the rows that new ones point at; SQLite has nothing to forget.

    A session keeps the plan of the first check. Made while the table held a handful of rows, it reads the whole table
    for each new row, also once there are thousands: what inserts in chunks asks this before each.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DISCARD PLANS")


def _as_json(table: str, fields: Sequence[Any], names: str, values: Values) -> tuple[str, list[Any]]:
    """One parameter, read as rows of the table: of thousands, most of the time would go into quoting and parsing."""
    columns = [field.column for field in fields]
    rows = json.dumps([dict(zip(columns, row, strict=True)) for row in values], default=_plain)
    return f"SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)", [rows]  # noqa: S608  as above


def _as_values(values: Values) -> tuple[str, list[Any]]:
    place = f"({', '.join(['%s'] * len(values[0]))})"
    return f"VALUES {', '.join([place] * len(values))}", [value for row in values for value in row]


def _plain(value: Any) -> Any:
    if isinstance(value, Jsonb):
        return value.obj
    if isinstance(value, Decimal | date | time):  # a moment is a date, too
        return str(value)
    raise TypeError(f"A {type(value).__name__} is not inserted together with others.")


def _prepared(field: Any, rows: Sequence[Any], database: Any) -> list[Any]:
    """The column's values as the database takes them."""
    if field.is_relation:
        _point(field, rows)
    values = [field.pre_save(row, add=True) for row in rows]
    # By identity: what is equal may still be written in another way.
    places = list(map(id, values))
    known = {
        place: field.get_db_prep_save(value, connection=database)
        for place, value in dict(zip(places, values, strict=True)).items()
    }
    return list(map(known.__getitem__, places))


def _point(field: Any, rows: Sequence[Any]) -> None:
    """Take over the key of what was saved only after a row was made to point at it."""
    for row in rows:
        if getattr(row, field.attname) is None and (other := field.get_cached_value(row, default=None)) is not None:
            if other.pk is None:
                raise ValueError(f"{field} points at a row that is not saved.")
            setattr(row, field.name, other)

"""Rows of field history as the record covers them: every column, in a form that the database gives back as written."""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models

from workflows.audit.canonical import plain
from workflows.audit.databases.unrecorded import Unrecorded

Plain = Callable[[Any], object]
LARGEST = 0x7FFFFFFF
BLANKED = ("row",)  # the layout of what a decision of the door names: a row of the record's own tables


def number_of(table: str, columns: Sequence[str]) -> int:
    """The number of a layout, which everybody computes alike."""
    return zlib.crc32(f"{table}:{','.join(columns)}".encode()) & LARGEST


class HistoryTable:
    """A history table with its present columns."""

    def __init__(self, model: Any) -> None:
        """`model` is simple-history's."""
        self.model = model
        self.table: str = model._meta.db_table
        self.key: str = model._meta.pk.attname
        fields = sorted(model._meta.concrete_fields, key=lambda field: field.attname)
        self.columns: tuple[str, ...] = tuple(field.attname for field in fields)
        self.number = number_of(self.table, self.columns)
        self.fields: dict[str, Any] = {field.attname: field for field in fields}
        self.plain: dict[str, Plain] = {field.attname: _plain_of(field) for field in fields}
        of = model.instance_type
        self.label: str = of._meta.label
        self.pk: str = of._meta.pk.attname
        self.followed: tuple[str, ...] = tuple(field.column for field in model.tracked_fields)  # the live row's columns
        self.points = [
            (field.attname, field.related_model._meta.label)
            for field in fields
            if field.is_relation and field.name != "history_user"
        ]

    def values(self, row: Any) -> dict[str, object]:
        """What a row's digest covers; `row` has the columns as attributes."""
        return {name: as_plain(getattr(row, name)) for name, as_plain in self.plain.items()}


@dataclass(frozen=True, slots=True)
class Written:
    """A row of history that was written; `values` as its table has them."""

    table: HistoryTable
    values: dict[str, Any]
    at: datetime

    @property
    def row(self) -> int:
        """Its key."""
        key: int = self.values[self.table.key]
        return key

    @property
    def subject(self) -> str:
        """What it is the history of, as the record names it."""
        return f"{self.table.label}#{self.values[self.table.pk]}"

    def subjects(self) -> Iterator[str]:
        """What it is the history of, then what that belongs to."""
        yield self.subject
        for name, label in self.table.points:
            yield f"{label}#{self.values[name]}"


@cache
def table_of(history: Any) -> HistoryTable:
    """The table of this history model."""
    return HistoryTable(history)


def noting() -> Unrecorded:
    """The connection, as that which knows what no decision stands for yet."""
    return cast(Unrecorded, connections[DEFAULT_DB_ALIAS])


def note(history: Any, rows: Iterable[Any]) -> None:
    """These rows of this history were written; a decision has to stand for them before the transaction commits."""
    table = table_of(history)
    noting().note_unrecorded(Written(table, table.values(row), row.history_date) for row in rows)


def history_models() -> list[Any]:
    """The history of every model that has one."""
    return [model for model in apps.get_models() if hasattr(model, "history_object")]


def _plain_of(field: Any) -> Plain:
    """A value in memory, or as read, in the one form that both have."""
    while field.is_relation:
        field = field.target_field
    if isinstance(field, models.DecimalField):
        step = Decimal(1).scaleb(-field.decimal_places)
        return _if_any(lambda value: format(field.to_python(value).quantize(step) + 0, "f"))
    if isinstance(field, models.JSONField):
        return lambda value: json.loads(json.dumps(plain(value)))
    if isinstance(field, models.FloatField):
        return _if_any(lambda value: repr(float(value)))
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return _if_any(lambda value: plain(str(value)))
    if isinstance(field, models.BooleanField | models.IntegerField | models.DateField):  # a moment is a date, too
        return _if_any(lambda value: plain(field.to_python(value)))
    if isinstance(field, models.TimeField | models.UUIDField | models.DurationField):
        return _if_any(lambda value: str(field.to_python(value)))
    raise TypeError(f"No canonical form for {field}.")


def _if_any(as_plain: Plain) -> Plain:
    return lambda value: None if value is None else as_plain(value)

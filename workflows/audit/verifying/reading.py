"""Columns read past the models, and what stands in them made plain at once; a value of another kind is unreadable.

A driver's and Django's objects for moments, days and truths, which are made only to be written as text again, take
longer than the digests of a row: most columns are asked for in a way in which nothing, or little, is left to do.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from json import JSONDecoder
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models

from workflows.audit.canonical import filled, plain, template_of

Plain = Callable[[Any], object]
NO_VALUE = (TypeError, ValueError, ArithmeticError, ValidationError)
UNREADABLE = (DatabaseError, OverflowError, *NO_VALUE)
KINDS = frozenset({str, int, bool, dict, list, type(None)})
AS_IT_IS = (models.CharField, models.TextField, models.FileField, models.IntegerField)
IN_UTC = "+00"  # PostgreSQL's, whose sessions are in UTC


class Columns:
    """Columns of a table, which has this name in the query."""

    def __init__(self, table: str, fields: Sequence[tuple[Any, Plain]]) -> None:
        """Each field with what makes its value plain."""
        self.names = [field.attname for field, _ in fields]
        self.sql = ", ".join(_asked_for(table, field) for field, _ in fields)
        self.makers = [
            (place, maker)
            for place, (field, as_plain) in enumerate(fields)
            if (maker := _maker(table, field, as_plain)) is not None
        ]
        self.template = template_of(self.names)

    def read(self, found: Sequence[Any]) -> list[Any]:
        """A row's values, plain.

        :raises TypeError, ValueError, ArithmeticError, ValidationError: one cannot be read, or is of a strange kind.
        """
        values = list(found)
        for place, make in self.makers:
            if values[place] is not None:
                values[place] = make(values[place])
        if not KINDS.issuperset(map(type, values)):
            raise TypeError("A column holds a value of another kind than it was made for.")
        return values

    def text(self, found: Sequence[Any]) -> str | None:
        """The canonical form of a row of which every column is asked for, in the order of their names; None where it
        cannot be read.
        """
        try:
            return filled(self.template, self.read(found))
        except NO_VALUE:
            return None


def _target(field: Any) -> Any:
    while field.is_relation:
        field = field.target_field
    return field


def _asked_for(table: str, field: Any) -> str:
    """As text where a driver's own conversion is slow, or could fail for all rows of a chunk at once."""
    column, of = f"{table}.{connection.ops.quote_name(field.column)}", _target(field)
    if isinstance(of, models.JSONField | models.DateTimeField):
        return f"CAST({column} AS TEXT)"
    if connection.vendor == "sqlite" and isinstance(of, models.DateField | models.TimeField):
        return f"CAST({column} AS TEXT)"
    if connection.vendor == "sqlite" and isinstance(of, models.BooleanField):
        return f"+{column}"  # an expression has no declared type, by which the driver would convert it
    return column


def _maker(table: str, field: Any, as_plain: Plain) -> Plain | None:
    """What makes a value of this column plain; None where it is."""
    of = _target(field)
    if isinstance(of, AS_IT_IS):
        return None
    if isinstance(of, models.BooleanField):
        return _truth if connection.vendor == "sqlite" else None
    makers: list[tuple[type[Any], Plain]] = [
        (models.DateTimeField, moment), (models.DateField, _day), (models.TimeField, _hour), (models.JSONField, json_of)
    ]  # fmt: skip
    found = next((make for kind, make in makers if isinstance(of, kind)), None)
    return found or _through_django(table, field, as_plain)


def _through_django(table: str, field: Any, as_plain: Plain) -> Plain:
    """By the conversions that the models' own reading makes."""
    column = field.get_col(table)
    converters = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]

    def make(value: Any) -> object:
        for convert in converters:
            value = convert(value, column, connection)
        return as_plain(value)

    return make


def moment(value: Any) -> str:
    """A moment as a database writes it in UTC, as the canonical form has it.

    What is read here is only compared: a text that no database wrote gives one that nobody signed.
    """
    if type(value) is not str or value[10:11] != " ":
        raise ValueError("A moment is written in another way.")
    text = value.removesuffix(IN_UTC)
    length = len(text)
    if length == 26:
        return f"{text[:10]}T{text[11:]}Z"
    if length == 19:
        return f"{text[:10]}T{text[11:]}.000000Z"
    if 20 < length < 26 and text[19] == ".":  # PostgreSQL leaves zeros at the end away
        return f"{text[:10]}T{text[11:]:0<15}Z"
    found = datetime.fromisoformat(value)
    return str(plain(found if found.tzinfo is not None else found.replace(tzinfo=UTC)))


def _day(value: Any) -> object:
    return value if type(value) is str else value.isoformat()


def _hour(value: Any) -> str:
    return str(value)


def _truth(value: Any) -> bool:
    if type(value) is not int or value not in (0, 1):
        raise ValueError("Neither true nor false.")
    return value == 1


def json_of(text: Any) -> Any:
    """JSON without floating numbers: what was signed held none, so one that stands there now is no value of ours."""
    return {} if text == "{}" else DECODER.decode(text)


def _no_float(text: str) -> Any:
    raise ValueError(text)


DECODER = JSONDecoder(parse_float=_no_float, parse_constant=_no_float)

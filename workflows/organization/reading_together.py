"""The rows of several models in one statement: for pages that need a little of much.

A page of a person's results reads some rows from a dozen tables, none of which needs to know what the others hold. They
are the arms of one UNION ALL; each row comes as JSON and becomes the instance that its own query would have given, with
its `select_related` and its annotations. Nothing is kept: the next page asks anew.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import (
    DateTimeField,
    DecimalField,
    Expression,
    F,
    IntegerField,
    JSONField,
    Model,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, JSONArray
from django.utils import timezone

# What JSON gives back unharmed on both databases, as `to_python` of the field or by one of the ways below.
READABLE = frozenset(
    {
        "AutoField", "BigAutoField", "BigIntegerField", "BooleanField", "CharField", "DateField", "DateTimeField",
        "DecimalField", "FileField", "ForeignKey", "IntegerField", "JSONField", "OneToOneField",
        "PositiveIntegerField", "PositiveSmallIntegerField", "SlugField", "SmallIntegerField", "TextField", "TimeField",
        "PositiveBigIntegerField", "URLField", "EmailField", "UUIDField",
    }
)  # fmt: skip


def read_together(*asked: QuerySet[Any, Any]) -> list[list[Any]]:
    """The rows of each of these querysets, in the order in which they were given; one statement.

    The rows of a queryset come in no order (an arm of a union has none): whoever needs one sorts them. Kept are
    `select_related`, annotations and an `only` of own fields; slices, `distinct` and prefetches are not possible.

    :raises TypeError: a field whose values JSON would not give back.
    """
    if not asked:
        return []
    shapes = [_shape(queryset) for queryset in asked]
    arms = [
        queryset.order_by().values_list(
            Value(number, IntegerField()), JSONArray(*shape.columns(), output_field=JSONField())
        )
        for number, (queryset, shape) in enumerate(zip(asked, shapes, strict=True))
    ]
    found: list[list[Any]] = [[] for _ in asked]
    for number, row in arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]:
        found[number].append(shapes[number].instance(row))
    return found


@dataclass(frozen=True)
class _Shape:
    """What is read of a model: its fields, what it is joined to by the names of the relations, and annotations."""

    model: type[Model]
    path: str
    fields: Sequence[Any]
    related: Sequence[tuple[Any, "_Shape"]]
    annotated: Sequence[tuple[str, Any]] = ()

    def columns(self) -> Iterator[Expression]:
        """One array for the model's own fields, one for each join, one for the annotations."""
        yield JSONArray(*(_column(self.path + field.attname, field) for field in self.fields))
        for _relation, shape in self.related:
            yield JSONArray(*shape.columns())
        if self.annotated:
            yield JSONArray(*(_column(name, field) for name, field in self.annotated))

    def instance(self, row: Sequence[Any]) -> Any:
        """The instance as its queryset would have made it; None where an outer join found nothing."""
        own, *joined = row
        values = [_value(field, value) for field, value in zip(self.fields, own, strict=True)]
        made = self.model.from_db(connection.alias, [field.attname for field in self.fields], values)
        if made.pk is None:
            return None
        for (relation, shape), its_row in zip(self.related, joined, strict=False):
            other = shape.instance(its_row)
            relation.set_cached_value(made, other)
            if other is not None and relation.one_to_one:
                relation.remote_field.set_cached_value(other, made)
        for (name, field), value in zip(self.annotated, joined[-1] if self.annotated else (), strict=True):
            setattr(made, name, _value(field, value))
        return made


def _shape(queryset: QuerySet[Any, Any]) -> _Shape:
    query = queryset.query
    names, is_deferred = query.deferred_loading
    if is_deferred and names:
        raise TypeError("read_together knows `only`, not `defer`.")
    asked = query.select_related or {}
    if not isinstance(asked, dict):
        raise TypeError("Name what is to be joined in select_related().")
    shape = _shape_of(queryset.model, "", asked, set(names))
    annotated = [(name, expression.output_field) for name, expression in query.annotation_select.items()]
    return _Shape(shape.model, "", shape.fields, shape.related, [(name, _readable(field)) for name, field in annotated])


def _shape_of(model: type[Model], path: str, asked: dict[str, Any], only: set[str] = frozenset()) -> _Shape:  # type: ignore[assignment]
    fields = [
        _readable(field)
        for field in model._meta.concrete_fields
        if not only or field.primary_key or {field.name, field.attname} & only
    ]
    related = []
    for name, further in asked.items():
        relation: Any = model._meta.get_field(name)
        related.append((relation, _shape_of(relation.related_model, f"{path}{name}__", further)))
    return _Shape(model, path, fields, related)


def _readable(field: Any) -> Any:
    if field.get_internal_type() not in READABLE:
        raise TypeError(f"{field} cannot be read together: JSON would not give its values back.")
    return field


def _column(name: str, field: Any) -> Expression | F:
    # A decimal as JSON's number would lose digits on the way.
    return Cast(F(name), TextField()) if isinstance(field, DecimalField) else F(name)


def _value(field: Any, value: Any) -> Any:
    """The value as the field's own query gives it."""
    if value is None:
        return None
    if isinstance(field, JSONField):
        # PostgreSQL nests what it stores as JSON; SQLite stores it as text.
        return json.loads(value, cls=field.decoder) if connection.vendor == "sqlite" else value
    if isinstance(field, DecimalField):
        return Decimal(value).quantize(Decimal(1).scaleb(-(field.decimal_places or 0)))
    if isinstance(field, DateTimeField):
        moment: datetime = field.to_python(value)
        return moment.astimezone(UTC) if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)
    return field.to_python(value)

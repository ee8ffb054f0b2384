"""Rows of one model as they were known at an instant, and what keys of other rows are called."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model, OuterRef, Q, Subquery, prefetch_related_objects

NAMED_WITH: dict[str, tuple[str, ...]] = {}  # by a model's label: what its name is made of besides its own row
Reference = tuple[Any, int]  # a model and a key


def named_with(model: type[Model], *relations: str) -> None:
    """Make known which relations a row's name reads, so that they are read for all at once."""
    NAMED_WITH[model._meta.label] = relations


def known(model: Any, at: datetime | None, *conditions: Q, **where: Any) -> list[Any]:
    """The rows of which the latest history up to the instant (of all, where none is given) fulfils this; by their keys.

    What was deleted by then is left out, and so is what has no history up to then. One query. The rows are not to be
    saved; what their history does not keep is empty.
    """
    history, pk = model.history.model, model._meta.pk.attname
    rows = history._default_manager.all()
    its_own = rows.filter(**{pk: OuterRef(pk)})
    if at is not None:
        rows, its_own = rows.filter(history_date__lte=at), its_own.filter(history_date__lte=at)
    latest = its_own.order_by("-history_date", "-history_id").values("history_id")[:1]
    found = rows.filter(*conditions, history_id=Subquery(latest), **where).exclude(history_type="-").order_by(pk)
    names = [field.attname for field in history.tracked_fields]
    return [_row(model, values) for values in found.values(*names)]


def names_of(references: Iterable[Reference], at: datetime | None) -> dict[tuple[str, int], str]:
    """What these were called at the instant, by the model's label and the key; today's name where none is known.

    Some queries for each model, however many rows are asked for.
    """
    wanted: Mapping[Any, set[int]] = defaultdict(set)
    for model, key in references:
        wanted[model].add(key)
    found: dict[tuple[str, int], str] = {}
    for model, keys in wanted.items():
        rows = known(model, at, **{f"{model._meta.pk.attname}__in": keys}) if _has_history(model) else []
        missing = keys - {row.pk for row in rows}
        if missing:
            rows += list(model._base_manager.filter(pk__in=missing))
        prefetch_related_objects(rows, *NAMED_WITH.get(model._meta.label, ()))
        found |= {(model._meta.label, row.pk): str(row) for row in rows}
    return found


def _has_history(model: Any) -> bool:
    return hasattr(model._meta, "simple_history_manager_attribute")


def _row(model: Any, values: Mapping[str, Any]) -> Any:
    row = model(**values)
    row._state.adding = False
    return row

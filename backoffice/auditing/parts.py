"""The histories of a row and of all that was ever part of it. A part goes with its whole: its key cascades."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db import models
from django.db.models import QuerySet

from workflows.audit.history_rows import history_models


def ever_part_of(model: Any, key: int) -> Iterator[tuple[Any, QuerySet[Any]]]:
    """Each kind of history with the rows that concern this row or its parts, those that are gone included."""
    own = model.history.model._base_manager.filter(**{model._meta.pk.attname: key})
    yield model.history.model, own
    yield from _below(model, own.values(model._meta.pk.attname))


def _below(model: Any, wholes: Any) -> Iterator[tuple[Any, QuerySet[Any]]]:
    for part, attname in parts_of(model):
        history = part.history.model._base_manager
        pk = part._meta.pk.attname
        ever = history.filter(**{f"{attname}__in": wholes}).values(pk)
        yield part.history.model, history.filter(**{f"{pk}__in": ever})
        yield from _below(part, ever)


@cache
def parts_of(model: Any) -> tuple[tuple[Any, str], ...]:
    """The kinds of rows that go with a row of this kind, and the column that names it."""
    return tuple(
        (history.instance_type, field.attname)
        for history in history_models()
        for field in history.instance_type._meta.concrete_fields
        if field.related_model is model
        and history.instance_type is not model
        and field.remote_field.on_delete is models.CASCADE
    )

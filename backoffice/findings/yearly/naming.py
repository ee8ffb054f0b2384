"""Values of rows of history as a report writes them, and the names of the rows to which they point."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from workflows.approvals.models import ChainVersion
from workflows.assessment.models import Assessment
from workflows.organization.models import Employee, User
from workflows.printing import words
from workflows.rules.wording import exact
from workflows.skp.models import Skp
from workflows.targets.models import TargetPlan

Names = Mapping[tuple[Any, Any], str]  # by model and key
WITH: dict[Any, tuple[str, ...]] = {  # what the name of such a row reads besides
    Assessment: ("period", "employee"), ChainVersion: ("chain",), Skp: ("employee", "period"),
    TargetPlan: ("skp__employee", "skp__period"), User: ("employee",),
}  # fmt: skip


def names_of(wanted: Iterable[tuple[Any, Any]]) -> Names:
    """What these rows, each a model and a key, are called. One query for each model."""
    keys: dict[Any, set[Any]] = defaultdict(set)
    for model, key in wanted:
        if key is not None:
            keys[model].add(key)
    return {
        (model, row.pk): _name(row)
        for model, of_model in keys.items()
        for row in model._base_manager.filter(pk__in=of_model).select_related(*WITH.get(model, ()))
    }


def _name(row: Any) -> str:
    if isinstance(row, User):
        row = getattr(row, "employee", row)
    return f"{row.name} ({row.nip})" if isinstance(row, Employee) else str(row)


def in_words(field: Any, value: Any, names: Names) -> str:
    """The field's value; empty where there is none. A row that is gone is called by its number."""
    if value is None or value == "":
        return ""
    if field.related_model is not None:
        return names.get((field.related_model, value), f"#{value}")
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime | date):
        return words.moment(value)
    if isinstance(value, Decimal):
        return exact(value)
    return words.month_name(value) if field.name == "month" else str(value)


def label_of(field: Any) -> str:
    """The field's name as the screens say it."""
    return str(capfirst(field.verbose_name))

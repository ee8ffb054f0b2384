"""The values of a row of history as a person reads them, and the names of the rows to which it points."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from workflows.organization.models import Employee, User
from workflows.printing import words
from workflows.rules.rule_sets import RULE_SETS
from workflows.rules.wording import exact

Key = tuple[str, Any]  # a model's label and a key
Names = Mapping[Key, str]
MONTHS = {"targets.MonthlyTarget"}  # their `month` is a number from 1 to 12
RULE_SET_TITLES = {each.code: each.title for each in RULE_SETS}
# The relations that the name of such a row reads; a model that is not here names itself from its own columns.
NAMED_WITH: dict[str, tuple[str, ...]] = {
    "allowance.AllowanceResult": ("run__period", "employee"),
    "allowance.AllowanceRun": ("period",),
    "allowance.SchemeVersion": ("scheme",),
    "approvals.ChainVersion": ("chain",),
    "assessment.Assessment": ("period", "employee"),
    "assessment.FieldReview": ("assessment__period", "assessment__employee"),
    "assessment.ResultRealisation": ("indicator",),
    "daily.DailyReport": ("employee",),
    "feedback.OpinionRound": ("employee", "period"),
    "objection.Objection": ("assessment__period", "assessment__employee"),
    "organization.ActingAppointment": ("position", "officer"),
    "organization.Delegation": ("delegator", "delegate"),
    "organization.RoleGrant": ("user",),
    "organization.ServiceEnd": ("employee",),
    "organization.Snapshot": ("period",),
    "organization.SuperiorReport": ("employee",),
    "organization.Tenure": ("employee", "position"),
    "organization.User": ("employee",),
    "skp.Skp": ("employee", "period"),
    "targets.TargetPlan": ("skp__employee", "skp__period"),
}


def names_of(keys: Iterable[Key], models: Mapping[str, Any], *, with_nip: bool = False) -> dict[Key, str]:
    """What these rows are called, one query for each model; a row that is gone is called by its number.

    `models` are the models by their labels. People are called by their name, and on paper by their NIP as well.
    """
    wanted: dict[str, set[Any]] = defaultdict(set)
    for label, key in keys:
        if key is not None:
            wanted[label].add(key)
    found: dict[Key, str] = {}
    for label, numbers in wanted.items():
        rows = models[label]._base_manager.filter(pk__in=numbers)
        if label in NAMED_WITH:  # without names, Django would follow every relation there is
            rows = rows.select_related(*NAMED_WITH[label])
        of_model = {row.pk: _name_of(row, with_nip) for row in rows}
        for number in numbers:
            found[label, number] = of_model.get(number) or _("no. %(number)s, no longer there") % {"number": number}
    return found


def _name_of(row: Any, with_nip: bool) -> str:
    if isinstance(row, User):
        row = getattr(row, "employee", row)
    return f"{row.name} ({row.nip})" if with_nip and isinstance(row, Employee) else str(row)


def in_words(field: Any, value: Any, names: Names) -> str:
    """A field's value as a person reads it; empty where there is none."""
    if value is None or value in ("", [], {}):
        return ""
    if field.related_model is not None:
        return names.get((field.related_model._meta.label, value), str(value))
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if field.name == "rule_set":
        return RULE_SET_TITLES.get(value, str(value))
    if field.name == "month" and isinstance(value, int) and 1 <= value <= 12:
        return words.month_name(value)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return words.moment(value)
    if isinstance(value, date):
        return words.long_date(value)
    if isinstance(value, time):
        return words.clock(value)
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return str(value)


def label_of(field: Any) -> str:
    """The field's name as the screens say it."""
    return str(capfirst(field.verbose_name))

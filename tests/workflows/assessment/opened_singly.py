"""Opening a period one plan after the other, as slowly and plainly as it can be done; and all rows that it leaves."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models, transaction
from viewflow.workflow.models import Process, Task

from workflows.assessment.models import Assessment, AssessmentProcess, ResultRealisation
from workflows.assessment.realisation import reached
from workflows.audit.models import Change, Decision, Particulars
from workflows.audit.verbs import Verb
from workflows.engine.models import OutboxMessage, WorkItem
from workflows.engine.moment import history_date
from workflows.engine.starting import start
from workflows.organization.actor import Actor
from workflows.organization.models import Period, Snapshot
from workflows.organization.models.history import stamp
from workflows.organization.snapshots import take_snapshot
from workflows.rules.rounding import two_decimals
from workflows.rules.rule_sets import in_force
from workflows.skp.models import Indicator, Skp
from workflows.targets.models import MonthlyRealisation, MonthlyTarget

T = TypeVar("T")
TABLES: tuple[Any, ...] = (
    Process, AssessmentProcess, Assessment, ResultRealisation, Snapshot, Task, Task.previous.through, WorkItem,
    Decision, Particulars, Change, OutboxMessage,
)  # fmt: skip
WITH_HISTORY = (Assessment, ResultRealisation)
# Of the chain of signatures, and the server's own clock: what two runs can never have alike.
RUNS_OWN = {
    "hash", "prev_hash", "stream", "seq", "recorded_at", "history_id", "particulars_digest", "changes_digest", "salt",
    "digest", "row",
}  # fmt: skip


def undone(act: Callable[[], T]) -> T:
    """Do it, and take it back: everything in the database is as before."""
    with transaction.atomic():
        result = act()
        transaction.set_rollback(True)
    return result


def open_singly(period: Period, by: Actor, at: datetime) -> None:
    """Each plan for itself: its snapshot, assessment, rows and case, one statement after the other."""
    year = period.year or period
    for skp in Skp.objects.filter(status="SET", period=year, employee__is_active=True).order_by("pk"):
        if Assessment.objects.filter(employee=skp.employee, position=skp.position, period=period).exists():
            continue
        assessment = Assessment(
            employee=skp.employee, position=skp.position, skp=skp, period=period,
            snapshot=take_snapshot(skp.employee, skp.position, period, at.date()),
            rule_set=in_force(period.start), opened_at=at,
        )  # fmt: skip
        _save(assessment, by, at)
        for indicator in Indicator.objects.filter(result__skp=skp).order_by("result__number", "number"):
            _save(_row(assessment, indicator, period), by, at)
        start(
            "assessment", by=by, at=at, person=skp.employee, position=skp.position, verb=Verb.OPEN, ask=False,
            assessment=assessment,
        )  # fmt: skip


def _row(assessment: Assessment, indicator: Indicator, period: Period) -> ResultRealisation:
    months = [month for month in range(1, 13) if period.start <= period.start.replace(month=month, day=1) < period.end]
    is_quantity = indicator.measure == "QUANTITY"
    targets = [
        row.amount
        for month in months
        for row in MonthlyTarget.objects.filter(indicator=indicator, plan__status="SET", month=month)
    ]
    if period.kind == "YEAR":
        target = indicator.target
    elif not targets:
        target = Decimal(0)
    else:
        target = sum(targets) if is_quantity else targets[-1]
    row = ResultRealisation(assessment=assessment, indicator=indicator, target=target)
    if is_quantity:
        verified = list(MonthlyRealisation.objects.filter(indicator=indicator, month__in=months))
        row.realised = sum((each.quantity for each in verified), Decimal(0))
        row.reports = sum(each.reports for each in verified)
        found = reached(row)
        row.achievement = two_decimals(found.percent) if found else None
    return row


def _save(row: Any, by: Actor, at: datetime) -> None:
    stamp(row, user=by.history_user, reason="open_assessments", at=history_date(by, at))
    row.save(force_insert=True)


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Every row that opening may touch, with its history; a key that a run gave is replaced by its row's place."""
    places = {
        model: {key: f"{model._meta.label} {place}" for place, key in enumerate(_keys(model), start=1)}
        for model in TABLES
    }
    found = {}
    for model in TABLES:
        found[model._meta.label] = [
            _plain(row, model, places) for row in model._default_manager.order_by("pk").values()
        ]
    for model in WITH_HISTORY:
        rows = model.history.order_by("history_id").values()
        found[f"history of {model._meta.label}"] = [_plain(row, model, places) for row in rows]
    return found


def _keys(model: Any) -> list[int]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True))


def _plain(row: dict[str, Any], model: Any, places: dict[Any, dict[int, str]]) -> dict[str, Any]:
    return {name: _known(name, value, model, places) for name, value in row.items() if name not in RUNS_OWN}


def _known(name: str, value: Any, model: Any, places: dict[Any, dict[int, str]]) -> Any:
    if name in {"flow_class", "flow_task", "token"}:
        return str(value)
    if model is Decision and name == "case_id":
        return places[Process][value]
    if model is Decision and name == "subject":
        return places[Assessment][int(value.split("#")[1])]
    of = _model_of(name, model)
    return places[of].get(value, value) if of in places else value


def _model_of(name: str, model: Any) -> Any:
    """Of which model the column holds the key; None of none."""
    field = next((f for f in model._meta.concrete_fields if name in {f.name, f.attname}), None)
    if field is None:
        return None
    if isinstance(field, models.ForeignKey):
        return field.related_model
    return model if field.primary_key else None

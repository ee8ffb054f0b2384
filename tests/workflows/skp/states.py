"""What the tests of an SKP's verbs have in common: rows put into a status, and all that a refusal leaves alone."""

from decimal import Decimal

from viewflow.workflow.models import Task

from tests import factories as make
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.skp.entries import IndicatorEntry, ResultEntry
from workflows.skp.models import Indicator, Skp, WorkResult

MONDAY = make.IN_JANUARY
STATUSES = set(Skp.Status)


def put_in(skp, status):
    """The row in this status, for refusals alone."""
    Skp.objects.filter(pk=skp.pk).update(status=status)
    skp.refresh_from_db()
    return skp


def everything():
    """What a refusal must leave as it was."""
    return (
        list(Skp.objects.order_by("pk").values()),
        list(WorkResult.objects.order_by("pk").values()),
        list(Indicator.objects.order_by("pk").values()),
        Decision.objects.count(),
        list(WorkItem.objects.order_by("pk").values_list("pk", "closed_at")),
        Task.objects.count(),
        Skp.history.count() + WorkResult.history.count() + Indicator.history.count(),
    )


def one_result(**values):
    indicator = IndicatorEntry(text="Jumlah usulan", target=Decimal(120), unit="usulan")
    return ResultEntry(**{"text": "Terprosesnya usulan", "indicators": (indicator,), **values})

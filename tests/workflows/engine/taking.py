"""What the tests of turns have in common: taking one, and that a refused one leaves nothing."""

import pytest
from viewflow.workflow.models import Task

from tests import factories as make
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.models import WorkItem
from workflows.engine.turns import turn
from workflows.organization.actor import Actor

WHEN = make.at(make.A_MONDAY, 17)
TWO = [{"rule": "DIRECT_SUPERIOR"}, {"rule": "SUPERIOR_OF_SUPERIOR"}]


def open_items():
    return WorkItem.objects.open().order_by("pk")


def take(by, change=lambda t: t.approve(), *, item=None, when=WHEN, **kwargs):
    """Take a turn on the open task."""
    task_id = (item or open_items().first()).task_id
    with turn(DailyProcess, task_id, by=by if isinstance(by, Actor) else make.actor(by), at=when, **kwargs) as t:
        change(t)
    return t


def picture():
    """All that a refused turn must not change."""
    return (
        list(Task.objects.order_by("pk").values("pk", "status", "owner", "finished")),
        list(WorkItem.objects.order_by("pk").values("pk", "closed_at", "closing", "owner", "team")),
        list(DailyProcess.objects.values("pk", "status", "outcome", "round", "tier")),
        list(DailyReport.objects.values("pk", "status", "decided_at")),
        Decision.objects.count(),
        DailyReport.history.count(),
    )


def refused(refusal, by, change=lambda t: t.approve(), **kwargs):
    """The turn is refused so, and nothing changed."""
    before = picture()
    with pytest.raises(refusal) as refusal_info:
        take(by, change, **kwargs)
    assert picture() == before
    return str(refusal_info.value)


def verbs():
    return list(Decision.objects.order_by("id").values_list("verb", "tier_number", "particulars__actor_name"))

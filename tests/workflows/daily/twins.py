"""One office seen twice: decided one by one, and, after going back to where it was, decided with one press."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import transaction
from viewflow.workflow.models import Process, Task

from tests import factories as make
from workflows.audit.models import Change, Decision, Particulars
from workflows.daily import actions as daily
from workflows.daily.models import DailyActivity, DailyProcess, DailyReport
from workflows.engine.many import MUST_BE_READ
from workflows.engine.models import EarlierContent, OutboxMessage, WorkItem
from workflows.engine.refusals import Refusal
from workflows.organization.models import Employee
from workflows.rules.violation import RuleViolation
from workflows.skp.models import Indicator, Skp
from workflows.targets.models import MonthlyRealisation

T = TypeVar("T")
NEXT_DAY = make.at(make.A_MONDAY.replace(day=24), 9)
# Of the chain of signatures, and the server's own clock: what two runs can never have alike.
RUNS_OWN = {"id", "hash", "prev_hash", "recorded_at", "particulars_digest", "changes_digest", "decision_id", "salt"}


def undone(act: Callable[[], T]) -> T:
    """Do it, and take it back: everything in the database is as before."""
    with transaction.atomic():
        result = act()
        transaction.set_rollback(True)
    return result


def one_by_one(person: Employee, keys: Sequence[int], shown: Mapping[int, str]) -> dict[int, str]:
    """Verify each by the action of its own page; the refusals, empty where there was none.

    What must be read is not selectable on the page: it is tried, so that a refusal is heard, and left as it is.
    """
    said = {}
    for key in keys:
        item = WorkItem.objects.open().filter(task_id=key).order_by("pk").first()
        must_be_read = item is not None and item.has_mark
        try:
            with transaction.atomic():
                daily.verify(task_id=key, by=make.actor(person), seen=shown.get(key), at=NEXT_DAY)
                transaction.set_rollback(must_be_read)
        except (Refusal, RuleViolation) as refusal:
            said[key] = str(refusal)
        else:
            said[key] = MUST_BE_READ if must_be_read else ""
    return said


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Every row that a decision may touch, with its history; keys that a run gave are replaced by places."""
    place = _places()
    tables = {
        "process": Process.objects.order_by("pk").values(),
        "case": DailyProcess.objects.order_by("pk").values(),
        "report": DailyReport.objects.order_by("pk").values(),
        "activity": DailyActivity.objects.order_by("pk").values(),
        "indicator": Indicator.objects.order_by("pk").values(),
        "skp": Skp.objects.order_by("pk").values(),
        "realisation": MonthlyRealisation.objects.order_by("indicator_id", "month").values(),
        "task": Task.objects.order_by("process_id", "pk").values(),
        "link": Task.previous.through.objects.order_by("from_task__process_id", "pk").values(),
        "item": WorkItem.objects.order_by("case_id", "pk").values(),
        "content": EarlierContent.objects.order_by("pk").values(),
        "message": OutboxMessage.objects.order_by("pk").values(),
        "decision": Decision.objects.order_by("pk").values(),
        "particulars": Particulars.objects.order_by("pk").values(),
        "change": Change.objects.order_by("layout", "row").values("layout", "decision__subject"),
    }
    for model in (DailyReport, DailyActivity, Skp, Indicator):
        rows = model.history.order_by("history_id").values()
        tables[f"history of {model.__name__}"] = [
            {name: value for name, value in row.items() if name != "history_id"} for row in rows
        ]
    return {
        name: [{key: _known(name, key, value, place) for key, value in row.items()} for row in rows]
        for name, rows in tables.items()
    }


def _places() -> dict[int, str]:
    """Each task as the place in its own process."""
    found: dict[int, str] = {}
    counted: dict[int, int] = defaultdict(int)
    for key, process in Task.objects.order_by("pk").values_list("pk", "process_id"):
        counted[process] += 1
        found[key] = f"task {counted[process]} of {process}"
    return found


def _known(table: str, name: str, value: Any, place: Mapping[int, str]) -> Any:
    if name in {"task_id", "from_task_id", "to_task_id"} or (table == "task" and name == "id"):
        return place[value]
    if table in {"item", "link", "decision", "particulars", "realisation"} and name in RUNS_OWN:
        return None
    return str(value) if name in {"flow_class", "flow_task", "token"} else value

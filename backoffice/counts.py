"""What the office's database holds, counted for `status`."""

from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from backoffice.history_models import historical_models
from workflows.allowance.models import AllowanceResult, AllowanceRun
from workflows.assessment.models import Assessment
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.engine.registry import FLOWS
from workflows.objection.models import Objection
from workflows.organization.calendar import holidays_between
from workflows.organization.models import Employee
from workflows.rules.calendar import working_days_between
from workflows.skp.models import Skp
from workflows.targets.models import TargetPlan


def office_counts(today: date) -> dict[str, Any]:
    """The counts of the contract, and beside them what each process holds by status."""
    return {
        "employees": Employee.objects.count(),
        "skp_set": Skp.objects.in_force().count(),
        "processes": _processes(),
        "open_tasks": _open_tasks(),
        "decisions": Decision.objects.count(),
        "history_rows": sum(model._default_manager.count() for model in historical_models()),
        "oldest_open_working_days": _oldest(today),
        "skp": _by_status(Skp),
        "target_plans": _by_status(TargetPlan),
        "daily_reports": _by_status(DailyReport),
        "daily_reports_late": DailyReport.objects.filter(days_late__gt=0).exclude(status="DRAFT").count(),
        "assessments": _by_status(Assessment),
        "objections": _by_status(Objection),
        "allowance_runs": {
            str(run.period): {"status": run.status, "results": run.results.count()}
            for run in AllowanceRun.objects.select_related("period").order_by("period__code", "number")
        },
        "allowance_results": AllowanceResult.objects.count(),
    }


def _processes() -> dict[str, dict[str, int]]:
    counts = {
        row["flow_class"]: row
        for row in Process.objects.order_by()
        .values("flow_class")
        .annotate(
            open=Count("pk", filter=~Q(status__in=[PROCESS.DONE, PROCESS.CANCELED])),
            finished=Count("pk", filter=Q(status__in=[PROCESS.DONE, PROCESS.CANCELED])),
        )
    }
    return {
        code: {"open": row["open"] if row else 0, "finished": row["finished"] if row else 0}
        for code, flow in sorted(FLOWS.items())
        for row in [counts.get(flow)]
    }


def _open_tasks() -> dict[str, int]:
    counts = dict(
        WorkItem.objects.open().order_by().values_list("process").annotate(tasks=Count("task", distinct=True))
    )
    return {code: counts.get(code, 0) for code in sorted(FLOWS)}


def _by_status(model: Any) -> dict[str, int]:
    return dict(model._default_manager.order_by().values_list("status").annotate(number=Count("pk")))


def _oldest(today: date) -> int:
    waiting = [STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED]
    oldest = Task.objects.filter(status__in=waiting).aggregate(created=Min("created"))["created"]
    if oldest is None:
        return 0
    first = oldest.astimezone().date()
    return working_days_between(first, today, holidays_between(first, today))

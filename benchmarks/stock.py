"""The daily report's flow written with viewflow's own nodes, and its verification as one would write it on them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from viewflow import this
from viewflow.workflow import act, flow
from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.models import Task

from benchmarks import ready  # noqa: F401  sets Django up before the models are imported
from workflows.approvals.resolver import Asked, chain_for
from workflows.audit.record import record
from workflows.daily import flows as home
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine import tiers
from workflows.engine.acts import Turn
from workflows.engine.assignment import work_items_for
from workflows.engine.authority import capacity_for, refuse_own_case, refuse_second_decision
from workflows.engine.models import WorkItem
from workflows.engine.step import close_items
from workflows.engine.turns import open_items
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed
from workflows.targets.actions import run_up


def decider(activation: Any) -> Any:
    """Whom the tier asks; nobody where it is parked."""
    asked = activation.process.asked
    return asked.officers[0].employee.user if isinstance(asked, Asked) else None


class StockDailyReportFlow(Flow):
    """`DailyReportFlow` word for word."""

    process_class = DailyProcess
    process_title = "Kembaran"
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle().Next(this.more_tiers)
    more_tiers = flow.If(act.process.has_tier_to_ask).Then(this.decide).Else(this.end)
    decide = flow.View(object).Assign(decider).Next(this.outcome)
    outcome = (
        flow.Switch()
        .Case(this.correct, act.process.is_returned)
        .Case(this.end, act.process.is_ended_early)
        .Default(this.more_tiers)
    )
    correct = flow.View(object).Assign(lambda activation: activation.process.person.user).Next(this.corrected)
    corrected = flow.If(act.process.is_ended_early).Then(this.end).Else(this.more_tiers)
    end = flow.End()


# viewflow stores where a flow is found: give it a home inside an app for the time of the benchmark.
StockDailyReportFlow.__module__, StockDailyReportFlow.__qualname__ = home.__name__, "StockDailyReportFlow"
home.StockDailyReportFlow = StockDailyReportFlow  # type: ignore[attr-defined]


def start_stock(report: DailyReport, at: datetime) -> int:
    """The case of a report, on stock nodes; the key of the task that waits. The work item is asked as ours is."""
    activation = StockDailyReportFlow.start.activation_class.create(StockDailyReportFlow.start, None, None)
    case = activation.process
    case.person, case.position, case.report = report.employee, report.position, report
    case.chain_version = chain_for("daily", report.position)
    tiers.ask_next(case, at.date())
    activation.execute()
    task = Task.objects.get(process_id=case.pk, finished=None)
    WorkItem.objects.bulk_create(work_items_for(home.DailyReportFlow.decide, task, case, at))
    return task.pk


def verify_stock(task_id: int, by: Actor, at: datetime) -> None:
    """Verify the report: the same questions and the same rows as `daily.actions.verify`, the flow's by stock nodes."""
    with transaction.atomic():
        task = Task.objects.get(pk=task_id)
        with task.activation() as activation:
            case = activation.process
            items = open_items(task)
            capacity = capacity_for(items, by, at.date())
            refuse_own_case(case, capacity, by)
            refuse_second_decision(case, capacity, by)
            t = Turn(case, task, capacity, items, by, at, case.content_hash)
            t.approve()
            report = case.report
            save_changed(
                report, user=by.history_user, reason=str(t.verb), at=t.history_date, status="VERIFIED", decided_at=at
            )
            run_up({report.day.month: report.activities.filter(result__isnull=False)})
            case.save()
            close_items([task], at)
            activation.start(None)
            activation.execute()
            record(*t.entries())

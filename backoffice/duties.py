"""The duties of `tick`: what is due now is read from the database's state, so a killed or a second run does no harm.

Each duty is one action on one case under its lock. A case that somebody else moved meanwhile is left alone.
"""

from dataclasses import dataclass
from datetime import datetime

from workflows.assessment import actions as assessment
from workflows.daily import actions as daily
from workflows.engine.models import WorkItem
from workflows.engine.parked import ask_again, parked_tasks, stranded_tasks
from workflows.engine.refusals import Refusal
from workflows.organization.actor import Actor
from workflows.targets import actions as targets


@dataclass
class Done:
    """How many cases each duty moved, and how many had moved by themselves."""

    lapsed: int = 0
    finalised: int = 0
    withdrawn: int = 0
    asked_again: int = 0
    moved_meanwhile: int = 0


def do_duties(now: datetime, by: Actor, *, at: datetime | None = None) -> Done:
    """Lapse returned reports past their window; finalise assessments that nobody contested in time; close splits whose
    SKP was replaced; ask again where a gap is filled.

    `at` is the demonstration's moment; everybody else's is now.
    """
    done = Done()
    overdue = WorkItem.objects.open().filter(due_at__lt=now)
    replaced = WorkItem.objects.open().filter(process="targets", case__targetprocess__plan__skp__status="REPLACED")
    duties = (
        ("lapsed", daily.lapse, overdue.filter(process="daily", node="correct")),
        ("finalised", assessment.finalise_unanswered, overdue.filter(process="assessment", node="acknowledge")),
        ("withdrawn", targets.withdraw_replaced, replaced),
    )
    for name, act, due in duties:
        for task_id in list(due.order_by("task_id").values_list("task_id", flat=True).distinct()):
            try:
                act(task_id=task_id, by=by, at=at)
                setattr(done, name, getattr(done, name) + 1)
            except Refusal:
                done.moved_meanwhile += 1
    for task_id in [*parked_tasks(), *stranded_tasks(now.date())]:
        done.asked_again += ask_again(task_id=task_id, by=by, at=at)
    return done

"""The duties of `tick`: what is due now is read from the database's state, so a killed or a second run does no harm.

Each duty is one action on one case under its lock. A case that somebody else moved meanwhile is left alone.
"""

from dataclasses import dataclass
from datetime import datetime

from workflows.assessment import actions as assessment
from workflows.daily import actions as daily
from workflows.engine.models import WorkItem
from workflows.engine.parked import ask_again, parked_tasks
from workflows.engine.refusals import Refusal
from workflows.organization.actor import Actor


@dataclass
class Done:
    """How many cases each duty moved, and how many had moved by themselves."""

    lapsed: int = 0
    finalised: int = 0
    asked_again: int = 0
    moved_meanwhile: int = 0


def do_duties(now: datetime, by: Actor, *, at: datetime | None = None) -> Done:
    """Lapse returned reports past their window; finalise assessments that nobody contested in time; ask again where a
    gap is filled.

    `at` is the demonstration's moment; everybody else's is now.
    """
    done = Done()
    overdue = WorkItem.objects.open().filter(due_at__lt=now)
    for task_id in overdue.filter(process="daily", node="correct").values_list("task_id", flat=True):
        try:
            daily.lapse(task_id=task_id, by=by, at=at)
            done.lapsed += 1
        except Refusal:
            done.moved_meanwhile += 1
    for task_id in overdue.filter(process="assessment", node="acknowledge").values_list("task_id", flat=True):
        try:
            assessment.finalise_unanswered(task_id=task_id, by=by, at=at)
            done.finalised += 1
        except Refusal:
            done.moved_meanwhile += 1
    for task_id in parked_tasks():
        done.asked_again += ask_again(task_id=task_id, by=by, at=at)
    return done

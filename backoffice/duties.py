"""The duties of `tick`: what is due now is read from the database's state, so a killed or a second run does no harm.

Each duty is one action on one case under its lock. A case that somebody else moved or holds meanwhile is left for the
next run; one that is broken is logged and keeps no other waiting.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from workflows.assessment import actions as assessment
from workflows.assessment.service_changes import pass_over_for_the_gone, waiting_for_the_gone
from workflows.daily import actions as daily
from workflows.engine.escalating import follow_up, mark_reminded, overdue_tasks
from workflows.engine.middleware import is_busy
from workflows.engine.models import WorkItem
from workflows.engine.parked import ask_again, parked_tasks, stranded_tasks
from workflows.engine.refusals import Refusal
from workflows.engine.reminding import write_digests
from workflows.engine.service_changes import carry_out
from workflows.objection.queries import tasks_with_a_rater
from workflows.organization.actor import Actor
from workflows.organization.models import ServiceEnd
from workflows.targets import actions as targets

logger = logging.getLogger(__name__)


@dataclass
class Done:
    """How many cases each duty moved, how many had moved by themselves or were busy, and what could not be done.

    `ended` are people whose service ended, or cases of theirs that were held before; `accounts` their self-assessments
    that were passed over. `reminded` are marked as overdue for their officers alone; `digests` are messages to people.
    """

    lapsed: int = 0
    finalised: int = 0
    withdrawn: int = 0
    ended: int = 0
    accounts: int = 0
    asked_again: int = 0
    escalated: int = 0
    passed_on: int = 0
    reminded: int = 0
    digests: int = 0
    moved_meanwhile: int = 0
    failed: int = 0

    def add(self, name: str, number: int = 1) -> None:
        """Count more of these."""
        setattr(self, name, getattr(self, name) + number)


def do_duties(now: datetime, by: Actor, *, at: datetime | None = None, with_digests: bool = True) -> Done:
    """End the service of whose day has come; lapse returned reports past their window; finalise assessments that nobody
    contested in time; close splits whose SKP was replaced; pass over the accounts of whoever is gone; ask again where a
    gap is filled; follow up what is overdue; write the day's digests.

    `at` is the demonstration's moment; everybody else's is now.
    """
    done = Done()
    for end_id in list(ServiceEnd.objects.due(now.date()).order_by("pk").values_list("pk", flat=True)):
        _end_service(done, end_id, by, at)
    overdue = WorkItem.objects.open().filter(due_at__lt=now)
    replaced = WorkItem.objects.open().filter(process="targets", case__targetprocess__plan__skp__status="REPLACED")
    duties: tuple[tuple[str, Callable[..., Any], QuerySet[WorkItem]], ...] = (
        ("lapsed", daily.lapse, overdue.filter(process="daily", node="correct")),
        ("finalised", assessment.finalise_unanswered, overdue.filter(process="assessment", node="acknowledge")),
        ("withdrawn", targets.withdraw_replaced, replaced),
    )
    for name, act, due in duties:
        for task_id in list(due.order_by("task_id").values_list("task_id", flat=True).distinct()):
            _do(done, act, task_id, by, at, name)
    for task_id in waiting_for_the_gone():
        _do(done, pass_over_for_the_gone, task_id, by, at, "accounts")
    for task_id in [*parked_tasks(), *stranded_tasks(now.date()), *tasks_with_a_rater(now.date())]:
        _do(done, ask_again, task_id, by, at, "asked_again")
    done.reminded += mark_reminded(now)
    for task_id in overdue_tasks(now):
        _do(done, follow_up, task_id, by, at)
    if with_digests:
        done.digests += write_digests(now)
    return done


def _end_service(done: Done, end_id: int, by: Actor, at: datetime | None) -> None:
    """Carry an end out; what is held at this moment is left for the next run, as a busy row is."""
    try:
        carry_out(end_id=end_id, by=by, at=at)
    except Exception as error:  # one end must not keep the others
        if is_busy(error):
            done.add("moved_meanwhile")
            return
        logger.exception("The end of service %s failed.", end_id)
        done.add("failed")
    else:
        done.add("ended")


def _do(
    done: Done, act: Callable[..., Any], task_id: int, by: Actor, at: datetime | None, name: str | None = None
) -> None:
    """One duty on one case, counted under `name`, or as what it says that it did; not where it did nothing."""
    try:
        outcome = act(task_id=task_id, by=by, at=at)
    except Refusal:
        done.add("moved_meanwhile")
    except Exception as error:  # one broken case must not keep all others from their due
        if is_busy(error):
            done.add("moved_meanwhile")
            return
        logger.exception("The duty %s failed on task %s.", act.__name__, task_id)
        done.add("failed")
    else:
        if outcome:
            done.add(name or str(outcome))

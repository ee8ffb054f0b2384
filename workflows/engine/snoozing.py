"""Putting a task off to a day on which it comes back by itself; its due date stays."""

from datetime import date, datetime

from django.utils import timezone

from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.held import held
from workflows.engine.models import WorkItem
from workflows.engine.refusals import NotAllowedHere
from workflows.organization.actor import Actor
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words


def snooze(*, task_id: int, until: date, by: Actor, reason: str = "", at: datetime | None = None) -> WorkItem:
    """Leave the task out of the inbox until the day.

    :raises Refusal: the actor may not do the task. :raises RuleViolation: the day is not after today, or after the due
        date.
    """
    with held(task_id, by=by, at=at) as h:
        capacity = h.capacity_in_tier()
        item = capacity.item
        last = timezone.localtime(item.due_at).date()
        if last <= h.on:
            raise RuleViolation("Batas waktunya sudah tiba, jadi tidak dapat ditunda lagi.", field="until")
        if not h.on < until <= last:
            raise RuleViolation(
                f"Pilih hari sesudah hari ini dan paling lambat {day_in_words(last)}, batas waktunya.", field="until"
            )
        item.snoozed_until = until
        item.save(update_fields=["snoozed_until"])
        details = {"until": until.isoformat()}
        record(h.entry(Verb.SNOOZE, item, signatory=capacity.signatory, reason=reason.strip(), details=details))
    return item


def wake(*, task_id: int, by: Actor, at: datetime | None = None) -> WorkItem:
    """Bring a task back into the inbox before its day.

    :raises Refusal: the actor may not do the task. :raises NotAllowedHere: it was not put off.
    """
    with held(task_id, by=by, at=at) as h:
        capacity = h.capacity_in_tier()
        item = capacity.item
        if item.snoozed_until is None or item.snoozed_until <= h.on:
            raise NotAllowedHere("Pekerjaan ini tidak sedang ditunda.")
        item.snoozed_until = None
        item.save(update_fields=["snoozed_until"])
        record(h.entry(Verb.SNOOZE, item, signatory=capacity.signatory, details={"until": ""}))
    return item

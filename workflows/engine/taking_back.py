"""Taking back one's own last decision: while nobody acted on it, within ten minutes, as a step of its own.

viewflow's undo is not used: it would overwrite when the task was finished. What followed the decision is cancelled,
and the tier is asked anew.

```python
with taking_back(DailyProcess, task_id, by=by, related=["report"], lock=["report"]) as t:
    ...                        # put the subject's own row back; t.taken is the decision
```
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic

from django.db import transaction
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from workflows.audit.models import Decision
from workflows.audit.record import SYSTEM, record
from workflows.audit.verbs import Verb
from workflows.engine.acts import CaseT
from workflows.engine.entries import entry_of
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.moment import history_date, moment_of
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.engine.step import Step, is_open
from workflows.engine.turns import locked_case
from workflows.engine.votes import DECIDED, votes_of
from workflows.organization.actor import Actor

WITHIN = timedelta(minutes=10)
ACTED_ON = "Keputusan ini sudah ditindaklanjuti, jadi tidak dapat ditarik lagi."


@dataclass
class TakenBack(Generic[CaseT]):
    """The case under its lock with the decision that is taken back; its tier, round and outcome are as before it."""

    case: CaseT
    taken: Decision
    verb: Verb  # what was decided: APPROVE, RETURN or REJECT
    was_agreed: bool  # the decision was the last approval
    was_vote: bool  # the decision was one voice, and the task is still open
    by: Actor
    at: datetime

    @property
    def history_date(self) -> datetime | None:
        """The date for the history rows."""
        return history_date(self.by, self.at)

    def refuse_if_changed(self) -> None:
        """:raises NotAllowedHere: the person has begun to correct what was returned."""
        if self.case.content_hash != self.taken.seen:
            raise NotAllowedHere("Keputusan ini tidak dapat ditarik lagi: pegawai sudah mulai memperbaiki isinya.")


@contextmanager
def taking_back(
    model: type[CaseT],
    task_id: int,
    *,
    by: Actor,
    at: datetime | None = None,
    related: Sequence[str] = (),
    lock: Sequence[str] = (),
) -> "Iterator[TakenBack[CaseT]]":
    """Take back the decision that the actor made on this task; the tier is asked again, of the same people.

    :raises MovedOn: no such task. :raises NotYours: it was not the actor's decision.
    :raises NotAllowedHere: somebody acted on it, or ten minutes are over.
    """
    with transaction.atomic():
        moment = moment_of(by, at)
        case = locked_case(model, task_id, related=related, lock=lock)
        task = Task.objects.get(pk=task_id)
        item = _done_item(task)
        taken = _last_decision(case, item)
        if taken.actor_nip != by.nip:
            raise NotYours("Hanya yang memutus yang dapat menarik keputusannya.")
        if moment - taken.effective_at > WITHIN:
            raise NotAllowedHere("Sepuluh menit sudah lewat. Keputusan tidak dapat ditarik lagi.")
        verb = Verb(str(taken.details.get("as", taken.verb)))
        was_vote = is_open(task)
        was_agreed = verb == Verb.APPROVE and not was_vote and (case.status == PROCESS.DONE or _waits_with_person(case))
        t = TakenBack(case, taken, verb, was_agreed, was_vote, by, moment)
        _restore(case, taken, item)
        yield t
        if was_vote:
            _ask_once_more(item, task, moment)
        else:
            _ask_anew(case, task, moment, taken.effective_at)
        details = {"of": t.taken.pk, "verb": str(t.verb)}
        record(entry_of(case, Verb.TAKE_BACK, by, moment, tier=item.tier, details=details))


def can_take_back(decisions: Sequence[Decision], by: Actor, now: datetime) -> bool:
    """Whether a page may offer it; the action asks again under the lock. `decisions` are the case's, oldest first."""
    last = next((d for d in reversed(decisions) if not _is_consequence(d)), None)
    return (
        last is not None
        and last.verb in DECIDED
        and last.tier_number is not None
        and last.actor_nip == by.nip
        and now - last.effective_at <= WITHIN
    )


def _is_consequence(decision: Decision) -> bool:
    """A tier that the engine passed over after a decision; nobody acted."""
    return decision.verb == Verb.SKIP and decision.actor_nip.startswith(SYSTEM)


def _done_item(task: Task) -> WorkItem:
    done = WorkItem.objects.filter(task=task, closing=WorkItem.Closing.DONE, tier__isnull=False)
    items = list(done.select_related("tier", "owner", "principal", "acting").order_by("-closed_at", "-pk"))
    if not items:
        raise NotAllowedHere("Belum ada keputusan yang dapat ditarik pada pekerjaan ini.")
    return items[0]


def _last_decision(case: TieredCase, item: WorkItem) -> Decision:
    decisions = list(Decision.objects.of_case(case.process_code, case.pk))
    last = next((d for d in reversed(decisions) if not _is_consequence(d)), None)
    tier = item.tier.number if item.tier else None
    if last is None or last.verb not in DECIDED or (last.effective_at, last.tier_number) != (item.closed_at, tier):
        raise NotAllowedHere(ACTED_ON)
    return last


def _waits_with_person(case: TieredCase) -> bool:
    """Whether every tier has approved and the person's own task follows (to acknowledge)."""
    return (
        case.outcome == TieredCase.Outcome.APPROVED
        and not WorkItem.objects.open().filter(case_id=case.pk, tier__isnull=False).exists()
    )


def _restore(case: TieredCase, taken: Decision, item: WorkItem) -> None:
    """The case's own fields as they were before the decision."""
    case.round = taken.round
    case.asked_from = int(taken.details.get("asked_from", 1))
    case.tier = item.tier
    earlier = [v for v in votes_of(case) if v.round == case.round and v.verb == Verb.APPROVE]
    passed = any(v.tier_number < (item.tier.number if item.tier else 1) for v in earlier)
    case.outcome = TieredCase.Outcome.APPROVED if passed else TieredCase.Outcome.NONE


def _ask_once_more(item: WorkItem, task: Task, at: datetime) -> None:
    """A voice of a committee: the same member is asked again in the open task."""
    item.closing = WorkItem.Closing.TAKEN_BACK
    item.save(update_fields=["closing"])
    _copy_of(item, task, at).save(force_insert=True)


def _ask_anew(case: Any, task: Task, at: datetime, decided_at: datetime) -> None:
    """Cancel what followed, and ask the tier in a new task: whoever was asked in the old one and had not voted."""
    following = list(Task.objects.filter(process_id=case.pk, status__in=[STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED]))
    for each in following:
        each.status, each.finished = STATUS.CANCELED, at
        each.save(update_fields=["status", "finished"])
    WorkItem.objects.open().filter(task__in=following).update(closed_at=at, closing=WorkItem.Closing.SKIPPED)
    items = WorkItem.objects.filter(task=task, closed_at=decided_at).exclude(closing=WorkItem.Closing.MOVED)
    asked = list(items.select_related("owner", "tier", "principal", "acting").order_by("pk"))
    items.filter(closing=WorkItem.Closing.DONE).update(closing=WorkItem.Closing.TAKEN_BACK)
    step = Step(case, at)
    anew = step.new_task(task.flow_task, task)
    owner = next((item.owner for item in asked if item.owner_id), None)
    if owner is not None:
        anew.owner, anew.assigned, anew.status = owner, at, STATUS.ASSIGNED
    step.ask(_copy_of(item, anew, at) for item in asked)
    if case.status == PROCESS.DONE:
        case.status, case.finished = PROCESS.NEW, None
        case.save(update_fields=["status", "finished"])
    step.flush()


def _copy_of(item: WorkItem, task: Task, at: datetime) -> WorkItem:
    kept = {
        field.name: getattr(item, field.name)
        for field in WorkItem._meta.concrete_fields
        if field.name not in {"id", "task", "closed_at", "closing", "snoozed_until"}
    }
    return WorkItem(**kept, task=task)

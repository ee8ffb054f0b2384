"""A turn: one person's act on one open task of a case. The frame that every process's actions stand in.

```python
with turn(DailyProcess, task_id, by=by, seen=seen, at=at, related=["report"]) as t:
    t.approve()                 # or send_back(reason), reject(reason), hand_in(), withdraw(reason), close(verb)
    if t.is_agreed: ...         # change the subject's own row here
```
On leaving, the flow advances, its rows are written, and the decision is recorded last, all in one transaction.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from workflows.audit.record import record
from workflows.engine.acts import CaseT, Turn
from workflows.engine.authority import (
    Capacity,
    capacity_for,
    capacity_of_job,
    capacity_of_person,
    refuse_own_case,
    refuse_second_decision,
)
from workflows.engine.barring import refuse_barred
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.moment import moment_of
from workflows.engine.refusals import ContentChanged, MovedOn
from workflows.engine.step import Step, close_items, flush_together, is_open
from workflows.engine.telling import what_happened
from workflows.organization.actor import Actor
from workflows.organization.calendar import DueForEach, due_for_each

OWN_RELATIONS = ("person__user", "position__unit", "tier", "chain_version")
NOT_FOUND = "Pekerjaan ini tidak ditemukan. Buka kotak masuk untuk melihat yang menunggu."
ITEM_RELATIONS = ("owner", "principal", "tier", "acting")


@contextmanager
def turn(
    model: type[CaseT],
    task_id: int,
    *,
    by: Actor,
    at: datetime | None = None,
    seen: str | None = None,
    related: Sequence[str] = (),
    lock: Sequence[str] = (),
    duty: bool = False,
    as_person: bool = False,
) -> "Iterator[Turn[CaseT]]":
    """Take a turn on an open task: lock, check, act, advance, record.

    `related` are relations to read with the case; `lock` those of them whose rows are locked with it. `seen` is the
    hash of the content that the page showed; None where nothing is bound to it. `duty` marks a turn that jobs take in
    place of whoever is asked (lapse): no person takes it. `as_person` marks one that the person concerned takes while
    a tier is asked: they withdraw or change what they sent, and decide nothing.

    :raises MovedOn: the task is done already, or never was of this process.
    :raises NotYours, OwnCase, DecidedBefore, TookPart: the actor may not.
    :raises ContentChanged: the content is no longer what was seen.
    """
    with transaction.atomic():
        moment = moment_of(by, at)
        case = locked_case(model, task_id, related=related, lock=lock)
        task = Task.objects.get(pk=task_id)
        if not is_open(task):
            raise MovedOn(what_happened(case))
        items = open_items(task)
        capacity = _capacity(case, items, by, moment, duty, as_person)
        t = begun(case, task, capacity, items, by, moment, seen=seen, duty=duty, as_person=as_person)
        yield t
        finish(t)


def begun(
    case: CaseT,
    task: Task,
    capacity: Capacity,
    items: Sequence[WorkItem],
    by: Actor,
    at: datetime,
    *,
    seen: str | None = None,
    duty: bool = False,
    as_person: bool = False,
) -> Turn[CaseT]:
    """The turn of whoever may take it: all that is asked before anything is done, of one and of many alike.

    :raises OwnCase, DecidedBefore, TookPart: the actor may not. :raises ContentChanged: it is not what was seen.
    """
    if not as_person:
        refuse_own_case(case, capacity, by)
    if not (as_person or duty):
        refuse_second_decision(case, capacity, by)
        refuse_barred(case, capacity, by)
    t = Turn(case, task, capacity, items, by, at, case.content_hash)
    t.as_person = as_person
    if seen is not None and seen != t.seen:
        raise ContentChanged("Isinya berubah sejak halaman ini dibuka. Baca ulang isi terbaru, lalu putuskan.")
    return t


def locked_case(model: type[CaseT], task_id: int, *, related: Sequence[str] = (), lock: Sequence[str] = ()) -> CaseT:
    """The case of a task, its child row locked: what everything that moves a case waits for.

    :raises MovedOn: there is no such task of this process.
    """
    rows = model._default_manager.select_related(*OWN_RELATIONS, *related).select_for_update(of=("self", *lock))
    # PostgreSQL joins again what it waited for, with the joined rows of before the wait: a case that meanwhile moved to
    # another chain version drops out. It is locked by then, and a second reading finds it.
    case = rows.filter(task=task_id).first() or rows.filter(task=task_id).first()
    if case is None:
        raise MovedOn(NOT_FOUND)
    return case


def open_items(task: Task) -> list[WorkItem]:
    """The open work items of a task, the oldest first, locked in that order, as whoever moves many of them does."""
    return list(WorkItem.objects.open().filter(task=task).locking().select_related(*ITEM_RELATIONS))


def finish(t: "Turn[Any]") -> None:
    """Advance the flow, write its rows, record the decision. Called by `turn` on leaving."""
    finish_together([t])


def finish_together(turns: "Sequence[Turn[Any]]", due_for_each: DueForEach = due_for_each) -> None:
    """Advance the flows of these turns, which are of one moment; write their rows and record their decisions."""
    entries = [entry for t in turns for entry in t.entries()]
    if votes := [t for t in turns if t.is_vote]:
        close_items([t.task for t in votes], votes[0].at, only=[t.item for t in votes])
    flush_together([advance(t, due_for_each) for t in turns if not t.is_vote])
    record(*entries)


def advance(t: "Turn[Any]", due_for_each: DueForEach = due_for_each) -> Step:
    """Complete the task and walk the flow, in memory, to where the next people are asked; the step is to be flushed."""
    step = Step(t.case, t.at, due_for_each=due_for_each)
    step.not_needed = t.others
    task = t.task
    task.process = t.case
    if t.by.user is not None:
        task.owner = t.by.user
    task.status, task.assigned = STATUS.ASSIGNED, task.assigned or t.at
    activation = task.flow_task.activation_class(task)
    activation.start(None)
    task.started = t.at
    activation.execute()
    return step


def _capacity(
    case: TieredCase, items: Sequence[WorkItem], by: Actor, at: datetime, duty: bool, as_person: bool
) -> Capacity:
    if as_person:
        return capacity_of_person(case, items, by, at.date())
    return capacity_of_job(items, by, at.date()) if duty else capacity_for(items, by, at.date())

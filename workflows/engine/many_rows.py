"""The rows of many cases that are decided together: locked and read, for all of them, in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Generic

from viewflow.workflow.models import Task

from workflows.audit.models import Decision
from workflows.engine.acts import CaseT
from workflows.engine.models import WorkItem
from workflows.engine.turns import ITEM_RELATIONS, OWN_RELATIONS
from workflows.engine.votes import VOTES_REST_ON, remember_votes, votes_in


@dataclass(slots=True)
class Chunk(Generic[CaseT]):
    """Tasks with their cases under lock; `busy` are tasks whose case somebody else holds right now."""

    tasks: dict[int, Task] = field(default_factory=dict)
    cases: dict[int, CaseT] = field(default_factory=dict)  # by the key of their task
    items: dict[int, list[WorkItem]] = field(default_factory=dict)  # open ones, by the key of their task
    busy: set[int] = field(default_factory=set)


def read_chunk(
    model: type[CaseT], task_ids: Collection[int], *, related: Sequence[str] = (), lock: Sequence[str] = ()
) -> Chunk[CaseT]:
    """Lock the cases of these tasks and read what a turn on each asks; tasks of another process are left out.

    The child rows are locked in the order of their keys, and what somebody else holds is passed over, not waited for:
    so two who decide over the same tasks never wait for each other crosswise.
    """
    case_of = dict(Task.objects.filter(pk__in=task_ids).order_by().values_list("pk", "process_id"))
    rows = model._default_manager.filter(pk__in=set(case_of.values()))
    locked = rows.select_related(*lock).select_for_update(of=("self", *lock), skip_locked=True).order_by("pk")
    # Prefetched and not joined: the same person, post and chain are one instance for all their cases.
    cases = {case.pk: case for case in locked.prefetch_related(*OWN_RELATIONS, "chain_version__tiers", *related)}
    chunk: Chunk[CaseT] = Chunk()
    if held := set(case_of.values()) - cases.keys():
        existing = set(model._default_manager.filter(pk__in=held).order_by().values_list("pk", flat=True))
        chunk.busy = {task for task, case in case_of.items() if case in existing}
    chunk.cases = {task: cases[case] for task, case in case_of.items() if case in cases}
    chunk.tasks = Task.objects.in_bulk(list(chunk.cases))
    chunk.items = _open_items(list(chunk.cases))
    _read_votes(list(cases.values()))
    return chunk


def _open_items(task_ids: Collection[int]) -> dict[int, list[WorkItem]]:
    """The open work items of each task, the oldest first, locked in that order."""
    found: dict[int, list[WorkItem]] = defaultdict(list)
    rows = WorkItem.objects.open().filter(task_id__in=task_ids).locking()
    for item in rows.prefetch_related(*ITEM_RELATIONS):
        found[item.task_id].append(item)
    return found


def _read_votes(cases: Sequence[CaseT]) -> None:
    """Each case remembers what was decided in it. One query."""
    if not cases:
        return
    decided: dict[int, list[Decision]] = {case.pk: [] for case in cases}
    rows = Decision.objects.filter(process=cases[0].process_code, case_id__in=decided)
    for decision in rows.filter(verb__in=VOTES_REST_ON).order_by("id"):
        if decision.case_id is not None:
            decided[decision.case_id].append(decision)
    for case in cases:
        remember_votes(case, votes_in(decided[case.pk]))

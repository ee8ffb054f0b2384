"""A step of a case: everything that one action changes in viewflow's tables, written in a few statements at its end.

Stock viewflow writes each node's task, link and gate on its own: 29 statements for a submission, 39 for a decision.
The step notes them and `flush` writes them: new tasks in one INSERT, links in one, work items in one. The steps of
many cases are written in no more statements than that of one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS
from viewflow.workflow.token import Token

from workflows.audit.inserting import insert_together
from workflows.engine.models import TieredCase, WorkItem
from workflows.organization.calendar import DueForEach, due_for_each

CASE_FIELDS = ("tier_id", "round", "asked_from", "outcome")
TASK_FIELDS = ("status", "owner_id", "started", "finished")


class Step:
    """The rows of one action on one case; hangs on the case as `case.step`."""

    def __init__(
        self,
        case: TieredCase,
        at: datetime,
        *,
        started: datetime | None = None,
        due_for_each: DueForEach = due_for_each,
    ) -> None:
        self.case = case
        self.at = at
        self.started = started or at
        self.due_for_each = due_for_each  # remembered answers, where many cases move together
        self.new_tasks: list[Task] = []
        self.links: list[tuple[Task, Task]] = []
        self.finished: list[Task] = []
        self.new_items: list[WorkItem] = []
        self.not_needed: list[WorkItem] = []  # asked of others in the task that one of them did
        self.ended = False
        case.step = self

    def new_task(self, node: Any, previous: Task | None = None, token: Any = None) -> Task:
        """A task of this node, noted to be written."""
        task = node.flow_class.task_class(
            process=self.case,
            flow_task=node,
            flow_task_type=node.task_type,
            token=token or Token("start"),
            created=self.at,
            data={},
        )
        self.new_tasks.append(task)
        if previous is not None:
            self.links.append((task, previous))
        return task

    def finish(self, task: Task) -> None:
        """Note that the task is finished; its status is already set."""
        task.finished = self.at
        if task.pk is not None:
            self.finished.append(task)

    def ask(self, items: Iterable[WorkItem]) -> None:
        """Note the work items of a new task."""
        self.new_items.extend(items)

    def end(self) -> None:
        """Note that the case is over."""
        self.case.status = PROCESS.DONE
        self.case.finished = self.at
        self.ended = True

    def flush(self, *, is_new: bool = False) -> None:
        """Write everything noted. `is_new`: the case's own row was just inserted with its values."""
        flush_together([self], is_new=is_new)


def flush_together(steps: Sequence[Step], *, is_new: bool = False) -> None:
    """Write everything noted on these steps, which are of one moment; tasks, links and items in one INSERT each."""
    if not steps:
        return
    at = steps[0].at
    finished = [task for step in steps for task in step.finished]
    not_needed = [item for step in steps for item in step.not_needed]
    new_tasks = [task for step in steps for task in step.new_tasks]
    new_items = [item for step in steps for item in step.new_items]
    # A task that was assigned before keeps that moment, which is another one for each.
    for is_assigned_now in (False, True):
        alike = [task for task in finished if (task.assigned == at) is is_assigned_now]
        _write_alike(Task, alike, TASK_FIELDS + ("assigned",) * is_assigned_now)
    if not_needed:
        close_items(finished, at, WorkItem.Closing.SKIPPED, only=not_needed)
    if finished:
        close_items(finished, at)
    insert_together(Task, new_tasks)
    link = Task.previous.through
    links = [(task.pk, previous.pk) for step in steps for task, previous in step.links]
    insert_together(link, [link(from_task_id=task, to_task_id=previous) for task, previous in links])
    insert_together(WorkItem, new_items)
    cases = [step.case for step in steps]
    _write_alike(Process, [step.case for step in steps if step.ended], ("status", "finished"))
    if not is_new:
        _write_alike(type(cases[0]), cases, CASE_FIELDS)
    for case in cases:
        case.step = None


def _write_alike(model: type[Model], rows: Iterable[Any], names: Sequence[str]) -> None:
    """Write these fields of the rows: one UPDATE for all that get the same values."""
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row in rows:
        alike[tuple(getattr(row, name) for name in names)].append(row.pk)
    for values, keys in alike.items():
        model._base_manager.filter(pk__in=keys).update(**dict(zip(names, values, strict=True)))


def close_items(
    tasks: Iterable[Task],
    at: datetime,
    closing: str = WorkItem.Closing.DONE,
    *,
    only: Iterable[WorkItem] | None = None,
) -> None:
    """Close the open work items of these tasks; `only` these of them where given."""
    items = WorkItem.objects.open().filter(task__in=list(tasks))
    if only is not None:
        items = items.filter(pk__in=[item.pk for item in only])
    items.update(closed_at=at, closing=closing)


def is_open(task: Task) -> bool:
    """Whether somebody still has to do the task."""
    return task.status in {STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED}

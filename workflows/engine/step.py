"""A step of a case: everything that one action changes in viewflow's tables, written in a few statements at its end.

Stock viewflow writes each node's task, link and gate on its own: 29 statements for a submission, 39 for a decision.
The step notes them and `flush` writes them: new tasks in one INSERT, links in one, work items in one.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS
from viewflow.workflow.token import Token

from workflows.engine.models import TieredCase, WorkItem

CASE_FIELDS = ("tier", "round", "asked_from", "outcome")


class Step:
    """The rows of one action on one case; hangs on the case as `case.step`."""

    def __init__(self, case: TieredCase, at: datetime, *, started: datetime | None = None) -> None:
        self.case = case
        self.at = at
        self.started = started or at
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
        for task in self.finished:
            task.save(update_fields=["status", "owner", "assigned", "started", "finished"])
        if self.not_needed:
            close_items(self.finished, self.at, WorkItem.Closing.SKIPPED, only=self.not_needed)
        if self.finished:
            close_items(self.finished, self.at)
        if self.new_tasks:
            Task.objects.bulk_create(self.new_tasks)
        if self.links:
            through = Task.previous.through
            through.objects.bulk_create(
                through(from_task_id=task.pk, to_task_id=previous.pk) for task, previous in self.links
            )
        if self.new_items:
            WorkItem.objects.bulk_create(self.new_items)
        changed = [] if is_new else list(CASE_FIELDS)
        if self.ended:
            changed += ["status", "finished"]
        if changed:
            self.case.save(update_fields=changed)
        self.case.step = None


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

"""The inbox: one index scan for each place where work waits for a person, merged; flat however long the history is.

`owner = me OR principal IN (…)` in one statement costs fifty times more on SQLite than a scan an arm.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge
from itertools import islice

from workflows.engine.models import WorkItem, WorkItemQuerySet
from workflows.organization.login import roles_of
from workflows.organization.models import Employee, Role, User
from workflows.organization.reporting import Officer, posts_stood_in

PAGE = 25
COUNT_UP_TO = 100  # an inbox longer than this says "more than 100"; nobody needs the exact number


@dataclass(frozen=True, slots=True)
class Arm:
    """A place where work waits: oneself, a post that one stands in, or a team's queue."""

    items: WorkItemQuerySet
    officer: Officer | None = None
    team: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A work item with the arm through which it waits for the reader."""

    item: WorkItem
    arm: Arm

    @property
    def place(self) -> tuple[datetime, int]:
        """Its place in the order: by due date, then by age."""
        return self.item.due_at, self.item.pk

    @property
    def acted_for(self) -> Officer | None:
        """The post that the reader acts for in this, where they do."""
        officer = self.arm.officer
        return officer if officer is not None and officer.acting is not None else None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of an inbox; `next_place` is where the following one begins, None at the end."""

    waiting: list[Waiting]
    next_place: tuple[datetime, int] | None


def arms_of(user: User, employee: Employee | None, on: date, *, process: str = "", post: int | None = None) -> list[Arm]:
    """Where work waits for the user on the day; narrowed to a process or to one post where asked."""
    waiting = WorkItem.objects.open()
    if process:
        waiting = waiting.filter(process=process)
    arms = [] if post else [Arm(waiting.asked_personally(user))]
    if employee is not None:
        for key, officer in posts_stood_in(employee, on).items():
            if post is None or key == post:
                # A person's own case may lie with a post that they act for: it is for others to decide.
                arms.append(Arm(waiting.asked_of_post(key).exclude(person=employee), officer))
    if post is None and Role.PERFORMANCE_TEAM in roles_of(user, on):
        arms.append(Arm(waiting.asked_of_team(Role.PERFORMANCE_TEAM), team=Role.PERFORMANCE_TEAM))
    return arms


def read_page(arms: Iterable[Arm], *, after: tuple[datetime, int] | None = None, size: int = PAGE) -> Page:
    """The next page in order of due date, one query an arm."""
    rows = list(islice(_merged(arms, after, size + 1), size + 1))
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, rows[-1].place if more and rows else None)


def count_waiting(arms: Iterable[Arm], up_to: int = COUNT_UP_TO) -> int:
    """How many wait, counted no further than `up_to` + 1; one query an arm, each stops there."""
    total = 0
    for arm in arms:
        total += len(arm.items.order_by("due_at", "pk").values_list("pk")[: up_to + 1 - total])
        if total > up_to:
            break
    return total


def _merged(arms: Iterable[Arm], after: tuple[datetime, int] | None, size: int) -> Iterable[Waiting]:
    def rows(arm: Arm) -> list[Waiting]:
        items = arm.items if after is None else arm.items.after(*after)
        items = items.select_related("person", "principal").order_by("due_at", "pk")
        return [Waiting(item, arm) for item in items[:size]]

    return merge(*(rows(arm) for arm in arms), key=lambda waiting: waiting.place)

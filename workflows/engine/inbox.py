"""The inbox: one index scan for each place where work waits for a person, merged; flat however long the history is.

The scans are the arms of one UNION ALL: one statement, whatever the number of posts. SQLite merges them in the order of
their indexes; PostgreSQL would read each arm to its end and sort, so there each arm is ordered and cut by itself.
`owner = me OR principal IN (…)` costs fifty times more on SQLite.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import IntegerField, QuerySet, Value

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
        """The post that the reader acts for in this, where they do: appointed to it, or by delegation."""
        officer = self.arm.officer
        return officer if officer is not None and acts_for_another(officer) else None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of an inbox; `next_place` is where the following one begins, None at the end.

    `count` is how many rows wait from this page on, as far as they were read.
    """

    waiting: list[Waiting]
    next_place: tuple[datetime, int] | None
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of an inbox is asked for; as it stands, all of it that is not put off."""

    process: str = ""
    post: int | None = None
    people: Collection[int] | QuerySet[Any, Any] | None = None  # keys of the persons concerned
    due_from: datetime | None = None
    due_before: datetime | None = None
    is_put_off: bool = False  # only what is put off to a later day, instead of all but that

    def of(self, items: WorkItemQuerySet, on: date) -> WorkItemQuerySet:
        """The items of this part."""
        items = items.put_off(on) if self.is_put_off else items.awake(on)
        if self.process:
            items = items.filter(process=self.process)
        if self.people is not None:
            items = items.filter(person__in=self.people)
        if self.due_from is not None:
            items = items.filter(due_at__gte=self.due_from)
        if self.due_before is not None:
            items = items.filter(due_at__lt=self.due_before)
        return items


WHOLE = Part()


def acts_for_another(officer: Officer) -> bool:
    """Whether the officer stands in the post for somebody else: Plt, Plh, or by delegation."""
    return officer.acting is not None or officer.delegation is not None


def arms_of(
    user: User,
    employee: Employee | None,
    on: date,
    *,
    part: Part = WHOLE,
    standing: Mapping[int, Officer] | None = None,
) -> list[Arm]:
    """Where work waits for the user on the day; only that part of it where one is named.

    `standing` are the posts in which the employee decides that day, delegated ones included, where the caller has read
    them. A delegation shows only the processes that it names.
    """
    waiting = part.of(WorkItem.objects.open(), on)
    arms = [] if part.post else [Arm(waiting.asked_personally(user))]
    if employee is not None:
        posts = posts_stood_in(employee, on, delegated=True) if standing is None else standing
        for key, officer in posts.items():
            if part.post not in {None, key} or (part.process and not officer.answers_for(part.process)):
                continue
            # A person's own case may lie with a post that they act for: it is for others to decide.
            asked = waiting.asked_of_post(key).exclude(person=employee)
            if officer.processes is not None and not part.process:
                asked = asked.filter(process__in=officer.processes)
            arms.append(Arm(asked, officer))
    if part.post is None and Role.PERFORMANCE_TEAM in roles_of(user, on):
        # Nobody takes a case of their own from the queue either.
        queue = waiting.asked_of_team(Role.PERFORMANCE_TEAM)
        arms.append(Arm(queue.exclude(person=employee) if employee is not None else queue, team=Role.PERFORMANCE_TEAM))
    return arms


def read_page(
    arms: Sequence[Arm], *, after: tuple[datetime, int] | None = None, size: int = PAGE, ahead: int = 1
) -> Page:
    """The next page in order of due date, in one query; `ahead` rows more are read, to know how many follow."""
    rows = _first(arms, size + ahead, after)
    shown = rows[:size]
    return Page(shown, shown[-1].place if len(rows) > size and shown else None, len(rows))


def count_waiting(arms: Sequence[Arm], up_to: int = COUNT_UP_TO) -> int:
    """How many wait, counted no further than `up_to` + 1; one query, which stops there."""
    if not arms:
        return 0
    keys = [arm.items.values_list("pk", flat=True) for arm in arms]
    return len(keys[0].union(*keys[1:], all=True)[: up_to + 1] if len(keys) > 1 else keys[0][: up_to + 1])


def _first(arms: Sequence[Arm], size: int, after: tuple[datetime, int] | None) -> list[Waiting]:
    if not arms:
        return []
    scans = [
        (arm.items if after is None else arm.items.after(*after)).annotate(arm=Value(number, IntegerField()))
        for number, arm in enumerate(arms)
    ]
    if len(scans) == 1:
        rows = scans[0]
    else:
        if connection.features.supports_slicing_ordering_in_compound:
            scans = [scan.order_by("due_at", "pk")[:size] for scan in scans]
        rows = scans[0].union(*scans[1:], all=True)
    return [Waiting(item, arms[item.arm]) for item in rows.order_by("due_at", "pk")[:size]]

"""An open task under its case's lock, for whatever moves it without deciding: hand on, claim, put off, ask."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from workflows.audit.record import Entry, Signatory
from workflows.audit.verbs import Verb
from workflows.engine.authority import Capacity, capacity_for, refuse_own_case
from workflows.engine.entries import entry_of
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.moment import moment_of
from workflows.engine.refusals import MovedOn, NotAllowedHere
from workflows.engine.registry import FLOWS
from workflows.engine.step import close_items, is_open
from workflows.engine.telling import what_happened
from workflows.engine.turns import OWN_RELATIONS, locked_case, open_items
from workflows.organization.actor import Actor
from workflows.organization.models import ActingAppointment, Position, User

COPIED = ("process", "node", "tier_id", "person_id", "title", "summary", "has_mark", "due_at", "escalated_at")


@dataclass
class Held:
    """The case under its lock, its open task, whom that asks, and who is about to move it."""

    case: TieredCase
    task: Task
    items: list[WorkItem]
    by: Actor
    at: datetime

    @property
    def on(self) -> date:
        """The office's date."""
        return self.at.date()

    def capacity(self) -> Capacity:
        """As whom the actor may do the task.

        :raises NotYours: it is asked of others. :raises OwnCase: it is about the actor.
        """
        capacity = capacity_for(self.items, self.by, self.on)
        refuse_own_case(self.case, capacity, self.by)
        return capacity

    def capacity_in_tier(self) -> Capacity:
        """As `capacity`, where a tier is asked.

        :raises NotAllowedHere: the task is the person's own.
        """
        capacity = self.capacity()
        if capacity.item.tier is None:
            raise NotAllowedHere("Pekerjaan ini milik pegawai sendiri, bukan tahap persetujuan.")
        return capacity

    def move(
        self,
        item: WorkItem,
        *,
        verb: Verb,
        came_from: str,
        owner: User,
        principal: Position | None = None,
        acting: ActingAppointment | None = None,
        team: str = "",
    ) -> WorkItem:
        """Close the item and ask another in its place; the tier, the words and the due date stay."""
        close_items([self.task], self.at, WorkItem.Closing.MOVED, only=[item])
        item.refresh_from_db(fields=["due_at"])  # outages and holidays move it without the case's lock
        moved = WorkItem(
            task=self.task, case_id=self.case.pk, owner=owner, principal=principal, acting=acting, team=team,
            came_by=verb, came_from=came_from[:250], created_at=self.at,
            **{name: getattr(item, name) for name in COPIED},
        )  # fmt: skip
        moved.save(force_insert=True)
        if len(self.items) == 1 or self.task.owner_id in {None, item.owner_id}:
            self.give_task_to(owner)
        return moved

    def give_task_to(self, owner: User | None) -> None:
        """Let viewflow's task say whose it is."""
        self.task.owner = owner
        self.task.assigned, self.task.status = (self.at, STATUS.ASSIGNED) if owner is not None else (None, STATUS.NEW)
        self.task.save(update_fields=["owner", "assigned", "status"])

    def entry(
        self,
        verb: Verb,
        item: WorkItem | None,
        *,
        signatory: Signatory | None = None,
        reason: str = "",
        details: Mapping[str, object] | None = None,
    ) -> Entry:
        """What is recorded of it; in the actor's own name where no capacity is given."""
        tier = item.tier if item is not None else None
        return entry_of(
            self.case, verb, self.by, self.at, signatory=signatory, tier=tier, reason=reason, details=details
        )  # fmt: skip


@contextmanager
def held(task_id: int, *, by: Actor, at: datetime | None = None) -> Iterator[Held]:
    """Hold an open task: its case's row is locked until the block is left, in one transaction.

    :raises MovedOn: the task is done already, or is none.
    """
    with transaction.atomic():
        moment = moment_of(by, at)
        process = WorkItem.objects.filter(task_id=task_id).values_list("process", flat=True).first()
        model: Any = FLOWS[process].process_class if process in FLOWS else None
        if model is None:
            raise MovedOn("Pekerjaan ini tidak ditemukan. Buka kotak masuk untuk melihat yang menunggu.")
        case = locked_case(model, task_id)
        task = Task.objects.get(pk=task_id)
        if not is_open(task):
            raise MovedOn(what_happened(case))
        yield Held(case, task, open_items(task), by, moment)


@contextmanager
def held_case(process: str, case_id: int, *, by: Actor, at: datetime | None = None) -> Iterator[Held]:
    """Hold a running case with whichever task of it is open by now, as `held`.

    :raises MovedOn: the case is finished, or is none.
    """
    with transaction.atomic():
        moment = moment_of(by, at)
        model: Any = FLOWS[process].process_class if process in FLOWS else None
        rows = model._default_manager.filter(pk=case_id) if model is not None else None
        # Locked first and read then: what is joined while waiting for a lock may be as old as the wait.
        if rows is None or not rows.select_for_update(of=("self",)).values_list("pk", flat=True).first():
            raise MovedOn("Perkara ini tidak ditemukan.")
        case = rows.select_related(*OWN_RELATIONS).get()
        first = WorkItem.objects.open().filter(case=case_id).select_related("task").order_by("pk").first()
        if case.finished is not None or first is None:
            raise MovedOn(what_happened(case))
        yield Held(case, first.task, open_items(first.task), by, moment)

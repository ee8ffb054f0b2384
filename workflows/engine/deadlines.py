"""Deadlines of a period that HR moves for everybody, with a reason; and which open tasks hang on them.

Each process says for each deadline which of its open tasks hang on it and when they are due by it (`register`, in its
app's `ready`). Moving is set-based: one statement for each group of equal due date. A due date is never brought
forward, also where the deadline is: what somebody was promised stays.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.engine.models import WorkItem, WorkItemQuerySet
from workflows.engine.reasons import required
from workflows.organization.actor import Actor
from workflows.organization.calendar import end_of
from workflows.organization.keeping import PROCESS, moment_of, require_keeper
from workflows.organization.models import Period
from workflows.organization.models.history import save_changed
from workflows.rules.violation import RuleViolation

DATES = ("skp_due_on", "target_due_on", "assessment_due_on")
NUMBERS = {"late_until_day": (1, 28), "objection_days": (1, 366)}
OF_KIND = {
    Period.Kind.YEAR: ("skp_due_on", "assessment_due_on", "objection_days"),
    Period.Kind.QUARTER: ("assessment_due_on", "objection_days"),
    Period.Kind.MONTH: ("target_due_on", "late_until_day", "assessment_due_on", "objection_days"),
}
Value = date | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """The open tasks of a process that hang on a deadline of a period (one of its fields).

    `due` gives the due day of a task by the period as it will be, the deadline's value before, and its due day so far.
    `also` changes the process's own rows that bear the deadline: (period, value before, actor, reason, history's date).
    """

    field: str
    process: str
    items: Callable[[Period], WorkItemQuerySet]
    due: Callable[[Period, Any, date], date]
    also: Callable[[Period, Any, Actor, str, datetime | None], None] | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Tasks of one process that would be due on another day."""

    process: str
    count: int
    before: date
    after: date


REGISTRY: dict[tuple[str, str], Hanging] = {}


def register(*hanging: Hanging) -> None:
    """Make known what hangs on a deadline."""
    for each in hanging:
        REGISTRY[each.field, each.process] = each


def foretell(period: Period, field: str, to: Value) -> list[Move]:
    """What moving the deadline would move, the earliest first; nothing is changed.

    :raises RuleViolation: the deadline is none of the period's, or the value none of its.
    """
    before = _accepted(period, field, to)
    later = Period.objects.get(pk=period.pk)
    setattr(later, field, to)
    return [
        Move(hanging.process, count, due, after)
        for hanging in _of(field)
        for due, after, count, _ in reversed(list(_groups(hanging, later, before)))
    ]


def move_deadline(*, period: Period, field: str, to: Value, reason: str, by: Actor, at: datetime | None = None) -> int:
    """Move a deadline of the period, and with it the open tasks that hang on it; how many were moved.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: no reason; the deadline is none of the
        period's, or the value none of its, or the one that it has.
    """
    moment = moment_of(by, at)
    why = required(reason, "Tulis alasannya, misalnya nomor surat edaran.")
    with transaction.atomic():
        period.refresh_from_db(from_queryset=Period.objects.select_for_update())
        require_keeper(by, moment.date())
        before = _accepted(period, field, to)
        if before == to:
            raise RuleViolation("Batas waktu itu sudah berlaku. Isi yang baru.", "to", "deadline_unchanged")
        save_changed(period, user=by.history_user, reason=why, at=at, **{field: to})
        moved = 0
        for hanging in _of(field):
            if hanging.also is not None:
                hanging.also(period, before, by, why, at)  # first: a turn too locks its own rows before the items
            hanging.items(period).lock()
            for _, after, _, items in list(_groups(hanging, period, before)):
                moved += items.update(due_at=end_of(after))
        record(
            Entry(
                verb=Verb.AMEND,
                process=PROCESS,
                subject=f"{Period._meta.label}#{period.pk}",
                signatory=by.signatory(moment.date()),
                reason=why,
                details={
                    "period": period.code, "deadline": field, "from": _written(before), "to": _written(to),
                    "moved": moved,
                },
                channel=by.channel,
                request_id=by.request_id,
                at=moment,
            )
        )  # fmt: skip
    return moved


def _of(field: str) -> list[Hanging]:
    return [hanging for (name, _), hanging in sorted(REGISTRY.items()) if name == field]


def _groups(hanging: Hanging, period: Period, before: Value) -> Iterator[tuple[date, date, int, QuerySet[WorkItem]]]:
    """The tasks that would be due later, by due date, the latest first: what moves is not met again in another."""
    items = hanging.items(period)
    rows = items.order_by("-due_at").values("due_at").annotate(number=Count("pk"))
    for row in list(rows):
        due = timezone.localtime(row["due_at"]).date()
        after = hanging.due(period, before, due)
        if after > due:
            keys = items.filter(due_at=row["due_at"]).values("pk")
            yield due, after, row["number"], WorkItem.objects.filter(pk__in=keys)


def _accepted(period: Period, field: str, to: Value) -> Value:
    """The deadline's present value, where `to` may follow it."""
    if field not in OF_KIND[Period.Kind(period.kind)]:
        raise RuleViolation("Periode ini tidak memiliki batas waktu itu.", "field", "deadline_of_another")
    if field in NUMBERS:
        lowest, highest = NUMBERS[field]
        if not isinstance(to, int) or not lowest <= to <= highest:
            raise RuleViolation(f"Isi angka dari {lowest} sampai {highest}.", "to", "deadline_out_of_range")
    elif not isinstance(to, date) or to < period.start:
        raise RuleViolation("Isi tanggal sesudah periode dimulai.", "to", "deadline_before_period")
    present: Value = getattr(period, field)
    return present


def _written(value: Value) -> object:
    return value.isoformat() if isinstance(value, date) else value

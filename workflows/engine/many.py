"""Many decisions with one press: in chunks, each one transaction, and for each task what became of it.

A chunk locks its cases, asks of each what is asked one by one (the same functions), walks the same activations in
memory, and writes the rows of all in a few statements. What happens to the subjects, the process says (`Together`).
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflows.engine.acts import CaseT, Turn
from workflows.engine.authority import capacity_for
from workflows.engine.many_rows import Chunk, read_chunk
from workflows.engine.middleware import is_busy
from workflows.engine.moment import moment_of
from workflows.engine.refusals import ContentChanged, MovedOn, NotYours, Refusal
from workflows.engine.step import is_open
from workflows.engine.telling import what_happened
from workflows.engine.turns import NOT_FOUND, begun, finish_together
from workflows.organization.actor import Actor
from workflows.organization.remembered import RememberedDues, RememberedOffice
from workflows.organization.reporting import posts_stood_in
from workflows.rules.violation import RuleViolation

logger = logging.getLogger(__name__)

CHUNK = 200  # a chunk holds every head of the record that it touches until it is written
BUSY_AT_MOST = 3  # waits for somebody else's lock, 5 to 20 s each; after so many nobody is kept waiting longer
LOCKED = "Pekerjaan ini sedang diproses di tempat lain, jadi masih menunggu. Coba lagi sebentar lagi."
MUST_BE_READ = "Ada yang perlu dibaca dulu di sini. Buka, lalu putuskan di halamannya."
FAILED = "Terjadi gangguan, jadi keputusan ini tidak tersimpan dan pekerjaannya masih menunggu. Buka dan putuskan satu."


class Outcome(TextChoices):
    """What became of one task."""

    APPROVED = "APPROVED", _("approved")
    VOTED = "VOTED", _("your voice is counted")  # a committee, whose quorum is not reached yet
    CHANGED = "CHANGED", _("changed meanwhile")
    NOT_YOURS = "NOT_YOURS", _("not yours")
    LOCKED = "LOCKED", _("busy, still waiting")
    MUST_READ = "MUST_READ", _("must be read first")
    REFUSED = "REFUSED", _("refused")


class MustBeRead(Refusal):
    """Something in the task must be looked at; it is not decided with many others."""


OUTCOME_OF: tuple[tuple[type[Exception], Outcome], ...] = (
    (NotYours, Outcome.NOT_YOURS),
    (MovedOn, Outcome.CHANGED),
    (ContentChanged, Outcome.CHANGED),
    (MustBeRead, Outcome.MUST_READ),
)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one task, and why not where it was not approved."""

    task_id: int
    outcome: Outcome
    refusal: str = ""


class Together(Protocol[CaseT]):
    """What a process says about deciding many of its cases at once."""

    model: type[CaseT]
    related: Sequence[str]  # relations to read with the case
    lock: Sequence[str]  # those whose rows are locked with it

    def read(self, cases: Sequence[CaseT]) -> None:
        """Read for all cases what their content is made of, so that no case asks for its own."""

    def decide(self, t: Turn[CaseT]) -> None:
        """What is asked of this one, and the verb: `t.approve()`. Changes nothing but memory.

        :raises Refusal, RuleViolation: this one is left as it is.
        """

    def change(self, turns: Sequence[Turn[CaseT]]) -> None:
        """Change the subjects of these turns, each of which did its verb."""


def decide_many(
    together: Together[CaseT],
    task_ids: Sequence[int],
    *,
    by: Actor,
    shown: Mapping[int, str] | None = None,
    at: datetime | None = None,
) -> list[Result]:
    """Decide each of these tasks for itself; the results in their order, one for each.

    `shown` is the content's hash that the page showed, by task. A chunk in which something unforeseen fails is done
    again one by one, so that one failure stops none.

    :raises TimeNotYours: a time was given through a channel that may not.
    """
    moment_of(by, at)
    press = _Press(together, by, shown or {}, at)
    keys = list(dict.fromkeys(task_ids))
    found: dict[int, Result] = {}
    for start in range(0, len(keys), CHUNK):
        found |= press.decide(keys[start : start + CHUNK])
    return [found[key] for key in keys]


class _Press(Generic[CaseT]):
    """One press: what is decided by whom, and how often it had to wait."""

    def __init__(self, together: Together[CaseT], by: Actor, shown: Mapping[int, str], at: datetime | None) -> None:
        self.together, self.by, self.shown, self.at = together, by, shown, at
        self.busy = 0

    def decide(self, keys: Sequence[int]) -> dict[int, Result]:
        """These tasks in one transaction; where that fails, each in its own."""
        if self.busy >= BUSY_AT_MOST:
            return {key: Result(key, Outcome.LOCKED, LOCKED) for key in keys}
        try:
            return self._in_one_transaction(keys)
        except Exception as error:  # whatever one of them met: it stops no other, and is logged
            if is_busy(error):
                self.busy += 1
            elif not isinstance(error, RuleViolation):
                logger.warning("%s of %d tasks failed together", type(self.together).__name__, len(keys), exc_info=True)
            if len(keys) == 1:
                return {keys[0]: _failed(keys[0], error)}
        return {key: result for each in keys for key, result in self.decide([each]).items()}

    def _in_one_transaction(self, keys: Sequence[int]) -> dict[int, Result]:
        together, by = self.together, self.by
        results: dict[int, Result] = {}
        with transaction.atomic():
            moment = moment_of(by, self.at)
            chunk = read_chunk(together.model, keys, related=together.related, lock=together.lock)
            together.read(list(chunk.cases.values()))
            turns = list(self._turns(chunk, keys, moment, results))
            if turns:
                together.change(turns)
                finish_together(turns, RememberedDues())
        for t in turns:
            results[t.task.pk] = Result(t.task.pk, Outcome.VOTED if t.is_vote else Outcome.APPROVED)
        return results

    def _turns(
        self, chunk: Chunk[CaseT], keys: Sequence[int], moment: datetime, results: dict[int, Result]
    ) -> Iterator[Turn[CaseT]]:
        """The turns that were taken; the refusals go into `results`."""
        on, by = moment.date(), self.by
        standing = posts_stood_in(by.employee, on, delegated=True) if by.employee is not None else {}
        office = RememberedOffice(on)
        for key in keys:
            if key in chunk.busy:
                results[key] = Result(key, Outcome.LOCKED, LOCKED)
                continue
            try:
                case = chunk.cases.get(key)
                if case is None:
                    raise MovedOn(NOT_FOUND)
                if not is_open(chunk.tasks[key]):
                    raise MovedOn(what_happened(case))
                items = chunk.items.get(key, [])
                capacity = capacity_for(items, by, on, standing=standing)
                t = begun(case, chunk.tasks[key], capacity, items, by, moment, seen=self.shown.get(key))
                if t.item.has_mark:
                    raise MustBeRead(MUST_BE_READ)
                t.office = office
                self.together.decide(t)
            except (Refusal, RuleViolation) as refusal:
                results[key] = _refused(key, refusal)
            else:
                yield t


def _refused(key: int, refusal: Exception) -> Result:
    outcome = next((outcome for kind, outcome in OUTCOME_OF if isinstance(refusal, kind)), Outcome.REFUSED)
    return Result(key, outcome, str(refusal))


def _failed(key: int, error: Exception) -> Result:
    if isinstance(error, RuleViolation):  # what the record's own door refuses (organization/asked_reasons.py)
        return _refused(key, error)
    return Result(key, Outcome.LOCKED, LOCKED) if is_busy(error) else Result(key, Outcome.REFUSED, FAILED)

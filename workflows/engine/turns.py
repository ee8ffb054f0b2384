"""A turn: one person's act on one open task of a case. The frame that every process's actions stand in.

```python
with turn(DailyProcess, task_id, by=by, seen=seen, at=at, related=["report"]) as t:
    t.approve()                 # or send_back(reason), reject(reason), hand_in(), close(verb)
    if t.is_agreed: ...         # change the subject's own row here
```
On leaving, the flow advances, its rows are written, and the decision is recorded last, all in one transaction.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Generic, TypeVar

from django.db import transaction
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from workflows.approvals.models import Tier
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.engine import tiers
from workflows.engine.authority import (
    Capacity,
    approvers,
    capacity_for,
    capacity_of_job,
    refuse_own_case,
    refuse_second_decision,
)
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.moment import history_date, moment_of
from workflows.engine.refusals import ContentChanged, MovedOn, NotAllowedHere, NotYours
from workflows.engine.starting import skip_entry
from workflows.engine.step import Step, close_items, is_open
from workflows.engine.telling import what_happened
from workflows.organization.actor import Actor
from workflows.rules.violation import RuleViolation

CaseT = TypeVar("CaseT", bound=TieredCase)
FOR_PEOPLE = frozenset({Verb.APPROVE, Verb.RETURN, Verb.REJECT})  # no job decides a tier
OWN_RELATIONS = ("person__user", "position__unit", "tier", "chain_version")


class Turn(Generic[CaseT]):
    """The case under its lock, the task, in which capacity the actor does it, and what they do."""

    def __init__(
        self, case: CaseT, task: Task, capacity: Capacity, items: Sequence[WorkItem], by: Actor, at: datetime, seen: str
    ) -> None:
        self.case = case
        self.task = task
        self.item = capacity.item
        self.others = [item for item in items if item.pk != capacity.item.pk]
        self.signatory = capacity.signatory
        self.by = by
        self.at = at
        self.seen = seen
        self.verb: Verb | None = None
        self.reason = ""
        self.details: dict[str, object] = {"gap": self.item.gap} if self.item.gap else {}
        self.is_vote = False  # one voice of a committee whose quorum is not reached yet: the task stays open
        self.decided_round = case.round
        self._passed_over: list[Entry] = []

    @property
    def on(self) -> date:
        """The office's date of the turn."""
        return self.at.date()

    @property
    def history_date(self) -> datetime | None:
        """The date for the history rows of this turn."""
        return history_date(self.by, self.at)

    @property
    def is_agreed(self) -> bool:
        """Whether the last tier has approved."""
        return self.case.outcome == TieredCase.Outcome.APPROVED and self.case.asked is None and not self.is_vote

    def approve(self, reason: str = "") -> None:
        """Approve at this tier and ask the next; a committee's tier only when its quorum is reached.

        :raises NotAllowedHere: the tier may not approve. :raises RuleViolation: it asks for a reason and got none.
        """
        tier = self.item.tier
        if tier is None or not tier.may_approve:
            raise NotAllowedHere("Tahap ini tidak dapat menyetujui.")
        if tier.reason_to_approve:
            _require(reason)
        if self._voices_missing(tier):
            self._done(Verb.APPROVE, reason, self.case.outcome)
            self.is_vote = True
            return
        decider = self.by.employee
        decided_before = self._deciders(tier)
        self._done(Verb.APPROVE, reason, TieredCase.Outcome.APPROVED)
        self._ask_next(decided_by=decider.pk if decider else None, decided_before=decided_before)

    def send_back(self, reason: str) -> None:
        """Return the case to the person for correction; the next round starts when they hand it in again.

        :raises NotAllowedHere: the tier may not return. :raises RuleViolation: the reason is missing.
        """
        tier = self.item.tier
        if tier is None or not tier.may_return:
            raise NotAllowedHere("Tahap ini tidak dapat mengembalikan.")
        _require(reason)
        self._done(Verb.RETURN, reason, TieredCase.Outcome.RETURNED)

    def send_to_tier(self, number: int, reason: str) -> None:
        """Return the case to an earlier tier, which decides again in a new round; the person is not asked.

        :raises NotAllowedHere: the tier may not, or is not behind that one. :raises RuleViolation: without a reason.
        """
        tier = self.item.tier
        if tier is None or not tier.may_return or number >= tier.number:
            raise NotAllowedHere("Tahap ini tidak dapat mengembalikan.")
        _require(reason)
        self._done(Verb.RETURN, reason, TieredCase.Outcome.NONE)
        self.case.round += 1
        self.case.tier = tiers.before(self.case, number)
        self._ask_next()

    def reject(self, reason: str) -> None:
        """End the case with a refusal.

        :raises NotAllowedHere: the tier may not reject. :raises RuleViolation: the reason is missing.
        """
        tier = self.item.tier
        if tier is None or not tier.may_reject:
            raise NotAllowedHere("Tahap ini tidak dapat menolak. Kembalikan untuk diperbaiki.")
        _require(reason)
        self._done(Verb.REJECT, reason, TieredCase.Outcome.REJECTED)

    def hand_in(self, reason: str = "", *, verb: Verb = Verb.SUBMIT) -> None:
        """The person hands in (again): all tiers are asked from the first; after a return in a new round."""
        if self.case.outcome == TieredCase.Outcome.RETURNED:
            self.case.round += 1
        self.decided_round = self.case.round
        self._done(verb, reason, TieredCase.Outcome.NONE)
        self.case.tier = None
        self._ask_next()

    def close(self, verb: Verb, reason: str = "", outcome: str | None = None) -> None:
        """Do a task that no further tier follows (acknowledge), or end the case early (withdraw, lapse)."""
        self._done(verb, reason, self.case.outcome if outcome is None else outcome)

    # ---- inside ----
    def _done(self, verb: Verb, reason: str, outcome: str) -> None:
        if self.verb is not None:
            raise RuntimeError(f"The turn did {self.verb} already.")
        if self.by.user is None and verb in FOR_PEOPLE:
            raise NotYours("Pekerjaan ini diputus orang, bukan oleh sistem.")
        self.verb, self.reason = verb, reason.strip()
        self.case.outcome = outcome
        self.case.asked = None

    def _voices_missing(self, tier: Tier) -> bool:
        """Whether a committee still needs others after this voice; votes of this task, so of this round, only."""
        if tier.mode == Tier.Mode.ONE or not self.others:
            return False
        if tier.mode == Tier.Mode.ALL:
            return True
        voices = WorkItem.objects.filter(task=self.task, closing=WorkItem.Closing.DONE).count() + 1
        return voices < tier.quorum

    def _deciders(self, tier: Tier) -> set[str]:
        """Those (by NIP) who approved in this round, the actor included."""
        deciders = {self.signatory.nip}
        if tier.number > 1 or tier.mode != Tier.Mode.ONE:
            deciders |= set(approvers(self.case))
        return deciders

    def _ask_next(self, decided_by: int | None = None, decided_before: Collection[str] = ()) -> None:
        passed = tiers.ask_next(self.case, self.on, decided_by=decided_by, decided_before=decided_before)
        self._passed_over = [skip_entry(self.case, skipped, self.by, self.at) for skipped in passed]

    def finish(self) -> None:
        """Advance the flow, write its rows, record the decision. Called by `turn` on leaving."""
        if self.verb is None:
            raise RuntimeError("A turn ends with a verb.")
        if self.is_vote:
            close_items([self.task], self.at, only=[self.item])
        else:
            advance(self)
        tier = self.item.tier
        entry = Entry(
            verb=self.verb,
            process=self.case.process_code,
            case_id=self.case.pk,
            subject=self.case.subject_key,
            signatory=self.signatory,
            round=self.decided_round,
            tier=tier.title if tier else "",
            tier_number=tier.number if tier else None,
            person_nip=self.case.person.nip,
            person_name=self.case.person.name,
            reason=self.reason,
            seen=self.seen,
            details=self.details,
            channel=self.by.channel,
            request_id=self.by.request_id,
            at=self.at,
        )
        record(entry, *self._passed_over)


def advance(t: "Turn[CaseT]") -> None:
    """Complete the task and walk the flow to where the next people are asked."""
    step = Step(t.case, t.at)
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
    step.flush()


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
) -> "Iterator[Turn[CaseT]]":
    """Take a turn on an open task: lock, check, act, advance, record.

    `related` are relations to read with the case; `lock` those of them whose rows are locked with it. `seen` is the
    hash of the content that the page showed; None where nothing is bound to it. `duty` marks a turn that jobs take in
    place of whoever is asked (lapse): no person takes it.

    :raises MovedOn: the task is done already, or never was of this process.
    :raises NotYours, OwnCase, DecidedBefore: the actor may not.
    :raises ContentChanged: the content is no longer what was seen.
    """
    with transaction.atomic():
        moment = moment_of(by, at)
        case = (
            model._default_manager.select_related(*OWN_RELATIONS, *related)
            .select_for_update(of=("self", *lock))
            .filter(task=task_id)
            .first()
        )
        if case is None:
            raise MovedOn("Pekerjaan ini tidak ditemukan. Buka kotak masuk untuk melihat yang menunggu.")
        task = Task.objects.get(pk=task_id)
        if not is_open(task):
            raise MovedOn(what_happened(case))
        items = list(
            WorkItem.objects.open()
            .filter(task=task)
            .select_related("owner", "principal", "tier", "acting")
            .order_by("pk")
        )
        capacity = capacity_of_job(items, by, moment.date()) if duty else capacity_for(items, by, moment.date())
        refuse_own_case(case, capacity.item, by)
        refuse_second_decision(case, capacity.item, by)
        current = case.content_hash
        if seen is not None and seen != current:
            raise ContentChanged("Isinya berubah sejak halaman ini dibuka. Baca ulang isi terbaru, lalu putuskan.")
        t = Turn(case, task, capacity, items, by, moment, current)
        yield t
        t.finish()


def _require(reason: str) -> None:
    if len(reason.strip()) < 5:
        raise RuleViolation("Tulis alasannya, supaya yang bersangkutan tahu apa yang harus diperbaiki.", field="reason")

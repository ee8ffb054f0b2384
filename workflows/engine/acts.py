"""What can be done in one turn on a case: approve, return, reject, hand in, withdraw, change, pass on."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Generic, TypeVar

from viewflow.workflow.models import Task

from workflows.approvals.models import Tier
from workflows.approvals.resolver import Asked, tiers_of
from workflows.audit.record import Entry
from workflows.audit.verbs import Verb
from workflows.engine import tiers
from workflows.engine.authority import Capacity
from workflows.engine.differences import keep_content
from workflows.engine.entries import entry_of
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.moment import history_date
from workflows.engine.reasons import WHAT_TO_CORRECT, required
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.engine.starting import skip_entry
from workflows.engine.votes import Vote, deciders, may_have_deciders, votes_now, votes_of
from workflows.organization.actor import Actor
from workflows.organization.standing import DELEGATE

CaseT = TypeVar("CaseT", bound=TieredCase)
FOR_DECIDERS = frozenset({Verb.APPROVE, Verb.RETURN, Verb.REJECT})  # no job decides a tier, nor does the person


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
        self.as_person = False  # the person concerned withdraws or changes what waits with a tier
        self.verb: Verb | None = None
        self.reason = ""
        self.details: dict[str, object] = {"gap": self.item.gap} if self.item.gap else {}
        self.is_vote = False  # one voice of a committee whose quorum is not reached yet: the task stays open
        self.decided_round = case.round
        self.passed_over: list[Entry] = []
        self.office: object = None  # the preloaded office, where many turns are taken together

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

    # ---- a tier decides ----
    def approve(self, reason: str = "") -> None:
        """Approve at this tier and ask the next; a committee's tier only when its quorum is reached.

        :raises NotAllowedHere: the tier may not approve. :raises RuleViolation: it asks for a reason and got none.
        """
        tier = self.item.tier
        if tier is None or not tier.may_approve:
            raise NotAllowedHere("Tahap ini tidak dapat menyetujui.")
        if tier.reason_to_approve:
            required(reason, WHAT_TO_CORRECT)
        if self._is_short_of_approvals(tier):
            self._done(Verb.APPROVE, reason, self.case.outcome)
            self.is_vote = True
            return
        # A committee is not the same person as the one whom the next tier asks, whoever of it voted last.
        alone = tier.mode == Tier.Mode.ONE or not votes_now(self.case, tier.number)
        just_decided = self._deciding() if alone else set()
        decided_before = self._with_this_vote(tier)
        self._done(Verb.APPROVE, reason, TieredCase.Outcome.APPROVED)
        self._ask_next(just_decided=just_decided, decided_before=decided_before)

    def send_back(self, reason: str) -> None:
        """Return the case to the person for correction; the next round starts when they hand it in again.

        :raises NotAllowedHere: the tier may not return. :raises RuleViolation: the reason is missing.
        """
        tier = self.item.tier
        if tier is None or not tier.may_return:
            raise NotAllowedHere("Tahap ini tidak dapat mengembalikan.")
        required(reason, WHAT_TO_CORRECT)
        self.keep_content()
        self._done(Verb.RETURN, reason, TieredCase.Outcome.RETURNED)

    def send_to_tier(self, number: int, reason: str) -> None:
        """Return the case to an earlier tier, which decides again in a new round; the person is not asked.

        :raises NotAllowedHere: the tier may not, or is not behind that one. :raises RuleViolation: without a reason.
        """
        tier = self.item.tier
        if tier is None or not tier.may_return:
            raise NotAllowedHere("Tahap ini tidak dapat mengembalikan.")
        to = next((t for t in tiers_of(self.case.chain_version) if t.number == number < tier.number), None)
        if to is None:
            raise NotAllowedHere("Pilih tahap sebelum tahap ini, atau kembalikan kepada pegawai.")
        required(reason, WHAT_TO_CORRECT)
        self.keep_content()
        self.details |= {"to": f"tahap {number}, {to.title}", "to_tier": number}
        self._done(Verb.RETURN, reason, TieredCase.Outcome.NONE)
        self._begin_round(number)

    def reject(self, reason: str) -> None:
        """End the case with a refusal; a committee's when its quorum can no longer be reached.

        :raises NotAllowedHere: the tier may not reject. :raises RuleViolation: the reason is missing.
        """
        tier = self.item.tier
        if tier is None or not tier.may_reject:
            raise NotAllowedHere("Tahap ini tidak dapat menolak. Kembalikan untuk diperbaiki.")
        required(reason, WHAT_TO_CORRECT)
        if self._can_still_be_approved(tier):
            self._done(Verb.REJECT, reason, self.case.outcome)
            self.is_vote = True
            return
        self._done(Verb.REJECT, reason, TieredCase.Outcome.REJECTED)

    # ---- the person acts ----
    def hand_in(self, reason: str = "", *, verb: Verb = Verb.SUBMIT) -> None:
        """The person hands in (again). After a return a new round begins at the tier that the chain names for it."""
        is_again = self.case.outcome == TieredCase.Outcome.RETURNED
        returned_by = self.case.tier.number if self.case.tier is not None else 1
        self._done(verb, reason, TieredCase.Outcome.NONE)
        if is_again:
            self._begin_round(min(self.case.chain_version.again_from_tier, returned_by))
        else:
            self.case.tier = None
            self._ask_next()
        self.decided_round = self.case.round

    def withdraw(self, reason: str = "", *, to_person: bool = False) -> None:
        """The person takes back what they sent, before anybody decided; the case ends, or waits with them again.

        :raises NotAllowedHere: somebody decided already.
        """
        if votes_of(self.case):
            raise NotAllowedHere(
                "Sudah ada yang memutus, jadi kiriman ini tidak dapat ditarik lagi. Tunggu keputusan berikutnya."
            )
        outcomes = TieredCase.Outcome
        self._done(Verb.WITHDRAW, reason, outcomes.RETURNED if to_person else outcomes.WITHDRAWN)

    def resubmit(self, reason: str = "") -> None:
        """The person changed the content while it waited: a new round from the tier that the chain names.

        Call `keep_content` before the rows are changed. A tier that has not decided yet is never passed over.
        """
        waiting = self.item.tier.number if self.item.tier is not None else 1
        self._done(Verb.AMEND, reason, TieredCase.Outcome.NONE)
        self._begin_round(min(self.case.chain_version.again_from_tier, waiting))
        self.decided_round = self.case.round

    def close(self, verb: Verb, reason: str = "", outcome: str | None = None) -> None:
        """Do a task that no further tier follows (acknowledge), or end the case early (withdraw, lapse)."""
        self._done(verb, reason, self.case.outcome if outcome is None else outcome)

    def as_ruling(self) -> None:
        """The approval just given is the last word in a dispute: it is recorded as DECIDE, or from paper as one.

        :raises NotAllowedHere: a further tier or a further voice is asked.
        """
        if not self.is_agreed:
            raise NotAllowedHere("Masih ada yang diminta memutus.")
        if self.by.outside is not None:
            self.details["as"] = str(Verb.DECIDE)  # the verb stays that of the document
        else:
            self.verb = Verb.DECIDE

    def record_with(self, entries: Sequence[Entry]) -> None:
        """Record these with the decision, so that the record's heads are locked in one order."""
        self.passed_over = [*self.passed_over, *entries]

    # ---- a job acts ----
    def pass_on(self, reason: str) -> None:
        """Pass over the tier because its time is up, with a mark in the record.

        :raises NotAllowedHere: no further tier would ask a person; nothing is ever agreed without one.
        """
        tier = self.item.tier
        if tier is None:
            raise NotAllowedHere("Hanya tahap persetujuan yang dapat dilewati.")
        self.details["overdue"] = True
        self._done(Verb.SKIP, reason, TieredCase.Outcome.NONE)
        self._ask_next(decided_before=deciders(self.case))
        if not isinstance(self.case.asked, Asked):
            raise NotAllowedHere("Tahap ini yang terakhir: tidak ada lagi yang memutus bila dilewati.")
        self.others = [*self.others, self.item]  # nobody did what they were asked: none of it counts as done

    def keep_content(self) -> None:
        """Keep what is on the screens now, so that the next reader is told what changed."""
        keep_content(self.case, self.at, seen=self.seen)

    # ---- what is recorded ----
    def entries(self) -> list[Entry]:
        """The decision, and the tiers that were passed over after it."""
        if self.verb is None:
            raise RuntimeError("A turn ends with a verb.")
        entry = entry_of(
            self.case, self.verb, self.by, self.at, signatory=self.signatory, tier=self.item.tier,
            in_round=self.decided_round, reason=self.reason, seen=self.seen, details=self.details,
        )  # fmt: skip
        return [entry, *self.passed_over]

    # ---- inside ----
    def _done(self, verb: Verb, reason: str, outcome: str) -> None:
        if self.verb is not None:
            raise RuntimeError(f"The turn did {self.verb} already.")
        if verb in FOR_DECIDERS and (self.by.user is None or self.as_person):
            raise NotYours("Pekerjaan ini diputus orang yang berwenang, bukan oleh sistem atau yang bersangkutan.")
        if self.by.in_place:
            required(reason, WHAT_TO_CORRECT)
            self.details["as"] = str(verb)
            verb = Verb.OVERRIDE
        if self.by.outside is not None:
            self.details |= self.by.outside.details()
            verb = Verb.RECORD_OUTSIDE
        if self.signatory.capacity == DELEGATE:
            self.details["principal_nip"] = self.signatory.principal_nip
        if self.case.asked_from != 1:
            self.details["asked_from"] = self.case.asked_from
        self.verb, self.reason = verb, reason.strip()
        self.case.outcome = outcome
        self.case.asked = None

    def _begin_round(self, number: int) -> None:
        """A new round, in which the tiers from this number on decide again."""
        self.case.round += 1
        self.case.asked_from = number
        self.case.tier = tiers.before(self.case, number)
        self._ask_next(decided_before=deciders(self.case) if number > 1 else ())

    def _needed(self, tier: Tier, seats: int) -> int:
        """How many have to approve; never more than are asked: whoever took up a parked committee's case is alone."""
        return {Tier.Mode.ONE: 1, Tier.Mode.ALL: seats}.get(Tier.Mode(tier.mode), min(tier.quorum, seats))

    def _seats_and_votes(self, tier: Tier) -> tuple[int, list[Vote]]:
        """How many sit in this tier, and what they voted so far; without the actor's own vote."""
        votes = votes_now(self.case, tier.number)
        return 1 + len(self.others) + len(votes), votes

    def _is_short_of_approvals(self, tier: Tier) -> bool:
        """Whether a committee still needs others after this approval. An override decides alone."""
        if tier.mode == Tier.Mode.ONE or self.by.overrides:
            return False
        seats, votes = self._seats_and_votes(tier)
        approvals = 1 + sum(vote.verb == Verb.APPROVE for vote in votes)
        return approvals < self._needed(tier, seats)

    def _can_still_be_approved(self, tier: Tier) -> bool:
        """Whether a committee can reach its quorum in spite of this rejection."""
        if tier.mode == Tier.Mode.ONE or self.by.overrides:
            return False
        seats, votes = self._seats_and_votes(tier)
        rejections = 1 + sum(vote.verb == Verb.REJECT for vote in votes)
        return seats - rejections >= self._needed(tier, seats)

    def _with_this_vote(self, tier: Tier) -> set[str]:
        """Those (by NIP) who decided in this round, the actor and whom they decide for included."""
        people = self._deciding()
        if may_have_deciders(self.case, tier) or tier.mode != Tier.Mode.ONE:
            people |= deciders(self.case)
        return people

    def _deciding(self) -> set[str]:
        """The actor, and whoever delegated it to them: for one case they count as one."""
        people = {self.signatory.nip}
        return people | {self.signatory.principal_nip} if self.signatory.capacity == DELEGATE else people

    def _ask_next(self, just_decided: Collection[str] = (), decided_before: Collection[str] = ()) -> None:
        passed = tiers.ask_next(
            self.case,
            self.on,
            just_decided=just_decided,
            decided_before=decided_before,
            is_agreed_so_far=self.case.outcome == TieredCase.Outcome.APPROVED,
            office=self.office,
        )
        self.passed_over = [skip_entry(self.case, skipped, self.by, self.at) for skipped in passed]

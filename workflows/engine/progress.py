"""How far a case is, as a picture and as words: its chain with the persons, and what was done so far."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.approvals.models import Tier
from workflows.approvals.resolver import Asked, Gap, tiers_of
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.models import Question, TieredCase, WorkItem
from workflows.engine.questions import questions_of
from workflows.engine.telling import actor_words, day_written
from workflows.engine.timeline import document_words, taken_back
from workflows.engine.turn_words import OnTurn, on_turn
from workflows.engine.votes import tier_numbers
from workflows.engine.whom import whom
from workflows.organization.capacities import post_acted_in
from workflows.organization.reading_together import read_together

PASSES = frozenset({Verb.APPROVE, Verb.SKIP, Verb.DECIDE})


@dataclass(frozen=True, slots=True)
class ChainStep:
    """A step of the picture, as the `chain_stairs` tag takes it."""

    name: str
    small: str
    tag: str
    colour: str
    state: str


@dataclass(frozen=True, slots=True)
class SoFar:
    """What is open of a case and what was decided, as a page about its subject reads it."""

    items: list[WorkItem]
    decisions: list[Decision]
    questions: list[Question] = field(default_factory=list)

    def asked_of(self, user: Any, node: str) -> WorkItem | None:
        """The open task of this step that is asked of the user as themselves."""
        return next((item for item in self.items if item.node == node and item.owner_id == user.pk), None)


def so_far(case: TieredCase | None) -> SoFar:
    """The case's open items, decisions and questions, oldest first; one query, none where there is no case."""
    if case is None:
        return SoFar([], [])
    waiting = WorkItem.objects.open().filter(case_id=case.pk)
    found = read_together(
        waiting.select_related("owner", "principal", "tier", "acting", "person"),
        Decision.objects.of_case(case.process_code, case.pk),
        questions_of(case),
    )
    return SoFar(*(sorted(rows, key=lambda row: row.pk) for rows in found))


def chain_steps(
    case: TieredCase, decisions: Sequence[Decision], items: Sequence[WorkItem], on: date
) -> list[ChainStep]:
    """The stairs of a case: who handed in, each tier with its person and state, and what comes at the end.

    A tier that waits names whoever stands in the asked post today, so that the picture is true when officers change.
    """
    submitted = next((d for d in reversed(decisions) if d.verb == Verb.SUBMIT), None)
    first = submitted.effective_at if submitted else case.created
    handed_in = _("Handed in, %(day)s") % {"day": day_written(first)}
    if submitted is not None and submitted.details.get("drafted_by"):
        handed_in = _("Drafted and sent by %(who)s, %(day)s") % {
            "who": submitted.details["drafted_by"], "day": day_written(first),
        }  # fmt: skip
    steps = [ChainStep(case.person.name, handed_in, _("Done"), "green", "done")]
    standing = standing_by_tier(case, decisions)
    waiting: dict[int | None, list[WorkItem]] = defaultdict(list)
    for item in items:
        if item.closed_at is None and item.tier_id is not None:
            waiting[item.tier_id].append(item)
    for tier in tiers_of(case.chain_version):
        decided = standing.get(tier.number, [])
        if tier.pk in waiting:
            steps.append(_waiting_step(tier, waiting[tier.pk], decided, on))
        elif decided:
            steps.append(_done_step(decided, now=case.round))
        elif not case.is_ended_early and case.status != "DONE":
            step = _step_to_come(tier, case, on)
            if step is not None:
                steps.append(step)
    return steps


def verb_of(decision: Decision) -> Verb:
    """What the decision did to its tier; an override did what it says."""
    return Verb(str(decision.details.get("as", decision.verb)))


def standing_by_tier(case: TieredCase, decisions: Sequence[Decision]) -> dict[int, list[Decision]]:
    """What stands of each tier, by its number: of this round, and of earlier ones for tiers that are not asked again.

    What was taken back stands no longer.
    """
    gone, numbers = taken_back(decisions), tier_numbers(decisions)
    of_tier: dict[int, list[Decision]] = defaultdict(list)
    for d in decisions:
        if d.tier_number and d.pk not in gone and verb_of(d) in {*PASSES, Verb.RETURN, Verb.REJECT}:
            of_tier[numbers[d.pk]].append(d)
    found: dict[int, list[Decision]] = {}
    for number, made in of_tier.items():
        now = [d for d in made if d.round == case.round]
        if not now and number < case.asked_from != 1:
            passed = [d for d in made if verb_of(d) in PASSES]
            now = [d for d in passed if d.round == passed[-1].round]
        if now:
            found[number] = now
    return found


def _done_step(decided: Sequence[Decision], *, now: int) -> ChainStep:
    last = decided[-1]
    verb = verb_of(last)
    day = day_written(last.effective_at)
    if verb == Verb.SKIP:
        if last.details.get("overdue"):
            return ChainStep(last.tier, f"{last.reason} {day}".strip(), _("Passed on, overdue"), "amber", "done")
        return ChainStep(last.tier, last.reason, _("Passed over"), "", "done")
    parts = [last.tier, day]
    tag, colour, state = {
        Verb.RETURN: (_("Returned"), "amber", ""),
        Verb.REJECT: (_("Rejected"), "red", ""),
    }.get(verb, (_("Done"), "green", "done"))
    if last.verb == Verb.OVERRIDE:
        # Never as the tier's own decision: whoever reads the stairs sees that an administrator decided.
        parts.insert(0, _("Decided by an HR admin (override)"))
        tag, colour = _("Override"), "amber"
    elif last.verb == Verb.RECORD_OUTSIDE:
        # Nor is what was keyed in from paper the tier's own press of a button.
        parts.insert(0, document_words(last))
        tag, colour = _("Recorded from a document"), "amber"
    elif last.round != now:
        parts.append(_("still holds from round %(n)s") % {"n": last.round})
    approved = [d for d in decided if verb_of(d) == Verb.APPROVE]
    if state == "done" and last.verb != Verb.OVERRIDE and len(approved) > 1:
        voices = _("%(yes)s of %(all)s voices for it") % {"yes": len(approved), "all": len(decided)}
        return ChainStep(", ".join(_voter_words(d) for d in approved), ", ".join([voices, *parts]), tag, colour, state)
    return ChainStep(actor_words(last), ", ".join([*_acted_for(last), *parts]), tag, colour, state)


def _acted_for(decision: Decision) -> list[str]:
    """In which post somebody decided for another, and for whom by name; nothing where it was their own."""
    if not decision.capacity:
        return []
    whom = [_("on behalf of %(name)s") % {"name": decision.principal_name}] if decision.principal_name else []
    return [post_acted_in(decision.capacity, decision.principal_post), *whom]


def _voter_words(decision: Decision) -> str:
    acted = ", ".join(_acted_for(decision))
    return f"{actor_words(decision)} ({acted})" if acted else actor_words(decision)


def _waiting_step(tier: Tier, items: Sequence[WorkItem], decided: Sequence[Decision], on: date) -> ChainStep:
    asked = [on_turn(item, on) for item in items]
    tag = _("Waiting for a decision")
    if tier.mode != Tier.Mode.ONE and len(items) + len(decided) > 1:
        return _committee_step(tier, asked, decided)
    item, turn = items[0], asked[0]
    if item.principal is None and item.owner_id is None:
        return ChainStep(turn.name or _("Nobody yet"), item.gap, _("Gap"), "red", "gap")
    return ChainStep(turn.name or _("Nobody yet"), turn.post, tag, "amber", "now")


def _committee_step(tier: Tier, asked: Sequence[OnTurn], decided: Sequence[Decision]) -> ChainStep:
    """A committee that is still voting: who has voted how, and who is asked."""
    votes = [d for d in decided if d.verb != Verb.SKIP]
    seats = len(asked) + len(votes)
    needed = seats if tier.mode == Tier.Mode.ALL else tier.quorum
    yes = [actor_words(d) for d in votes if verb_of(d) == Verb.APPROVE]
    no = [actor_words(d) for d in votes if verb_of(d) == Verb.REJECT]
    parts = [_("%(needed)s of %(seats)s voices are needed") % {"needed": needed, "seats": seats}]
    if yes:
        parts.append(_("for it: %(names)s") % {"names": ", ".join(yes)})
    if no:
        parts.append(_("against it: %(names)s") % {"names": ", ".join(no)})
    parts.append(_("still asked: %(names)s") % {"names": ", ".join(turn.name for turn in asked)})
    count = ngettext("%(n)s voice so far", "%(n)s voices so far", len(votes)) % {"n": len(votes)}
    return ChainStep(tier.title, "; ".join(parts), count, "amber", "now")


def _step_to_come(tier: Tier, case: TieredCase, on: date) -> ChainStep | None:
    found = whom(tier, case, on)
    if isinstance(found, Gap):
        return ChainStep(_("Nobody yet"), found.why, _("Gap"), "red", "gap")
    if not isinstance(found, Asked):
        return None
    if len(found.officers) == 1:
        return ChainStep(found.officers[0].employee.name, found.officers[0].title, tier.title, "", "")
    names = [officer.employee.name for officer in found.officers]
    names += [str(getattr(user, "employee", None) or user) for user in found.users]
    return ChainStep(tier.title, ", ".join(names), _("Next"), "", "")


def whose_turn(items: Sequence[WorkItem], on: date) -> str:
    """Who is waited for, by name: *Menunggu Jaya Ramadan*; with the post acted for, and whom it is delegated to."""
    if any(item.gap and item.owner_id is None for item in items):
        return _("Waiting for the performance management team: nobody decides on it yet.")
    names = [turn.with_post for item in items if (turn := on_turn(item, on)).name]
    return _("Waiting for %(name)s") % {"name": ", ".join(names)} if names else ""


def step_words(case: TieredCase) -> str:
    """*Tahap 2 dari 4*; nothing where the chain has one tier, or none is asked."""
    count = len(tiers_of(case.chain_version))
    if case.tier is None or count < 2:
        return ""
    return _("Tier %(n)s of %(of)s") % {"n": case.tier.number, "of": count}


def arrived_words(came_by: str, came_from: str) -> str:
    """How a task came to its reader if not from the chain: *Dinaikkan dari Kepala Sub Bidang Mutasi*."""
    return (
        {
            Verb.ESCALATE: _("Raised to you, overdue with %(whom)s"),
            Verb.REASSIGN: _("Passed to you by %(whom)s"),
            Verb.HAND_OVER: _("Handed over to you from %(whom)s"),
            Verb.CLAIM: _("Taken from the queue: %(whom)s"),
        }.get(Verb(came_by), _("From %(whom)s"))
        % {"whom": came_from}
        if came_by and came_from
        else ""
    )

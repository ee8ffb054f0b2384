"""How far an assessment is, as stairs and as a history: the person stands at both ends of its chain."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from workflows.assessment.models import Assessment, AssessmentProcess
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.models import WorkItem
from workflows.engine.progress import ChainStep, chain_steps
from workflows.engine.timeline import TimelineEntry, taken_back, timeline
from workflows.engine.votes import tier_numbers
from workflows.printing.words import long_date

Status = Assessment.Status
ON_ITS_WAY = frozenset({Status.SELF_ASSESSED, Status.RATED})


def stairs(
    case: AssessmentProcess, decisions: Sequence[Decision], items: Sequence[WorkItem], on: date
) -> list[ChainStep]:
    """The steps: the person's account, each tier, the person's answer."""
    assessment = case.assessment
    first, *tiers = chain_steps(case, decisions, items, on)
    accounts = assessment.status in {Status.OPEN, Status.RETURNED}
    if accounts:
        first = ChainStep(case.person.name, _("Self-assessment"), _("Waiting"), "amber", "now")
    else:
        first = _account(first, decisions, is_closed=assessment.status == Status.CLOSED)
    return [first, *tiers, _answer(assessment, case.person.name)]


def _account(first: ChainStep, decisions: Sequence[Decision], *, is_closed: bool) -> ChainStep:
    """The person's account: when it was sent, that it was passed over, or that it ended before."""
    sent = next((d for d in reversed(decisions) if d.verb in {Verb.SUBMIT, Verb.SKIP} and not d.tier), None)
    if sent is None:
        return replace(first, small=_("Self-assessment"), tag=_("Ended")) if is_closed else replace(first, small="")
    if sent.verb == Verb.SKIP:
        return replace(first, small=_("Self-assessment"), tag=_("Passed over"))
    return replace(first, small=_("Self-assessment, %(day)s") % {"day": long_date(sent.effective_at)})


def _answer(assessment: Assessment, name: str) -> ChainStep:
    if assessment.status == Status.FINAL:
        return ChainStep(
            name, _("Final, %(day)s") % {"day": long_date(assessment.final_at)}, _("Done"), "green", "done"
        )
    if assessment.status == Status.CLOSED:
        return ChainStep(name, _("Ended without a result"), _("Ended"), "", "")
    if assessment.status == Status.RATIFIED:
        until = _("Answer until %(day)s") % {"day": long_date(assessment.objection_until)}
        return ChainStep(name, until, _("Waiting"), "amber", "now")
    if assessment.status == Status.OBJECTED:
        return ChainStep(name, _("Objected; it is being heard"), _("Waiting"), "amber", "now")
    return ChainStep(name, _("Answers the result"), _("Next"), "", "")


def history(assessment: Assessment, decisions: Sequence[Decision], *, sees_ratings: bool) -> list[TimelineEntry]:
    """What was done, newest first.

    Until the result is out the person does not read what the tiers write to each other.
    """
    hidden = not sees_ratings and assessment.status in ON_ITS_WAY
    entries = []
    for decision, entry in zip(reversed(decisions), timeline(decisions), strict=True):
        entries.append(
            replace(
                entry,
                what=_what(decision) or entry.what,
                note="" if decision.verb == Verb.APPROVE and not entry.struck else entry.note,
                quote="" if hidden else entry.quote,
                link="" if hidden and _verb_of(decision) != Verb.RETURN else entry.link,
            )
        )
    return entries


def _what(decision: Decision) -> str:
    # The rating is in the decision's details; every later tier ratifies.
    is_rating = bool(decision.details.keys() & {"work_rating", "work_value"})
    if decision.verb == Verb.APPROVE:
        return _("Rated") if is_rating else _("Ratified")
    if decision.verb == Verb.RECORD_OUTSIDE and _verb_of(decision) == Verb.APPROVE:
        if is_rating:
            return _("Rated, recorded from a signed document")
        return _("Ratified, recorded from a signed document")
    if decision.verb == Verb.AMEND and "leave_days" in decision.details:
        return _("Fitted to the days worked")
    words = {
        Verb.SUBMIT: _("Self-assessment sent"), Verb.SKIP: _("Passed over"),
        Verb.ACKNOWLEDGE: _("Accepted"), Verb.AMEND: _("Realisation corrected"),
    }  # fmt: skip
    return words.get(Verb(decision.verb), "")


def rating_decisions(decisions: Sequence[Decision]) -> list[Decision]:
    """Who rated and who ratified, in this order: of each tier the approval that completed it, as they stand now.

    Since the last account all tiers have approved anew, since a return those to which it went.
    """
    gone, numbers = taken_back(decisions), tier_numbers(decisions)
    found: dict[int, Decision] = {}
    for decision in decisions:
        if decision.pk in gone:
            continue
        done = _verb_of(decision)
        if done == Verb.SUBMIT:
            found = {}
        elif done == Verb.RETURN:
            to_tier = decision.details.get("to_tier")
            found = {n: d for n, d in found.items() if isinstance(to_tier, int) and n < to_tier}
        elif done == Verb.APPROVE and decision.pk in numbers:
            found[numbers[decision.pk]] = decision
    return [found[number] for number in sorted(found)]


def _verb_of(decision: Decision) -> str:
    """What was done; an override is what it did instead of the tier, a document what was signed in it."""
    in_place = decision.verb in {Verb.OVERRIDE, Verb.RECORD_OUTSIDE}
    return str(decision.details.get("as", decision.verb)) if in_place else decision.verb

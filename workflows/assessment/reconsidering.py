"""What is thought better of: a self-assessment withdrawn, a rating or ratification taken back; and who rated what."""

from datetime import datetime

from workflows.approvals.models import Tier
from workflows.assessment.models import Assessment, AssessmentProcess
from workflows.assessment.rating import AcceptedRating, GivenRating, in_words_or_numbers
from workflows.audit.verbs import Verb
from workflows.engine.acts import Turn
from workflows.engine.taking_back import taking_back
from workflows.engine.turns import turn
from workflows.engine.votes import votes_now, votes_of
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed
from workflows.rules.violation import RuleViolation

Status = Assessment.Status
# The posts above are read with the case: whom the next tier asks is found along them.
RELATED = ("assessment__period", "position__reports_to__reports_to__reports_to__reports_to")
LOCK = ("assessment",)


def withdraw(*, task_id: int, by: Actor, reason: str = "", at: datetime | None = None) -> Assessment:
    """Take back a self-assessment on which nobody has decided yet: it waits with the person again, as entered.

    :raises Refusal: see `turn`. :raises NotAllowedHere: somebody decided already.
    """
    with turn(AssessmentProcess, task_id, by=by, at=at, related=RELATED, lock=LOCK, as_person=True) as t:
        assessment: Assessment = t.case.assessment
        t.withdraw(reason, to_person=True)
        save_changed(
            assessment, user=by.history_user, reason="withdraw", at=t.history_date, status=Status.OPEN
        )  # fmt: skip
    return assessment


def take_back(*, task_id: int, by: Actor, at: datetime | None = None) -> Assessment:
    """Take back one's own last decision; what was rated stays as it was typed, for whoever rates to find it again.

    A predicate that was out with the decision is out no longer.

    :raises Refusal: see `taking_back`; also where the person has answered the result.
    """
    with taking_back(AssessmentProcess, task_id, by=by, at=at, related=RELATED, lock=LOCK) as t:
        assessment: Assessment = t.case.assessment
        if t.verb == Verb.RETURN:
            t.refuse_if_changed()
        if t.was_vote:
            status = assessment.status
        else:
            is_rating = (t.taken.tier_number or 1) <= rating_tier(t.case)
            status = str(Status.SELF_ASSESSED if is_rating else Status.RATED)
        save_changed(
            assessment, user=by.history_user, reason="take_back", at=t.history_date, status=status, predicate="",
            trace=[], ratified_at=None, objection_until=None,
        )  # fmt: skip
    return assessment


def rating_tier(case: AssessmentProcess) -> int:
    """The number of the tier that rates: the first that ever approved, else the one that is asked."""
    approved = [vote.tier_number for vote in votes_of(case) if vote.verb == Verb.APPROVE]
    return min(approved, default=case.tier.number if case.tier is not None else 1)


def refuse_other_rating(t: Turn[AssessmentProcess], given: GivenRating, accepted: AcceptedRating) -> None:
    """In a committee, a rating that others have confirmed with their voice is not changed by the next one's.

    :raises RuleViolation: code `rating_of_others`.
    """
    tier = t.item.tier
    if tier is None or tier.mode == Tier.Mode.ONE or not votes_now(t.case, tier.number):
        return
    assessment = t.case.assessment
    stored = {row.value: (row.rating, row.score, row.note) for row in assessment.behaviours.all()}
    same = stored == {
        value: (*in_words_or_numbers(grade), note.strip()) for value, (grade, note) in given.behaviours.items()
    }
    for name in ("work_rating", "behaviour_rating", "total", "further", "departure_reason", "feedback"):
        same = same and getattr(assessment, name) == getattr(accepted, name)
    if not same:
        raise RuleViolation(
            "Anggota lain sudah memberi suara untuk penilaian yang tertulis di sini. Berikan penilaian yang sama, "
            "atau kembalikan untuk dibahas lagi.",
            field="work_rating", code="rating_of_others",
        )  # fmt: skip

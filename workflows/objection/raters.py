"""Who gave the rating of an assessment: they are heard, and do not hear."""

from workflows.assessment.models import AssessmentProcess
from workflows.assessment.reconsidering import rating_tier
from workflows.audit.verbs import Verb
from workflows.engine.votes import Vote, votes_of
from workflows.organization.models import Employee


def raters_of(case: AssessmentProcess) -> list[str]:
    """Those (by NIP) whose voice gave the rating that stands; whoever delegated it counts with their delegate."""
    return sorted({nip for vote in _rating_votes(case) for nip in vote.people})


def assessor_of(case: AssessmentProcess) -> Employee | None:
    """Whose voice completed the rating: the one who is asked for their view. None where no employee gave it.

    Of a rating that was recorded from paper it is whoever was asked for it, not whoever keyed it in.
    """
    votes = _rating_votes(case)
    if not votes:
        return None
    nip = votes[-1].principal_nip if case.assessment.rated_by_id is None else votes[-1].nip
    return Employee.objects.filter(nip=nip).select_related("user").first()


def _rating_votes(case: AssessmentProcess) -> list[Vote]:
    number = rating_tier(case)
    votes = [vote for vote in votes_of(case) if vote.verb == Verb.APPROVE and vote.tier_number == number]
    return [vote for vote in votes if vote.round == votes[-1].round]

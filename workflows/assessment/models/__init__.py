"""Assessments: what was reached, how it is rated, and the predicate."""

from workflows.assessment.models.assessment import Assessment
from workflows.assessment.models.bounds import SuggestionBounds
from workflows.assessment.models.evidence_opened import EvidenceOpened
from workflows.assessment.models.field_review import FieldReview, ReviewFinding
from workflows.assessment.models.past_result import PastResult
from workflows.assessment.models.process import AssessmentProcess
from workflows.assessment.models.rating import BehaviourRating, ResultRealisation
from workflows.assessment.models.unit_predicate import DistributionReason, UnitPredicate

__all__ = [
    "Assessment", "AssessmentProcess", "BehaviourRating", "DistributionReason", "EvidenceOpened",
    "FieldReview", "PastResult", "ResultRealisation", "ReviewFinding", "SuggestionBounds", "UnitPredicate",
]  # fmt: skip

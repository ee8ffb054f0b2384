"""Assessments: what was reached, how it is rated, and the predicate."""

from workflows.assessment.models.assessment import Assessment
from workflows.assessment.models.bounds import SuggestionBounds
from workflows.assessment.models.process import AssessmentProcess
from workflows.assessment.models.rating import BehaviourRating, ResultRealisation

__all__ = ["Assessment", "AssessmentProcess", "BehaviourRating", "ResultRealisation", "SuggestionBounds"]

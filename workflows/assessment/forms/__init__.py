"""The forms of the assessment: levels with evidence, a rating with its feedback, the answer."""

from workflows.assessment.forms.answer import AnswerForm
from workflows.assessment.forms.rating import NumbersForm, RatingForm, WordsForm, rating_form
from workflows.assessment.forms.self_assessment import SelfAssessmentForm

__all__ = ["AnswerForm", "NumbersForm", "RatingForm", "SelfAssessmentForm", "WordsForm", "rating_form"]

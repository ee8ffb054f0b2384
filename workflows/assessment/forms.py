"""The forms of the assessment: levels with evidence, a rating with its feedback, the answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.assessment.explaining import short_label
from workflows.assessment.models import Assessment, ResultRealisation
from workflows.assessment.rating import SHORTEST
from workflows.assessment.realisation import Level, is_due
from workflows.engine.forms import APPROVE, DecisionForm
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS, RATINGS, Rating, behaviour_rating
from workflows.skp.models import Indicator

MAJORITY = "MAJORITY"  # whichever rating most of the seven values have
RATING_CHOICES = [(str(rating), words.label) for rating, words in RATINGS.items()]

# On one line beneath each value, whose legend says what is rated.
SHORT_CHOICES = [(code, short_label(code)) for code, _label in RATING_CHOICES]


class SelfAssessmentForm(forms.Form):
    """A level with its evidence for each indicator that reports do not add up to, and the person's own account."""

    note = forms.CharField(
        label=_("Your own account of the month"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What went well, what stood in the way, what the assessor should know."),
    )  # fmt: skip

    def __init__(self, *args: Any, rows: Sequence[ResultRealisation], **kwargs: Any) -> None:
        """`rows` are all rows of the assessment; the levels among them become fields."""
        super().__init__(*args, **kwargs)
        self.levels_asked = [row for row in rows if row.indicator.measure == Indicator.Measure.LEVEL]
        for row in self.levels_asked:
            self.fields[f"level_{row.indicator_id}"] = forms.DecimalField(
                label=row.indicator.text, required=is_due(row), min_value=0, max_digits=14, decimal_places=2,
                localize=True, widget=forms.TextInput(attrs={"inputmode": "decimal"}), initial=row.realised,
                error_messages={
                    "required": _("Fill in what was reached, for example 93,75."),
                    "invalid": _("Write a number, for example 93,75."),
                    "min_value": _("Write 0 or more."),
                },
            )  # fmt: skip
            self.fields[f"evidence_{row.indicator_id}"] = forms.CharField(
                label=_("Evidence"), required=False, max_length=500, initial=row.evidence,
                help_text=_("A link, or where the paper is kept."),
            )  # fmt: skip
        self.order_fields([name for name in self.fields if name != "note"])

    def clean(self) -> dict[str, Any]:
        """A level that is given has its evidence."""
        cleaned = super().clean() or {}
        for row in self.levels_asked:
            evidence = f"evidence_{row.indicator_id}"
            if cleaned.get(f"level_{row.indicator_id}") is not None and not cleaned.get(evidence, "").strip():
                self.add_error(evidence, _("Write where the evidence can be seen."))
        return cleaned

    def pairs(self) -> list[dict[str, Any]]:
        """Each level's row with its two bound fields, for the page."""
        return [
            {"row": row, "level": self[f"level_{row.indicator_id}"], "evidence": self[f"evidence_{row.indicator_id}"]}
            for row in self.levels_asked
        ]

    def levels(self) -> dict[int, Level]:
        """What was entered, as `actions.self_assess` takes it; what was left empty is left out."""
        entered: dict[int, Level] = {}
        for row in self.levels_asked:
            value = self.cleaned_data[f"level_{row.indicator_id}"]
            if value is not None:
                entered[row.indicator_id] = (value, self.cleaned_data[f"evidence_{row.indicator_id}"])
        return entered


class RatingForm(DecisionForm):
    """The assessor's form: nothing is chosen in advance; returning it asks for nothing but the reason."""

    work_rating = forms.ChoiceField(
        label=_("Work result"), choices=RATING_CHOICES, required=False, widget=forms.RadioSelect
    )
    departure_reason = forms.CharField(
        label=_("Why does your rating depart from the suggestion?"), required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed only where it departs. The person and your superior read it."),
    )  # fmt: skip
    behaviour_rating = forms.ChoiceField(
        label=_("Behaviour as a whole"), required=False, widget=forms.RadioSelect,
        choices=[(MAJORITY, _("The rating that most of the seven values have")), *RATING_CHOICES],
        help_text=_("Without a choice the majority counts. Choose another one only with a reason."),
    )  # fmt: skip
    feedback = forms.CharField(
        label=_("Feedback"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was good, and what to do next. The person reads it with the result."),
    )

    def __init__(
        self, *args: Any, assessment: Assessment, suggested: Rating | None, expectations: Mapping[str, str],
        notes: Mapping[str, tuple[str, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        """`notes` are earlier ratings and notes by value; the ratings come back only after a return by the ratifier."""
        super().__init__(*args, **kwargs)
        self.suggested = suggested
        again = bool(assessment.work_rating)
        self.initial = {
            **self.initial,
            "feedback": assessment.feedback,
            "departure_reason": assessment.departure_reason,
            "work_rating": assessment.work_rating if again else None,
            "behaviour_rating": _departing_behaviour(assessment, notes) if again else None,
        }
        self.values = []
        for value in BEHAVIOURS:
            rating, note = notes.get(value.code, ("", ""))
            self.fields[f"rating_{value.code}"] = forms.ChoiceField(
                label=value.label, choices=SHORT_CHOICES, required=False, widget=forms.RadioSelect,
                initial=rating if again else None, help_text=expectations.get(value.code) or value.guidance,
            )  # fmt: skip
            self.fields[f"note_{value.code}"] = forms.CharField(
                label=_("Note"), required=False, max_length=500, initial=note
            )  # fmt: skip
            self.values.append(value)

    def behaviour_fields(self) -> list[tuple[Any, Any]]:
        """The rating and the note of each value, for the page."""
        return [(self[f"rating_{value.code}"], self[f"note_{value.code}"]) for value in self.values]

    def clean(self) -> dict[str, Any]:
        """A rating is whole, and says why it departs."""
        cleaned = super().clean()
        if cleaned.get("verb") != APPROVE:
            return cleaned
        work = cleaned.get("work_rating")
        if not work and "work_rating" not in self.errors:
            self.add_error("work_rating", _("Choose a rating of the work result."))
        for value in self.values:
            if not cleaned.get(f"rating_{value.code}") and f"rating_{value.code}" not in self.errors:
                self.add_error(f"rating_{value.code}", _("Choose a rating of “%(value)s”.") % {"value": value.label})
        if len(cleaned.get("feedback", "").strip()) < SHORTEST:
            self.add_error("feedback", _("Write the feedback: what was good, and what to do next."))
        departs = bool(work and self.suggested is not None and work != self.suggested)
        if departs and len(cleaned.get("departure_reason", "").strip()) < SHORTEST:
            self.add_error(
                "departure_reason", _("Your rating departs from the suggestion. Write why; the person reads it.")
            )
        return cleaned

    def given(self) -> dict[str, Any]:
        """The rating as `actions.rate` takes it."""
        cleaned = self.cleaned_data
        return {
            "work_rating": cleaned["work_rating"],
            "behaviours": {
                value.code: (cleaned[f"rating_{value.code}"], cleaned[f"note_{value.code}"]) for value in self.values
            },
            "behaviour_rating": cleaned["behaviour_rating"] if cleaned["behaviour_rating"] in RATINGS else None,
            "departure_reason": cleaned["departure_reason"],
            "feedback": cleaned["feedback"],
        }


def _departing_behaviour(assessment: Assessment, notes: Mapping[str, tuple[str, str]]) -> str | None:
    """The rating of behaviour that was given instead of the majority's; None where the majority counted."""
    if len(notes) < len(BEHAVIOURS):
        return None
    majority = behaviour_rating({value: rating for value, (rating, _note) in notes.items()})
    return assessment.behaviour_rating if assessment.behaviour_rating != majority else None


class AnswerForm(forms.Form):
    """The person's answer to the result."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("If you like: it is kept with the result."),
    )

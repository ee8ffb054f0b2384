"""The assessor's form, in words or in numbers as the rule set asks: nothing is chosen in advance."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.assessment.forms.fields import RATING_CHOICES, SHORT_CHOICES, score_field
from workflows.assessment.judging import judging_of
from workflows.assessment.judging.contract import Further, Judging, Kind
from workflows.assessment.models import Assessment, ResultRealisation
from workflows.assessment.rating import SHORTEST
from workflows.engine.forms import APPROVE, DecisionForm
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS, RATINGS, Rating, behaviour_rating

MAJORITY = "MAJORITY"  # whichever rating most of the seven values have
FURTHER = "further_"


class RatingForm(DecisionForm):
    """What every rule set asks: each value with a note, and the feedback. Returning it asks for nothing but why."""

    template_name: ClassVar[str]
    shows_note = False  # the feedback is in its place
    feedback = forms.CharField(
        label=_("Feedback"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was good, and what to do next. The person reads it with the result."),
    )

    def __init__(
        self, *args: Any, assessment: Assessment, way: Judging, expectations: Mapping[str, str],
        notes: Mapping[str, tuple[str, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        """`notes` are earlier grades and notes by value; the grades come back only after a return by the ratifier."""
        super().__init__(*args, **kwargs)
        self.assessment, self.way = assessment, way
        self.values = list(way.values(assessment))
        self.again = assessment.is_rated
        self.initial = {**self.initial, "feedback": assessment.feedback}
        for value in self.values:
            grade, note = notes.get(value.code, ("", ""))
            guidance = expectations.get(value.code) or value.guidance
            self.fields[f"rating_{value.code}"] = self.grade_field(value.label, guidance, grade if self.again else None)
            self.fields[f"note_{value.code}"] = forms.CharField(
                label=_("Note"), required=False, max_length=500, initial=note
            )  # fmt: skip

    def grade_field(self, label: str, guidance: str, initial: Any) -> forms.Field:
        """The field by which a value is rated."""
        raise NotImplementedError

    def behaviour_fields(self) -> list[tuple[Any, Any]]:
        """The rating and the note of each value, for the page."""
        return [(self[f"rating_{value.code}"], self[f"note_{value.code}"]) for value in self.values]

    def clean(self) -> dict[str, Any]:
        """Whoever gives a rating gives the whole of it."""
        cleaned = super().clean()
        if cleaned.get("verb") != APPROVE:
            # What is returned need not be filled in: only the reason counts.
            for name in [name for name in self.errors if name.startswith((FURTHER, "rating_", "note_"))]:
                del self.errors[name]
            return cleaned
        self.errors.pop("note", None)  # where the tier wants a reason, the feedback is one
        self.clean_whole(cleaned)
        for value in self.values:
            if cleaned.get(f"rating_{value.code}") in (None, "") and f"rating_{value.code}" not in self.errors:
                self.add_error(f"rating_{value.code}", _("Choose a rating of “%(value)s”.") % {"value": value.label})
        if len(cleaned.get("feedback", "").strip()) < SHORTEST:
            self.add_error("feedback", _("Write the feedback: what was good, and what to do next."))
        return cleaned

    def clean_whole(self, cleaned: dict[str, Any]) -> None:
        """What this form asks besides."""

    def given(self) -> dict[str, Any]:
        """The rating as `actions.rate` takes it."""
        cleaned = self.cleaned_data
        return {
            "behaviours": {
                value.code: (str(cleaned[f"rating_{value.code}"]), cleaned[f"note_{value.code}"])
                for value in self.values
            },
            "feedback": cleaned["feedback"],
        }


class WordsForm(RatingForm):
    """Work result and the seven values against what was expected."""

    template_name = "assessment/_rate_words.html"
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

    def __init__(
        self, *args: Any, assessment: Assessment, notes: Mapping[str, tuple[str, str]],
        suggested: Callable[[], Rating | None], **kwargs: Any,
    ) -> None:  # fmt: skip
        """`suggested` is asked only where a reason for departing from it might be missing."""
        super().__init__(*args, assessment=assessment, notes=notes, **kwargs)
        self.suggested = suggested
        self.initial = {
            **self.initial,
            "departure_reason": assessment.departure_reason,
            "work_rating": assessment.work_rating if self.again else None,
            "behaviour_rating": _departing_behaviour(assessment, notes) if self.again else None,
        }

    def grade_field(self, label: str, guidance: str, initial: Any) -> forms.Field:
        """Three words."""
        return forms.ChoiceField(
            label=label, choices=SHORT_CHOICES, required=False, widget=forms.RadioSelect, initial=initial,
            help_text=guidance,
        )  # fmt: skip

    def clean_whole(self, cleaned: dict[str, Any]) -> None:
        """The rating of work, and why it departs."""
        work = cleaned.get("work_rating")
        if not work and "work_rating" not in self.errors:
            self.add_error("work_rating", _("Choose a rating of the work result."))
        says_why = len(cleaned.get("departure_reason", "").strip()) >= SHORTEST
        if work and not says_why and (self.suggested() or work) != work:
            self.add_error(
                "departure_reason", _("Your rating departs from the suggestion. Write why; the person reads it.")
            )

    def given(self) -> dict[str, Any]:
        """With both ratings."""
        cleaned = self.cleaned_data
        return {
            **super().given(),
            "work_rating": cleaned["work_rating"],
            "behaviour_rating": cleaned["behaviour_rating"] if cleaned["behaviour_rating"] in RATINGS else None,
            "departure_reason": cleaned["departure_reason"],
        }


class NumbersForm(RatingForm):
    """A score for each value, and what the rule set asks besides."""

    template_name = "assessment/_rate_numbers.html"

    def __init__(self, *args: Any, assessment: Assessment, further: Sequence[Further], **kwargs: Any) -> None:
        """As every rating."""
        super().__init__(*args, assessment=assessment, **kwargs)
        self.asked = list(further)
        for question in self.asked:
            before = assessment.further.get(question.name, "") if self.again else question.initial
            self.fields[f"{FURTHER}{question.name}"] = _further_field(question, before)

    def grade_field(self, label: str, guidance: str, initial: Any) -> forms.Field:
        """A score."""
        return score_field(
            label, self.way.highest, required=False, help_text=guidance,
            initial=Decimal(initial) if initial else None,
        )  # fmt: skip

    def further_fields(self) -> list[tuple[Further, Any]]:
        """What is asked besides, each with its bound field."""
        return [(question, self[f"{FURTHER}{question.name}"]) for question in self.asked]

    def clean_whole(self, cleaned: dict[str, Any]) -> None:
        """What has to be answered is."""
        for question in self.asked:
            name = f"{FURTHER}{question.name}"
            is_asked = question.required and question.kind != Kind.FLAG
            if is_asked and cleaned.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, _("Fill this in."))

    def given(self) -> dict[str, Any]:
        """With the answers as text in machine form."""
        answers = {question.name: self.cleaned_data.get(f"{FURTHER}{question.name}") for question in self.asked}
        return {**super().given(), "further": {name: _as_text(answer) for name, answer in answers.items()}}


def rating_form(
    data: Any, *, assessment: Assessment, rows: Callable[[], Sequence[ResultRealisation]],
    suggested: Callable[[], Rating | None], **of_tier: Any,
) -> RatingForm:  # fmt: skip
    """The form that the rule set of the assessment asks for, with what was given before where it is empty.

    `of_tier` is what `DecisionForm` takes; `rows` and `suggested` are read only where the rule set needs them.
    """
    way = judging_of(assessment.rule_set)
    earlier = assessment.behaviours.all() if data is None else ()
    common: dict[str, Any] = {
        **of_tier, "assessment": assessment, "way": way,
        "expectations": dict(assessment.skp.expectations.values_list("value", "text")) if data is None else {},
        "notes": {row.value: (row.grade, row.note) for row in earlier},
    }  # fmt: skip
    if way.in_numbers:
        return NumbersForm(data, further=way.further(assessment, rows()), **common)
    return WordsForm(data, suggested=suggested, **common)


def _further_field(question: Further, before: str) -> forms.Field:
    common: dict[str, Any] = {"label": question.label, "required": False, "help_text": question.hint}
    if question.kind == Kind.FLAG:
        return forms.BooleanField(initial=bool(before), **common)
    if question.kind == Kind.CHOICE:
        choices = [*([] if question.required else [("", _("Not carried out"))]), *question.choices]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, initial=before, **common)
    return score_field(
        common.pop("label"), question.highest, initial=Decimal(before) if before else None, **common
    )  # fmt: skip


def _as_text(answer: Any) -> str:
    if isinstance(answer, bool):
        return "1" if answer else ""
    return "" if answer is None else str(answer)


def _departing_behaviour(assessment: Assessment, notes: Mapping[str, tuple[str, str]]) -> str | None:
    """The rating of behaviour that was given instead of the majority's; None where the majority counted."""
    if len(notes) < len(BEHAVIOURS):
        return None
    majority = behaviour_rating({value: rating for value, (rating, _note) in notes.items()})
    return assessment.behaviour_rating if assessment.behaviour_rating != majority else None

"""The forms of an objection: points with evidence, the ruling with its rating, the assessor's statement."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.approvals.models import Tier
from workflows.assessment.forms import NumbersForm, RatingForm, WordsForm
from workflows.assessment.forms.rating import FURTHER
from workflows.assessment.judging import judging_of
from workflows.assessment.judging.contract import Further, GivenRating, Judging
from workflows.assessment.models import Assessment, ResultRealisation
from workflows.engine.evidence_fields import EvidenceFile, EvidenceLink
from workflows.objection.points import LONGEST, About, Point
from workflows.rules.reasons import says_something

UPHOLD, CHANGE = "uphold", "change"
WHOLE = (About.WORK_RESULT, About.BEHAVIOUR)


class ObjectionForm(forms.Form):
    """A reason with its evidence for whatever of the result is contested; what is left empty is not."""

    def __init__(self, *args: Any, rows: Sequence[ResultRealisation], **kwargs: Any) -> None:
        """`rows` are the assessment's realisations, each of which may be contested."""
        super().__init__(*args, **kwargs)
        self.points_asked: list[tuple[str, Any, int | None]] = [
            (About.WORK_RESULT, _("The rating of your work result"), None),
            (About.BEHAVIOUR, _("The rating of your behaviour"), None),
            *((About.REALISATION, row.indicator.text, row.pk) for row in rows),
        ]
        for about, label, key in self.points_asked:
            name = key or about
            self.fields[f"reason_{name}"] = forms.CharField(
                label=_("What is wrong, and what would be right?"), required=False, max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip
            self.fields[f"file_{name}"] = EvidenceFile()
            self.fields[f"link_{name}"] = EvidenceLink()
            self.fields[f"reason_{name}"].about = label  # type: ignore[attr-defined]

    def groups(self) -> list[dict[str, Any]]:
        """Each point's three bound fields with what they are about; opened where something was typed."""
        found = []
        for about, label, key in self.points_asked:
            fields = {part: self[f"{part}_{key or about}"] for part in ("reason", "file", "link")}
            typed = any(field.value() for field in fields.values()) or any(field.errors for field in fields.values())
            found.append({"label": label, "is_whole": key is None, "is_open": typed, **fields})
        return found

    def clean(self) -> dict[str, Any]:
        """At least one point, and evidence only beside a reason."""
        cleaned = super().clean() or {}
        for about, _label, key in self.points_asked:
            name = key or about
            reason = cleaned.get(f"reason_{name}", "")
            has_evidence = cleaned.get(f"file_{name}") or cleaned.get(f"link_{name}")
            if (reason or has_evidence) and not says_something(reason):
                self.add_error(f"reason_{name}", _("Write what is wrong, in some words."))
        if not self.errors and not self.points():
            self.add_error(f"reason_{About.WORK_RESULT}", _("Write at least one reason, where you disagree."))
        return cleaned

    def points(self) -> list[Point]:
        """What is contested, as `actions.object_to` takes it."""
        given = self.cleaned_data
        return [
            Point(
                about=about, realisation=key, reason=given[f"reason_{key or about}"],
                file=given.get(f"file_{key or about}"), link=given.get(f"link_{key or about}") or "",
            )
            for about, _label, key in self.points_asked
            if given.get(f"reason_{key or about}")
        ]  # fmt: skip


class RulingForm(forms.Form):
    """Uphold or change, with a reason; the contested rating stands filled in, to be changed where it is wrong."""

    outcome = forms.ChoiceField(
        label=_("Your ruling"), widget=forms.RadioSelect,
        choices=[(UPHOLD, _("The result stays as it is")), (CHANGE, _("The result is changed"))],
        error_messages={"required": _("Choose your ruling.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason of your ruling"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The person and the assessor read it. The ruling is final."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, tier: Tier, assessment: Assessment, way: Judging, notes: Mapping[str, tuple[str, str]],
        further: Callable[[], Sequence[Further]], **kwargs: Any,
    ) -> None:  # fmt: skip
        """`notes` are the grades and notes of the contested rating by value; `further` what the rule set asks besides,
        asked only of one that assesses in numbers.
        """
        super().__init__(*args, **kwargs)
        # The assessor's own form says what the rule set asks; of it only what is rated is asked here.
        common: dict[str, Any] = {
            "tier": tier, "words": {}, "assessment": assessment, "way": way, "expectations": {}, "notes": notes,
        }  # fmt: skip
        self.rating: RatingForm = (
            NumbersForm(**common, further=further()) if way.in_numbers else WordsForm(**common, suggested=lambda: None)
        )
        for name, field in self.rating.fields.items():
            if name.startswith((FURTHER, "rating_")) or name in {"work_rating", "behaviour_rating"}:
                field.required = False
                field.initial = self.rating.get_initial_for_field(field, name)
                self.fields[name] = field

    def rated(self) -> list[Any]:
        """The bound fields of the rating, in the order in which the assessor filled them in."""
        return [self[name] for name in self.fields if name not in {"outcome", "reason", "seen"}]

    def clean(self) -> dict[str, Any]:
        """A ruling says why; a changed rating is whole."""
        cleaned = super().clean() or {}
        if not says_something(cleaned.get("reason", "")):
            self.add_error("reason", _("Write the reason of your ruling, in some words."))
        names = [field.name for field in self.rated()]
        if cleaned.get("outcome") != CHANGE:
            for name in [name for name in self.errors if name in names]:
                del self.errors[name]
            return cleaned
        for name in names:
            if name.startswith("rating_") and cleaned.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, _("Fill this in."))
        if "work_rating" in names and not cleaned.get("work_rating") and "work_rating" not in self.errors:
            self.add_error("work_rating", _("Choose a rating of the work result."))
        return cleaned

    def given(self) -> GivenRating:
        """The rating as `actions.change` takes it: grades as chosen, notes as the assessor wrote them."""
        notes = {name: self.rating.fields[name].initial or "" for name in self.rating.fields if name[:5] == "note_"}
        self.rating.cleaned_data = {**notes, "feedback": "", "departure_reason": "", **self.cleaned_data}
        return GivenRating(**self.rating.given())


def ruling_form(
    data: Any, *, tier: Tier, assessment: Assessment, rows: Callable[[], Sequence[ResultRealisation]], **kwargs: Any
) -> RulingForm:
    """The ruling on the result of this assessment; `rows` are read only where its rule set needs them."""
    way = judging_of(assessment.rule_set)
    notes = {row.value: (row.grade, row.note) for row in assessment.behaviours.all()}
    return RulingForm(
        data, tier=tier, assessment=assessment, way=way, notes=notes,
        further=lambda: way.further(assessment, rows()), **kwargs,
    )  # fmt: skip


class StatementForm(forms.Form):
    """The assessor's one statement."""

    text = forms.CharField(
        label=_("Your statement"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("How you came to your rating, and what you say to the reasons. You write it once."),
        error_messages={"required": _("Write your statement.")},
    )  # fmt: skip

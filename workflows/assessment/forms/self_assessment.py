"""What a person says of their period: levels with evidence, their own account, and how they rate themselves."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.assessment.forms.fields import SHORT_CHOICES, score_field
from workflows.assessment.judging.contract import Judging
from workflows.assessment.models import Assessment, ResultRealisation
from workflows.assessment.realisation import Level, is_due
from workflows.skp.models import Indicator

SELF = "self_"  # before the name of a field by which the person rates themselves


class SelfAssessmentForm(forms.Form):
    """A level with its evidence for each indicator that reports do not add up to, and the person's own account."""

    note = forms.CharField(
        label=_("Your own account"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What went well, what stood in the way, what the assessor should know."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, rows: Sequence[ResultRealisation], assessment: Assessment, way: Judging, **kwargs: Any
    ) -> None:
        """`rows` are all rows of the assessment; the levels among them become fields. Rating oneself is optional."""
        super().__init__(*args, **kwargs)
        self.self_rated = add_self_rating(self, assessment, way)
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
        self.order_fields([name for name in self.fields if name != "note" and name not in self.self_rated])

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

    def self_rating(self) -> dict[str, str]:
        """How the person rates themselves, by value, `work` for the work result; what was left empty is left out."""
        given = {name.removeprefix(SELF): self.cleaned_data.get(name) for name in self.self_rated}
        return {key: str(grade) for key, grade in given.items() if grade not in (None, "")}

    def self_fields(self) -> list[Any]:
        """The fields of rating oneself, for the page."""
        return [self[name] for name in self.self_rated]


def add_self_rating(form: forms.Form, assessment: Assessment, way: Judging) -> list[str]:
    """Add a field for the work, where the rule set rates it in words, and one for each value; gives their names."""
    before = assessment.self_rating
    asked: list[tuple[str, Any, str]] = [] if way.in_numbers else [("work", _("Work result"), "")]
    asked += [(value.code, value.label, value.guidance) for value in way.values(assessment)]
    for key, label, guidance in asked:
        initial = before.get(key)
        form.fields[f"{SELF}{key}"] = (
            score_field(label, way.highest, required=False, initial=initial, help_text=guidance)
            if way.in_numbers
            else forms.ChoiceField(
                label=label, choices=[("", _("Not said")), *SHORT_CHOICES], required=False,
                widget=forms.RadioSelect, initial=initial or "", help_text=guidance,
            )
        )  # fmt: skip
    return [f"{SELF}{key}" for key, _label, _guidance in asked]

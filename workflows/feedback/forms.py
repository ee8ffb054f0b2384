"""The forms: a note, its answer, an incident with its evidence, and the seven ratings of an opinion."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from workflows.engine.evidence_fields import EvidenceFile, EvidenceLink
from workflows.feedback.models import Incident, Note
from workflows.feedback.models.written import LONGEST
from workflows.feedback.urn import LONGEST_REMARK
from workflows.rules.berakhlak import BEHAVIOURS
from workflows.rules.permenpanrb_6_2022 import RATINGS
from workflows.skp.models import WorkResult

DAYS = ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%Y-%m-%d"]


def words_field(label: Any, hint: Any = "", *, required: bool = False) -> forms.CharField:
    """A box for some sentences. What may not stay empty, the action says."""
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )


def day_field(label: Any, hint: Any, *, required: bool = True) -> forms.DateField:
    """A day, typed: 24-11-2026."""
    return forms.DateField(
        label=label, help_text=hint, required=required, input_formats=DAYS,
        widget=forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Write the day as 24-11-2026."), "required": _("Write the day, for example 24-11-2026."),
        },
    )  # fmt: skip


def in_capitals(choices: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The choices as they begin a line: *Umpan balik*, where a sentence says *umpan balik*."""
    return [(code, capfirst(label)) for code, label in choices]


class ResultField(forms.ModelChoiceField):
    """A result of the subordinate's plan."""

    def label_from_instance(self, obj: Any) -> str:
        """Its text."""
        return str(obj.text)


class NoteForm(forms.Form):
    """A note to the other side; the last two fields are for a dialogue."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=in_capitals(Note.Kind.choices), widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )  # fmt: skip
    on = day_field(_("On which day?"), _("The day of the talk, or of what you saw. For example 24-11-2026."))
    text = words_field(_("What do you want to say?"), _("What you saw, what it led to, what you would like to see."))
    result = ResultField(label=_("About a work result?"), required=False, queryset=WorkResult.objects.none())
    agreed = words_field(_("What was agreed?"), _("For a performance dialogue alone."))
    until = day_field(_("Until when?"), _("For a performance dialogue alone, if a day was agreed on."), required=False)

    def __init__(self, *args: Any, results: Any, **kwargs: Any) -> None:
        """`results` are those of the subordinate's plan."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["result"]
        field.queryset = results
        field.empty_label = _("None in particular")


class AnswerForm(forms.Form):
    """The one answer of the other side, with words or without."""

    answer = words_field(_("Your answer"), _("If you like. You answer once; without words it says that you read it."))


class IncidentForm(forms.Form):
    """What somebody did very well or badly, with its evidence."""

    nature = forms.ChoiceField(
        label=_("What kind of incident?"), choices=in_capitals(Incident.Nature.choices), widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it is positive or negative.")},
    )  # fmt: skip
    on = day_field(_("On which day?"), _("The day on which it happened. For example 24-11-2026."))
    text = words_field(_("What happened?"), _("What was done, where, and what it led to. Facts, no judgement."))
    evidence_file = EvidenceFile()
    evidence_link = EvidenceLink()


class OpinionForm(forms.Form):
    """A rating for each of the seven values, none chosen in advance, and a remark."""

    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=LONGEST_REMARK, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("If you like. It is shown word for word: write nothing by which one knows you."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value in BEHAVIOURS:
            self.fields[value.code] = forms.ChoiceField(
                label=value.label, help_text=value.guidance, widget=forms.RadioSelect,
                choices=[(str(rating), words.label) for rating, words in RATINGS.items()],
                error_messages={"required": _("Choose a rating for “%(value)s”.") % {"value": value.label}},
            )  # fmt: skip

    @property
    def values(self) -> list[Any]:
        """The fields of the seven values, in their order."""
        return [self[value.code] for value in BEHAVIOURS]

    def given(self) -> dict[str, Any]:
        """What was chosen and said, as the actions take it."""
        ratings = {value.code: self.cleaned_data[value.code] for value in BEHAVIOURS}
        return {"ratings": ratings, "remark": self.cleaned_data["remark"]}


def show_violation(form: forms.Form, field: str | None, message: str) -> None:
    """Put what an action refused at the field that it names."""
    form.add_error(field if field in form.fields else None, message)

"""The forms in which auditors write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from backoffice.findings.actions import FIRST, FURTHER
from workflows.audit.models import Finding

LONGEST = 10_000
UNWEIGHED = [("", _("None")), *Finding.Severity.choices]


def _kind(choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("What it is"), choices=[(each.value, each.label) for each in choices],
        widget=UnfoldAdminRadioSelectWidget, error_messages={"required": _("Choose what it is.")},
    )  # fmt: skip


def _severity(hint: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Severity"), choices=UNWEIGHED, required=False, widget=UnfoldAdminRadioSelectWidget, help_text=hint
    )


def _text() -> forms.CharField:
    return forms.CharField(
        label=_("Text"), max_length=LONGEST, widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}),
        help_text=_("It is kept as it is: nobody changes or deletes it. Correct it by adding to it."),
        error_messages={"required": _("Write the text.")},
    )  # fmt: skip


class WritingForm(forms.Form):
    """The first row of a thread."""

    kind = _kind(FIRST)
    severity = _severity(_("Needed for a finding."))
    text = _text()
    is_communicated = forms.BooleanField(
        label=_("Communicate it to the head of HR at once"), required=False, widget=UnfoldBooleanWidget,
        help_text=_("HR admins then read it. Otherwise only auditors do, until it is communicated later."),
    )  # fmt: skip


class FollowingForm(forms.Form):
    """A further row of a thread."""

    kind = _kind(FURTHER)
    severity = _severity(_("Only where an amendment changes it."))
    text = _text()

    def __init__(self, data: Any = None, *, first: Finding) -> None:
        super().__init__(data)
        if first.kind == Finding.Kind.NOTE:
            offered = [each for each in FURTHER if each is not Finding.Kind.COMMUNICATION]
            self.fields["kind"].choices = [(each.value, each.label) for each in offered]  # type: ignore[attr-defined]


class SaveQueryForm(forms.Form):
    """A search under a name."""

    name = forms.CharField(
        label=_("Name of the search"), max_length=120, widget=UnfoldAdminTextInputWidget,
        error_messages={"required": _("Give the search a name.")},
    )  # fmt: skip
    query = forms.CharField(widget=forms.HiddenInput, max_length=4000)
    is_shared = forms.BooleanField(label=_("Show it to all auditors"), required=False, widget=UnfoldBooleanWidget)

"""The forms by which people pass on their decisions, end that, and say that their superior on record is wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.approvals.models import ProcessCode
from workflows.portal.choosing import ColleagueField

SEARCH = forms.CharField(
    label=_("Find by name or NIP"),
    required=False,
    max_length=80,
    help_text=_("At least three letters of the name, or the whole NIP."),
)


class DelegationForm(forms.Form):
    """To whom, what, and why; the two days are forms of their own."""

    search = SEARCH
    delegate = ColleagueField(
        label=_("Who decides in your place?"),
        error_messages={
            "required": _("Choose who decides in your place: find the name, then choose it."),
            "invalid_choice": _("Choose who decides in your place: find the name, then choose it."),
        },
    )
    processes = forms.MultipleChoiceField(
        label=_("What may they decide?"), choices=ProcessCode.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what they may decide.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=250, help_text=_("For example: annual leave. It is kept with the record."),
        error_messages={"required": _("Write the reason, for example: annual leave.")},
    )  # fmt: skip


class EndDelegationForm(forms.Form):
    """Why a delegation ends early."""

    reason = forms.CharField(
        label=_("Reason"), max_length=250, help_text=_("For example: back from leave earlier."),
        error_messages={"required": _("Write the reason, for example: back from leave earlier.")},
    )  # fmt: skip


class SuperiorReportForm(forms.Form):
    """Who the superior should be: in words, and where the person can be found, by choosing them."""

    says = forms.CharField(
        label=_("Who should it be, and why?"), max_length=500, widget=forms.Textarea,
        help_text=_("For example: since 1 September I work in the promotion section, by decree 821.2/114/2026."),
        error_messages={"required": _("Write who your superior should be, and why.")},
    )  # fmt: skip
    search = SEARCH
    claimed = ColleagueField(label=_("The right superior"), required=False)


def show_refusal(form: forms.Form, field: str | None, message: str, elsewhere: dict[str, Any] | None = None) -> None:
    """Put what an action refused at the field that it names; `elsewhere` gives (form, field) for other names."""
    if elsewhere and field in elsewhere:
        other, name = elsewhere[field]
        other.add_error(name, message)
        return
    form.add_error(field if field in form.fields else None, message)

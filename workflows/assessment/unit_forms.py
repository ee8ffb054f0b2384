"""The forms about a unit as a whole: its predicate with the reason, and why its people's predicates depart."""

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.assessment.models import UnitPredicate

LONGEST = 2000  # letters


class UnitPredicateForm(forms.Form):
    """Nothing is chosen in advance."""

    predicate = forms.ChoiceField(
        label=_("Predicate of the unit"), choices=UnitPredicate.Predicate.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the unit's predicate.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("On what it rests: the unit's indicators and what was reached. The unit's head, HR and auditors "
        "read it."),
        error_messages={"required": _("Write on what the predicate rests.")},
    )  # fmt: skip


class DistributionReasonForm(forms.Form):
    """Why it departs."""

    reason = forms.CharField(
        label=_("Why do the predicates of your people depart from what is expected?"), max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("HR and auditors read it before the year is closed. Write facts that can be looked up."),
        error_messages={"required": _("Write why they depart.")},
    )  # fmt: skip

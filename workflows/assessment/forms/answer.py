"""The person's answer to the result."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """The person's answer to the result."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("If you like: it is kept with the result."),
    )

"""Fields that several forms of the assessment have."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.assessment.explaining import short_label
from workflows.printing.words import number
from workflows.rules.permenpanrb_6_2022 import RATINGS

RATING_CHOICES = [(str(rating), words.label) for rating, words in RATINGS.items()]
# On one line beneath each value, whose legend says what is rated.
SHORT_CHOICES = [(code, short_label(code)) for code, _label in RATING_CHOICES]


def score_field(label: Any, highest: Decimal | None, **kwargs: Any) -> forms.DecimalField:
    """A number of two decimals, 0 or more and not above `highest`, written as people here write it."""
    return forms.DecimalField(
        label=label, min_value=0, max_value=highest, max_digits=9, decimal_places=2, localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "required": _("Fill in a number, for example 85,5."),
            "invalid": _("Write a number, for example 85,5."),
            "min_value": _("Write 0 or more."),
            "max_value": _("Write at most %(highest)s.") % {"highest": number(highest)},
        },
        **kwargs,
    )  # fmt: skip

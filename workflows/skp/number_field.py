"""A form field for a number as people write it in Indonesia."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class NumberField(forms.CharField):
    """A number as people write it: 1.545 or 93,75; a point before other than three digits is a comma."""

    def clean(self, value: Any) -> Decimal | None:
        """The number, None where nothing is written. :raises ValidationError: it is none, or has too many digits."""
        text = super().clean(value).replace("\u00a0", "").replace(" ", "")
        if not text:
            return None
        whole, comma, rest = text.partition(",")
        if comma or all(len(part) == 3 for part in whole.split(".")[1:]):
            text = f"{whole.replace('.', '')}.{rest}" if comma else whole.replace(".", "")
        try:
            parsed = Decimal(text)
        except InvalidOperation:
            raise forms.ValidationError(_("Write a number, for example 360 or 93,75.")) from None
        if not parsed.is_finite() or abs(parsed) >= 10**12 or parsed != round(parsed, 2):
            raise forms.ValidationError(_("Write a number with at most two decimals, for example 360 or 93,75."))
        return parsed

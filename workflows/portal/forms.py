"""Forms of coming in; a NIP may be typed with blanks, as it is written on papers."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class NipField(forms.CharField):
    """A NIP without the blanks and dots that people type."""

    def to_python(self, value: Any) -> str:
        """The digits as one word; a technical log-in's name stays as it is."""
        text = "".join((super().to_python(value) or "").split())
        undotted = text.replace(".", "").replace("-", "")
        return undotted if undotted.isdigit() else text


class LogInForm(AuthenticationForm):
    """NIP and password."""

    username = NipField(
        label="NIP", max_length=64, widget=forms.TextInput(attrs={"autofocus": True, "autocapitalize": "none"}),
        error_messages={"required": _("Enter your NIP.")},
    )  # fmt: skip
    error_messages = {
        "invalid_login": _(
            "NIP and password do not match. Check both; capital and small letters differ in the password. "
            "Forgotten it? Ask the performance management team for a one-time code."
        ),
        "inactive": _("This log-in is closed. Ask the performance management team."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = _("Enter your password.")


class OneTimeCodeForm(forms.Form):
    """NIP, the code from HR, and the password that the person chooses."""

    nip = NipField(label="NIP", max_length=64, error_messages={"required": _("Enter your NIP.")})
    code = forms.CharField(
        label=_("One-time code"), max_length=40,
        error_messages={"required": _("Enter the code from the personnel team.")},
    )  # fmt: skip
    new_password1 = forms.CharField(
        label=_("New password"), strip=False, max_length=256, widget=forms.PasswordInput,
        error_messages={"required": _("Choose a password.")},
    )  # fmt: skip
    new_password2 = forms.CharField(
        label=_("The new password once more"), strip=False, max_length=256, widget=forms.PasswordInput,
        error_messages={"required": _("Enter the password once more.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The password is typed the same twice."""
        cleaned = super().clean() or {}
        first, second = cleaned.get("new_password1"), cleaned.get("new_password2")
        if first and second and first != second:
            self.add_error("new_password2", _("The two passwords are not the same. Enter the same one twice."))
        return cleaned

"""The form of all master data: it asks why something changes, and says in words what the database refuses."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from backoffice.refusals import sentence_of
from workflows.engine.asking_why import WRITE_IT
from workflows.rules.reasons import says_something

REASON = "change_reason"


class MasterDataForm(forms.ModelForm):
    """A change without a reason is refused; a new row needs none, unless HR demands it (`asks_why`).

    `refusal` is what an action or the database answered when this input was stored: the page then comes back with it
    and with everything that was typed.
    """

    change_reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=500,
        help_text=_("Stands in the history beside your name. For example: decree 821.2/114/2026."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        error_messages={"required": _("Fill in the reason for the change.")},
    )
    refusal: tuple[str, str] | None = None
    asks_why = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and not self.asks_why:
            del self.fields[REASON]

    def clean_change_reason(self) -> str:
        """Where it is demanded of a new row, one that says something."""
        given: str = self.cleaned_data[REASON]
        if self.instance.pk is None and self.asks_why and not says_something(given):
            raise ValidationError(WRITE_IT)
        return given

    def clean(self) -> dict[str, Any]:
        """The input, refused where it was refused before."""
        cleaned = super().clean() or self.cleaned_data
        if self.refusal is not None:
            field, sentence = self.refusal
            field = REASON if field == "reason" and REASON in self.fields and field not in self.fields else field
            self.add_error(field if field in self.fields else None, sentence)
        return cleaned

    def _update_errors(self, errors: ValidationError) -> None:
        """Put our sentence in the place of Django's *constraint … is violated*."""
        found: dict[str, Any] = (
            errors.error_dict if hasattr(errors, "error_dict") else {NON_FIELD_ERRORS: errors.error_list}
        )
        for name, listed in found.items():
            found[name] = [_in_words(error) for error in listed]
        super()._update_errors(ValidationError(found))  # type: ignore[misc]  # Django's own hook, not in the stubs


def _in_words(error: ValidationError) -> ValidationError:
    sentence = sentence_of(str(error.message))
    return ValidationError(sentence, code=error.code) if sentence else error

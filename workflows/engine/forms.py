"""The decision form: approve, return, reject, each with what depends on it."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.approvals.models import Tier
from workflows.rules.reasons import says_something

APPROVE, RETURN, REJECT = "approve", "return", "reject"
REASON_FIELDS = {APPROVE: "note", RETURN: "return_reason", REJECT: "reject_reason"}
Steps = Callable[[], Sequence[tuple[str, Any]]]  # where a return may go: "" the person, else a tier's number


class DecisionForm(forms.Form):
    """What a tier may do; the reasons stay in their fields whatever is chosen, so that nothing typed is lost."""

    shows_note = True  # a form whose page has other words for an approval says False

    verb = forms.ChoiceField(
        label=_("Your decision"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose your decision.")},
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    return_reason = forms.CharField(
        label=_("What has to be corrected?"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Write what can be acted on at once."),
    )  # fmt: skip
    return_to = forms.ChoiceField(label=_("Back to whom?"), required=False, widget=forms.RadioSelect)
    reject_reason = forms.CharField(
        label=_("Reason for rejecting"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, tier: Tier, words: dict[str, tuple[Any, Any]], steps: Steps | None = None, **kwargs: Any
    ) -> None:
        """`words` gives each verb its label and what follows from it; `steps` to where it may be returned.

        Steps are asked only when they are shown or one is chosen; without them a return goes where it always goes.
        """
        super().__init__(*args, **kwargs)
        if steps is None or not tier.may_return:
            del self.fields["return_to"]
        else:
            self.fields["return_to"].choices = steps  # type: ignore[attr-defined]
        allowed = {APPROVE: tier.may_approve, RETURN: tier.may_return, REJECT: tier.may_reject}
        verb = self.fields["verb"]
        verb.choices = [(key, words[key][0]) for key, may in allowed.items() if may and key in words]  # type: ignore[attr-defined]
        verb.choice_hints = {key: hint for key, (_label, hint) in words.items()}  # type: ignore[attr-defined]
        self.fields["note"].required = False
        self.tier = tier

    def clean(self) -> dict[str, Any]:
        """A return or a rejection says why; so does an approval where the tier asks for it."""
        cleaned = super().clean() or {}
        needed = {RETURN: "return_reason", REJECT: "reject_reason"}
        if self.tier.reason_to_approve:
            needed[APPROVE] = "note"
        field = needed.get(cleaned.get("verb", ""))
        if field and not says_something(cleaned.get(field, "")):
            self.add_error(field, _("Write the reason, so that the person knows what to correct."))
        return cleaned

    @property
    def reason(self) -> str:
        """The reason of the verb that was chosen."""
        return str(self.cleaned_data.get(self.reason_field, "")).strip()

    @property
    def reason_field(self) -> str:
        """The name of its field."""
        return REASON_FIELDS[self.cleaned_data["verb"]]

    @property
    def to_tier(self) -> int | None:
        """The tier to which it is returned; None where it goes to the person."""
        chosen = self.cleaned_data.get("return_to", "")
        return int(chosen) if chosen and self.cleaned_data["verb"] == RETURN else None

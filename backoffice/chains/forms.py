"""The forms of the chain pages. They read what was typed; what is wrong with it the rules say."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from backoffice.chains.words import FIELDS
from workflows.approvals.models import ProcessCode, Tier
from workflows.organization.models import Position, Role
from workflows.rules.chain_file import LARGEST

BETWEEN = " · "  # stands between a code and the title that it is shown with


def text(label: Any, help_text: Any = "", **attrs: Any) -> forms.CharField:
    """A line of text."""
    widget = UnfoldAdminTextInputWidget(attrs)
    return forms.CharField(label=label, help_text=help_text, required=False, widget=widget)


def choice(label: Any, choices: Iterable[Any], help_text: Any = "") -> forms.ChoiceField:
    """One of few."""
    field = forms.ChoiceField(label=label, help_text=help_text, required=False, widget=UnfoldAdminSelectWidget())
    field.choices = list(choices)
    return field


def yes(label: Any, help_text: Any = "") -> forms.BooleanField:
    """A tick."""
    return forms.BooleanField(label=label, help_text=help_text, required=False, widget=UnfoldBooleanWidget())


def whole_number(label: Any, help_text: Any = "") -> forms.IntegerField:
    """A whole number."""
    widget = UnfoldAdminIntegerFieldWidget({"inputmode": "numeric", "min": "1"})
    return forms.IntegerField(label=label, help_text=help_text, required=False, widget=widget)


class SeatsWidget(forms.Widget):
    """A line for each seat and some empty ones; the seats are those that are filled."""

    template_name = "backoffice/chain_seats.html"
    empty_lines = 2

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """What stands in the lines."""
        return list(data.getlist(name)) if hasattr(data, "getlist") else list(data.get(name, ()))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The lines, each with a name of its own for who hears the page."""
        context = super().get_context(name, value, attrs)
        filled = [line for line in value or () if line.strip()]
        lines = UnfoldAdminTextInputWidget().attrs["class"]
        context["widget"] |= {"lines": [*filled, *[""] * self.empty_lines], "input_class": lines}
        return context


class SeatsField(forms.Field):
    """The seats of a committee, as typed."""

    widget = SeatsWidget

    def clean(self, value: Any) -> list[str]:
        """The filled lines."""
        return [line.strip() for line in value or () if line.strip()]


class HeadForm(forms.Form):
    """A chain's code, name, process and for whom it is meant."""

    code = text(_("Code"), _("Short, given once. For example: skp-pelaksana."))
    name = text(_("Name"))
    process = choice(_("Process"), ProcessCode.choices)
    position_kind = choice(_("Only for posts of this kind"), [("", _("All kinds")), *Position.Kind.choices])
    eselon = text(_("Only for this eselon"), _("For example III.a; leave empty for all."))
    unit = text(
        _("Only for this unit and the units below"),
        _("Type the unit's code or name; leave empty for the whole office."),
        **{"list": "units", "data-suggest": "units"},
    )


class RenameForm(HeadForm):
    """What may still change of a chain."""

    reason = forms.CharField(
        label=_("Reason for the change"), required=False, widget=UnfoldAdminTextareaWidget({"rows": 2})
    )

    def __init__(self, *args: Any, is_fixed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fixed = ("code", "process", *(("position_kind", "eselon", "unit") if is_fixed else ()))
        for name in fixed:
            del self.fields[name]


class ReasonForm(forms.Form):
    """Why, and the hash of what was on the screen."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        help_text=_("Stands in the record beside your name. For example: circular letter 3/2026."),
        widget=UnfoldAdminTextareaWidget({"rows": 2}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput())


class FileForm(forms.Form):
    """A chain's file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A chain that was downloaded here or in another office (.json)."),
        widget=UnfoldAdminFileFieldWidget({"accept": ".json,application/json"}),
        error_messages={"required": _("Choose a file.")},
    )
    reason = ReasonForm.base_fields["reason"]

    def text(self) -> str:
        """What the file holds; of a file that is far too long only as much as shows that it is."""
        return self.cleaned_data["file"].read(4 * LARGEST + 1).decode("utf-8-sig", errors="replace")


class SwitchesForm(forms.Form):
    """What holds for the whole version, and what the editor had before them."""

    same_person_may_decide_twice = yes(
        FIELDS["same_person_may_decide_twice"],
        _("Otherwise whoever decided a tier is not asked again: the tier is skipped where it says so, else parked."),
    )
    again_from_tier = whole_number(
        FIELDS["again_from_tier"],
        _("Where content is changed while it waits, or after a return, the tiers from this one decide again."),
    )
    reason = ReasonForm.base_fields["reason"]
    seen = forms.CharField(required=False, widget=forms.HiddenInput())


class TierForm(forms.Form):
    """One tier, with its place and whether it goes."""

    key = forms.IntegerField(required=False, widget=forms.HiddenInput())
    number = whole_number(_("Place"), _("Change the number to move the tier."))
    remove = yes(_("Remove this tier when saving"))
    title = text(FIELDS["title"], _("For example: Persetujuan, Pengesahan. Running cases are moved by this name."))
    rule = choice(FIELDS["rule"], Tier.Rule.choices)
    position = text(
        FIELDS["position"], _("Type the post's code or title."), **{"list": "posts", "data-suggest": "posts"}
    )
    unit = text(
        FIELDS["unit"],
        _("Type the unit's code or name; leave empty for the employee's own unit."),
        **{"list": "units", "data-suggest": "units"},
    )
    role = choice(
        FIELDS["role"],
        [("", _("None")), *Role.choices],
        _("Of a committee: whoever holds the role sits in it. Leave empty where it has seats."),
    )
    seats = SeatsField(
        label=_("Seats of the committee"),
        required=False,
        help_text=_(
            "One post a line. Whoever stands in the post has one voice. Leave a line empty to remove the seat."
        ),
    )
    mode = choice(FIELDS["mode"], Tier.Mode.choices)
    quorum = whole_number(FIELDS["quorum"], _("Where so many of them must approve."))
    may_approve = yes(FIELDS["may_approve"])
    may_return = yes(FIELDS["may_return"], _("With a reason, always."))
    may_reject = yes(FIELDS["may_reject"], _("With a reason, always. The case ends."))
    reason_to_approve = yes(FIELDS["reason_to_approve"])
    skip_same_person = yes(
        FIELDS["skip_same_person"],
        _("Only the tier immediately before counts. Otherwise the case waits with the team."),
    )
    working_days = whole_number(FIELDS["working_days"])
    overdue = choice(FIELDS["overdue"], Tier.Overdue.choices)


TierFormSet = forms.formset_factory(TierForm, extra=0, max_num=40, absolute_max=40)


def in_order(forms_shown: Iterable[TierForm], place: Callable[[TierForm], int | None]) -> list[TierForm]:
    """The forms by the numbers that were typed; `place` gives a form's.

    A tier that was given another's number takes that place: moved up it stands before the other, moved down behind it.
    """

    def key(pair: tuple[int, TierForm]) -> tuple[int, int, int]:
        shown, form = pair
        typed = place(form) or shown
        return typed, (typed > shown) - (typed < shown), shown

    return [form for _shown, form in sorted(enumerate(forms_shown, start=1), key=key)]

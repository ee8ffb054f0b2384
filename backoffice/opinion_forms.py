"""The forms by which HR conducts a round of opinion: whom about, whom to ask, and a paper form of an outside party."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from workflows.audit import clock
from workflows.feedback.forms import OpinionForm
from workflows.feedback.proposing import Proposal, Proposed, propose_raters
from workflows.organization.models import Employee, Period
from workflows.rules.opinions import LEAST
from workflows.rules.violation import RuleViolation

PEER, SUBORDINATE = "PEER", "SUBORDINATE"
TWO_WEEKS = timedelta(days=14)


class RoundForm(forms.Form):
    """Whom the round is about, and until when; once the person is known, whom to ask."""

    nip = forms.CharField(label=_("NIP of the rated person"), max_length=18, widget=UnfoldAdminTextInputWidget())
    period = forms.ModelChoiceField(
        label=_("period"), queryset=Period.objects.none(), widget=UnfoldAdminSelectWidget(), to_field_name="code"
    )
    answer_until = forms.DateField(label=_("answers until"), widget=UnfoldAdminSingleDateWidget())
    minimum = forms.IntegerField(
        label=_("fewest answers that are shown"), min_value=LEAST, initial=LEAST,
        widget=UnfoldAdminIntegerFieldWidget(),
        help_text=_("Fewer answers than this are never shown. Not below 3."),
    )  # fmt: skip
    peers = forms.MultipleChoiceField(
        label=_("Peers, under the same superior"), required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    more_peers = forms.CharField(
        label=_("More peers"), required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Their NIP, one a line."),
    )  # fmt: skip
    subordinates = forms.MultipleChoiceField(
        label=_("Subordinates"), required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    more_subordinates = forms.CharField(
        label=_("More subordinates"), required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Their NIP, one a line."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        period: Any = self.fields["period"]
        period.queryset = Period.objects.filter(start__lte=today).order_by("-start", "kind")
        self.fields["answer_until"].initial = today + TWO_WEEKS
        self.employee: Employee | None = None
        if (nip := self.data.get("nip", "").strip()) and len(nip) <= 18:
            self.employee = Employee.objects.filter(nip=nip).select_related("user").first()
        proposed = propose_raters(self.employee, today) if self.employee is not None else Proposed([], [])
        for name, offered in (("peers", proposed.peers), ("subordinates", proposed.subordinates)):
            field: Any = self.fields[name]
            field.choices = _choices(offered)

    @property
    def offered(self) -> dict[str, list[str]]:
        """All that is proposed, to be ticked when it is first shown."""
        fields: Any = self.fields
        return {name: [key for key, _label in fields[name].choices] for name in ("peers", "subordinates")}

    def clean_nip(self) -> str:
        """Refuse an NIP that nobody has."""
        if self.employee is None:
            raise forms.ValidationError(_("Nobody has this NIP."))
        return self.employee.nip

    def raters(self) -> list[tuple[Employee, str]]:
        """Who is chosen, each with their group.

        :raises RuleViolation: a typed NIP that nobody has.
        """
        given = self.cleaned_data
        named = [
            *((nip, PEER) for nip in [*given["peers"], *given["more_peers"].split()]),
            *((nip, SUBORDINATE) for nip in [*given["subordinates"], *given["more_subordinates"].split()]),
        ]
        people = {each.nip: each for each in Employee.objects.filter(nip__in=[nip for nip, _group in named])}
        for nip, _group in named:
            if nip not in people:
                raise RuleViolation(f"NIP {nip} tidak ditemukan. Periksa angkanya.", "more_peers", "rater_unknown")
        return [(people[nip], group) for nip, group in named]


class OutsideForm(OpinionForm):
    """The same questions, in the back-office's look."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remark"].widget = UnfoldAdminTextareaWidget(attrs={"rows": 3})
        self.order_fields([*(name for name in self.fields if name != "remark"), "remark"])
        for name, field in self.fields.items():
            if name != "remark":
                choice: Any = field
                choice.widget = UnfoldAdminRadioSelectWidget(choices=choice.choices)


def _choices(offered: Sequence[Proposal]) -> list[tuple[str, str]]:
    return [(each.employee.nip, f"{each.employee.name}, {each.post.title}") for each in offered]

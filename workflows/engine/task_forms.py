"""The forms of the small pages beside a decision; what may be chosen is asked again by the actions."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflows.engine.models import WorkItem
from workflows.engine.peers import Peer
from workflows.engine.questions import LONGEST
from workflows.organization.models import Employee

MOST_CHOICES = 6  # of as many as radio buttons; more are a list


class QuestionForm(forms.Form):
    """A question, and to whom."""

    text = forms.CharField(
        label=_("Your question"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your question.")},
    )  # fmt: skip
    to = forms.ChoiceField(
        label=_("To whom"), widget=forms.RadioSelect, error_messages={"required": _("Choose whom you ask.")}
    )

    def __init__(self, data: Any = None, *, people: Sequence[Employee]) -> None:
        """Whom to ask is chosen only where there are several."""
        super().__init__(data)
        self.people = {person.nip: person for person in people}
        self.fields["to"].choices = [(nip, person.name) for nip, person in self.people.items()]  # type: ignore[attr-defined]
        if len(self.people) < 2:
            del self.fields["to"]

    @property
    def person(self) -> Employee:
        """Whom was chosen; the only one where there is no choice."""
        chosen = self.cleaned_data.get("to")
        return self.people[chosen] if chosen else next(iter(self.people.values()))


class AnswerForm(forms.Form):
    """The answer to a question."""

    text = forms.CharField(
        label=_("Your answer to the question"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your answer.")},
    )  # fmt: skip


class PeerForm(forms.Form):
    """To which colleague, and why."""

    to = forms.ChoiceField(label=_("To whom"), error_messages={"required": _("Choose a colleague.")})
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Your colleague and the person concerned read it."),
        error_messages={"required": _("Write the reason.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, peers: Sequence[Peer]) -> None:
        super().__init__(data)
        self.people: dict[str, Employee] = {peer.employee.nip: peer.employee for peer in peers}
        choices = [(peer.employee.nip, peer.words) for peer in peers]
        field = self.fields["to"]
        if len(choices) <= MOST_CHOICES:
            field.widget = forms.RadioSelect()
        else:
            choices = [("", ""), *choices]
        field.choices = choices  # type: ignore[attr-defined]

    @property
    def person(self) -> Employee:
        """Whom was chosen."""
        return self.people[self.cleaned_data["to"]]


class SnoozeForm(forms.Form):
    """Until which day."""

    until = forms.DateField(
        label=_("Until"), error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")}
    )
    reason = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, item: WorkItem, today: date) -> None:
        super().__init__(data)
        self.last = timezone.localtime(item.due_at).date()
        bounds = {"type": "date", "min": (today + timedelta(days=1)).isoformat(), "max": self.last.isoformat()}
        self.fields["until"].widget = forms.DateInput(format="%Y-%m-%d", attrs=bounds)


class NothingAsked(forms.Form):
    """A page that asks nothing but to be confirmed."""

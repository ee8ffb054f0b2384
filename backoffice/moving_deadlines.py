"""The page on which a deadline of a period is moved for everybody: what it would move is shown first."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
)

from backoffice.base import MasterDataAdmin
from backoffice.filters import PROCESSES
from workflows.engine.deadlines import NUMBERS, OF_KIND, Move, foretell, move_deadline
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Period
from workflows.rules.violation import RuleViolation


class MoveForm(forms.Form):
    """Which deadline, to which day or number, and why."""

    field = forms.ChoiceField(label=_("Deadline"), widget=UnfoldAdminSelectWidget())
    day = forms.DateField(
        label=_("New date"), required=False, widget=UnfoldAdminSingleDateWidget(),
        help_text=_("For a deadline that is a date."),
    )  # fmt: skip
    number = forms.IntegerField(
        label=_("New number"), required=False, widget=UnfoldAdminIntegerFieldWidget(),
        help_text=_("For the day of the next month, or the days to object."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason for the change"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Stands in the record beside your name. For example: circular 821.2/114/2026."),
    )  # fmt: skip

    def __init__(self, period: Period, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = OF_KIND[Period.Kind(period.kind)]
        choice: Any = self.fields["field"]
        choice.choices = [(field.name, field.verbose_name) for field in Period._meta.fields if field.name in names]

    def clean(self) -> dict[str, Any]:
        """A date for a date, a number for a number."""
        given = super().clean() or self.cleaned_data
        name = "number" if given.get("field") in NUMBERS else "day"
        if "field" in given and name not in self.errors and given.get(name) is None:
            self.add_error(name, translated("Fill in the new value."))
        given["to"] = given.get(name)
        return given


class MovesDeadlines(MasterDataAdmin):
    """Gives the admin of periods the page that moves a deadline."""

    actions_detail = ["move_deadline_page"]

    @action(description=_("Move a deadline"), url_path="move-deadline", permissions=["change"], icon="event_upcoming")
    def move_deadline_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask; show what would move; move it."""
        period = get_object_or_404(Period, pk=object_id)
        if not self.has_change_permission(request, period):
            raise PermissionDenied
        form = MoveForm(period, request.POST if request.method == "POST" else None)
        moves: list[Move] | None = None
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                if "move" in request.POST:
                    moved = move_deadline(
                        period=period, field=given["field"], to=given["to"], reason=given["reason"],
                        by=Actor.of_request(request, Channel.BACKOFFICE),
                    )  # fmt: skip
                    text = translated("The deadline is moved. Open tasks moved with it: %(moved)s.")
                    messages.success(request, text % {"moved": moved})
                    return redirect("admin:organization_period_change", period.pk)
                moves = foretell(period, given["field"], given["to"])
            except RuleViolation as refused:
                form.add_error(_at(form, refused), refused.message)
        labels = dict(PROCESSES)
        context = {
            **self.admin_site.each_context(request),
            "title": translated("Move a deadline of %(period)s") % {"period": period.code},
            "opts": self.opts,
            "form": form,
            "period": period,
            "moves": [(labels.get(move.process, move.process), move) for move in moves or ()],
            "is_shown": moves is not None,
            "moving": sum(move.count for move in moves or ()),
            "back": reverse("admin:organization_period_change", args=[period.pk]),
        }
        return TemplateResponse(request, "backoffice/move_deadline.html", context)


def _at(form: MoveForm, refused: RuleViolation) -> str | None:
    """The field at which a refusal stands."""
    value = "number" if form.cleaned_data.get("field") in NUMBERS else "day"
    return {"to": value, "reason": "reason", "field": "field"}.get(refused.field or "")

"""The page of an employee on which HR records that they retired, died or left, or go on a long leave.

What follows is shown first, counted by kind with the way to each list; only then it can be recorded. The form that was
shown is the one that is carried out: where anything differs by then, the page shows anew what would follow.
"""

import hashlib
from datetime import date
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
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from workflows.engine.absences import record_leave
from workflows.engine.service_changes import Change, Following, end_service, foreseen
from workflows.organization.actor import Actor, Channel
from workflows.organization.ending_service import Ties, refuse_later_beginnings, ties_of
from workflows.organization.models import Employee, ServiceEnd
from workflows.organization.models.absence import LONG
from workflows.rules.violation import RuleViolation

LEAVES = [(kind.value, kind.label) for kind in LONG]


class ServiceChangeForm(forms.Form):
    """What happened, from when (and of a leave until when), by which document, and why."""

    kind = forms.ChoiceField(
        label=_("What happened"), choices=[*ServiceEnd.Kind.choices, *LEAVES], widget=UnfoldAdminRadioSelectWidget,
        error_messages={"required": _("Choose what happened.")},
    )  # fmt: skip
    start = forms.DateField(
        label=_("From"), widget=UnfoldAdminSingleDateWidget(),
        help_text=_("The first day without service: of the pension, of death, of the leave."),
    )  # fmt: skip
    end = forms.DateField(
        label=_("Back on"), required=False, widget=UnfoldAdminSingleDateWidget(),
        help_text=_("Only for a leave: the first day of service after it."),
    )  # fmt: skip
    decree = forms.CharField(
        label=_("Decree or letter"), required=False, max_length=120, widget=UnfoldAdminTextInputWidget,
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=250, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Stands in the record beside your name."), error_messages={"required": _("Write the reason.")},
    )  # fmt: skip
    finishes = forms.BooleanField(
        label=_("Finish the assessment of whoever died"), required=False, widget=UnfoldBooleanWidget,
        help_text=_("Where the heirs need the last predicate. Else nothing is rated any more."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A leave has its end."""
        given = super().clean() or self.cleaned_data
        if self.is_leave and "end" not in self.errors and given.get("end") is None:
            self.add_error("end", translated("Fill in the first day of service after the leave."))
        return given

    @property
    def is_leave(self) -> bool:
        """Whether service rests and does not end."""
        return self.cleaned_data.get("kind") in LONG

    def change(self, employee: Employee) -> Change:
        """What was filled in, as a change."""
        given = self.cleaned_data
        end: date | None = given["end"] if self.is_leave else None
        finishes = given["finishes"] and given["kind"] == ServiceEnd.Kind.DIED
        return Change(person=employee, kind=given["kind"], start=given["start"], end=end, finishes=finishes)

    def record(self, employee: Employee, by: Actor) -> str:
        """Record it. Gives what to tell.

        :raises RuleViolation: it may not be.
        """
        given, change = self.cleaned_data, self.change(employee)
        if change.end is not None:
            _leave, taken = record_leave(
                employee=employee, kind=change.kind, start=change.start, end=change.end, document=given["decree"],
                reason=given["reason"], by=by,
            )  # fmt: skip
            text = translated("Recorded. Assessments that followed: %(number)s. Open tasks moved: %(moved)s.")
            return text % {"number": taken.followed.done, "moved": taken.moved}
        end = end_service(
            employee=employee, kind=change.kind, since=change.start, reason=given["reason"], decree=given["decree"],
            finishes=change.finishes, by=by,
        )  # fmt: skip
        if end.is_ahead:
            return translated("Recorded. It is carried out on its day, or within minutes where somebody held a case.")
        return translated("Recorded and carried out.")


class ChangesService:
    """For the admin of employees: the button, and the page behind it."""

    opts: Any
    admin_site: Any

    def has_change_service_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Whoever keeps employees; asked again by the action, under the lock."""
        return bool(request.user.has_perm("organization.change_employee"))

    @action(
        description=_("Retired, died, left or on long leave"), url_path="service-change", icon="logout",
        permissions=["change_service"],
    )  # fmt: skip
    def service_change(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The form; posted, what would follow; posted again as it was shown, it is recorded."""
        if not self.has_change_service_permission(request):
            raise PermissionDenied
        employee = get_object_or_404(Employee.objects.select_related("user"), pk=object_id)
        back = reverse("admin:organization_employee_change", args=[employee.pk])
        form = ServiceChangeForm(request.POST if request.method == "POST" else None)
        shown: dict[str, Any] = {}
        if request.method == "POST" and form.is_valid():
            try:
                shown = _what_follows(form.change(employee))
                if request.POST.get("step") == "record" and request.POST.get("seen") == shown["seen"]:
                    messages.success(request, form.record(employee, Actor.of_request(request, Channel.BACKOFFICE)))
                    return redirect(back)
                shown["is_new"] = request.POST.get("step") == "record"
            except RuleViolation as refused:
                shown = {}
                name = {"since": "start"}.get(refused.field or "", refused.field)
                form.add_error(name if name in form.fields else None, refused.message)
        context = {
            **self.admin_site.each_context(request), "title": translated("End of service or long leave"),
            "opts": self.opts, "employee": employee, "form": form, "back": back, **shown,
        }  # fmt: skip
        return TemplateResponse(
            request, "backoffice/service_change.html", context, status=422 if form.errors else 200
        )  # fmt: skip


def _what_follows(change: Change) -> dict[str, Any]:
    """What would end in the office and what would follow for cases, and by what this is known again.

    :raises RuleViolation: a post begins on the day or later.
    """
    ties: Ties | None = None
    if change.is_end:
        ties = ties_of(change.person, change.start)
        refuse_later_beginnings(ties, change.start)
    following = foreseen(change)
    text = f"{change.kind} {change.start} {change.end} {change.finishes} {_keys(ties, following)}"
    return {
        "is_shown": True, "ties": ties, "following": following, "seen": hashlib.sha256(text.encode()).hexdigest(),
    }  # fmt: skip


def _keys(ties: Ties | None, following: list[Following]) -> list[Any]:
    return [
        *[(row._meta.label, row.pk) for row in ties or ()],
        *[(str(place), tuple(each.keys)) for place, each in enumerate(following)],
    ]

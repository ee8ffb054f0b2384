"""My superior: what the data say and why, and telling HR that it is wrong."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views import View

from workflows.organization.actor import Actor
from workflows.organization.models import SuperiorReport
from workflows.organization.superior_reports import report_superior, superior_on_record
from workflows.portal.addressing import you
from workflows.portal.choosing import ColleagueField
from workflows.portal.colleagues import Found, colleague_of, find_colleagues
from workflows.portal.office_forms import SuperiorReportForm, show_refusal
from workflows.portal.reader import reader_of
from workflows.portal.views.delegation import person_of
from workflows.rules.violation import RuleViolation

LATEST = 5  # reports shown


class MySuperior(LoginRequiredMixin, View):
    """The reader's own superior alone. *Find* shows people and stores nothing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What the data say, what was reported before, and the form where nothing is open."""
        return _show(request, SuperiorReportForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Find a person, or send the report."""
        reader = reader_of(request)
        person = person_of(reader)
        found = find_colleagues(request.POST.get("search", ""), reader.today, but=person)
        chosen = colleague_of(request.POST.get("claimed", ""), reader.today, but=person)
        finds = "find" in request.POST
        typed = {name: request.POST.get(name, "") for name in ("says", "search", "claimed")}
        form = SuperiorReportForm(None if finds else request.POST, initial=typed if finds else None)
        offered = {each.employee.pk: each for each in ([chosen] if chosen else [])} | {
            each.employee.pk: each for each in found.colleagues
        }
        field = cast(ColleagueField, form.fields["claimed"])
        field.offer(offered.values(), nobody=gettext("None of these: what I wrote is enough"))
        if finds:
            return _show(request, form, found=found)
        if form.is_valid():
            claimed = form.cleaned_data["claimed"]
            try:
                report_superior(
                    by=Actor.of_request(request), says=form.cleaned_data["says"],
                    claimed=claimed.employee if claimed else None,
                )  # fmt: skip
            except RuleViolation as refused:
                show_refusal(form, refused.field, refused.message)
            else:
                messages.success(request, gettext("Sent to the personnel team. Their answer appears on this page."))
                return redirect("portal:superior")
        return _show(request, form, found=found, status=422)


def _show(
    request: HttpRequest, form: SuperiorReportForm, *, found: Found | None = None, status: int = 200
) -> HttpResponse:
    reader = reader_of(request)
    person = person_of(reader)
    reports = list(
        SuperiorReport.objects.filter(employee=person).select_related("claimed", "position").order_by("-pk")[:LATEST]
    )
    context: dict[str, Any] = {
        "form": form, "found": found, "you": you(person), "person": person,
        "on_record": superior_on_record(person, reader.today),
        "open": next((each for each in reports if each.status == SuperiorReport.Status.OPEN), None),
        "answered": [each for each in reports if each.status != SuperiorReport.Status.OPEN],
    }  # fmt: skip
    return render(request, "portal/my_superior.html", context, status=status)

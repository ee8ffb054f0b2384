"""Reports that a superior is wrong: the queue for HR, what the data and the employee say, and the answer."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from backoffice.asking import act_on
from backoffice.base import ReadOnlyAdmin
from backoffice.site import site
from workflows.audit import clock
from workflows.engine.office_news import answer_and_tell
from workflows.organization.actor import Actor, Channel
from workflows.organization.login import has_role
from workflows.organization.models import Role, SuperiorReport
from workflows.organization.superior_reports import superior_on_record

OPEN = SuperiorReport.Status.OPEN
IN_A_ROW = 40  # letters


class StateFilter(DropdownFilter):
    """Open ones unless told otherwise: they are the queue, and cost the same however many were answered."""

    title = _("state")
    parameter_name = "state"
    all_option = None

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The queue, what is done, and both."""
        return [("open", _("Waiting for an answer")), ("answered", _("Answered")), ("all", _("All"))]

    def value(self) -> str:
        """The choice; the queue where there is none."""
        given = super().value()
        return given if given in {"answered", "all"} else "open"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those reports: the queue with the oldest first, else the latest first."""
        if self.value() == "open":
            return queryset.filter(status=OPEN).order_by("reported_at", "pk")
        return queryset.exclude(status=OPEN) if self.value() == "answered" else queryset


class AnswerForm(forms.Form):
    """What was done, and the words that the employee reads."""

    status = forms.ChoiceField(
        label=_("What was done"), widget=UnfoldAdminRadioSelectWidget,
        choices=[
            (SuperiorReport.Status.CORRECTED, _("The data were wrong, and are corrected")),
            (SuperiorReport.Status.KEPT, _("The data are right, and stay")),
        ],
        error_messages={"required": _("Choose what was done.")},
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Answer to the employee"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("What was corrected, or why the data stay. The employee reads it beside your name."),
        error_messages={"required": _("Write the answer that the employee reads.")},
    )  # fmt: skip


@admin.register(SuperiorReport, site=site)
class SuperiorReportAdmin(ReadOnlyAdmin):
    """The reports. What an employee says is never changed; HR answers it, and corrects the data where they are kept."""

    list_display = ("person", "recorded", "said", "reported_at", "state")
    list_select_related = ("employee", "position")
    list_filter = (StateFilter,)
    search_fields = ("employee__nip__startswith", "employee__name__icontains")
    fields = (
        "employee", "position", "on_record", "now", "says", "claimed", "status", "reported_at", "answer", "answered_by",
        "answered_at",
    )  # fmt: skip
    ordering = ("-pk",)
    actions_detail = ["answer_report"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever looks at people's work: what they say of their superiors is nothing for a technical admin."""
        return super().has_view_permission(request, obj) and request.user.has_perm("skp.view_skp")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever may read the list."""
        return self.has_view_permission(request)

    def has_answer_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """HR admins; asked again by the action, under the lock."""
        return bool(request.user.is_superuser or has_role(request.user, Role.HR_ADMIN))

    @display(description=_("employee"), header=True)
    def person(self, report: SuperiorReport) -> list[str]:
        """The name over the NIP."""
        return [report.employee.name, report.employee.nip]

    @display(description=_("superior on record"))
    def recorded(self, report: SuperiorReport) -> str:
        """As much as a row holds on a phone; the page has all of it."""
        return Truncator(report.on_record).chars(IN_A_ROW)

    @display(description=_("who it should be, in the employee's words"))
    def said(self, report: SuperiorReport) -> str:
        """The beginning of it; the page has all."""
        return Truncator(report.says).chars(IN_A_ROW)

    @display(
        description=_("status"),
        label={OPEN: "warning", SuperiorReport.Status.CORRECTED: "success", SuperiorReport.Status.KEPT: "info"},
    )
    def state(self, report: SuperiorReport) -> tuple[str, str]:
        """The state in words."""
        return report.status, report.get_status_display()

    @display(description=_("superior on record today"))
    def now(self, report: SuperiorReport) -> str:
        """What the data say today, to be held against what they said then."""
        return superior_on_record(report.employee, clock.today()).text

    @action(description=_("Answer"), url_path="answer", permissions=["answer"], icon="reply")
    def answer_report(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What both say, the way to the data, and the answer."""
        reports = SuperiorReport.objects.select_related("employee__user", "position__reports_to", "claimed")
        report = get_object_or_404(reports, pk=object_id)
        if not self.has_answer_permission(request):
            raise PermissionDenied
        form = AnswerForm(request.POST if request.method == "POST" else None)
        by = Actor.of_request(request, Channel.BACKOFFICE)
        outcome = act_on(request, form, lambda: answer_and_tell(by=by, report=report, **form.cleaned_data))
        if outcome.is_done:
            messages.success(request, _("Answered. The employee reads it on their page."))
            return redirect("admin:organization_superiorreport_changelist")
        now = superior_on_record(report.employee, clock.today())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Answer a report of a wrong superior"),
            "opts": self.opts,
            "report": report,
            "now": now,
            "is_open": report.status == OPEN,
            "is_own": getattr(request.user, "employee", None) == report.employee,
            "form": form,
            "links": _places_to_correct(report, now.own_post),
            "back": reverse("admin:organization_superiorreport_changelist"),
        }
        return TemplateResponse(request, "backoffice/superior_report.html", context, status=outcome.status)


def _places_to_correct(report: SuperiorReport, post: Any) -> list[tuple[Any, str]]:
    """Where each part of what the data say is kept."""
    own = post or report.position
    links = [
        (_("The employee's post: to which post it reports"), _change("position", own.pk)),
        (_("The employee's tenures: which post they hold"), _list("tenure", report.employee.nip)),
    ]
    above = own.reports_to
    if above is not None:
        links += [
            (_("The superior's post"), _change("position", above.pk)),
            (_("Who holds the superior's post"), _list("tenure", above.code)),
            (_("Who acts for the superior's post"), _list("actingappointment", above.code)),
        ]
    return links


def _change(model: str, key: int) -> str:
    return reverse(f"admin:organization_{model}_change", args=[key])


def _list(model: str, search: str) -> str:
    return f"{reverse(f'admin:organization_{model}_changelist')}?q={search}"

"""Ends of service as HR recorded them, and withdrawing one that was recorded wrongly; so too a leave."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget

from backoffice.base import ReadOnlyAdmin
from backoffice.site import site
from workflows.engine.service_changes import withdraw_end
from workflows.organization.actor import Actor, Channel
from workflows.organization.login import has_role
from workflows.organization.models import Role, ServiceEnd
from workflows.rules.violation import RuleViolation


class WithdrawForm(forms.Form):
    """Why what was recorded is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"), max_length=250, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("What was wrong about it. It stands in the record beside your name."),
        error_messages={"required": _("Write the reason.")},
    )  # fmt: skip


@admin.register(ServiceEnd, site=site)
class ServiceEndAdmin(ReadOnlyAdmin):
    """Who retired, died or left, the latest first. Recorded on the employee's page, which shows first what follows."""

    list_display = ("person", "state", "since", "decree", "recorded_at", "done_at", "withdrawn_at")
    list_select_related = ("employee",)
    list_filter = (("kind", ChoicesDropdownFilter), ("since", RangeDateFilter))
    search_fields = ("employee__nip__startswith", "employee__name__icontains")
    fields = (
        "employee", "kind", "since", "decree", "reason", "finishes", "recorded_at", "done_at", "withdrawn_at",
    )  # fmt: skip
    ordering = ("-pk",)
    actions_detail = ["withdraw_page"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever looks at people's work: why somebody left is nothing for a technical admin."""
        return super().has_view_permission(request, obj) and request.user.has_perm("skp.view_skp")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever may read the list."""
        return self.has_view_permission(request)

    def has_withdraw_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """HR admins; asked again by the action, under the lock."""
        return bool(request.user.is_superuser or has_role(request.user, Role.HR_ADMIN))

    @display(description=_("employee"), header=True)
    def person(self, end: ServiceEnd) -> list[str]:
        """The name over the NIP."""
        return [end.employee.name, end.employee.nip]

    @display(description=_("kind"), label={"RETIRED": "info", "DIED": "warning", "LEFT": "info"})
    def state(self, end: ServiceEnd) -> tuple[str, str]:
        """The kind in words."""
        return end.kind, end.get_kind_display()

    @action(description=_("Withdraw the record"), url_path="withdraw", permissions=["withdraw"], icon="undo")
    def withdraw_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What is put back, and the reason; posted, it is withdrawn."""
        if not self.has_withdraw_permission(request):
            raise PermissionDenied
        end = get_object_or_404(ServiceEnd.objects.select_related("employee"), pk=object_id)

        def withdraw(reason: str, by: Actor) -> None:
            withdraw_end(end=end, reason=reason, by=by)

        return withdrawing(
            self, request, end.employee, withdraw, what=str(end),
            back=reverse("admin:organization_serviceend_change", args=[end.pk]),
            says=_(
                "Tenures, appointments, delegations, roles and the log-in are as they were before it. It is withdrawn "
                "only while no case followed it and nobody else holds the post."
            ),
        )  # fmt: skip


def withdrawing(
    admin_of: Any,
    request: HttpRequest,
    employee: Any,
    withdraw: Callable[[str, Actor], None],
    *,
    what: str,
    says: Any,
    back: str,
) -> HttpResponse:
    """The page that asks why what was recorded of an employee is withdrawn; posted, `withdraw` does it."""
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(form.cleaned_data["reason"], Actor.of_request(request, Channel.BACKOFFICE))
        except RuleViolation as refused:
            form.add_error("reason", refused.message)
        else:
            messages.success(request, _("Withdrawn. The record keeps both."))
            return redirect(reverse("admin:organization_employee_change", args=[employee.pk]))
    context = {
        **admin_of.admin_site.each_context(request), "title": _("Withdraw what was recorded"), "opts": admin_of.opts,
        "employee": employee, "what": what, "says": says, "form": form, "back": back,
    }  # fmt: skip
    return TemplateResponse(request, "backoffice/withdraw.html", context, status=422 if form.errors else 200)

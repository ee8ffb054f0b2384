"""Employees: their data, where they stand today, and the code that lets them in."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display

from backoffice.base import MasterDataAdmin, ReadOnlyInline
from backoffice.exporting import ImportableAdmin
from backoffice.filters import AccessFilter, SkpFilter
from backoffice.forms import MasterDataForm
from backoffice.resources.office import EmployeeResource
from backoffice.service_changes import ChangesService
from backoffice.site import site
from workflows.audit import clock
from workflows.organization import one_time_codes
from workflows.organization.actions import keep_employee
from workflows.organization.actor import Actor, Channel
from workflows.organization.auditors import audits
from workflows.organization.models import ActingAppointment, Employee, Tenure
from workflows.rules.nip import parse_nip
from workflows.rules.violation import RuleViolation

MOST_CODES = 50  # each is hashed slowly on purpose


class EmployeeForm(MasterDataForm):
    """The NIP is read by the same rule as everywhere."""

    def clean_nip(self) -> str:
        """The 18 digits."""
        try:
            return parse_nip(self.cleaned_data["nip"]).text
        except RuleViolation as refused:
            self.add_error("nip", refused.message)
            return self.cleaned_data.get("nip", "")


class Holds(ReadOnlyInline):
    """The posts that the person held."""

    model = Tenure
    fields = ("position", "start", "end", "decree")
    readonly_fields = fields
    ordering = ("-start",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tenure]:
        """With the titles."""
        return super().get_queryset(request).select_related("position")


class ActsFor(ReadOnlyInline):
    """The posts that the person acts for."""

    model = ActingAppointment
    fk_name = "officer"
    fields = ("position", "capacity", "start", "end", "decree")
    readonly_fields = fields
    ordering = ("-start",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ActingAppointment]:
        """With the titles."""
        return super().get_queryset(request).select_related("position")


@admin.register(Employee, site=site)
class EmployeeAdmin(ChangesService, ImportableAdmin, MasterDataAdmin):
    """Employees. They are deactivated, never deleted; the log-in follows."""

    form = EmployeeForm
    resource_classes = [EmployeeResource]
    list_display = ("person", "post", "unit", "kind", "grade", "can_log_in", "is_active")
    list_select_related = ("user",)
    list_filter = (
        ("kind", ChoicesDropdownFilter), "is_active", "on_probation", SkpFilter, AccessFilter,
    )  # fmt: skip
    search_fields = ("nip__startswith", "name__icontains")
    fieldsets = (
        (None, {"fields": ("nip", "name", ("front_title", "back_title"), "sex", ("birth_place", "birth_date"))}),
        (
            _("Service"),
            {
                "fields": (("kind", "legal_status"), ("grade", "appointed_on"), "on_probation", "is_active"),
                "description": _(
                    "Somebody who retires, dies, leaves or goes on a long leave is recorded with the button above: it "
                    "ends what hangs on them. Unticking “active” alone only closes the log-in."
                ),
            },
        ),
        (_("Contact"), {"fields": (("email", "phone"),)}),
    )
    inlines = (Holds, ActsFor)
    ordering = ("name", "pk")
    actions = ["issue_codes"]
    actions_detail = ["issue_code", "service_change"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Employee]:
        """With the post of today, one query a page."""
        held = Tenure.objects.on(clock.today()).select_related("position__unit")
        return super().get_queryset(request).prefetch_related(Prefetch("tenures", held, to_attr="held_today"))

    @display(description=_("employee"), header=True, ordering="name")
    def person(self, employee: Employee) -> list[str]:
        """The name over the NIP."""
        return [employee.full_name, employee.nip]

    @display(description=_("position"))
    def post(self, employee: Employee) -> str:
        """The post held today."""
        return next((tenure.position.title for tenure in employee.held_today), "")  # type: ignore[attr-defined]

    @display(description=_("unit"))
    def unit(self, employee: Employee) -> str:
        """The unit of the post held today."""
        return next((tenure.position.unit.name for tenure in employee.held_today), "")  # type: ignore[attr-defined]

    @display(description=_("can log in"), boolean=True)
    def can_log_in(self, employee: Employee) -> bool:
        """Whether they have set a password."""
        return employee.user.is_active and employee.user.has_usable_password()

    def store(self, by: Actor, obj: Any, form: ModelForm, reason: str, change: bool) -> None:
        """Through the action, which keeps the log-in in step."""
        keep_employee(by=by, employee=obj, reason=reason)

    # ---- one-time codes ----
    @admin.action(description=_("Issue one-time codes"), permissions=["change"])
    def issue_codes(self, request: HttpRequest, queryset: QuerySet[Employee]) -> HttpResponse | None:
        """Codes for the chosen people, shown on the page that answers and never again."""
        chosen = list(queryset.select_related("user")[: MOST_CODES + 1])
        if len(chosen) > MOST_CODES:
            messages.error(request, _("Choose at most %(most)s employees at once.") % {"most": MOST_CODES})
            return None
        return self._show_codes(request, chosen)

    @action(description=_("Issue a one-time code"), url_path="one-time-code", permissions=["change"], icon="pin")
    def issue_code(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask first; issue by POST; show once."""
        employee = get_object_or_404(Employee.objects.select_related("user"), pk=object_id)
        if not self.has_change_permission(request, employee):
            raise PermissionDenied
        if audits(employee.user, clock.today()):
            return redirect("admin:organization_propose_code", employee.user_id)
        if request.method == "POST":
            return self._show_codes(request, [employee])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Issue a one-time code"),
            "opts": self.opts,
            "employee": employee,
            "back": reverse("admin:organization_employee_change", args=[employee.pk]),
        }
        return TemplateResponse(request, "backoffice/issue_code.html", context)

    def _show_codes(self, request: HttpRequest, employees: list[Employee]) -> HttpResponse:
        by = Actor.of_request(request, Channel.BACKOFFICE)
        issued: list[tuple[Employee, str]] = []
        for employee in employees:
            try:
                issued.append((employee, one_time_codes.issue(employee.user, by=by)))
            except RuleViolation as refused:
                messages.warning(request, f"{employee.name}: {refused.message}")
        if not issued:
            return redirect("admin:organization_employee_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("One-time codes"),
            "opts": self.opts,
            "issued": issued,
            "back": reverse("admin:organization_employee_changelist"),
        }
        return TemplateResponse(request, "backoffice/codes.html", context)  # the site's pages are never stored

"""SKP, planned results and the performance agreement, to be read: processes own them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from backoffice import drafting_for
from backoffice.as_of import StandsAsOf
from backoffice.base import ReadOnlyAdmin, ReadOnlyInline
from backoffice.exporting import ExportableAdmin
from backoffice.resources.work import SkpResource, WorkResultResource
from backoffice.site import site
from workflows.skp.models import BehaviourExpectation, Indicator, PerformanceAgreement, Skp, WorkResult

STATUS_COLOURS = {
    "DRAFT": "info", "SUBMITTED": "warning", "RETURNED": "danger", "SET": "success", "REJECTED": "danger",
}  # fmt: skip


class Results(ReadOnlyInline):
    """The plan's results."""

    model = WorkResult
    fields = ("number", "kind", "text", "carries_on", "agreement")
    readonly_fields = fields
    ordering = ("number",)
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[WorkResult]:
        """With what each carries on."""
        return super().get_queryset(request).select_related("carries_on", "agreement")


class Expectations(ReadOnlyInline):
    """What is expected of behaviour."""

    model = BehaviourExpectation
    fields = ("value", "text")
    readonly_fields = fields
    ordering = ("value",)


class Indicators(ReadOnlyInline):
    """The result's indicators."""

    model = Indicator
    fields = ("number", "text", "aspect", "measure", "direction", "target", "unit")
    readonly_fields = fields
    ordering = ("number",)


@admin.register(Skp, site=site)
class SkpAdmin(StandsAsOf, ExportableAdmin, ReadOnlyAdmin):
    """Plans, the latest first."""

    as_of_process = "skp"
    resource_classes = [SkpResource]
    list_display = ("person", "position", "period", "version", "state", "set_at", "drafted_by")
    list_select_related = ("employee", "position", "period")
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("period", AutocompleteSelectFilter),
        ("position__unit", AutocompleteSelectFilter),
    )
    search_fields = ("employee__nip__startswith", "employee__name__icontains", "position__code__istartswith")
    fields = ("employee", "position", "period", "version", "status", "rule_set", "submitted_at", "set_at", "drafted_by")
    inlines = (Results, Expectations)
    ordering = ("-pk",)

    def get_urls(self) -> list[Any]:
        """The list's own, and before them who has no SKP."""
        return [*drafting_for.pages(self.admin_site.admin_view), *super().get_urls()]

    @display(description=_("employee"), header=True)
    def person(self, skp: Skp) -> list[str]:
        """The name over the NIP."""
        return [skp.employee.name, skp.employee.nip]

    @display(description=_("status"), label=STATUS_COLOURS)
    def state(self, skp: Skp) -> tuple[str, str]:
        """The status in its colour."""
        return skp.status, skp.get_status_display()


@admin.register(WorkResult, site=site)
class WorkResultAdmin(ExportableAdmin, ReadOnlyAdmin):
    """Planned results with the cascade; each with its field history."""

    resource_classes = [WorkResultResource]
    list_display = ("text", "person", "year", "kind", "carries_on")
    list_select_related = ("skp__employee", "skp__period", "carries_on")
    list_filter = (("kind", ChoicesDropdownFilter), ("skp__period", AutocompleteSelectFilter))
    search_fields = ("skp__employee__nip__startswith", "skp__employee__name__icontains", "ref__istartswith")
    inlines = (Indicators,)
    ordering = ("-pk",)

    @display(description=_("employee"), header=True)
    def person(self, result: WorkResult) -> list[str]:
        """The name over the NIP."""
        return [result.skp.employee.name, result.skp.employee.nip]

    @display(description=_("year"))
    def year(self, result: WorkResult) -> str:
        """The year of the plan."""
        return result.skp.period.code


@admin.register(PerformanceAgreement, site=site)
class PerformanceAgreementAdmin(ExportableAdmin, ReadOnlyAdmin):
    """The goals that units committed themselves to; they come by import_office."""

    holds_personal_data = False
    list_display = ("goal", "indicator", "unit", "period", "target", "target_unit")
    list_select_related = ("unit", "period")
    list_filter = (("period", AutocompleteSelectFilter), ("unit", AutocompleteSelectFilter))
    search_fields = ("goal__icontains", "indicator__icontains")
    ordering = ("-period__code", "pk")

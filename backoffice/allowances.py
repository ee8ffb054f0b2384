"""Allowances: runs, everybody's result, and the figures by which they are computed, to be read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from backoffice.base import ReadOnlyAdmin
from backoffice.exporting import ExportableAdmin
from backoffice.filters import HoldsTodayFilter
from backoffice.resources.work import AllowanceResource
from backoffice.site import site
from workflows.allowance.models import AllowanceClass, AllowanceResult, AllowanceRun, SchemeVersion
from workflows.printing.words import plain_rupiah


@admin.register(AllowanceRun, site=site)
class AllowanceRunAdmin(ReadOnlyAdmin):
    """Months that were computed."""

    list_display = ("period", "number", "scheme", "status", "computed_at")
    list_select_related = ("period", "scheme__scheme")
    list_filter = (("status", ChoicesDropdownFilter),)
    search_fields = ("period__code__startswith",)
    ordering = ("-pk",)


@admin.register(AllowanceResult, site=site)
class AllowanceResultAdmin(ExportableAdmin, ReadOnlyAdmin):
    """Everybody's allowance, with its lines and how it came about."""

    resource_classes = [AllowanceResource]
    list_display = ("person", "period", "approved_minutes", "ceiling_text", "net_text")
    list_select_related = ("employee", "run__period")
    list_filter = (("run", AutocompleteSelectFilter),)
    search_fields = ("employee__nip__startswith", "employee__name__icontains")
    ordering = ("-pk",)

    @display(description=_("employee"), header=True)
    def person(self, result: AllowanceResult) -> list[str]:
        """The name over the NIP."""
        return [result.employee.name, result.employee.nip]

    @display(description=_("month"))
    def period(self, result: AllowanceResult) -> str:
        """The month and the run."""
        return f"{result.run.period.code} ({result.run.number})"

    @display(description=_("ceiling (Rp)"), ordering="ceiling")
    def ceiling_text(self, result: AllowanceResult) -> str:
        """The ceiling in rupiah."""
        return plain_rupiah(result.ceiling)

    @display(description=_("net (Rp)"), ordering="net")
    def net_text(self, result: AllowanceResult) -> str:
        """What is paid, in rupiah."""
        return plain_rupiah(result.net)


@admin.register(SchemeVersion, site=site)
class SchemeVersionAdmin(ReadOnlyAdmin):
    """The schemes' figures."""

    list_display = ("scheme", "number", "start", "end")
    list_select_related = ("scheme",)
    list_filter = (HoldsTodayFilter,)
    ordering = ("-start", "-pk")


@admin.register(AllowanceClass, site=site)
class AllowanceClassAdmin(ExportableAdmin, ReadOnlyAdmin):
    """The ceiling of each job class; it comes by import_office."""

    holds_personal_data = False
    list_display = ("job_class", "amount_text", "start", "end")
    list_select_related = ()
    list_filter = (HoldsTodayFilter,)
    ordering = ("-job_class", "-start")

    @display(description=_("ceiling (Rp)"), ordering="amount")
    def amount_text(self, row: AllowanceClass) -> str:
        """The ceiling in rupiah."""
        return plain_rupiah(row.amount)

"""Monthly targets and realisations, to be read: processes own them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from backoffice.as_of import StandsAsOf
from backoffice.base import ReadOnlyAdmin, ReadOnlyInline
from backoffice.exporting import ExportableAdmin
from backoffice.resources.work import TargetPlanResource
from backoffice.site import site
from backoffice.skp import STATUS_COLOURS
from workflows.targets.models import MonthlyRealisation, MonthlyTarget, TargetPlan


class Months(ReadOnlyInline):
    """The plan's months."""

    model = MonthlyTarget
    fields = ("indicator", "month", "amount")
    readonly_fields = fields
    ordering = ("indicator_id", "month")

    def get_queryset(self, request: HttpRequest) -> QuerySet[MonthlyTarget]:
        """With the indicators."""
        return super().get_queryset(request).select_related("indicator")


@admin.register(TargetPlan, site=site)
class TargetPlanAdmin(StandsAsOf, ExportableAdmin, ReadOnlyAdmin):
    """Splits of annual targets, the latest first."""

    as_of_process = "targets"
    resource_classes = [TargetPlanResource]
    list_display = ("person", "position", "year", "version", "state", "set_at")
    list_select_related = ("skp__employee", "skp__position", "skp__period")
    list_filter = (("status", ChoicesDropdownFilter),)
    search_fields = ("skp__employee__nip__startswith", "skp__employee__name__icontains")
    inlines = (Months,)
    ordering = ("-pk",)

    @display(description=_("employee"), header=True)
    def person(self, plan: TargetPlan) -> list[str]:
        """The name over the NIP."""
        return [plan.skp.employee.name, plan.skp.employee.nip]

    @display(description=_("position"))
    def position(self, plan: TargetPlan) -> str:
        """The post of the plan."""
        return plan.skp.position.title

    @display(description=_("year"))
    def year(self, plan: TargetPlan) -> str:
        """The year of the plan."""
        return plan.skp.period.code

    @display(description=_("status"), label=STATUS_COLOURS)
    def state(self, plan: TargetPlan) -> tuple[str, str]:
        """The status in its colour."""
        return plan.status, plan.get_status_display()


@admin.register(MonthlyRealisation, site=site)
class MonthlyRealisationAdmin(ReadOnlyAdmin):
    """What verified reports added up to."""

    list_display = ("person", "indicator", "month", "quantity", "reports")
    list_select_related = ("indicator__result__skp__employee",)
    search_fields = (
        "indicator__result__skp__employee__nip__startswith", "indicator__result__skp__employee__name__icontains",
    )  # fmt: skip
    ordering = ("-pk",)

    @display(description=_("employee"), header=True)
    def person(self, realisation: MonthlyRealisation) -> list[str]:
        """The name over the NIP."""
        employee = realisation.indicator.result.skp.employee
        return [employee.name, employee.nip]

"""Daily reports, to be read: the process owns them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from backoffice.annulling import Annuls
from backoffice.as_of import StandsAsOf
from backoffice.base import ReadOnlyAdmin, ReadOnlyInline
from backoffice.exporting import ExportableAdmin
from backoffice.resources.work import ReportResource
from backoffice.site import site
from workflows.daily.models import DailyActivity, DailyReport

STATUS_COLOURS = {
    "DRAFT": "info", "SUBMITTED": "warning", "RETURNED": "danger", "VERIFIED": "success", "REJECTED": "danger",
    "LAPSED": "danger", "ANNULLED": "danger",
}  # fmt: skip


class Activities(ReadOnlyInline):
    """The day's activities. Evidence is opened on the staff pages, which ask who may see it."""

    model = DailyActivity
    fields = ("number", "starts", "ends", "kind", "result", "description", "quantity", "unit", "entered_at")
    readonly_fields = fields
    ordering = ("number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DailyActivity]:
        """With the results."""
        return super().get_queryset(request).select_related("result")


@admin.register(DailyReport, site=site)
class DailyReportAdmin(Annuls, StandsAsOf, ExportableAdmin, ReadOnlyAdmin):
    """Reports, the latest stored first."""

    actions_detail = [*Annuls.actions_detail, *StandsAsOf.actions_detail]
    as_of_process = "daily"
    resource_classes = [ReportResource]
    list_display = ("person", "day", "state", "minutes", "activity_count", "days_late", "marks")
    list_select_related = ("employee", "position")
    list_filter = (("status", ChoicesDropdownFilter), ("day", RangeDateFilter), "has_overlap", "is_copied")
    search_fields = ("employee__nip__startswith", "employee__name__icontains")
    fields = (
        "employee", "position", "day", "status", "entered_at", "submitted_at", "decided_at", "days_late", "minutes",
        "activity_count", "has_overlap", "is_copied",
    )  # fmt: skip
    inlines = (Activities,)
    ordering = ("-pk",)

    @display(description=_("employee"), header=True)
    def person(self, report: DailyReport) -> list[str]:
        """The name over the NIP."""
        return [report.employee.name, report.employee.nip]

    @display(description=_("status"), label=STATUS_COLOURS)
    def state(self, report: DailyReport) -> tuple[str, str]:
        """The status in its colour."""
        return report.status, report.get_status_display()

    @display(description=_("to be looked at"))
    def marks(self, report: DailyReport) -> str:
        """What the verifier is told to look at."""
        words = {"has_overlap": _("overlapping hours"), "is_copied": _("copied text")}
        return ", ".join(str(word) for name, word in words.items() if getattr(report, name))

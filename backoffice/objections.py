"""Objections, to be read: the process owns them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from backoffice.as_of import StandsAsOf
from backoffice.base import ReadOnlyAdmin, ReadOnlyInline
from backoffice.exporting import ExportableAdmin
from backoffice.resources.work import ObjectionResource
from backoffice.site import site
from workflows.objection.models import Objection, ObjectionPoint


class Points(ReadOnlyInline):
    """What is contested and why; evidence is opened from the objection's own page."""

    model = ObjectionPoint
    fields = ("number", "about", "realisation", "reason", "evidence_link")
    readonly_fields = fields
    ordering = ("number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ObjectionPoint]:
        """With the indicators."""
        return super().get_queryset(request).select_related("realisation__indicator")


@admin.register(Objection, site=site)
class ObjectionAdmin(StandsAsOf, ExportableAdmin, ReadOnlyAdmin):
    """Objections, the latest first, with the result before and after."""

    as_of_process = "objection"
    resource_classes = [ObjectionResource]
    list_display = (
        "person", "period", "status", "before_predicate", "after_predicate", "assessor", "objected_at", "decided_at",
    )  # fmt: skip
    list_select_related = ("assessment__employee", "assessment__period", "assessor")
    list_filter = (
        ("assessment__period", AutocompleteSelectFilter),
        ("status", ChoicesDropdownFilter),
        ("assessment__position__unit", AutocompleteSelectFilter),
    )
    search_fields = ("assessment__employee__nip__startswith", "assessment__employee__name__icontains")
    inlines = (Points,)
    ordering = ("-pk",)

    @display(description=_("employee"), header=True)
    def person(self, objection: Objection) -> list[str]:
        """The name over the NIP."""
        employee = objection.assessment.employee
        return [employee.name, employee.nip]

    @display(description=_("period"))
    def period(self, objection: Objection) -> str:
        """The month."""
        return str(objection.assessment.period)

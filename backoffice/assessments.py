"""Assessments, to be read: the process owns them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from backoffice.base import ReadOnlyAdmin, ReadOnlyInline
from backoffice.exporting import ExportableAdmin
from backoffice.resources.work import AssessmentResource
from backoffice.site import site
from workflows.assessment.models import Assessment, BehaviourRating, ResultRealisation


class Realisations(ReadOnlyInline):
    """What each indicator reached."""

    model = ResultRealisation
    fields = ("indicator", "target", "realised", "achievement", "evidence")
    readonly_fields = fields
    ordering = ("indicator_id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ResultRealisation]:
        """With the indicators."""
        return super().get_queryset(request).select_related("indicator")


class Behaviours(ReadOnlyInline):
    """How each value is rated."""

    model = BehaviourRating
    fields = ("value", "rating", "note")
    readonly_fields = fields
    ordering = ("value",)


@admin.register(Assessment, site=site)
class AssessmentAdmin(ExportableAdmin, ReadOnlyAdmin):
    """Assessments, the latest first."""

    resource_classes = [AssessmentResource]
    list_display = ("person", "period", "status", "work_rating", "behaviour_rating", "predicate", "ratified_at")
    list_select_related = ("employee", "period", "position")
    list_filter = (
        ("period", AutocompleteSelectFilter),
        ("status", ChoicesDropdownFilter),
        ("predicate", ChoicesDropdownFilter),
        ("position__unit", AutocompleteSelectFilter),
    )
    search_fields = ("employee__nip__startswith", "employee__name__icontains")
    inlines = (Realisations, Behaviours)
    ordering = ("-pk",)

    @display(description=_("employee"), header=True)
    def person(self, assessment: Assessment) -> list[str]:
        """The name over the NIP."""
        return [assessment.employee.name, assessment.employee.nip]

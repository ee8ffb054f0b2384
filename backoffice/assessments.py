"""Assessments, to be read: the process owns them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display

from backoffice.as_of import StandsAsOf
from backoffice.base import OfficeChangeList, ReadOnlyAdmin, ReadOnlyInline
from backoffice.exporting import ExportableAdmin
from backoffice.resources.work import AssessmentResource
from backoffice.site import site
from workflows.assessment.models import Assessment, BehaviourRating, EvidenceOpened, ResultRealisation
from workflows.assessment.remarkable import alike, alike_pairs, departing, far, is_far


class Realisations(ReadOnlyInline):
    """What each indicator reached."""

    model = ResultRealisation
    fields = ("indicator", "target", "realised", "achievement", "evidence", "corrected_from", "correction_reason")
    readonly_fields = fields
    ordering = ("indicator_id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ResultRealisation]:
        """With the indicators."""
        return super().get_queryset(request).select_related("indicator")


class Behaviours(ReadOnlyInline):
    """How each value is rated."""

    model = BehaviourRating
    fields = ("value", "rating", "score", "note")
    readonly_fields = fields
    ordering = ("value",)


class Openings(ReadOnlyInline):
    """Who opened the evidence, and when."""

    model = EvidenceOpened
    fields = ("employee", "round", "at")
    readonly_fields = fields
    ordering = ("at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[EvidenceOpened]:
        """With the people."""
        return super().get_queryset(request).select_related("employee")


class RemarkableFilter(DropdownFilter):
    """What about a rating stands out."""

    title = _("remarkable")
    parameter_name = "remarkable"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Far, departing at all, the same for all."""
        return [
            ("any", _("Anything remarkable")), ("far", _("Far from the suggestion")),
            ("departs", _("Departs from the suggestion")), ("alike", _("The same for all of a team")),
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those rows."""
        chosen = self.value()
        if chosen == "far":
            return far(queryset)
        if chosen == "departs":
            return departing(queryset)
        if chosen == "alike":
            return alike(queryset)
        return far(queryset) | alike(queryset) if chosen == "any" else queryset


class WithRemarks(OfficeChangeList):
    """A list that knows which of its rows' assessors gave everybody the same."""

    def get_results(self, request: HttpRequest) -> None:
        """One query for the page."""
        super().get_results(request)
        pairs = alike_pairs(self.result_list)
        for assessment in self.result_list:
            assessment.is_alike = (assessment.rated_by_id, assessment.period_id) in pairs


@admin.register(Assessment, site=site)
class AssessmentAdmin(StandsAsOf, ExportableAdmin, ReadOnlyAdmin):
    """Assessments, the latest first."""

    as_of_process = "assessment"
    resource_classes = [AssessmentResource]
    list_display = (
        "person",
        "period",
        "status",
        "work_rating",
        "behaviour_rating",
        "total",
        "predicate",
        "remarkable",
        "ratified_at",
    )
    list_select_related = ("employee", "period", "position")
    list_filter = (
        ("period", AutocompleteSelectFilter),
        ("status", ChoicesDropdownFilter),
        ("predicate", ChoicesDropdownFilter),
        RemarkableFilter,
        ("position__unit", AutocompleteSelectFilter),
    )
    search_fields = ("employee__nip__startswith", "employee__name__icontains")
    inlines = (Realisations, Behaviours, Openings)
    ordering = ("-pk",)

    @display(description=_("employee"), header=True)
    def person(self, assessment: Assessment) -> list[str]:
        """The name over the NIP."""
        return [assessment.employee.name, assessment.employee.nip]

    @display(description=_("remarkable"))
    def remarkable(self, assessment: Assessment) -> str:
        """What stands out, in a few words."""
        said = []
        if is_far(assessment):
            said.append(str(_("far from the suggestion")))
        elif assessment.departs:
            said.append(str(_("departs from the suggestion")))
        if getattr(assessment, "is_alike", False):
            said.append(str(_("the same for all")))
        return ", ".join(said) or "–"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[OfficeChangeList]:
        """The list's class."""
        return WithRemarks

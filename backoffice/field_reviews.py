"""Field reviews: HR's list, whom of a unit to visit, and the page on which a visit is noted."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from backoffice.asking import act_on
from backoffice.base import ReadOnlyAdmin, ReadOnlyInline
from backoffice.dry_run import Page
from backoffice.looking import Looking, holds, period_field, unit_field
from backoffice.site import site
from workflows.assessment.distribution import period_to_look_at
from workflows.assessment.field_reviews import (
    BEFORE_RATIFIED,
    LONGEST,
    REVIEWERS,
    Found,
    record_field_review,
    reports_of,
    results_of,
    reviews_of,
)
from workflows.assessment.models import Assessment, FieldReview, ReviewFinding
from workflows.audit import clock
from workflows.daily.models import DailyReport
from workflows.organization.actor import Actor, Channel
from workflows.printing.words import long_date
from workflows.skp.models import WorkResult

ROWS_A_PAGE = 50


def may_review(user: Any) -> bool:
    """HR admins and the performance management team; asked again by the action, under the lock."""
    return holds(user, *REVIEWERS)


class GroupForm(forms.Form):
    """Whose assessments: of one unit, in one period."""

    period = period_field()
    unit = unit_field()


class ReviewForm(forms.Form):
    """A visit: when, with whom, what was looked at, what it says of each result, and the advice."""

    visited_on = forms.DateField(
        label=_("Visited on"), widget=UnfoldAdminDateWidget(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose the day of the visit."), "invalid": _("Choose the day of the visit.")},
    )  # fmt: skip
    spoken_to = forms.CharField(
        label=_("Who was spoken to"), max_length=LONGEST, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        error_messages={"required": _("Write who was spoken to.")},
    )  # fmt: skip
    looked_at = forms.CharField(
        label=_("What was looked at"), max_length=LONGEST, required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Papers, places, systems. Reports are chosen below."),
    )  # fmt: skip
    advice = forms.CharField(
        label=_("Advice to whoever ratifies"), max_length=LONGEST, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("It stands beside the evidence. The employee and the assessor read it too."),
        error_messages={"required": _("Write the advice.")},
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, results: Sequence[WorkResult], verified: Sequence[DailyReport]
    ) -> None:  # fmt: skip
        super().__init__(data)
        self.results = results
        for result in results:
            self.fields[f"finding_{result.pk}"] = forms.ChoiceField(
                label=result.text, choices=ReviewFinding.Finding.choices, widget=UnfoldAdminRadioSelectWidget,
                error_messages={"required": _("Choose what was found.")},
            )  # fmt: skip
            self.fields[f"note_{result.pk}"] = forms.CharField(
                label=_("What was found"), max_length=LONGEST, required=False,
                widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
                help_text=_("Needed for everything but a confirmation."),
            )  # fmt: skip
        self.fields["reports"] = forms.TypedMultipleChoiceField(
            label=_("Reports looked at"), choices=[(str(report.pk), long_date(report.day)) for report in verified],
            coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": _("Choose among the reports that are listed.")},
        )  # fmt: skip

    def of_the_visit(self) -> list[Any]:
        """The fields of the visit itself."""
        return [self[name] for name in ("visited_on", "spoken_to", "looked_at")]

    def of_the_results(self) -> list[tuple[Any, Any]]:
        """Each result's finding and note."""
        return [(self[f"finding_{result.pk}"], self[f"note_{result.pk}"]) for result in self.results]

    def given(self) -> dict[str, Any]:
        """The visit as `record_field_review` takes it."""
        given = self.cleaned_data
        findings = [
            Found(result=result.pk, finding=given[f"finding_{result.pk}"], note=given[f"note_{result.pk}"])
            for result in self.results
        ]
        names = ("visited_on", "spoken_to", "looked_at", "advice", "reports")
        return {**{name: given[name] for name in names}, "findings": findings}


class WhomToVisit(Looking):
    """A unit's assessments of a period, each with its reviews and, until it is ratified, the way to a new one."""

    title = _("Field review: whom to visit")
    template_name = "backoffice/whom_to_visit.html"
    form_class = GroupForm

    def may_look(self) -> bool:
        """Whoever may note a visit."""
        return may_review(self.request.user)

    def initial(self) -> dict[str, Any]:
        """The period that is usually looked at."""
        return {"period": period_to_look_at(clock.today())}

    def find(self, form: GroupForm) -> dict[str, Any]:
        """A page of people by name; one query for all of them."""
        given = form.cleaned_data
        of_group = Assessment.objects.filter(period=given["period"], position__unit=given["unit"])
        rows = of_group.select_related("employee", "position").annotate(visits=Count("field_reviews"))
        page = Page.of(list(rows.order_by("employee__name", "pk")), self.request.GET, ROWS_A_PAGE)
        return {"page": page, "rows": [(row, row.status in BEFORE_RATIFIED) for row in page.rows]}


def note_visit(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """What is claimed, and the form; posted, the visit is kept and the assessment's own page shown."""
    if not may_review(request.user):
        raise PermissionDenied
    rows = Assessment.objects.select_related("employee", "position__unit", "period", "snapshot")
    assessment = get_object_or_404(rows, pk=assessment_id)
    results = results_of(assessment)
    verified = reports_of(assessment)
    form = ReviewForm(request.POST if request.method == "POST" else None, results=results, verified=verified)
    by = Actor.of_request(request, Channel.BACKOFFICE)
    outcome = act_on(request, form, lambda: record_field_review(assessment=assessment, by=by, **form.given()))
    if outcome.is_done:
        messages.success(request, _("The field review is kept. The employee and whoever is asked are told."))
        return redirect("assessment:detail", assessment.pk)
    unit = assessment.position.unit.code
    context = {
        **site.each_context(request), "title": _("Note a field review"), "assessment": assessment, "form": form,
        "is_own": getattr(request.user, "employee", None) == assessment.employee,
        "is_open": assessment.status in BEFORE_RATIFIED, "reviews": reviews_of(assessment),
        "back": f"{reverse('admin:assessment_whom_to_visit')}?period={assessment.period.code}&unit={unit}",
    }  # fmt: skip
    return TemplateResponse(request, "backoffice/field_review.html", context, status=outcome.status)


class Findings(ReadOnlyInline):
    """What was found about each result."""

    model = ReviewFinding
    fields = ("result", "finding", "note")
    readonly_fields = fields
    ordering = ("result__number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewFinding]:
        """With the results."""
        return super().get_queryset(request).select_related("result")


@admin.register(FieldReview, site=site)
class FieldReviewAdmin(ReadOnlyAdmin):
    """Field reviews, the latest first; written once, on a page of their own."""

    list_display = ("visited_on", "person", "period", "unit", "reviewed_by", "recorded_at")
    list_display_links = ("visited_on",)
    list_select_related = ("assessment__employee", "assessment__period", "assessment__position__unit")
    list_filter = (
        ("assessment__period", AutocompleteSelectFilter),
        ("assessment__position__unit", AutocompleteSelectFilter),
    )
    search_fields = ("assessment__employee__nip__startswith", "assessment__employee__name__icontains")
    fields = ("assessment", "visited_on", "spoken_to", "looked_at", "advice", "reviewed_by", "recorded_at")
    inlines = (Findings,)
    ordering = ("-pk",)

    def get_urls(self) -> list[Any]:
        """The list's own, and before them the pages on which a visit is noted."""
        pages = [
            path("visit/", WhomToVisit.page, name="assessment_whom_to_visit"),
            path("visit/<int:assessment_id>/", note_visit, name="assessment_note_visit"),
        ]
        for page in pages:
            page.callback = self.admin_site.admin_view(page.callback)
        return [*pages, *super().get_urls()]

    @display(description=_("employee"), header=True)
    def person(self, review: FieldReview) -> list[str]:
        """The name over the NIP."""
        employee = review.assessment.employee
        return [employee.name, employee.nip]

    @display(description=_("period"))
    def period(self, review: FieldReview) -> str:
        """The period that is assessed."""
        return str(review.assessment.period)

    @display(description=_("unit"))
    def unit(self, review: FieldReview) -> str:
        """Where the person serves in it."""
        return review.assessment.position.unit.name

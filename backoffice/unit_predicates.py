"""Units' predicates, how their people's are distributed, and the reasons: HR's view, and the top unit's recorded."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from backoffice.asking import show_violation
from backoffice.base import ReadOnlyAdmin
from backoffice.dry_run import Page
from backoffice.looking import Looking, period_field
from backoffice.ranking import Ranking
from backoffice.site import site
from workflows.assessment.distribution import distributions, period_to_look_at, without_predicate
from workflows.assessment.models import DistributionReason, UnitPredicate
from workflows.assessment.unit_levels import UnitTree
from workflows.assessment.unit_predicates import RECORDERS, set_unit_predicate
from workflows.audit import clock
from workflows.engine.refusals import Refusal
from workflows.organization.actor import Actor, Channel
from workflows.organization.login import has_role
from workflows.organization.models import Period, Unit
from workflows.rules.violation import RuleViolation

ROWS_A_PAGE = 50


class PeriodForm(forms.Form):
    """Which period is looked at."""

    period = period_field()


class RecordForm(forms.Form):
    """The predicate that was set outside, with the paper that says so."""

    predicate = forms.ChoiceField(
        label=_("Predicate of the unit"), choices=UnitPredicate.Predicate.choices, widget=UnfoldAdminRadioSelectWidget,
        error_messages={"required": _("Choose the unit's predicate.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("By which letter, and on what it rests"), max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Number and date of the decree. Stands in the record beside your name."),
        error_messages={"required": _("Write the number and the date of the decree.")},
    )  # fmt: skip


@admin.register(UnitPredicate, site=site)
class UnitPredicateAdmin(ReadOnlyAdmin):
    """Units' predicates, the latest first; they are set on the units' own pages, the top ones recorded here."""

    list_display = ("unit", "period", "predicate", "set_by", "set_at")
    list_select_related = ("unit", "period")
    list_filter = (
        ("period", AutocompleteSelectFilter),
        ("predicate", ChoicesDropdownFilter),
    )
    search_fields = ("unit__code__istartswith", "unit__name__icontains")
    ordering = ("-pk",)

    def get_urls(self) -> list[Any]:
        """The list's own, and before them the pages on distributions."""
        pages = [
            path("distribution/", DistributionPage.page, name="assessment_distribution"),
            path("record/<int:unit_id>/", record_page, name="assessment_record_unit_predicate"),
            path("ranking/", Ranking.page, name="assessment_ranking"),
        ]
        for page in pages:
            page.callback = self.admin_site.admin_view(page.callback)
        return [*pages, *super().get_urls()]


@admin.register(DistributionReason, site=site)
class DistributionReasonAdmin(ReadOnlyAdmin):
    """Why units depart from what is expected, in the words of those who head them."""

    list_display = ("unit", "period", "reason", "given_by", "given_at")
    list_select_related = ("unit", "period")
    list_filter = (("period", AutocompleteSelectFilter),)
    search_fields = ("unit__code__istartswith", "unit__name__icontains")
    ordering = ("-pk",)


class DistributionPage(Looking):
    """Every unit with a predicate in a period: what is found, what was given as reason, what closing waits for."""

    title = _("Distribution of predicates")
    template_name = "backoffice/distribution.html"
    form_class = PeriodForm

    def get_form(self) -> PeriodForm:
        """Of the usual period where none is chosen."""
        return PeriodForm({"period": self.request.GET.get("period") or _usual_period()})

    def find(self, form: PeriodForm) -> dict[str, Any]:
        """Those that the closing of the year waits for come first."""
        period = form.cleaned_data["period"]
        found = sorted(distributions(period), key=lambda each: not _is_awaited(each, period))
        page: Page = Page.of(found, self.request.GET, ROWS_A_PAGE)
        return {
            "period": period, "page": page, "rows": [(each, _is_awaited(each, period)) for each in page.rows],
            "awaited": sum(_is_awaited(each, period) for each in found), "without": without_predicate(period),
            "top": _top_units(period) if has_role(self.request.user, *RECORDERS) else [],
        }  # fmt: skip


def record_page(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Record a top unit's predicate as it was set outside; the action asks again who may."""
    if not has_role(request.user, *RECORDERS):
        raise PermissionDenied
    unit = get_object_or_404(Unit, pk=unit_id)
    code = request.GET.get("period") or _usual_period()
    period = get_object_or_404(Period.objects.select_related("year"), code=code)
    back = f"{reverse('admin:assessment_distribution')}?period={period.code}"
    form = RecordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            set_unit_predicate(
                unit=unit, period=period, by=Actor.of_request(request, Channel.BACKOFFICE), **form.cleaned_data
            )
        except RuleViolation as refused:
            show_violation(form, refused)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The predicate is recorded."))
            return redirect(back)
    context = {
        **site.each_context(request),
        "title": translated("Record the predicate of %(unit)s, %(period)s") % {"unit": unit, "period": period.code},
        "form": form,
        "given": UnitPredicate.objects.filter(unit=unit, period=period).first(),
        "back": back,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "backoffice/record_unit_predicate.html", context, status=status)


def _usual_period() -> str:
    """The code of the year that is being assessed; none where nobody opened it."""
    year = period_to_look_at(clock.today())
    return year.code if year is not None else ""


def _is_awaited(each: Any, period: Period) -> bool:
    """Whether the closing of the year waits for the unit."""
    return each.is_asked and (period.distribution_blocks or not each.is_explained)


def _top_units(period: Period) -> list[tuple[Unit, UnitPredicate | None]]:
    """The units above which nobody of the office stands, with what was recorded. Five queries."""
    tree = UnitTree()
    managed = [key for key in tree.units if tree.is_managed(key)]
    levels = tree.levels(managed, clock.today())
    given = {row.unit_id: row for row in UnitPredicate.objects.filter(period=period)}
    return [(tree.units[key], given.get(key)) for key in managed if levels[key].is_outside]

"""The calendar: years, quarters and months with their deadlines, holidays, working hours."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from backoffice.absences import tell_moved
from backoffice.base import MasterDataAdmin
from backoffice.exporting import ImportableAdmin
from backoffice.filters import HoldsTodayFilter
from backoffice.forms import MasterDataForm
from backoffice.opening_and_closing import OpensAndCloses, close_and_tell, open_and_tell, told
from backoffice.resources.office import HolidayResource
from backoffice.site import site
from workflows.allowance import actions as allowance
from workflows.engine.absences import keep_holiday
from workflows.engine.deadlines import OF_KIND, move_deadline
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Holiday, Period, WorkSchedule
from workflows.organization.periods import open_year


class OpenYearForm(forms.ModelForm):
    """Opening a year asks for the year alone: its months and deadlines follow from it."""

    year_number = forms.IntegerField(
        label=_("Year"), min_value=2020, max_value=2100, widget=UnfoldAdminIntegerFieldWidget(),
        help_text=_("The year is opened with its twelve months and the usual deadlines; then adjust these."),
    )  # fmt: skip

    class Meta:
        model = Period
        fields: list[str] = []

    refusal: Any = None

    def clean_year_number(self) -> int:
        """A year that is not open yet."""
        year = self.cleaned_data["year_number"]
        if Period.objects.filter(code=str(year)).exists():
            raise forms.ValidationError(_("This year is open already."))
        return year

    def _post_clean(self) -> None:
        """Nothing of the model is filled in here."""


@admin.register(Period, site=site)
class PeriodAdmin(OpensAndCloses):
    """Years, quarters and months; HR moves their deadlines, opens their assessment, closes and reopens them."""

    list_display = ("code", "kind", "start", "end", "status", "skp_due_on", "target_due_on", "assessment_due_on")
    list_select_related = ("year",)
    list_filter = (("kind", ChoicesDropdownFilter), ("status", ChoicesDropdownFilter))
    search_fields = ("code__startswith",)
    fields = (
        "code", "kind", "start", "end", "status", "skp_due_on", "target_due_on", "late_until_day", "evidence_required",
        "assessment_due_on", "objection_days", "distribution_blocks",
    )  # fmt: skip
    fixed_fields = ("code", "kind", "start", "end", "status")
    ordering = ("-code",)
    actions = ["open_assessments", "close_periods", "compute_allowance"]

    @admin.action(description=_("Open the assessment of everybody"), permissions=["change"])
    def open_assessments(self, request: HttpRequest, queryset: QuerySet[Period]) -> None:
        """Open the chosen periods' assessments; pressed twice, only what is missing is opened."""
        for period in queryset.select_related("year").order_by("start"):
            open_and_tell(request, period)

    @admin.action(description=_("Close"), permissions=["change"])
    def close_periods(self, request: HttpRequest, queryset: QuerySet[Period]) -> None:
        """Close the chosen periods, each for itself; what still waits is told."""
        for period in queryset.select_related("year").order_by("end", "-start"):
            close_and_tell(request, period)

    @admin.action(description=_("Compute the allowance of everybody"), permissions=["change"])
    def compute_allowance(self, request: HttpRequest, queryset: QuerySet[Period]) -> None:
        """Compute a run of the chosen months; a month that has one gets a correction, nothing is overwritten."""
        by = Actor.of_request(request, Channel.BACKOFFICE)
        for period in queryset.order_by("start"):
            with told(request, period), transaction.atomic():
                run = allowance.compute(run=allowance.open_run(period=period, by=by), by=by)
                messages.success(
                    request,
                    _("%(month)s: run %(number)s computed for %(people)s people.")
                    % {"month": period.code, "number": run.number, "people": run.results.count()},
                )

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """For a new year, the year alone."""
        return super().get_fieldsets(request, obj) if obj is not None else [(None, {"fields": ["year_number"]})]

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """For a new year, the form that opens one."""
        self_form = MasterDataForm if obj is not None else OpenYearForm
        return super().get_form(request, obj, change, form=self_form, **kwargs)

    def store(self, by: Actor, obj: Any, form: ModelForm, reason: str, change: bool) -> None:
        """Open the year, or store what changed: each deadline moves what hangs on it, as on the page made for it."""
        if change:
            names = [name for name in OF_KIND[Period.Kind(obj.kind)] if name in form.changed_data]
            given = {name: getattr(obj, name) for name in names}
            moving = {name: value for name, value in given.items() if value is not None}
            for name in moving:
                setattr(obj, name, form.initial[name])
            super().store(by, obj, form, reason, change)
            for name, value in moving.items():
                move_deadline(period=obj, field=name, to=value, reason=reason, by=by)
        else:
            opened = open_year(form.cleaned_data["year_number"], by.history_user, reason)
            obj.pk, obj.code = opened.pk, opened.code


@admin.register(Holiday, site=site)
class HolidayAdmin(ImportableAdmin, MasterDataAdmin):
    """Holidays: the table is the truth, since joint leave moves every year."""

    holds_personal_data = False
    resource_classes = [HolidayResource]
    list_display = ("day", "name", "kind", "source")
    list_display_links = ("day", "name")
    list_select_related = ()
    list_filter = (("kind", ChoicesDropdownFilter), ("day", RangeDateFilter))
    search_fields = ("name__icontains",)
    date_hierarchy = "day"
    fields = ("day", "name", "kind", "source")
    ordering = ("-day",)

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        """Store it, and say which open tasks moved."""
        super().save_model(request, obj, form, change)
        tell_moved(request, obj)

    def store(self, by: Actor, obj: Any, form: ModelForm, reason: str, change: bool) -> None:
        """Through the action, which moves the open tasks whose time runs on the day."""
        obj.taken = keep_holiday(holiday=obj, by=by, reason=reason)


@admin.register(WorkSchedule, site=site)
class WorkScheduleAdmin(MasterDataAdmin):
    """Working hours; the latest start wins, so Ramadan is a short row over a long one."""

    list_display = ("name", "start", "end", "starts_at", "ends_at", "friday_ends_at", "break_minutes")
    list_select_related = ()
    list_filter = (HoldsTodayFilter,)
    search_fields = ("name__icontains",)
    fields = (
        "name", "start", "end", "starts_at", "ends_at", "friday_ends_at", "break_minutes", "friday_break_minutes",
    )  # fmt: skip
    ordering = ("-start",)

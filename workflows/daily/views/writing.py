"""Writing a report: a new one, a draft, a copy of the day before; works without JavaScript."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from workflows.attendance.models import AttendanceDay
from workflows.audit import clock
from workflows.daily import actions
from workflows.daily.choices import ResultChoice, result_choices
from workflows.daily.entries import ActivityEntry, entries_of
from workflows.daily.forms import (
    PREFIX,
    ActivityFormSet,
    DayForm,
    initial_day,
    initial_of,
    is_regrouping,
    parse_day,
    regrouped,
)
from workflows.daily.models import DailyReport
from workflows.daily.views.problems import Line, form_lines, rule_lines, violation_lines
from workflows.engine.refusals import NotAllowedHere, Refusal
from workflows.organization.actor import Actor
from workflows.organization.calendar import holidays_between
from workflows.organization.models import Employee
from workflows.organization.reporting import GapInLine, LineEnds, assessor_of
from workflows.rules.calendar import is_working_day
from workflows.rules.daily import ReportRefused, spans_of
from workflows.rules.spans import minutes_counted_once
from workflows.rules.violation import RuleViolation


def working_day_before(day: date) -> date:
    """The last working day before this one."""
    holidays = holidays_between(day - timedelta(days=21), day)
    before = day - timedelta(days=1)
    while not is_working_day(before, holidays) and before > day - timedelta(days=20):
        before -= timedelta(days=1)
    return before


class WriteReport(LoginRequiredMixin, View):
    """The report form of one day of one's own."""

    template_name = "daily/write.html"

    @cached_property
    def employee(self) -> Employee:
        """Who writes.

        :raises PermissionDenied: a log-in without an employee has no day to report.
        """
        employee: Employee | None = getattr(self.request.user, "employee", None)
        if employee is None:
            raise PermissionDenied
        return employee

    @cached_property
    def yesterday(self) -> date:
        """The last working day before today."""
        return working_day_before(clock.today())

    @cached_property
    def choices(self) -> list[ResultChoice]:
        """The planned results to choose from."""
        return result_choices(self.employee, self.day)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form of the asked day: its draft, a copy of the day before, or empty; a sent report opens itself."""
        today = clock.today()
        self.day = parse_day(request.GET.get("day", "")) or today
        report = DailyReport.objects.filter(employee=self.employee, day=self.day).first()
        if report is not None and report.status != DailyReport.Status.DRAFT:
            return redirect("daily:detail", report.pk)
        entries = entries_of(list(report.activities.all())) if report else []
        copied_from = None
        if not entries and request.GET.get("copy"):
            source = self._last_before(self.day)
            if source is not None:
                entries, copied_from = entries_of(list(source.activities.all())), source.day
        day_form = DayForm(
            initial=initial_day(self.day, today, self.yesterday), today=today, yesterday=lambda: self.yesterday
        )
        return self.page(day_form, self._formset(initial=initial_of(entries, copied=copied_from is not None) or [{}]),
                         copied_from=copied_from, report=report)  # fmt: skip

    def post(self, request: HttpRequest) -> HttpResponse:
        """Add or remove a group, keep the draft, or send it."""
        today = clock.today()
        day_form = DayForm(request.POST, today=today, yesterday=lambda: self.yesterday)
        self.day = (day_form.is_valid() and day_form.cleaned_data.get("chosen")) or today
        if is_regrouping(request.POST):
            return self.page(day_form, self._formset(initial=regrouped(request.POST)))
        formset = self._formset(request.POST, request.FILES)
        if not (formset.is_valid() and day_form.is_valid()):
            return self.page(day_form, formset, problems=form_lines(day_form, formset), status=422)
        by = Actor.of_request(request)
        try:
            if "simpan" in request.POST:
                actions.save_draft(employee=self.employee, day=self.day, entries=formset.entries(), by=by)
                messages.success(request, _("The report is kept and not sent yet."))
                return redirect(f"{reverse('daily:write')}?day={self.day:%Y-%m-%d}")
            report = actions.submit(employee=self.employee, day=self.day, entries=formset.entries(), by=by)
        except ReportRefused as refused:
            lines = rule_lines(refused.problems, day_form, formset)
            return self.page(day_form, formset, problems=lines, heading=refused.heading, status=422)
        except RuleViolation as violation:
            return self.page(day_form, formset, problems=violation_lines(violation, formset), status=422)
        except NotAllowedHere as refusal:
            return self._already_sent(refusal, day_form, formset)
        messages.success(request, _("The report is sent."))
        return redirect("daily:detail", report.pk)

    def page(
        self,
        day_form: DayForm,
        formset: Any,
        *,
        problems: list[Line] | None = None,
        heading: str = "",
        status: int = 200,
        copied_from: date | None = None,
        report: DailyReport | None = None,
        bound: bool = True,
    ) -> HttpResponse:
        """The form with everything around it."""
        entries = [form.entry() for form in formset.forms] if formset.is_bound and formset.is_valid() else []
        context = {
            "day": self.day, "day_form": day_form, "formset": formset, "problems": problems or [],
            "heading": heading, "copied_from": copied_from, "report": report, "verifier": self._verifier(),
            "choices": self.choices, "today": clock.today(), "yesterday": self.yesterday,
            "attendance": AttendanceDay.objects.filter(employee=self.employee, day=self.day).first(),
            "minutes": _minutes(entries or self._stored(report)), "count": len(formset.forms),
        }  # fmt: skip
        return render(self.request, self.template_name, context, status=status)

    # ---- inside ----
    def _formset(self, data: Any = None, files: Any = None, initial: Any = None) -> Any:
        kwargs = {"choices": lambda: self.choices, "day": self.day}
        if data is None:
            formset = ActivityFormSet(initial=initial, prefix=PREFIX, form_kwargs=kwargs)
            formset.extra = 0
            return formset
        return ActivityFormSet(data, files, prefix=PREFIX, form_kwargs=kwargs)

    def _already_sent(self, refusal: Refusal, day_form: DayForm, formset: Any) -> HttpResponse:
        """The same report sent twice (a second press on a slow line) is the report that was sent."""
        report = DailyReport.objects.get(employee=self.employee, day=self.day)
        sent = [(e.description, e.starts, e.ends) for e in entries_of(list(report.activities.all()))]
        if sent == [(e.description.strip(), e.starts, e.ends) for e in formset.entries()]:
            messages.success(self.request, _("The report is sent."))
            return redirect("daily:detail", report.pk)
        return self.page(day_form, formset, problems=[Line(str(refusal), "id_which_0")], status=409)

    def _last_before(self, day: date) -> DailyReport | None:
        return DailyReport.objects.filter(employee=self.employee, day__lt=day).order_by("-day").first()

    def _verifier(self) -> str:
        try:
            return assessor_of(self.employee, clock.today()).employee.name
        except (GapInLine, LineEnds):
            return ""

    @staticmethod
    def _stored(report: DailyReport | None) -> list[ActivityEntry]:
        return entries_of(list(report.activities.all())) if report is not None else []


def _minutes(entries: list[ActivityEntry]) -> int:
    spans = spans_of([entry.as_rule(evidence_required=False) for entry in entries])
    return minutes_counted_once([span for span in spans if span[1] > span[0]])

"""The pages of the two human tasks: verify, correct."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.daily import actions
from workflows.daily.choices import ResultChoice, result_choices
from workflows.daily.entries import entries_of
from workflows.daily.forms import PREFIX, ActivityFormSet, initial_of, is_regrouping, regrouped
from workflows.daily.models import DailyProcess
from workflows.daily.views.problems import Line, form_lines, rule_lines, violation_lines
from workflows.engine.forms import APPROVE, REJECT, RETURN
from workflows.engine.person_pages import WhileItWaits
from workflows.engine.timeline import latest_return
from workflows.engine.views import DecideView, TaskView
from workflows.rules.daily import ReportRefused
from workflows.rules.spans import overlaps
from workflows.rules.violation import RuleViolation

RELATED = ("report__employee", "report__position")


class VerifyReport(DecideView):
    """The superior reads the day and verifies, returns or refuses it."""

    process_model = DailyProcess
    related = RELATED
    template_name = "daily/verify.html"
    reads_first = False
    success_message = gettext_lazy("Your decision is recorded.")
    approve = staticmethod(actions.verify)
    send_back = staticmethod(actions.send_back)
    reject = staticmethod(actions.reject)
    take_back = staticmethod(actions.take_back)
    withdraw = staticmethod(actions.withdraw)
    withdraw_words = gettext_lazy(
        "The report becomes a draft again. Sent on a later day, it counts as entered on that day."
    )
    own_page = "daily:detail"
    words = {
        APPROVE: (gettext_lazy("Approve"), gettext_lazy("The quantities count at once towards the month's target.")),
        RETURN: (gettext_lazy("Return for correction"), gettext_lazy("Back to the employee, then to you again.")),
        REJECT: (gettext_lazy("Reject"), gettext_lazy("The report ends and counts nothing.")),
    }

    def extra_context(self) -> dict[str, Any]:
        """The day's activities with their results, and where hours overlap."""
        activities = list(self.case.report.activities.select_related("result").order_by("number"))
        crossing = {index for pair in overlaps([(a.starts, a.ends) for a in activities]) for index in pair}
        for index, activity in enumerate(activities):
            activity.crosses = index in crossing
        return {"report": self.case.report, "activities": activities}


class CorrectReport(TaskView):
    """The employee corrects a returned report and sends it again."""

    process_model = DailyProcess
    related = RELATED
    template_name = "daily/correct.html"
    success_message = gettext_lazy("The corrected report is sent.")

    @cached_property
    def choices(self) -> list[ResultChoice]:
        """The planned results to choose from."""
        return result_choices(self.case.report.employee, self.case.report.day)

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        """The activities, as stored or as typed."""
        kwargs = {"choices": lambda: self.choices, "day": self.case.report.day}
        if data is None:
            entries = entries_of(list(self.case.report.activities.all()))
            return ActivityFormSet(initial=self._with_files(initial_of(entries)), prefix=PREFIX, form_kwargs=kwargs)
        if is_regrouping(data):
            return ActivityFormSet(initial=regrouped(data), prefix=PREFIX, form_kwargs=kwargs)
        return ActivityFormSet(data, files, prefix=PREFIX, form_kwargs=kwargs)

    def post(self, request: Any, task_id: int) -> Any:
        """Add or remove a group, else send."""
        if is_regrouping(request.POST):
            self.load(task_id)
            return self.page(self.get_form(request.POST))
        return super().post(request, task_id)

    def perform(self, form: Any) -> None:
        """Send the corrected activities."""
        actions.correct(task_id=self.task.pk, entries=form.entries(), by=self.by)

    def show_violation(self, form: Any, violation: RuleViolation) -> None:
        """The rules' problems, each at its field."""
        if isinstance(violation, ReportRefused):
            self.problems = rule_lines(violation.problems, None, form)
            self.heading = violation.heading
        else:
            self.problems = violation_lines(violation, form)

    def extra_context(self) -> dict[str, Any]:
        """What was asked to be corrected, and what is wrong with the form."""
        form = getattr(self, "_shown", None)
        problems: list[Line] = getattr(self, "problems", [])
        return {
            "report": self.case.report,
            "returned": latest_return(self.decisions),
            "problems": problems or (form_lines(None, form) if form else []),
            "heading": getattr(self, "heading", "") or _("The report is not sent yet"),
            "choices": self.choices,
        }

    def page(self, form: Any, **kwargs: Any) -> Any:
        """Remember the form, so that its problems can be listed."""
        self._shown = form if form.is_bound else None
        return super().page(form, **kwargs)

    def _with_files(self, initial: list[dict[str, Any]]) -> list[dict[str, Any]]:
        activities = sorted(self.case.report.activities.all(), key=lambda each: each.number)
        for values, activity in zip(initial, activities, strict=True):
            values["kept_file"] = activity.evidence_file.name if activity.evidence_file else ""
        return initial


class ChangeReport(WhileItWaits, CorrectReport):
    """The employee changes a report that still waits; it is read again from the tier that its chain names."""

    template_name = "daily/change.html"
    success_message = gettext_lazy("The report is changed and waits again.")
    of_subject = "case__dailyprocess__report"
    own_page = "daily:detail"

    def perform(self, form: Any) -> None:
        """Change it."""
        actions.change(task_id=self.task.pk, entries=form.entries(), by=self.by)

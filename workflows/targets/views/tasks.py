"""The pages of the two human tasks: decide, revise."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from workflows.engine.forms import APPROVE, RETURN
from workflows.engine.person_pages import WhileItWaits
from workflows.engine.step import is_open
from workflows.engine.telling import what_happened
from workflows.engine.timeline import latest_return
from workflows.engine.views import DecideView, TaskView
from workflows.rules.violation import RuleViolation
from workflows.skp.models import Indicator
from workflows.targets import actions
from workflows.targets.forms import SplitFormSet, initial_of
from workflows.targets.models import TargetPlan, TargetProcess
from workflows.targets.queries import months_of
from workflows.targets.reading import SplitRefused, indicators_of
from workflows.targets.sheet import changed_months, sheets

RELATED = ("plan__skp__period",)


class DecideTargets(DecideView):
    """The superior reads the split and agrees to it or returns it."""

    process_model = TargetProcess
    related = RELATED
    template_name = "targets/decide.html"
    reads_first = False
    success_message = _("Your decision is recorded.")
    approve = staticmethod(actions.approve)
    send_back = staticmethod(actions.send_back)
    take_back = staticmethod(actions.take_back)
    withdraw = staticmethod(actions.withdraw)
    withdraw_words = _("The monthly targets become a draft again. You can change them and hand them in again.")
    own_page = "targets:detail"
    words = {
        APPROVE: (_("Approve"), _("The targets are set and locked.")),
        RETURN: (_("Return for correction"), _("Back to the employee, then to you again.")),
    }

    def extra_context(self) -> dict[str, Any]:
        """The months of each indicator."""
        plan = self.case.plan
        shown = sheets(indicators_of(plan.skp), months_of(plan), year=plan.skp.period.start.year, today=self.today)
        in_force = TargetPlan.objects.filter(skp=plan.skp, status=TargetPlan.Status.SET).exclude(pk=plan.pk).first()
        changes = changed_months(shown, months_of(in_force)) if in_force else []
        return {"plan": plan, "sheets": shown, "in_force": in_force, "changes": changes}


class ReviseTargets(TaskView):
    """The employee changes a returned split and hands it in again."""

    process_model = TargetProcess
    related = RELATED
    template_name = "targets/revise.html"
    success_message = _("The monthly targets are handed in again.")

    @cached_property
    def indicators(self) -> list[Indicator]:
        """The SKP's indicators."""
        return indicators_of(self.case.plan.skp)

    @cached_property
    def in_force(self) -> dict[tuple[int, int], Any]:
        """The split in force, whose begun months are locked; empty where this is the first."""
        plan = TargetPlan.objects.filter(skp=self.case.plan.skp, status=TargetPlan.Status.SET).first()
        return months_of(plan) if plan else {}

    @property
    def locked(self) -> range:
        """The months that have begun under a split in force."""
        year = self.case.plan.skp.period.start.year
        if not self.in_force or self.today.year < year:
            return range(0)
        return range(1, self.today.month + 1 if self.today.year == year else 13)

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        """The months, as stored or as typed."""
        stored = months_of(self.case.plan)
        kept = stored | {key: amount for key, amount in self.in_force.items() if key[1] in self.locked}
        return SplitFormSet(
            data, indicators=self.indicators, locked=self.locked, initial=initial_of(self.indicators, kept)
        )

    def post(self, request: HttpRequest, task_id: int) -> HttpResponse:
        """Fill evenly or count, else hand in."""
        if "even" in request.POST or "count" in request.POST:
            self.load(task_id)
            form = self.get_form(request.POST)
            form.is_valid()
            if not is_open(self.task):
                return self.moved_on(what_happened(self.case), form)
            if "even" in request.POST:
                proposal = actions.even_plan(self.case.plan.skp)
                proposal |= {key: amount for key, amount in self.in_force.items() if key[1] in self.locked}
                form = SplitFormSet(
                    indicators=self.indicators, locked=self.locked, initial=initial_of(self.indicators, proposal)
                )
            return self.page(form)
        return super().post(request, task_id)

    def perform(self, form: Any) -> None:
        """Hand the split in again."""
        actions.revise(task_id=self.task.pk, months=form.split(), by=self.by)

    def show_violation(self, form: Any, violation: RuleViolation) -> None:
        """The problems, each at its indicator."""
        if isinstance(violation, SplitRefused):
            form.show(violation)
        else:
            self.general = violation.message

    def extra_context(self) -> dict[str, Any]:
        """What was asked to be corrected, and what is wrong with the form."""
        return {
            "plan": self.case.plan, "skp": self.case.plan.skp, "returned": latest_return(self.decisions),
            "problems": self.problems, "general": getattr(self, "general", ""),
        }  # fmt: skip

    def page(self, form: Any, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """The frame's page with the summary of this form."""
        self.problems = form.summary()
        return super().page(form, refusal=refusal, status=status)

    def moved_on(self, message: str, form: Any = None) -> HttpResponse:
        """Say what happened, with the numbers that were typed as one line for each indicator."""
        typed = form.in_words() if form is not None and form.is_bound else []
        context = {"case": self.case, "message": message, "typed": typed}
        return render(self.request, "engine/moved_on.html", context, status=409 if form is not None else 200)


class ChangeTargets(WhileItWaits, ReviseTargets):
    """The employee changes a split that still waits; it is read again from the tier that its chain names."""

    template_name = "targets/change.html"
    success_message = _("The monthly targets are changed and wait again.")
    of_subject = "case__targetprocess__plan"
    own_page = "targets:detail"

    def perform(self, form: Any) -> None:
        """Change it."""
        actions.change(task_id=self.task.pk, months=form.split(), by=self.by)

"""The pages of the two human tasks: decide, revise."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.approvals.resolver import tiers_of
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.forms import APPROVE, REJECT, RETURN, DecisionForm
from workflows.engine.refusals import Refusal
from workflows.engine.views import DecideView, TaskView
from workflows.skp import actions
from workflows.skp.changes import compare
from workflows.skp.forms import PlanForm
from workflows.skp.models import Skp, SkpProcess
from workflows.skp.plan_groups import is_regrouping
from workflows.skp.views.editing import PlanWriting
from workflows.skp.views.plan import expectations_with_labels, results_of

WITHDRAW = "withdraw"


class DecideSkp(DecideView):
    """A superior reads the plan, what changed since the last round, and agrees, returns or refuses."""

    process_model = SkpProcess
    related = actions.RELATED
    template_name = "skp/decide.html"
    success_message = gettext_lazy("Your decision is recorded.")
    approve = staticmethod(actions.approve)
    send_back = staticmethod(actions.send_back)
    reject = staticmethod(actions.reject)

    def get_form(self, data: Any = None, files: Any = None) -> DecisionForm:
        """The decision form, each verb with what follows from it at this tier."""
        case = self.case
        tiers = tiers_of(case.chain_version)
        is_last = bool(tiers) and case.tier_id == tiers[-1].pk
        goes_on = _("The SKP is set and holds for the year.") if is_last else _("The SKP goes on to the next tier.")
        name = case.person.name
        self.words = {
            APPROVE: (_("Agree"), goes_on),
            RETURN: (
                _("Return for correction"),
                _("Back to %(name)s, then read again from the first tier.") % {"name": name},
            ),
            REJECT: (_("Reject"), _("The submission ends. A version in force stays in force.")),
        }
        return super().get_form(data, files)

    def extra_context(self) -> dict[str, Any]:
        """The plan, and how it differs from what was returned and from the version in force."""
        skp = self.case.skp
        returned, changes = self._since_returned()
        return {
            "skp": skp, "results": results_of(skp), "expectations": expectations_with_labels(skp), "returned": returned,
            "changes": changes, "against_force": self._against_force(skp) if skp.version > 1 else None,
            "tier_count": len(tiers_of(self.case.chain_version)),
        }  # fmt: skip

    def _since_returned(self) -> tuple[Decision | None, Any]:
        if self.case.round == 1:
            return None, []
        record = Decision.objects.of_case("skp", self.case.pk).filter(verb=Verb.RETURN)
        returned = record.order_by("-id").first()
        if returned is None or "content" not in returned.details:
            return returned, []
        return returned, compare(returned.details["content"], self.case.content())

    def _against_force(self, skp: Skp) -> Any:
        same = Skp.objects.in_force().filter(employee=skp.employee, position=skp.position, period=skp.period)
        force = same.exclude(pk=skp.pk).first()
        return compare(SkpProcess(skp=force).content(), self.case.content(), by_place=True) if force else None


class ReviseSkp(PlanWriting, TaskView):
    """The employee revises a returned plan with the superior's reason above it, and sends it again or gives it up."""

    process_model = SkpProcess
    related = actions.RELATED
    template_name = "skp/revise.html"
    success_message = gettext_lazy("The revised SKP is sent for approval.")

    def load(self, task_id: int) -> None:
        """The case with its plan."""
        super().load(task_id)
        self.skp = self.case.skp

    def post(self, request: HttpRequest, task_id: int) -> HttpResponse:
        """Add or take away a group, keep what is written so far, give up, else send."""
        act = request.POST.get("act", "submit")
        if not is_regrouping(act) and act not in {"save", WITHDRAW}:
            return super().post(request, task_id)
        self.load(task_id)
        form = self.get_form(request.POST)
        if is_regrouping(act):
            return self.page(form)
        if act == "save" and not form.is_valid():
            return self.page(form, status=422)
        try:
            if act == "save":
                given: dict[str, Any] = {"results": form.entries(), "expectations": form.expectations()}
                actions.save_draft(skp=self.skp, by=self.by, **given)
            else:
                actions.withdraw(task_id=task_id, by=self.by, reason=request.POST.get("withdraw_reason", ""))
        except Refusal as refusal:
            return self.page(form, refusal=str(refusal), status=refusal.status)
        if act == WITHDRAW:
            messages.success(request, _("The SKP is withdrawn."))
            return redirect("skp:mine")
        messages.success(request, _("The draft is saved."))
        return redirect("engine:task", task_id)

    def get_form(self, data: Any = None, files: Any = None) -> PlanForm:
        """The plan as stored or as typed."""
        return self.plan_form(data, complete=data is None or data.get("act", "submit") not in {"save", WITHDRAW})

    def perform(self, form: PlanForm) -> None:
        """Send the revised plan."""
        given: dict[str, Any] = {"results": form.entries(), "expectations": form.expectations()}
        actions.revise(task_id=self.task.pk, by=self.by, **given)

    def extra_context(self) -> dict[str, Any]:
        """Who returned it and why, and what the plan can carry on."""
        returned = Decision.objects.of_case("skp", self.case.pk).filter(verb=Verb.RETURN).order_by("-id").first()
        above = self.above
        return {"skp": self.skp, "returned": returned, "above": above, "why": self.why_nothing_above}

    def moved_on(self, message: str, form: Any = None) -> HttpResponse:
        """The task went on meanwhile: what was typed is shown, so that it is not lost."""
        context = {"case": self.case, "message": message, "typed": form.typed() if form is not None else []}
        return render(self.request, "engine/moved_on.html", context, status=409 if form is not None else 200)

"""The pages of the two human tasks: decide, revise."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.approvals.models import Tier
from workflows.approvals.resolver import tiers_of
from workflows.audit.models import Decision
from workflows.engine.forms import APPROVE, REJECT, RETURN
from workflows.engine.person_pages import WhileItWaits
from workflows.engine.progress import ChainStep
from workflows.engine.refusals import Refusal
from workflows.engine.timeline import latest_return, taken_back
from workflows.engine.views import DecideView, TaskView
from workflows.rules.violation import RuleViolation
from workflows.skp import actions
from workflows.skp.changes import compare
from workflows.skp.forms import PlanForm
from workflows.skp.handing_over import RELATED
from workflows.skp.models import Skp, SkpProcess
from workflows.skp.plan_groups import is_regrouping
from workflows.skp.views.editing import PlanWriting
from workflows.skp.views.plan import expectations_with_labels, results_of, set_step

WITHDRAW = "withdraw"
LOOK = "look"  # the Enter key: the page as typed


def _shown(words: Callable[[], str]) -> str:
    """Words that are made when they are shown."""
    made: str = lazy(words, str)()
    return made


class DecideSkp(DecideView):
    """A superior reads the plan, what changed since the last round, and agrees, returns or refuses."""

    process_model = SkpProcess
    related = RELATED
    template_name = "skp/decide.html"
    reads_first = False
    success_message = gettext_lazy("Your decision is recorded.")
    approve = staticmethod(actions.approve)
    send_back = staticmethod(actions.send_back)
    reject = staticmethod(actions.reject)
    take_back = staticmethod(actions.take_back)
    withdraw = staticmethod(actions.withdraw)
    withdraw_words = gettext_lazy(
        "The SKP becomes a draft again. You can change it and send it again; nobody decides on it until then."
    )
    own_page = "skp:detail"

    def load(self, task_id: int) -> None:
        """The case with its plan, read once for the hash, the page and what changed."""
        super().load(task_id)
        self.case.skp.employee, self.case.skp.position = self.case.person, self.case.position
        self.case.plan = self.case.skp.read_plan()

    @property
    def words(self) -> dict[str, tuple[str, str]]:  # type: ignore[override]
        """Each verb with what follows from it; asked of the case when shown, a decision needs none of it."""
        return {
            APPROVE: (_("Agree"), _shown(self._what_follows)),
            RETURN: (_("Return for correction"), _shown(self._where_it_goes_back)),
            REJECT: (_("Reject"), _("The submission ends. A version in force stays in force.")),
        }

    def _what_follows(self) -> str:
        if self.case.tier_id == self.tiers[-1].pk:
            return _("The SKP is set and holds for the year.")
        return _("The SKP goes on to the next tier.")

    def _where_it_goes_back(self) -> str:
        return _("Back to %(name)s, then read again from the first tier.") % {"name": self.case.person.name}

    @cached_property
    def tiers(self) -> list[Tier]:
        """The tiers of the case's chain, read once for the page."""
        prefetch_related_objects([self.case.chain_version], "tiers")
        return tiers_of(self.case.chain_version)

    def chain(self) -> list[ChainStep]:
        """The tiers, and what the last of them leads to."""
        return [*super().chain(), set_step(self.case)] if self.tiers else []

    def extra_context(self) -> dict[str, Any]:
        """The plan, and how it differs from what was returned and from the version in force."""
        skp, plan = self.case.skp, self.case.plan
        standing = self.standing
        before = next((d.details["content"] for d in reversed(standing) if "content" in d.details), None)
        changes = compare(before, self.case.content()) if before is not None else []
        return {
            "skp": skp, "results": results_of(skp, plan), "expectations": expectations_with_labels(plan),
            "returned": latest_return(standing), "changes": changes, "tier_count": len(self.tiers),
            "against_force": self._against_force(skp) if skp.version > 1 else None,
        }  # fmt: skip

    @property
    def standing(self) -> list[Decision]:
        """The decisions of the case without those that were taken back."""
        gone = taken_back(self.decisions)
        return [d for d in self.decisions if d.pk not in gone]

    def _against_force(self, skp: Skp) -> Any:
        same = Skp.objects.in_force().filter(employee=skp.employee, position=skp.position, period=skp.period)
        force = same.exclude(pk=skp.pk).first()
        return compare(SkpProcess(skp=force).content(), self.case.content(), by_place=True) if force else None


class ReviseSkp(PlanWriting, TaskView):
    """The employee revises a returned plan with the superior's reason above it, and sends it again or gives it up."""

    process_model = SkpProcess
    related = RELATED
    template_name = "skp/revise.html"
    success_message = gettext_lazy("The revised SKP is sent for approval.")

    def load(self, task_id: int) -> None:
        """The case with its plan."""
        super().load(task_id)
        self.skp = self.case.skp
        self.skp.employee, self.skp.position = self.case.person, self.case.position

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
        except RuleViolation as violation:
            self.show_violation(form, violation)
            return self.page(form, status=422)
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
        above = self.above
        return {
            "skp": self.skp,
            "returned": latest_return(self.decisions),
            "above": above,
            "why": self.why_nothing_above,
        }

    def moved_on(self, message: str, form: Any = None) -> HttpResponse:
        """The task went on meanwhile: what was typed is shown, so that it is not lost."""
        self.load_once()
        context = {"case": self.case, "message": message, "typed": form.typed() if form is not None else []}
        return render(self.request, "engine/moved_on.html", context, status=409 if form is not None else 200)


class ChangeSkp(WhileItWaits, ReviseSkp):
    """The employee changes a plan that still waits; it is read again from the tier that its chain names."""

    template_name = "skp/change.html"
    success_message = gettext_lazy("The SKP is changed and waits again.")
    of_subject = "case__skpprocess__skp"
    own_page = "skp:detail"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add or take away a group, or send; nothing is kept in between, since what was sent stands meanwhile."""
        act = request.POST.get("act", LOOK)
        if act == "submit" or is_regrouping(act):
            return super().post(request, pk)
        self.load(self.task_of(pk))
        return self.page(self.get_form(request.POST))

    def perform(self, form: PlanForm) -> None:
        """Change it."""
        given: dict[str, Any] = {"results": form.entries(), "expectations": form.expectations()}
        actions.change(task_id=self.task.pk, by=self.by, **given)

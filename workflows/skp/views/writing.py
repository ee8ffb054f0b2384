"""Writing a plan that is not sent yet: begun, kept as a draft, sent."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from workflows.audit import clock
from workflows.engine.models import WorkItem
from workflows.engine.refusals import Refusal
from workflows.organization.actor import Actor
from workflows.organization.models import Period
from workflows.organization.reporting import posts_stood_in
from workflows.rules.violation import RuleViolation
from workflows.skp import actions
from workflows.skp.drafting_for import save_for, submit_for
from workflows.skp.models import Skp
from workflows.skp.plan_groups import is_regrouping
from workflows.skp.views.editing import PlanWriting
from workflows.skp.views.plan import skp_seen_by, writes_for


class StartPlan(LoginRequiredMixin, View):
    """Begins the plan of a post that the person holds or, vacant, acts for."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """The draft, opened for writing."""
        by = Actor.of_request(request)
        if by.employee is None:
            raise PermissionDenied
        post = request.POST.get("post", "")
        officer = posts_stood_in(by.employee, clock.today()).get(int(post) if post.isdecimal() else 0)
        period = Period.objects.filter(code=f"{clock.today():%Y}").first()
        if officer is None or period is None:
            raise Http404
        try:
            skp = actions.start_draft(employee=by.employee, position=officer.position, period=period, by=by)
        except (Refusal, RuleViolation) as refusal:
            messages.error(request, str(refusal))
            return redirect("skp:mine")
        return redirect("skp:edit", skp.pk)


class EditPlan(LoginRequiredMixin, PlanWriting, View):
    """The draft as a form: results and measures in groups, kept or sent."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.refusal = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form; a returned plan is written on the page of its task."""
        elsewhere = self.find(request, pk)
        return elsewhere or self.page(self.plan_form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add or take away a group, keep the draft, or send it."""
        elsewhere = self.find(request, pk)
        act = request.POST.get("act", "save")
        if elsewhere is not None:
            messages.error(request, _("This plan is not a draft any more; nothing was changed."))
            return elsewhere
        sends = act == "submit"
        form = self.plan_form(request.POST, complete=sends)
        if is_regrouping(act):
            return self.page(form)
        if not form.is_valid():
            return self.page(form, 422)
        by = Actor.of_request(request)
        given: dict[str, Any] = {"results": form.entries(), "expectations": form.expectations()}
        try:
            self.do(sends, by, given)
        except Refusal as refusal:
            self.refusal = str(refusal)
            return self.page(form, refusal.status)
        except RuleViolation as violation:
            if violation.field == "reason":
                self.refusal = violation.message
            else:
                form.add_error(None, violation.message)
            return self.page(form, 422)
        messages.success(request, _("The SKP is sent for approval.") if sends else _("The draft is saved."))
        return redirect("skp:detail", pk) if sends else redirect("skp:edit", pk)

    def do(self, sends: bool, by: Actor, given: dict[str, Any]) -> None:
        """What the button does: for the employee, or for the team in the place of somebody late."""
        if self.writes_for:
            (submit_for if sends else save_for)(skp=self.skp, by=by, **given)
        elif sends:
            actions.submit(skp=self.skp, by=by, reason=self.request.POST.get("reason", ""), **given)
        else:
            actions.save_draft(skp=self.skp, by=by, **given)

    def find(self, request: HttpRequest, pk: int) -> HttpResponse | None:
        """Read the plan; a redirect where it is not written here.

        :raises PermissionDenied: who may see the plan does not write it for its employee; but for a draft that the
            performance management team began.
        """
        self.skp = skp_seen_by(request, pk)
        self.writes_for = writes_for(request, self.skp)
        if self.skp.employee.user_id != request.user.pk and not self.writes_for:
            raise PermissionDenied
        if self.skp.status == Skp.Status.RETURNED:
            item = WorkItem.objects.open().filter(case__skpprocess__skp=self.skp, node="revise").first()
            if item is not None:
                return redirect("engine:task", item.task_id)
        return None if self.skp.status == Skp.Status.DRAFT else redirect("skp:detail", pk)

    def page(self, form: Any, status: int = 200) -> HttpResponse:
        """The form."""
        above = self.above
        context = {
            "skp": self.skp, "form": form, "refusal": self.refusal, "above": above, "why": self.why_nothing_above,
            "amends": actions.amends(self.skp), "reason": self.request.POST.get("reason", ""),
            "writes_for": self.writes_for,
        }  # fmt: skip
        return render(self.request, "skp/edit.html", context, status=status)

"""Writing a split: draft, even parts, sums, handing in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from workflows.audit import clock
from workflows.engine.refusals import Refusal
from workflows.organization.actor import Actor
from workflows.skp.models import Skp
from workflows.targets import actions
from workflows.targets.forms import Months, SplitFormSet, initial_of
from workflows.targets.models import TargetPlan
from workflows.targets.queries import months_of
from workflows.targets.reading import SplitRefused, indicators_of


class EditTargets(LoginRequiredMixin, View):
    """`/targets/skp/<pk>/`: the split of one's own SKP, until it is handed in."""

    skp: Skp

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for the SKP's own employee: nobody else knows that it is there."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        skp = (
            Skp.objects.select_related("employee__user", "position", "period")
            .filter(pk=kwargs["pk"], employee__user=request.user)
            .first()
        )
        if skp is None:
            raise Http404
        self.skp = skp
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The draft, else the split in force to start from, else empty boxes."""
        draft, in_force = self._plans()
        shown = draft or in_force
        return self._page(self._formset(months_of(shown) if shown else {}, in_force))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Fill evenly, count, keep, or hand in: what was typed comes back with whatever is refused."""
        _draft, in_force = self._plans()
        if "even" in request.POST:
            proposal: Months = actions.even_plan(self.skp)
            locked = self._locked(in_force)
            if in_force is not None:
                kept = {key: amount for key, amount in months_of(in_force).items() if key[1] in locked}
                proposal = {key: amount for key, amount in proposal.items() if key[1] not in locked} | kept
            return self._page(self._formset(proposal, in_force), filled=True)
        indicators = indicators_of(self.skp)
        formset = SplitFormSet(
            request.POST, indicators=indicators, locked=self._locked(in_force),
            initial=initial_of(indicators, months_of(in_force) if in_force else {}),
        )  # fmt: skip
        if not formset.is_valid():
            return self._page(formset, status=422)
        if "count" in request.POST:
            return self._page(formset)
        by = Actor.of_request(request)
        try:
            if "save" in request.POST:
                actions.save_draft(skp=self.skp, months=formset.split(), by=by)
            else:
                actions.submit(skp=self.skp, months=formset.split(), by=by)
        except SplitRefused as refused:
            formset.show(refused)
            return self._page(formset, status=422)
        except Refusal as refusal:
            return self._page(formset, refusal=str(refusal), status=refusal.status)
        said = _("The draft is kept.") if "save" in request.POST else _("The monthly targets are handed in.")
        messages.success(request, said)
        return redirect("targets:mine")

    def _plans(self) -> tuple[TargetPlan | None, TargetPlan | None]:
        """The draft and the split in force."""
        plans = {
            plan.status: plan
            for plan in self.skp.target_plans.filter(status__in=[TargetPlan.Status.DRAFT, TargetPlan.Status.SET])
        }
        return plans.get(TargetPlan.Status.DRAFT), plans.get(TargetPlan.Status.SET)

    def _locked(self, in_force: TargetPlan | None) -> range:
        """The months that have begun under a split in force."""
        today, year = clock.today(), self.skp.period.start.year
        if in_force is None or today.year < year:
            return range(0)
        return range(1, today.month + 1 if today.year == year else 13)

    def _formset(self, months: Months, in_force: TargetPlan | None) -> Any:
        indicators = indicators_of(self.skp)
        return SplitFormSet(
            indicators=indicators, locked=self._locked(in_force), initial=initial_of(indicators, months)
        )

    def _page(self, formset: Any, *, refusal: str = "", status: int = 200, filled: bool = False) -> HttpResponse:
        context = {
            "skp": self.skp, "formset": formset, "problems": formset.summary(), "refusal": refusal, "filled": filled,
            "may_write": self.skp.status == Skp.Status.SET,
        }  # fmt: skip
        return render(self.request, "targets/edit.html", context, status=status)

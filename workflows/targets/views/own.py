"""Reading targets: one's own of the year, and one split with how far it is; for themselves and whoever may see them."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from workflows.audit import clock
from workflows.engine.models import WorkItem
from workflows.engine.person_pages import still_theirs
from workflows.engine.progress import chain_steps, so_far, whose_turn
from workflows.engine.sight import may_see_case, may_see_person, person_seen_by
from workflows.engine.timeline import timeline
from workflows.organization.reporting import Officer, posts_stood_in
from workflows.skp.models import Skp
from workflows.targets.models import TargetPlan
from workflows.targets.queries import months_of
from workflows.targets.reading import indicators_of
from workflows.targets.sheet import sheets

SHOWN_FIRST = (TargetPlan.Status.SET, TargetPlan.Status.SUBMITTED, TargetPlan.Status.RETURNED, TargetPlan.Status.DRAFT)


class MyTargets(LoginRequiredMixin, View):
    """`/targets/`: the targets of every SKP that is in force this year; two where one acts for a vacant post."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """For oneself, and with `?nip=` for whoever may see the person."""
        person = person_seen_by(request.user, request.GET.get("nip", ""))
        today = clock.today()
        skps = list(
            Skp.objects.in_force()
            .of(person)
            .filter(period__code=str(today.year))
            .select_related("position", "period")
            .prefetch_related("target_plans")
            .order_by("pk")
        )
        # One plan is of the own post; only a second one can be of a post acted for.
        standing = posts_stood_in(person, today) if len(skps) > 1 else {}
        context = {
            "person": person, "is_own": person.user_id == request.user.pk, "year": today.year, "today": today,
            "parts": [self._part(request, skp, standing) for skp in skps],
        }  # fmt: skip
        return render(request, "targets/mine.html", context)

    def _part(self, request: HttpRequest, skp: Skp, standing: Mapping[int, Officer]) -> dict[str, Any]:
        """One SKP with the split to show and what can be done next."""
        today = clock.today()
        plans = sorted(skp.target_plans.all(), key=lambda plan: -plan.version)
        if skp.employee_id != getattr(getattr(request.user, "employee", None), "pk", None):
            plans = [plan for plan in plans if plan.status != TargetPlan.Status.DRAFT]  # its author's alone
        by_status = {plan.status: plan for plan in reversed(plans)}
        shown = next((by_status[status] for status in SHOWN_FIRST if status in by_status), None)
        on_its_way = next((plan for plan in plans if plan.status in {"SUBMITTED", "RETURNED"}), None)
        items: list[WorkItem] = []
        if on_its_way is not None:
            items = list(
                WorkItem.objects.open()
                .filter(case__targetprocess__plan=on_its_way)
                .select_related("owner", "principal", "person")
            )
        mine = next((item for item in items if item.owner_id == request.user.pk and item.tier_id is None), None)
        months = months_of(shown) if shown else {}
        officer = standing.get(skp.position_id)
        year = skp.period.start.year
        return {
            "skp": skp, "post": officer.title if officer else skp.position.title,
            "plan": shown, "plans": plans, "on_its_way": on_its_way, "turn": whose_turn(items, today),
            "revision": mine, "draft": by_status.get(TargetPlan.Status.DRAFT),
            "sheets": sheets(indicators_of(skp), months, year=year, today=today) if shown else [],
        }  # fmt: skip


class TargetDetail(LoginRequiredMixin, View):
    """`/targets/<pk>/`: one split, where it is, and what was done with it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The split, for its owner and whoever may see it."""
        related = ("skp__employee__user", "skp__position", "skp__period")
        plan = TargetPlan.objects.select_related(*related).filter(pk=pk).first()
        if plan is None:
            raise Http404
        skp = plan.skp
        if plan.status == TargetPlan.Status.DRAFT and skp.employee.user_id != request.user.pk:
            raise Http404  # nobody else sees drafts
        case = plan.cases.select_related("person__user", "position", "chain_version").order_by("-pk").first()
        allowed = may_see_person(request.user, skp.employee, skp.position)
        if not allowed and not (case is not None and may_see_case(request.user, case)):
            raise Http404
        today = clock.today()
        found = so_far(case)
        context = {
            "plan": plan, "skp": skp, "is_own": skp.employee.user_id == request.user.pk,
            "revision": found.asked_of(request.user, "revise"),
            "sheets": sheets(indicators_of(skp), months_of(plan), year=skp.period.start.year, today=today),
            "chain": chain_steps(case, found.decisions, found.items, today) if case else [],
            "timeline": timeline(found.decisions), "turn": whose_turn(found.items, today),
            "still_theirs": still_theirs(found.items, found.decisions, request.user),
            "questions": found.questions, "item": found.items[0] if found.items else None,
        }  # fmt: skip
        return render(request, "targets/detail.html", context)

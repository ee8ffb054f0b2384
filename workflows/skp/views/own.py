"""A person's own plans, a plan opened by whoever may see it, and the gaps of the year for those who watch them."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from workflows.audit import clock
from workflows.engine.sight import SEES_EVERYBODY
from workflows.organization.login import has_role
from workflows.organization.models import ActingAppointment, Employee, Period
from workflows.organization.reporting import Officer, posts_stood_in
from workflows.skp.cascade import gaps_of
from workflows.skp.models import Skp
from workflows.skp.views.plan import READ_WITH, plan_context, skp_seen_by

GAPS_SHOWN = 200


class Mine(LoginRequiredMixin, View):
    """The year's plan of the post that the person holds; of each, where they also act for a vacant one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """`?post=` chooses among several."""
        employee: Employee | None = getattr(request.user, "employee", None)
        today = clock.today()
        period = Period.objects.filter(code=f"{today:%Y}").first()
        if employee is None or period is None:
            return render(request, "skp/none.html", {"employee": employee, "period": period})
        plans = current_plans(employee, period)
        officers = {k: o for k, o in posts_stood_in(employee, today).items() if has_own_plan(o)}
        posts = [(key, officer.title) for key, officer in officers.items()]
        posts += [(key, plan.position.title) for key, plan in plans.items() if key not in officers]
        chosen = request.GET.get("post", "")
        keys = [key for key, _title in posts]
        post = int(chosen) if chosen.isdecimal() and int(chosen) in keys else next(iter(keys), None)
        frame = {"posts": posts if len(posts) > 1 else [], "post": post, "period": period, "employee": employee}
        skp = plans.get(post) if post is not None else None
        if skp is None:
            return render(request, "skp/none.html", {**frame, "officer": officers.get(post) if post else None})
        return render(request, "skp/detail.html", {**frame, **plan_context(request, skp)})


class Detail(LoginRequiredMixin, View):
    """A plan with its cascade, for its employee and whoever may see it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The plan."""
        return render(request, "skp/detail.html", plan_context(request, skp_seen_by(request, pk)))


class Gaps(LoginRequiredMixin, View):
    """What nobody carries on, from the top down; for HR, the performance management team and auditors."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, cut at a length that nobody reads to the end."""
        if not has_role(request.user, *SEES_EVERYBODY):
            raise PermissionDenied
        period = Period.objects.filter(code=f"{clock.today():%Y}").first()
        found = list(gaps_of(period)[: GAPS_SHOWN + 1]) if period else []
        context = {"period": period, "gaps": found[:GAPS_SHOWN], "more": len(found) > GAPS_SHOWN}
        return render(request, "skp/gaps.html", context)


def current_plans(employee: Employee, period: Period) -> dict[int, Skp]:
    """The plan that counts of each post: the one in force, else the latest."""
    found: dict[int, Skp] = {}
    plans = Skp.objects.of(employee).filter(period=period).select_related(*READ_WITH).order_by("position", "version")
    for plan in plans:
        known = found.get(plan.position_id)
        if known is None or known.status != Skp.Status.SET:
            found[plan.position_id] = plan
    return found


def has_own_plan(officer: Officer) -> bool:
    """Whether the officer has a plan of this post: its holder and its Plt do, a Plh stands in for a holder who has."""
    return officer.acting is None or officer.acting.capacity == ActingAppointment.Capacity.PLT

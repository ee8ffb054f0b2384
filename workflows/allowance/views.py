"""A month's allowance: computed where a run was, else estimated; every line opens."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from workflows.allowance.models import AllowanceOmission
from workflows.allowance.queries import computed_of_month, estimate_of_month, result_of
from workflows.audit import clock
from workflows.engine.sight import person_seen_by
from workflows.organization.models import Period


class Month(LoginRequiredMixin, View):
    """`/allowance/<YYYY-MM>/` for oneself; with an NIP behind it for whoever may see the person."""

    def get(self, request: HttpRequest, month: str, nip: str = "") -> HttpResponse:
        """The month; one that has not begun or that nobody opened is not found."""
        person = person_seen_by(request.user, nip or request.GET.get("nip", ""))
        today = clock.today()
        period = Period.objects.filter(code=month, kind=Period.Kind.MONTH, start__lte=today).first()
        if period is None:
            raise Http404
        is_own = person.user_id == request.user.pk
        before = Period.objects.filter(kind=Period.Kind.MONTH, code=f"{period.start - timedelta(days=1):%Y-%m}").first()
        context: dict[str, Any] = {
            "person": person, "is_own": is_own, "period": period, "today": today, "before": before,
            "after": period.end if period.end <= today else None,
        }  # fmt: skip
        found = result_of(person, period)
        if isinstance(found, AllowanceOmission):
            context |= {"omission": found, "run": found.run}
        elif found is not None:
            context |= computed_of_month(found, person, is_own=is_own)
        else:
            context["allowance"] = estimate_of_month(person, period, today, is_own=is_own)
        return render(request, "allowance/month.html", context)

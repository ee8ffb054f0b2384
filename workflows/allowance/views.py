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
from workflows.engine.sight import may_see_person
from workflows.organization.models import Employee, Period


class Month(LoginRequiredMixin, View):
    """`/allowance/<YYYY-MM>/` for oneself; with an NIP behind it for whoever may see the person."""

    def get(self, request: HttpRequest, month: str, nip: str = "") -> HttpResponse:
        """The month; one that has not begun or that nobody opened is not found."""
        person = self._person(request, nip)
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

    def _person(self, request: HttpRequest, nip: str) -> Employee:
        """Whose allowance: one's own, or that of somebody whom one may see.

        :raises Http404: unknown, or not to be seen.
        """
        own: Employee | None = getattr(request.user, "employee", None)
        nip = nip or request.GET.get("nip", "")
        if own is not None and nip in ("", own.nip):
            return own
        person = Employee.objects.filter(nip=nip).select_related("user").first()
        if person is None or not may_see_person(request.user, person):
            raise Http404
        return person

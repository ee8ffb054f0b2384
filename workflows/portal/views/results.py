"""My results: the latest assessment and the month's allowance estimate, each number with how it came about."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from workflows.allowance.queries import estimate_context
from workflows.assessment.models import Assessment
from workflows.assessment.past_results import past_results_context
from workflows.assessment.period_words import LATEST_FIRST
from workflows.assessment.queries import latest_result_context
from workflows.audit import clock
from workflows.objection.queries import objections_of
from workflows.portal.addressing import you
from workflows.portal.reader import reader_of

LATEST = 24  # periods listed; two years of months


class Results(LoginRequiredMixin, View):
    """Only ever the reader's own."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        reader = reader_of(request)
        if reader.employee is None:
            raise PermissionDenied
        latest = latest_result_context(reader.employee, reader.today)
        periods = list(
            Assessment.objects.filter(employee=reader.employee)
            .select_related("period", "position").order_by(*LATEST_FIRST, "position")[:LATEST]
        )  # fmt: skip
        shown = [view.assessment for view in [latest["result"], *latest["more_results"]] if view is not None]
        for assessment in [*periods, *shown]:
            officer = reader.standing.get(assessment.position_id)
            assessment.post_title = officer.title if officer else assessment.position.title
        context = {
            "you": you(reader.employee), "now": clock.now(), "today": reader.today,
            "allowance": estimate_context(reader.employee, reader.today),
            **latest, **past_results_context(reader.employee), "periods": periods,
            "objections": objections_of(reader.employee),
        }  # fmt: skip
        return render(request, "portal/results.html", context)

"""My results: the latest assessment and the month's allowance estimate, each number with how it came about."""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from workflows.allowance.queries import estimate_context
from workflows.assessment.models import Assessment
from workflows.assessment.past_results import past_context, past_results_of
from workflows.assessment.period_words import LATEST_FIRST
from workflows.assessment.queries import latest_result_context, place_of, with_case, with_result
from workflows.audit import clock
from workflows.objection.queries import latest as latest_objections
from workflows.objection.queries import objections_of
from workflows.organization.reading_together import read_together
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
        own = with_case(Assessment.objects.filter(employee=reader.employee))
        periods = list(own.order_by(*LATEST_FIRST, "position")[:LATEST])
        is_there = len(periods) < LATEST or is_whole_period(periods, reader.today)
        latest = latest_result_context(reader.employee, reader.today, among=periods if is_there else None)
        past, objections = read_together(past_results_of(reader.employee), objections_of(reader.employee))
        shown = [view.assessment for view in [latest["result"], *latest["more_results"]] if view is not None]
        for assessment in [*periods, *shown]:
            officer = reader.standing.get(assessment.position_id)
            assessment.post_title = officer.title if officer else assessment.position.title
        context = {
            "you": you(reader.employee), "now": clock.now(), "today": reader.today,
            "allowance": estimate_context(reader.employee, reader.today),
            **latest, **past_context(past), "periods": periods, "objections": latest_objections(objections),
        }  # fmt: skip
        return render(request, "portal/results.html", context)


def is_whole_period(periods: Sequence[Assessment], on: date) -> bool:
    """Whether everything of the latest period with a result is among those listed, the latest first."""
    found = with_result(periods, on)
    return bool(found) and place_of(found[0]) < place_of(periods[-1])

"""My team, for whoever leads: the unit day by day, where it is stuck, and each person's page."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views import View

from workflows.assessment.distribution_rows import team_distribution
from workflows.assessment.models import Assessment
from workflows.assessment.past_results import past_results_context
from workflows.assessment.period_words import LATEST_FIRST
from workflows.assessment.unit_levels import leads_unit
from workflows.audit import clock
from workflows.engine.sight import SEES_EVERYBODY, may_see_person
from workflows.organization.models import Employee, Position
from workflows.organization.reporting import Officer, position_of, posts_above
from workflows.portal.addressing import you
from workflows.portal.month import month_of_one, span_of
from workflows.portal.reader import Reader, reader_of
from workflows.portal.unit_days import bottlenecks_of, lines_of, sums
from workflows.rules.distribution import SOURCE
from workflows.skp.models import Skp

LATEST = 12  # assessments on a person's page


class Team(LoginRequiredMixin, View):
    """The people who report to one post: one's own or acted one, or any below it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The chosen post; without a choice the first that the reader leads. 403 for whoever leads nobody."""
        reader = reader_of(request)
        if not reader.led:
            raise PermissionDenied
        post, officer = _chosen(request.GET.get("post", ""), reader)
        now = clock.now()
        span = span_of(reader.today)
        lines = lines_of(post, span)
        context = {
            "post": post, "officer": officer, "led": reader.led, "you": you(reader.employee), "now": now,
            "today": reader.today, "lines": lines, "total": sums(lines),
            "bottlenecks": bottlenecks_of(post, lines, now, reader.employee),
            "days": span.month_days_so_far, "source": SOURCE,
            "unit_page": post.unit_id if leads_unit(post) else None,
            "distribution": team_distribution(post, [line.assessment for line in lines if line.assessment]),
            "above": post.reports_to if officer is None and post.reports_to_id else None,
        }  # fmt: skip
        return render(request, "portal/team.html", context)


class PersonPage(LoginRequiredMixin, View):
    """What whoever may see a person finds of them: plans, the month's reports, assessments. No money."""

    def get(self, request: HttpRequest, nip: str) -> HttpResponse:
        """The page; not found for a stranger, so that nobody learns who exists."""
        person = get_object_or_404(Employee.objects.select_related("user"), nip=nip)
        reader = reader_of(request)
        post = position_of(person, reader.today)
        if not may_see_person(request.user, person, post):
            raise Http404
        span = span_of(reader.today)
        month = month_of_one(person, span)
        days = span.month_days_so_far
        reports = sorted((month.reports[day] for day in month.reports if month.is_reported(day)), key=lambda r: r.day)
        context: dict[str, Any] = {
            "person": person, "post": post, "today": reader.today, "now": clock.now(),
            "days": [(day, month.state(day, span.today)) for day in days], "day_list": days,
            "reports": [report for report in reversed(reports) if report.day >= span.month_first],
            "missing": month.missed(day for day in days if day < span.today),
            "skps": Skp.objects.filter(employee=person, period__code=str(reader.today.year))
            .select_related("position").order_by("position", "-version"),
            "assessments": Assessment.objects.filter(employee=person)
            .select_related("period", "position").order_by(*LATEST_FIRST, "position")[:LATEST],
            "is_own": reader.employee is not None and reader.employee.pk == person.pk,
            "sees_everybody": bool(reader.roles & set(SEES_EVERYBODY)), **past_results_context(person),
        }  # fmt: skip
        return render(request, "portal/person.html", context)


def _chosen(text: str, reader: Reader) -> tuple[Position, Officer | None]:
    """The post, and the reader in it where they stand in it themselves.

    :raises Http404: not a post that the reader leads, nor one below it.
    """
    if not text:
        officer = reader.led[0]
        return officer.position, officer
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    led = {officer.position.pk: officer for officer in reader.led}
    if int(text) in led:
        return led[int(text)].position, led[int(text)]
    post = get_object_or_404(
        Position.objects.select_related("unit", "reports_to__reports_to__reports_to__reports_to"), pk=int(text)
    )
    if not any(above.pk in led for above in posts_above(post)):
        raise Http404
    return post, None

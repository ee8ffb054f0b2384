"""The page of a period on which HR opens everybody's assessment, closes the period, and reopens it with a reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget

from backoffice.moving_deadlines import MovesDeadlines
from workflows.approvals.resolver import NoChain
from workflows.assessment.closing import close_period, reopen_period
from workflows.assessment.models import Assessment
from workflows.assessment.opening import open_assessments, require_openable, without_assessment
from workflows.assessment.waiting import About, Waiting, never_assessed, notes, waiting
from workflows.audit import clock
from workflows.audit.origin import giving_reason, present_origin
from workflows.audit.verbs import Verb
from workflows.engine.asking_why import require_in
from workflows.engine.refusals import Refusal
from workflows.organization.actor import Actor, Channel
from workflows.organization.keeping import PROCESS
from workflows.organization.models import Period
from workflows.organization.periods import open_quarters
from workflows.rules.violation import RuleViolation

LISTS = {
    About.ASSESSMENTS: "admin:assessment_assessment_changelist", About.PLANS: "admin:skp_skp_changelist",
    About.REPORTS: "admin:daily_dailyreport_changelist",
}  # fmt: skip
FILTERS = {"period": "period__id__exact", "status": "status__exact"}


class ReasonForm(forms.Form):
    """Why; asked for where a period is reopened, welcome where it is closed."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Stands in the record beside your name. For example: circular 821.2/114/2026."),
    )  # fmt: skip


@contextmanager
def told(request: HttpRequest, period: Period) -> Iterator[None]:
    """What an action refuses about a period is told on the page."""
    try:
        yield
    except (Refusal, RuleViolation, NoChain) as refused:
        messages.error(request, f"{period.code}: {refused}")


def open_and_tell(request: HttpRequest, period: Period, reason: str = "") -> None:
    """Open what is missing of the period, and say how many that were."""
    by = Actor.of_request(request, Channel.BACKOFFICE)
    with told(request, period), giving_reason(reason or present_origin().why):
        opened = open_assessments(period=period, by=by)
        text = translated("%(month)s: %(number)s assessments opened.")
        messages.success(request, text % {"month": period.code, "number": len(opened)})


def close_and_tell(request: HttpRequest, period: Period, reason: str = "") -> None:
    """Close the period, or say what still waits."""
    with told(request, period):
        close_period(period=period, by=Actor.of_request(request, Channel.BACKOFFICE), reason=reason)
        messages.success(request, translated("%(period)s is closed.") % {"period": period.code})


class OpensAndCloses(MovesDeadlines):
    """Gives the admin of periods the page that opens, closes and reopens one."""

    actions_detail = ["assessment_page", *MovesDeadlines.actions_detail]

    @action(description=_("Open or close"), url_path="assessment", permissions=["change"], icon="event_available")
    def assessment_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what is open and what still waits; open, close or reopen."""
        period = get_object_or_404(Period.objects.select_related("year"), pk=object_id)
        if not self.has_change_permission(request, period):
            raise PermissionDenied
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            step = STEPS.get(request.POST.get("step", ""))
            try:
                if step is not None:
                    step(request, period, form.cleaned_data["reason"])
                return redirect(request.path)
            except RuleViolation as refused:
                form.add_error("reason", refused.message)
        is_closed = period.status == Period.Status.CLOSED
        if not is_closed:
            require_in(form, "reason", request, {Verb.CLOSE}, PROCESS)
        today = clock.today()
        own = Assessment.objects.filter(period=period)
        context = {
            **self.admin_site.each_context(request),
            "title": translated("Assessment of %(period)s") % {"period": period.code},
            "opts": self.opts,
            "form": form,
            "period": period,
            "is_closed": is_closed,
            "opened": own.count(),
            "final": own.filter(status=Assessment.Status.FINAL).count(),
            "to_open": len(without_assessment(period)),
            "not_openable": _why_not_openable(period),
            "waiting": [] if is_closed else [(each.text, _list_of(each, period)) for each in waiting(period, today)],
            "notes": [] if is_closed or today < period.end else notes(period),
            "never_assessed": "" if is_closed or today < period.end else never_assessed(period),
            "lacks_quarters": not is_closed and _lacks_quarters(period),
            "back": reverse("admin:organization_period_change", args=[period.pk]),
        }
        return TemplateResponse(request, "backoffice/open_or_close.html", context)


def _open(request: HttpRequest, period: Period, reason: str) -> None:
    open_and_tell(request, period, reason)


def _reopen(request: HttpRequest, period: Period, reason: str) -> None:
    reopen_period(period=period, by=Actor.of_request(request, Channel.BACKOFFICE), reason=reason)
    messages.success(request, translated("%(period)s is open again.") % {"period": period.code})


def _make_quarters(request: HttpRequest, period: Period, _reason: str) -> None:
    if _lacks_quarters(period):
        open_quarters(period.start.year, request.user)  # type: ignore[arg-type]
        messages.success(request, translated("The quarters of %(period)s stand in the list.") % {"period": period.code})


STEPS: dict[str, Any] = {"open": _open, "close": close_and_tell, "reopen": _reopen, "quarters": _make_quarters}


def _list_of(each: Waiting, period: Period) -> str:
    """The address of the rows that are waited for; "" where they are in no list, or on this page."""
    if each.about == About.DISTRIBUTION:
        return f"{reverse('admin:assessment_distribution')}?{urlencode({'period': period.code})}"
    if each.about not in LISTS:
        return ""
    words = {FILTERS.get(name, name): f"{value}" for name, value in each.where.items()}
    return f"{reverse(LISTS[each.about])}?{urlencode(words)}"


def _why_not_openable(period: Period) -> str:
    try:
        require_openable(period, clock.today())
    except RuleViolation as refused:
        return refused.message
    return ""


def _lacks_quarters(period: Period) -> bool:
    return period.kind == Period.Kind.YEAR and period.parts.filter(kind=Period.Kind.QUARTER).count() < 4

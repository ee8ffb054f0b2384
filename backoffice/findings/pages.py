"""Auditors' notes: the list, the page on which a thread begins, and the thread."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.asking import act_on
from backoffice.findings.access import audits, reads_findings, require, rows_for, threads_for
from backoffice.findings.actions import follow, in_words, write
from backoffice.findings.forms import FollowingForm, WritingForm
from backoffice.findings.links import about_url
from backoffice.site import site
from workflows.audit.about import About
from workflows.audit.models import Decision, Finding
from workflows.organization.actor import Actor, Channel
from workflows.rules.violation import RuleViolation

READING = ("GET", "HEAD")
ROWS_A_PAGE = 25
STATES = (
    ("open", pgettext_lazy("auditor's notes", "Open")), ("closed", pgettext_lazy("auditor's notes", "Closed")),
    ("all", pgettext_lazy("auditor's notes", "All")),
)  # fmt: skip


def shown(request: HttpRequest, template: str, title: Any, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the auditor's."""
    found = {**site.each_context(request), "title": title, "may_write": audits(request.user), **context}
    return TemplateResponse(request, f"backoffice/findings/{template}", found, status=status)


def findings_list(request: HttpRequest) -> HttpResponse:
    """Threads, the latest first; `?before=` is behind which one the page begins.

    :raises Http404: no such place.
    """
    require(reads_findings(request.user))
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    state, kind = request.GET.get("state", "open"), request.GET.get("kind", "")
    found = threads_for(request.user)
    if state in {"open", "closed"}:
        found = found.filter(is_closed=state == "closed")
    if kind in Finding.Kind.values:
        found = found.filter(kind=kind)
    if before := request.GET.get("before", ""):
        found = found.filter(pk__lt=_key(before))
    rows = list(found.order_by("-pk")[: ROWS_A_PAGE + 1])
    page = rows[:ROWS_A_PAGE]
    return shown(
        request, "list.html", _("Notes and findings of auditors"), rows=[(row, _weight(row.weighs)) for row in page],
        states=STATES, state=state, kinds=Finding.Kind.choices[:4], kind=kind, is_first=not before,
        following=page[-1].pk if len(rows) > ROWS_A_PAGE else None,
    )  # fmt: skip


def write_page(request: HttpRequest) -> HttpResponse:
    """The first row of a thread; `?about=` names what it is about.

    :raises Http404: the record knows no such thing.
    """
    require(audits(request.user))
    try:
        about = About.read(request.GET.get("about", ""))
    except RuleViolation as unknown:
        raise Http404(unknown.message) from unknown
    form = WritingForm(request.POST if request.method == "POST" else None)
    by = Actor.of_request(request, Channel.BACKOFFICE)
    outcome = act_on(request, form, lambda: write(by=by, about=about, **form.cleaned_data))
    if outcome.is_done and outcome.given is not None:
        messages.success(request, _("Written. It stands in the record, and nobody changes it."))
        return redirect("admin:audit_finding", outcome.given.pk)
    return shown(
        request, "write.html", _("Write a note or a finding"), outcome.status, form=form, about=in_words(about),
        back=reverse("admin:audit_findings"),
    )  # fmt: skip


def thread_page(request: HttpRequest, object_id: int) -> HttpResponse:
    """A thread with its proof; an auditor adds to it here.

    :raises Http404: there is none that this reader reads.
    """
    require(reads_findings(request.user))
    if request.method not in READING and not audits(request.user):
        return HttpResponseNotAllowed(READING)
    first = get_object_or_404(threads_for(request.user), pk=object_id)
    form = FollowingForm(request.POST if request.method == "POST" else None, first=first)
    by = Actor.of_request(request, Channel.BACKOFFICE)
    outcome = act_on(request, form, lambda: follow(by=by, first=first, **form.cleaned_data))
    if outcome.is_done:
        messages.success(request, _("Added. It stands in the record, and nobody changes it."))
        return redirect("admin:audit_finding", first.pk)
    rows = list(rows_for(request.user, first))
    return shown(
        request, "thread.html", first.title or _("A general note"), outcome.status, first=first, form=form,
        rows=with_proof(rows), about_url=about_url(first), weight=_weight(first.weighs),
        back=reverse("admin:audit_findings"),
    )  # fmt: skip


def with_proof(rows: list[Finding]) -> list[tuple[Finding, Decision | None, bool]]:
    """Each row with the decision that recorded it, and whether it is still what was recorded. One query."""
    keys = [row.record_key for row in rows]
    recorded = {found.subject: found for found in Decision.objects.filter(subject__in=keys)}
    return [
        (row, found, found is not None and found.seen == row.digest)
        for row in rows
        for found in [recorded.get(row.record_key)]
    ]


def _weight(code: str) -> Any:
    return Finding.Severity(code).label if code else ""


def _key(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Http404
    return int(text)

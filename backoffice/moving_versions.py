"""Moving running cases to a version of their chain: choose, see what each would gain or lose, say why."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.asking import reason_field
from backoffice.site import site
from workflows.approvals.models import ChainVersion
from workflows.audit import clock
from workflows.engine.models import WorkItem
from workflows.engine.moving_versions import move_version, previews
from workflows.engine.refusals import Refusal
from workflows.engine.registry import FLOWS
from workflows.organization.actor import Actor, Channel
from workflows.organization.login import has_role
from workflows.organization.models import Role
from workflows.rules.violation import RuleViolation

PAGE = 50
MOMENT = "%Y%m%dT%H%M%S%f"


class MoveForm(forms.Form):
    """Why the cases are moved."""

    reason = reason_field(_("Stands in the record of each case beside your name."), rows=3)


def move_to_version(request: HttpRequest, version_id: int) -> HttpResponse:
    """The running cases on other versions; those chosen, with what they would gain or lose; the result."""
    if not has_role(request.user, Role.HR_ADMIN):
        raise PermissionDenied
    versions = ChainVersion.objects.select_related("chain").prefetch_related("tiers")
    version = get_object_or_404(versions, pk=version_id, status=ChainVersion.Status.PUBLISHED)
    if version.chain.process not in FLOWS:
        raise Http404
    named = request.POST if request.method == "POST" else request.GET
    try:
        chosen = [int(key) for key in named.getlist("case")[:PAGE]]
    except ValueError as error:
        raise Http404 from error
    if not chosen:
        return _choose(request, version)
    by = Actor.of_request(request, Channel.BACKOFFICE)
    form = MoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            results = move_version(case_ids=chosen, to=version, by=by, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        except RuleViolation as violation:
            form.add_error(violation.field if violation.field in form.fields else None, violation.message)
        else:
            done = sum(result.done for result in results)
            return _page(request, "moved_versions", version, results=results, done=done, total=len(results))
    found = previews(chosen, version, by, clock.now())
    return _page(
        request, "preview_versions", version, previews=found, form=form, chosen=chosen,
        possible=sum(not each.refused for each in found),
    )  # fmt: skip


def _choose(request: HttpRequest, version: ChainVersion) -> HttpResponse:
    rows = _running(version, request.GET.get("after", ""))
    items = rows[:PAGE]
    last = items[-1] if len(rows) > PAGE else None
    return _page(
        request, "choose_versions", version, items=_once_a_case(items),
        next_place=f"{last.due_at.astimezone(UTC):{MOMENT}}.{last.pk}" if last is not None else "",
        is_first=not request.GET.get("after"), now=clock.now(),
    )  # fmt: skip


def _running(version: ChainVersion, after: str) -> list[WorkItem]:
    """The open items of the process whose case is on another version, by due date; one row more than a page."""
    code = version.chain.process
    name = f"case__{FLOWS[code].process_class._meta.model_name}__chain_version"
    rows = WorkItem.objects.open().filter(process=code, **{f"{name}__isnull": False}).exclude(**{name: version})
    if after:
        try:
            moment, _dot, key = after.partition(".")
            rows = rows.after(datetime.strptime(moment, MOMENT).replace(tzinfo=UTC), int(key))
        except ValueError as error:
            raise Http404 from error
    return list(rows.select_related("person", "tier__version__chain").order_by("due_at", "pk")[: PAGE + 1])


def _once_a_case(items: list[WorkItem]) -> list[WorkItem]:
    """A committee's case has several items; one of them stands for it."""
    return list({item.case_id: item for item in items}.values())


def _page(request: HttpRequest, template: str, version: ChainVersion, **context: Any) -> HttpResponse:
    shared = {
        **site.each_context(request), "title": _("Move running cases to this version"), "version": version,
        "back": reverse("admin:approvals_chainversion_change", args=[version.pk]),
        "again": reverse("admin:engine_move_to_version", args=[version.pk]),
    }  # fmt: skip
    return TemplateResponse(request, f"backoffice/{template}.html", {**shared, **context})

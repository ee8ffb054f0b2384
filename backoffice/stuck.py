"""The list of what is stuck: why, and what to do about it; for HR and the team to act on, for auditors to read."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from backoffice.site import site
from workflows.audit import clock
from workflows.engine.moving import HANDS_OVER
from workflows.engine.parked import ask_again
from workflows.engine.refusals import Refusal
from workflows.engine.stuck import LOG_IN, OWN_POST, POST, StuckItem, stuck_page
from workflows.organization.actor import Actor, Channel
from workflows.organization.login import has_role
from workflows.organization.models import Role

LOOKS = (*HANDS_OVER, Role.AUDITOR)


def may_look(request: HttpRequest) -> bool:
    """HR admins, the performance management team and auditors: whose cases lie where is nothing for others."""
    return bool(request.user.is_superuser or has_role(request.user, *LOOKS))


def may_act(request: HttpRequest) -> bool:
    """HR admins and the performance management team; the actions ask again."""
    return has_role(request.user, *HANDS_OVER)


def stuck_list(request: HttpRequest) -> HttpResponse:
    """One page of the list; `?after=` is where it begins.

    :raises Http404: no such place.
    """
    if not may_look(request):
        raise PermissionDenied
    try:
        page = stuck_page(clock.today(), request.GET.get("after", ""))
    except ValueError as error:
        raise Http404 from error
    overrides = has_role(request.user, Role.HR_ADMIN)
    context = {
        **site.each_context(request),
        "title": _("Stuck tasks"),
        "groups": _groups(page.rows),
        "next_place": page.next_place,
        "is_first": not request.GET.get("after"),
        "may_act": may_act(request),
        "may_override": overrides,
        "hand_over": reverse("admin:engine_hand_over"),
        "ask_again": reverse("admin:engine_ask_again"),
        "now": clock.now(),
    }
    return TemplateResponse(request, "backoffice/stuck.html", context)


@require_POST
def ask_once_more(request: HttpRequest) -> HttpResponse:
    """Ask whoever stands now where the task's tier looks."""
    if not may_act(request):
        raise PermissionDenied
    try:
        asked = ask_again(task_id=int(request.POST.get("task", "")), by=Actor.of_request(request, Channel.BACKOFFICE))
    except ValueError as error:
        raise Http404 from error
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if asked:
            messages.success(request, _("Somebody was found and is asked now."))
        else:
            messages.warning(request, _("Still nobody is found there. Appoint an officer, or hand it over."))
    return redirect("admin:engine_stuck")


def _groups(rows: list[StuckItem]) -> list[dict[str, Any]]:
    """The page's rows by cause, each with the way out of it."""
    groups: list[dict[str, Any]] = []
    for row in rows:
        cause = row.cause
        if not groups or groups[-1]["cause"] != cause:
            appoint = ""
            if cause.kind in {POST, OWN_POST}:
                appoint = f"{reverse('admin:organization_actingappointment_add')}?position={cause.key}"
            whole = f"{reverse('admin:engine_hand_over')}?{cause.kind}={cause.key}" if cause.kind != OWN_POST else ""
            groups.append({
                "cause": cause, "rows": [], "appoint": appoint, "whole": whole,
                "may_ask_again": cause.kind != LOG_IN,
            })  # fmt: skip
        groups[-1]["rows"].append(row)
    return groups

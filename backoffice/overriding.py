"""Deciding in place of whoever is asked: an HR admin's override of one task, with a reason, shown as such."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from backoffice.site import site
from workflows.approvals.models import Tier
from workflows.audit import clock
from workflows.engine.authority import why_not_outside
from workflows.engine.deciding import actions_of
from workflows.engine.forms import APPROVE, REJECT, RETURN
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.peers import case_of
from workflows.engine.progress import chain_steps, so_far, whose_turn
from workflows.engine.refusals import ContentChanged, MovedOn, Refusal
from workflows.engine.telling import what_happened
from workflows.engine.timeline import timeline
from workflows.organization.actor import Actor, Channel
from workflows.organization.login import has_role
from workflows.organization.models import Role
from workflows.rules.violation import RuleViolation

WORDS = {APPROVE: _("Approve"), RETURN: _("Return for correction"), REJECT: _("Reject")}


class OverrideForm(forms.Form):
    """What is decided, and why; bound to the content that was shown."""

    verb = forms.ChoiceField(
        label=_("Decision"), widget=UnfoldAdminRadioSelectWidget, error_messages={"required": _("Choose a decision.")}
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("Everybody who sees the case reads it beside your name, marked as an override."),
        error_messages={"required": _("Write the reason.")},
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, tier: Tier, verbs: list[str], seen: str) -> None:
        super().__init__(data, initial={"seen": seen})
        may = {APPROVE: tier.may_approve, RETURN: tier.may_return, REJECT: tier.may_reject}
        self.fields["verb"].choices = [(verb, WORDS[verb]) for verb in verbs if may[verb]]  # type: ignore[attr-defined]


def override(request: HttpRequest, task_id: int) -> HttpResponse:
    """The task with its case; posted, the decision.

    :raises Http404: no tier is asked by this task any more; whoever was deciding it is told what happened instead.
    """
    if not has_role(request.user, Role.HR_ADMIN):
        raise PermissionDenied
    item = (
        WorkItem.objects.open()
        .filter(task_id=task_id, tier__isnull=False)
        .select_related("tier", "owner", "principal")
        .first()
    )
    if item is None or item.tier is None:
        return told_that_it_moved_on(request, task_id)
    case = case_of(item)
    actions = actions_of(item.process, item.node)
    is_own = getattr(request.user, "employee", None) == case.person
    form = OverrideForm(
        request.POST if request.method == "POST" else None, tier=item.tier, verbs=list(actions), seen=case.content_hash
    )
    status = 200
    if request.method == "POST" and actions and form.is_valid():
        given = form.cleaned_data
        by = Actor.of_request(request, Channel.BACKOFFICE, overrides=True)
        try:
            actions[given["verb"]](task_id=task_id, by=by, reason=given["reason"], seen=given["seen"])
        except MovedOn as refusal:
            messages.warning(request, str(refusal))
            return redirect("admin:engine_stuck")
        except ContentChanged as refusal:
            form = OverrideForm(
                {**request.POST.dict(), "seen": case.content_hash}, tier=item.tier, verbs=list(actions),
                seen=case.content_hash,
            )  # fmt: skip
            form.add_error(None, str(refusal))
            status = 409
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        except RuleViolation as violation:
            form.add_error(violation.field if violation.field in form.fields else None, violation.message)
            status = 422
        else:
            messages.success(request, _("The decision is recorded as an override."))
            return redirect("admin:engine_stuck")
    elif request.method == "POST":
        status = 422
    context = {
        **site.each_context(request), **shown(case, item), "title": _("Override"), "form": form, "is_own": is_own,
        "has_plain_decision": bool(actions), "back": reverse("admin:engine_stuck"),
        "record_outside": "" if why_not_outside([item], clock.today()) else reverse(
            "admin:engine_record_outside", args=[task_id]
        ),
        "hand_over": f"{reverse('admin:engine_hand_over')}?item={item.pk}",
    }  # fmt: skip
    return TemplateResponse(request, "backoffice/override.html", context, status=status)


def told_that_it_moved_on(request: HttpRequest, task_id: int) -> HttpResponse:
    """Somebody decided it between the page and the button: the same words as a moment later, under the lock."""
    last = WorkItem.objects.filter(task_id=task_id, tier__isnull=False).order_by("pk").last()
    if request.method != "POST" or last is None:
        raise Http404
    messages.warning(request, what_happened(case_of(last)))
    return redirect("admin:engine_stuck")


def shown(case: TieredCase, item: WorkItem) -> dict[str, Any]:
    """The case as whoever decides it sees it, in words alone."""
    today = clock.today()
    found = so_far(case)
    return {
        "item": item, "case": case, "turn": whose_turn(found.items, today), "now": clock.now(),
        "lines": [(label, text) for _key, label, text in case.content_lines()],
        "chain": chain_steps(case, found.decisions, found.items, today), "timeline": timeline(found.decisions),
    }  # fmt: skip

"""What the chain pages have in common: who may, the frame of a page, and a refusal put where it belongs."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse

from workflows.approvals.models import ApprovalChain, ChainVersion
from workflows.organization.actor import Actor, Channel
from workflows.rules.chain_tiers import ChainRefused
from workflows.rules.violation import RuleViolation

SHAPE = "approvals.change_chainversion"


def may_shape(request: HttpRequest) -> bool:
    """Whether to offer what changes chains; the actions ask again, under the lock."""
    return request.user.has_perm(SHAPE)


def shaping(request: HttpRequest) -> Actor:
    """The HR admin behind the request.

    :raises PermissionDenied: anybody else.
    """
    if not may_shape(request):
        raise PermissionDenied
    return Actor.of_request(request, Channel.BACKOFFICE)


def looking(request: HttpRequest) -> None:
    """Whoever may look at chains.

    :raises PermissionDenied: anybody else.
    """
    if not request.user.has_perm("approvals.view_chainversion"):
        raise PermissionDenied


def version_of(object_id: str) -> ChainVersion:
    """The version with its chain and unit."""
    rows = ChainVersion.objects.select_related("chain__unit")
    return get_object_or_404(rows, pk=object_id if object_id.isdecimal() else 0)


def chain_of(object_id: str) -> ApprovalChain:
    """The chain with its unit."""
    rows = ApprovalChain.objects.select_related("unit")
    return get_object_or_404(rows, pk=object_id if object_id.isdecimal() else 0)


def page(
    admin: Any, request: HttpRequest, template: str, title: Any, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page in the site's frame."""
    frame = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.opts,
        "may_shape": may_shape(request),
    }
    return TemplateResponse(request, f"backoffice/{template}", {**frame, **context}, status=status)


def chain_url(chain: ApprovalChain) -> str:
    """The chain's page."""
    return reverse("admin:approvals_approvalchain_change", args=[chain.pk])


def version_url(version: ChainVersion) -> str:
    """The version's page."""
    return reverse("admin:approvals_chainversion_change", args=[version.pk])


def trial_url(version: ChainVersion) -> str:
    """Where the version is tried for one person, a unit or everybody; empty where that page is not there."""
    try:
        return f"{reverse('admin:approvals_dry_run')}?version={version.pk}"
    except NoReverseMatch:
        return ""


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form; nothing where the page was only opened. An empty form that is sent was sent, too."""
    return request.POST if request.method == "POST" else None


def say(form: forms.Form, refused: RuleViolation) -> None:
    """Put what was refused at its fields; what belongs to none stands above the form."""
    if isinstance(refused, ChainRefused):
        for problem in refused.problems:
            form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)
    else:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)

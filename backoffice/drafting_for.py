"""Who has no SKP this year, and drafting one for whoever is late: the list, and the reason with which it begins."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from backoffice.asking import act_on, reason_field
from backoffice.site import site
from workflows.audit import clock
from workflows.organization.actor import Actor, Channel
from workflows.organization.login import has_role
from workflows.organization.models import Period, Tenure
from workflows.skp.drafting_for import draft_for
from workflows.skp.late import DRAFTS_FOR, late_from, without_skp
from workflows.skp.models import Skp

AT_ONCE = 50


class DraftForm(forms.Form):
    """Why the team drafts it."""

    reason = reason_field(_("The employee and the superior read it beside your name."))


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody without an SKP of their post: since when the team may draft it, and whose draft there is."""

    tenure: Tenure
    late_from: date
    is_late: bool
    draft_id: int | None
    is_teams: bool

    @property
    def may_begin(self) -> bool:
        """Whether the team may begin it, or take over what the employee has not sent."""
        return self.is_late and not self.is_teams


def missing_list(request: HttpRequest) -> HttpResponse:
    """One page of the list by NIP; `?after=` is where it begins, `?q=` a name or first digits of an NIP."""
    if not request.user.has_perm("skp.view_skp"):
        raise PermissionDenied
    today = clock.today()
    period = Period.objects.filter(code=f"{today:%Y}").first()
    query, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    found: list[Any] = []
    if period is not None:
        rows = without_skp(period, today).select_related("employee", "position__unit")
        if query:
            rows = rows.filter(Q(employee__name__icontains=query) | Q(employee__nip__startswith=query))
        found = list(rows.filter(employee__nip__gt=after).order_by("employee__nip")[: AT_ONCE + 1])
    context = {
        **site.each_context(request), "title": _("No SKP yet"), "period": period, "query": query,
        "rows": [_missing(tenure, period, today) for tenure in found[:AT_ONCE] if period is not None],
        "next_place": found[AT_ONCE - 1].employee.nip if len(found) > AT_ONCE else "", "is_first": not after,
        "may_draft": has_role(request.user, *DRAFTS_FOR), "here": reverse("admin:skp_missing"),
    }  # fmt: skip
    return TemplateResponse(request, "backoffice/without_skp.html", context)


def begin_draft(request: HttpRequest, tenure_id: int) -> HttpResponse:
    """What drafting means, and the reason; posted, the draft is begun and opened for writing.

    :raises Http404: the tenure is none of today's, or the year is not open.
    """
    if not has_role(request.user, *DRAFTS_FOR):
        raise PermissionDenied
    today = clock.today()
    period = Period.objects.filter(code=f"{today:%Y}").first()
    if period is None:
        raise Http404
    rows = Tenure.objects.on(today).select_related("employee__user", "position__unit")
    tenure = get_object_or_404(rows, pk=tenure_id)
    form = DraftForm(request.POST if request.method == "POST" else None)
    outcome = act_on(
        request, form,
        lambda: draft_for(
            employee=tenure.employee, position=tenure.position, period=period, reason=form.cleaned_data["reason"],
            by=Actor.of_request(request, Channel.BACKOFFICE),
        ),
    )  # fmt: skip
    if outcome.given is not None:
        return redirect("skp:edit", outcome.given.pk)
    draft = Skp.objects.filter(
        employee=tenure.employee, position=tenure.position, period=period, status=Skp.Status.DRAFT
    ).first()
    context = {
        **site.each_context(request), "title": _("Draft an SKP for somebody late"), "tenure": tenure, "form": form,
        "period": period, "draft": draft, "back": reverse("admin:skp_missing"), "button": _("Draft the SKP"),
        "button_variant": "primary",
    }  # fmt: skip
    return TemplateResponse(request, "backoffice/draft_for.html", context, status=outcome.status)


def pages(wrap: Any) -> list[Any]:
    """The addresses, for the list of SKP; `wrap` is the site's door."""
    return [
        path("missing/", wrap(missing_list), name="skp_missing"),
        path("missing/<int:tenure_id>/", wrap(begin_draft), name="skp_draft_for"),
    ]


def _missing(tenure: Any, period: Period, on: date) -> Missing:
    first = late_from(period, tenure.start)
    return Missing(tenure, first, first <= on < period.end, tenure.draft_id, bool(tenure.drafted_by))

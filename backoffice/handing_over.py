"""Handing tasks over: those that were chosen, or all of a post, of a log-in or of the queue; with a result for each."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from backoffice.asking import reason_field, show_violation
from backoffice.site import site
from backoffice.stuck import may_act
from workflows.audit import clock
from workflows.engine.models import WorkItem
from workflows.engine.moving import MOST_AT_ONCE, hand_over, handed_over, items_of
from workflows.engine.peers import Peer, peers_for
from workflows.engine.refusals import Refusal
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee, Position, Role, User
from workflows.rules.violation import RuleViolation

OTHER = "other"
NAMES = ("item", "post", "log_in", "queue")  # by which an address names what is handed over
SHOWN = 50  # of the items, by name; the rest is counted


class HandOverForm(forms.Form):
    """To whom, and why. Officers beside and above are offered; anybody else is named by NIP."""

    to = forms.ChoiceField(
        label=_("To whom"), widget=UnfoldAdminRadioSelectWidget, error_messages={"required": _("Choose an officer.")}
    )
    nip = forms.CharField(
        label=_("NIP of another officer"), required=False, max_length=24, widget=UnfoldAdminTextInputWidget,
        help_text=_("Only where “another officer” is chosen."),
    )  # fmt: skip
    reason = reason_field(_("Stands in the record of each case beside your name."), rows=3)

    def __init__(self, data: Any = None, *, peers: Sequence[Peer] = ()) -> None:
        super().__init__(data)
        self.people = {peer.employee.nip: peer.employee for peer in peers}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            *((peer.employee.nip, peer.words) for peer in peers), (OTHER, _("another officer")),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The officer who was meant, as `officer`."""
        cleaned = super().clean() or {}
        chosen = cleaned.get("to")
        if chosen == OTHER:
            nip = "".join(filter(str.isdigit, cleaned.get("nip", "")))
            officer = Employee.objects.select_related("user").filter(nip=nip, is_active=True).first() if nip else None
            if officer is None:
                self.add_error("nip", _("No active employee has this NIP."))
            cleaned["officer"] = officer
        elif chosen:
            cleaned["officer"] = self.people.get(chosen)
        return cleaned


def hand_over_items(request: HttpRequest) -> HttpResponse:
    """`?item=…` for those chosen, or `?post=`, `?log_in=`, `?queue=` for all of one; posted, the result of each."""
    if not may_act(request):
        raise PermissionDenied
    chosen = _chosen(request)
    items = list(
        WorkItem.objects.open()
        .filter(pk__in=chosen, tier__isnull=False)
        .select_related("tier", "principal__reports_to", "person", "owner")
        .order_by("due_at", "pk")
    )
    first = items[0] if items else None
    peers = peers_for(first, clock.today()) if first is not None else []
    form = HandOverForm(request.POST if request.method == "POST" else None, peers=peers)
    if request.method == "POST" and items and form.is_valid():
        by = Actor.of_request(request, Channel.BACKOFFICE)
        given = form.cleaned_data
        try:
            results = hand_over(
                item_ids=[item.pk for item in items], to=given["officer"], by=by, reason=given["reason"]
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            return _page(
                request, "backoffice/handed_over.html", _("Handed over"), results=results, officer=given["officer"],
                done=handed_over(results), total=len(results),
            )  # fmt: skip
    return _page(
        request, "backoffice/hand_over.html", _("Hand over"), form=form, items=items[:SHOWN],
        named=[(name, key) for name in NAMES for key in _named(request).getlist(name)],
        more=max(len(items) - SHOWN, 0), total=len(items), most=MOST_AT_ONCE,
    )  # fmt: skip


def _chosen(request: HttpRequest) -> list[int]:
    """The keys of the items.

    :raises Http404: what was named is none.
    """
    named = _named(request)
    try:
        if named.getlist("item"):
            return [int(key) for key in named.getlist("item")[:MOST_AT_ONCE]]
        if "post" in named:
            return items_of(position=Position.objects.get(pk=int(str(named["post"]))))
        if "log_in" in named:
            return items_of(user=User.objects.get(pk=int(str(named["log_in"]))))
        if "queue" in named:
            return items_of(team=Role.PERFORMANCE_TEAM)
    except (ValueError, Position.DoesNotExist, User.DoesNotExist) as error:
        raise Http404 from error
    return []


def _named(request: HttpRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def _page(request: HttpRequest, template: str, title: Any, **context: Any) -> HttpResponse:
    stuck = reverse("admin:engine_stuck")
    return TemplateResponse(request, template, {**site.each_context(request), "title": title, "back": stuck, **context})

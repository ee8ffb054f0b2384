"""Searches of the record that auditors keep: the list, the page that keeps one, and putting one's own away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from backoffice.asking import act_on
from backoffice.findings.access import audits, require
from backoffice.findings.actions import put_away, save_query
from backoffice.findings.forms import SaveQueryForm
from backoffice.findings.links import search_url
from backoffice.findings.pages import READING, shown
from workflows.audit.models import SavedQuery
from workflows.organization.actor import Actor, Channel

MOST = 200  # shown; nobody keeps more


def queries_list(request: HttpRequest) -> HttpResponse:
    """One's own, then what others share."""
    require(audits(request.user))
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    kept = list(SavedQuery.objects.of(request.user)[:MOST])
    return shown(
        request, "queries.html", _("Saved searches"), search=search_url(),
        rows=[(each, f"{search_url()}?{each.query}", each.owner_key == request.user.pk) for each in kept],
    )  # fmt: skip


def save_page(request: HttpRequest) -> HttpResponse:
    """Keep the search whose query string is posted, under a name; what is wrong is said here."""
    require(audits(request.user))
    asked = request.GET.get("query", "")
    form = SaveQueryForm(request.POST if request.method == "POST" else None, initial={"query": asked})
    by = Actor.of_request(request, Channel.BACKOFFICE)
    outcome = act_on(request, form, lambda: save_query(by=by, **form.cleaned_data))
    if outcome.is_done:
        messages.success(request, _("The search is kept."))
        return redirect("admin:audit_saved_queries")
    back = reverse("admin:audit_saved_queries")
    return shown(request, "save_query.html", _("Keep a search"), outcome.status, form=form, back=back)


@require_POST
def put_away_page(request: HttpRequest, object_id: int) -> HttpResponse:
    """Take one's own from the list."""
    require(audits(request.user))
    kept = get_object_or_404(SavedQuery.objects.of(request.user), pk=object_id)
    put_away(by=Actor.of_request(request, Channel.BACKOFFICE), kept=kept)
    messages.success(request, _("The search is taken from the list."))
    return redirect("admin:audit_saved_queries")

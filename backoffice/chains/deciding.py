"""Pages that compare, publish, retire, throw away or hand out a version."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from backoffice.chains.forms import ReasonForm
from backoffice.chains.pages import chain_url, looking, page, posted, say, shaping, trial_url, version_of, version_url
from backoffice.chains.words import Words
from backoffice.taking_along import Taken, record_taken
from workflows.approvals.by_whom import editors_of, had_a_hand_in
from workflows.approvals.content import hash_of
from workflows.approvals.drafting import throw_away
from workflows.approvals.exchange import exported
from workflows.approvals.models import ChainVersion
from workflows.approvals.plans import plan_of
from workflows.approvals.publishing import problems_of, publish
from workflows.approvals.retiring import retire
from workflows.organization.actor import Actor, Channel
from workflows.rules.chain_comparison import compare, paired
from workflows.rules.chain_tiers import ChainPlan
from workflows.rules.violation import RuleViolation


def comparison(version: ChainVersion) -> dict[str, Any]:
    """The version beside the one in force, or beside the one before it; nothing where there is none."""
    others = version.chain.versions.exclude(pk=version.pk)
    other = others.filter(status=ChainVersion.Status.PUBLISHED).first()
    if other is None or version.status != ChainVersion.Status.DRAFT:
        other = others.filter(number__lt=version.number).order_by("-number").first()
    before, after = plan_of(other) if other else ChainPlan(), plan_of(version)
    words = Words(before, after)
    pairs = [
        (
            [words.lines(pair.before[1]), *pair.before] if pair.before else None,
            [words.lines(pair.after[1]), *pair.after] if pair.after else None,
        )
        for pair in paired(before, after)
    ]
    return {"other": other, "rows": words.rows(compare(before, after)), "pairs": pairs}


def compared(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The version side by side with the one in force."""
    looking(request)
    version = version_of(object_id)
    context = {"version": version, "chain": version.chain, "back": version_url(version), **comparison(version)}
    return page(admin, request, "chain_compare.html", version.chain.name, context)


def published(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """What publishing would change, who edited, what stands in the way; and the button for somebody else."""
    by, version = shaping(request), version_of(object_id)
    form = ReasonForm(posted(request), initial={"seen": hash_of(version)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            done = publish(by=by, version=version, reason=said["reason"], seen=said["seen"])
        except RuleViolation as refused:
            say(form, refused)
        else:
            messages.success(
                request, _("Version %(number)s is in force from now on.") % {"number": done.version.number}
            )
            return redirect(chain_url(version.chain))
    version.refresh_from_db()
    context = {
        "version": version,
        "chain": version.chain,
        "form": form,
        "editors": list(editors_of(version).values()),
        "is_editor": had_a_hand_in(version, by),
        "problems": problems_of(version) if version.status == ChainVersion.Status.DRAFT else [],
        "is_draft": version.status == ChainVersion.Status.DRAFT,
        "trial": trial_url(version),
        "back": version_url(version),
        **comparison(version),
    }
    return page(admin, request, "chain_publish.html", version.chain.name, context)


def retired(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """End the version in force, with a reason."""

    def act(by: Actor, version: ChainVersion, reason: str) -> str:
        retire(by=by, version=version, reason=reason)
        return chain_url(version.chain)

    return _with_reason(admin, request, object_id, "retire", _("The version was retired."), act)


def thrown_away(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Throw a draft away, with a reason."""

    def act(by: Actor, version: ChainVersion, reason: str) -> str:
        throw_away(by=by, version=version, reason=reason)
        return ""

    return _with_reason(admin, request, object_id, "throw_away", _("The draft was thrown away."), act)


def downloaded(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The chain with this version as a file; that it was taken stands in the record."""
    looking(request)
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    version = version_of(object_id)
    content, name = exported(version).encode(), f"chain-{version.chain_id}-v{version.number}.json"
    taken = Taken(label=ChainVersion._meta.label, what=version.chain.name, name=name, rows=1, is_personal=False)
    record_taken(Actor.of_request(request, Channel.BACKOFFICE), taken, name=name, kind="json", content=content)
    answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _with_reason(
    admin: Any,
    request: HttpRequest,
    object_id: str,
    what: str,
    done: Any,
    act: Callable[[Actor, ChainVersion, str], str],
) -> HttpResponse:
    by, version = shaping(request), version_of(object_id)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            there = act(by, version, form.cleaned_data["reason"])
        except RuleViolation as refused:
            say(form, refused)
        else:
            messages.success(request, done)
            return redirect(there or "admin:approvals_approvalchain_changelist")
    context = {"version": version, "chain": version.chain, "form": form, "what": what, "back": version_url(version)}
    return page(admin, request, "chain_reason.html", version.chain.name, context)

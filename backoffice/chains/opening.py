"""Pages that open a chain, rename one, draft its next version, or take one from a file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from backoffice.chains.forms import FileForm, HeadForm, RenameForm
from backoffice.chains.naming import Typed
from backoffice.chains.pages import chain_of, chain_url, page, posted, say, shaping, version_url
from workflows.approvals.drafting import amend_chain, draft_version, open_chain, was_published
from workflows.approvals.exchange import imported
from workflows.approvals.heads import head_of
from workflows.rules.chain_head import ChainHead
from workflows.rules.violation import RuleViolation


def new_chain(admin: Any, request: HttpRequest) -> HttpResponse:
    """Open a chain; its first draft is edited next."""
    by = shaping(request)
    form = HeadForm(posted(request))
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "unit": Typed.units([form.cleaned_data["unit"]]).code(form.cleaned_data["unit"])}
        try:
            version = open_chain(by=by, head=ChainHead(**said))
        except RuleViolation as refused:
            say(form, refused)
        else:
            return redirect("admin:approvals_chainversion_edit", version.pk)
    context = {"form": form, "button": _("Open the chain"), "with_suggestions": True}
    return page(admin, request, "chain_form.html", _("New approval chain"), context)


def rename(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Give a chain another name, or another condition while none of its versions was published."""
    by, chain = shaping(request), chain_of(object_id)
    is_fixed = was_published(chain)
    head = head_of(chain)
    initial = {
        **{name: getattr(head, name) for name in ("name", "position_kind", "eselon")},
        "unit": Typed.shown(chain.unit),
    }
    form = RenameForm(posted(request), initial=initial, is_fixed=is_fixed)
    if request.method == "POST" and form.is_valid():
        said = {**initial, "unit": head.unit, **form.cleaned_data}
        if not is_fixed:
            said["unit"] = Typed.units([said["unit"]]).code(said["unit"])
        try:
            amend_chain(by=by, chain=chain, **said)
        except RuleViolation as refused:
            say(form, refused)
        else:
            messages.success(request, _("The chain was changed."))
            return redirect(chain_url(chain))
    context = {"form": form, "button": _("Change"), "chain": chain, "is_fixed": is_fixed, "with_suggestions": True}
    return page(admin, request, "chain_form.html", chain.name, context)


def draft(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Draft the next version and go on to edit it."""
    by, chain = shaping(request), chain_of(object_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        version = draft_version(by=by, chain=chain, copy=request.POST.get("from") != "empty")
    except RuleViolation as refused:
        messages.error(request, refused.message)
        return redirect(chain_url(chain))
    return redirect("admin:approvals_chainversion_edit", version.pk)


def from_file(admin: Any, request: HttpRequest) -> HttpResponse:
    """Take a chain from a file: a draft, to be looked at and published like any other."""
    by = shaping(request)
    form = FileForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            version = imported(by=by, text=form.text(), reason=form.cleaned_data["reason"])
        except RuleViolation as refused:
            say(form, refused)
        else:
            messages.success(request, _("The file was read. It is a draft now; somebody else publishes it."))
            return redirect(version_url(version))
    context = {"form": form, "button": _("Read the file"), "is_file": True}
    return page(admin, request, "chain_form.html", _("Approval chain from a file"), context)

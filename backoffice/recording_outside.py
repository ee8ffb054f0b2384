"""Recording what somebody outside the office, who has no log-in, decided by a signed document; with its file."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from backoffice.overriding import WORDS, shown, told_that_it_moved_on
from backoffice.site import site
from workflows.approvals.models import Tier
from workflows.audit import clock
from workflows.engine.authority import why_not_outside
from workflows.engine.deciding import actions_of
from workflows.engine.evidence_fields import BEGINS, FILE_TYPES, MOST_BYTES
from workflows.engine.forms import APPROVE, REJECT, RETURN
from workflows.engine.models import WorkItem
from workflows.engine.peers import case_of
from workflows.engine.recording_outside import Paper, record_outside
from workflows.engine.refusals import MovedOn, Refusal
from workflows.organization.actor import Actor, Channel
from workflows.organization.login import has_role
from workflows.organization.models import Role
from workflows.rules.violation import RuleViolation


class DocumentForm(forms.Form):
    """What was signed, by whom, and the file; bound to the content that was shown."""

    verb = forms.ChoiceField(
        label=_("What the document decides"), widget=UnfoldAdminRadioSelectWidget,
        error_messages={"required": _("Choose a decision.")},
    )  # fmt: skip
    signatory = forms.CharField(
        label=_("Signed by"), max_length=200, widget=UnfoldAdminTextInputWidget,
        error_messages={"required": _("Write who signed.")},
    )  # fmt: skip
    signatory_post = forms.CharField(
        label=_("Post of the signatory"), max_length=250, widget=UnfoldAdminTextInputWidget,
        error_messages={"required": _("Write the post of whoever signed.")},
    )  # fmt: skip
    number = forms.CharField(
        label=_("Document number"), max_length=100, widget=UnfoldAdminTextInputWidget,
        error_messages={"required": _("Write the document's number.")},
    )  # fmt: skip
    dated = forms.DateField(
        label=_("Date of the document"), widget=UnfoldAdminDateWidget(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose the document's date."), "invalid": _("Choose the document's date.")},
    )  # fmt: skip
    file = forms.FileField(
        label=_("The signed document"), help_text=_("Photo or PDF, at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in FILE_TYPES)}),
        error_messages={"required": _("Attach the signed document.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("What the document says, or why it is recorded. Everybody who sees the case reads it."),
        error_messages={"required": _("Write the reason.")},
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, tier: Tier, verbs: list[str], seen: str) -> None:
        super().__init__(data, files, initial={"seen": seen})
        may = {APPROVE: tier.may_approve, RETURN: tier.may_return, REJECT: tier.may_reject}
        self.fields["verb"].choices = [(verb, WORDS[verb]) for verb in verbs if may[verb]]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse a file that is too large, or that is not what its name says."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Attach a smaller one."))
        head = upload.read(16)
        upload.seek(0)
        extension = upload.name.rpartition(".")[2].lower()
        if extension not in FILE_TYPES or not BEGINS.match(head):
            raise forms.ValidationError(_("Attach a photo (JPG, PNG, WEBP) or a PDF."))
        return upload

    def paper(self) -> Paper:
        """The document as a value."""
        given = self.cleaned_data
        return Paper(**{name: given[name] for name in ("file", "number", "dated", "signatory", "signatory_post")})


def record_document(request: HttpRequest, task_id: int) -> HttpResponse:
    """The task with its case; posted, the decision that the document says.

    :raises Http404: no tier is asked by this task any more.
    """
    if not has_role(request.user, Role.HR_ADMIN):
        raise PermissionDenied
    rows = WorkItem.objects.open().filter(task_id=task_id, tier__isnull=False).select_related("tier", "owner")
    items = list(rows.select_related("principal").order_by("pk"))
    if not items or items[0].tier is None:
        return told_that_it_moved_on(request, task_id)
    item, case = items[0], case_of(items[0])
    actions = actions_of(item.process, item.node)
    seen = request.POST.get("seen", "") or case.content_hash
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form, status = DocumentForm(*posted, tier=items[0].tier, verbs=list(actions), seen=seen), 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            record_outside(
                task_id=task_id, verb=given["verb"], reason=given["reason"], paper=form.paper(), seen=given["seen"],
                by=Actor.of_request(request, Channel.BACKOFFICE),
            )  # fmt: skip
        except MovedOn as refusal:
            messages.warning(request, str(refusal))
            return redirect("admin:engine_stuck")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        except RuleViolation as violation:
            form.add_error(violation.field if violation.field in form.fields else None, violation.message)
        else:
            messages.success(request, _("The decision is recorded from the document."))
            return redirect("admin:engine_stuck")
    if form.errors and status == 200:
        status = 422
    context = {
        **site.each_context(request), **shown(case, item), "title": _("Record a signed document"), "form": form,
        "is_own": getattr(request.user, "employee", None) == case.person, "has_plain_decision": bool(actions),
        "why_not": why_not_outside(items, clock.today()), "back": reverse("admin:engine_stuck"),
    }  # fmt: skip
    return TemplateResponse(request, "backoffice/record_outside.html", context, status=status)

"""Proposals about auditors: what waits for a second person; the pages that propose, confirm, refuse and withdraw."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminRadioSelectWidget

from backoffice.asking import act_on, reason_field
from backoffice.base import ReadOnlyAdmin
from backoffice.roles import name_and_nip
from backoffice.site import site
from workflows.audit import clock
from workflows.audit.verbs import Verb
from workflows.engine.asking_why import require_in
from workflows.engine.auditors_news import confirm_and_tell, propose_code_and_tell, refuse_and_tell
from workflows.organization.actor import Actor, Channel
from workflows.organization.auditors_rights import may_decide, withdraw
from workflows.organization.keeping import PROCESS
from workflows.organization.login import has_role
from workflows.organization.models import OneTimeCode, Role, RoleProposal, User
from workflows.printing.words import long_date

CONFIRM, REFUSE = "confirm", "refuse"


class WaitingFilter(DropdownFilter):
    """Open ones unless told otherwise: they are what asks for a second person."""

    title = _("state")
    parameter_name = "state"
    all_option = None

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What waits, what is decided, and both."""
        return [("open", _("Waiting for a second person")), ("decided", _("Decided")), ("all", _("All"))]

    def value(self) -> str:
        """The choice; what waits where there is none."""
        given = super().value()
        return given if given in {"decided", "all"} else "open"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those proposals."""
        if self.value() == "open":
            return queryset.filter(outcome="")
        return queryset.exclude(outcome="") if self.value() == "decided" else queryset


class DecisionForm(forms.Form):
    """Confirmed or refused, and why."""

    choice = forms.ChoiceField(
        label=_("Your decision"), widget=UnfoldAdminRadioSelectWidget,
        choices=[(CONFIRM, _("Confirm: it holds at once")), (REFUSE, _("Refuse: everything stays as it is"))],
        error_messages={"required": _("Choose: confirm or refuse.")},
    )  # fmt: skip
    answer = reason_field(_("Needed for a refusal. It stands in the record, and whom it concerns reads it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = False

    def clean(self) -> dict[str, Any]:
        """A refusal says why."""
        given = super().clean() or self.cleaned_data
        if given.get("choice") == REFUSE and not given.get("answer"):
            self.add_error("answer", translated("Write the reason."))
        return given


class WhyForm(forms.Form):
    """Why."""

    reason = reason_field(_("It stands in the record beside your name."))


@admin.register(RoleProposal, site=site)
class RoleProposalAdmin(ReadOnlyAdmin):
    """Proposals about auditors, the latest first. Made on the pages of roles and employees, decided here by another."""

    list_display = ("person", "what", "term", "proposer", "proposed_at", "state")
    list_select_related = ("user__employee", "proposed_by__employee", "decided_by__employee", "grant")
    list_filter = (WaitingFilter,)
    search_fields = ("user__username__startswith", "user__employee__name__icontains")
    fields = (
        "holder", "what", "term", "reason", "maker", "proposed_at", "standing", "answer", "decider", "decided_at",
    )  # fmt: skip
    ordering = ("-pk",)
    actions_detail = ["decide_page", "withdraw_page"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever reads the record: who audits is nothing for a technical admin."""
        return super().has_view_permission(request, obj) and request.user.has_perm("audit.view_decision")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever may read the list."""
        return self.has_view_permission(request)

    def has_decide_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """HR admins and auditors; asked again by the action, under the lock."""
        return may_decide(request.user, clock.today())

    def has_withdraw_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Whoever proposed it, while it is open."""
        own = RoleProposal.objects.open().filter(pk=object_id, proposed_by=request.user.pk)
        return object_id is not None and own.exists()

    def get_urls(self) -> list[Any]:
        """The list's, and the page on which a code for an auditor is proposed."""
        page = self.admin_site.admin_view(self.propose_code_page)
        return [path("propose-code/<int:user_id>/", page, name="organization_propose_code"), *super().get_urls()]

    # ---- what is shown ----
    @display(description=_("log-in"), header=True)
    def person(self, proposal: RoleProposal) -> list[str]:
        """The name over the NIP."""
        return name_and_nip(proposal.user)

    @display(description=_("log-in"))
    def holder(self, proposal: RoleProposal) -> str:
        """The name with the NIP."""
        return ", ".join(name_and_nip(proposal.user))

    @display(description=_("what is proposed"))
    def what(self, proposal: RoleProposal) -> str:
        """*Grant the role: Auditor.*"""
        if proposal.kind == RoleProposal.Kind.CODE:
            return proposal.get_kind_display()
        return f"{proposal.get_kind_display()}: {proposal.get_role_display()}"

    @display(description=_("time"))
    def term(self, proposal: RoleProposal) -> str:
        """From when to before when."""
        start = proposal.start or (proposal.grant.start if proposal.grant else None)
        if start is None:
            return "–"
        until = f" {translated('until before')} {long_date(proposal.end)}" if proposal.end else ""
        return f"{translated('from')} {long_date(start)}{until}"

    @display(description=_("proposed by"), header=True)
    def proposer(self, proposal: RoleProposal) -> list[str]:
        """The name over the NIP."""
        return name_and_nip(proposal.proposed_by)

    @display(description=_("proposed by"))
    def maker(self, proposal: RoleProposal) -> str:
        """The name with the NIP."""
        return ", ".join(name_and_nip(proposal.proposed_by))

    @display(description=_("decided by"))
    def decider(self, proposal: RoleProposal) -> str:
        """The name with the NIP."""
        return ", ".join(name_and_nip(proposal.decided_by)) if proposal.decided_by else "–"

    @display(
        description=_("status"),
        label={"": "warning", "CONFIRMED": "success", "REFUSED": "danger", "WITHDRAWN": "info"},
    )
    def state(self, proposal: RoleProposal) -> tuple[str, Any]:
        """The outcome in words, coloured."""
        return proposal.outcome, self.standing(proposal)

    @display(description=_("status"))
    def standing(self, proposal: RoleProposal) -> str:
        """The outcome in words."""
        return proposal.get_outcome_display() if proposal.outcome else translated("waiting for a second person")

    # ---- what is done ----
    @action(description=_("Confirm or refuse"), url_path="decide", permissions=["decide"], icon="how_to_reg")
    def decide_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What is proposed and what is known of the log-in; posted, it is decided."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        proposal = self._row(request, object_id)
        form = DecisionForm(request.POST if request.method == "POST" else None)
        by = Actor.of_request(request, Channel.BACKOFFICE)

        def decide() -> str:
            given = form.cleaned_data
            if given["choice"] == CONFIRM:
                return confirm_and_tell(by=by, proposal=proposal, answer=given["answer"])
            refuse_and_tell(by=by, proposal=proposal, answer=given["answer"])
            return ""

        outcome = act_on(request, form, decide)
        require_in(form, "answer", request, {Verb.APPROVE}, PROCESS)
        if outcome.is_done:
            if outcome.given:
                return self._half(request, proposal, outcome.given, is_first=False)
            messages.success(request, _("Decided. It stands in the record, and whom it concerns is told."))
            return redirect(_address(proposal))
        context = {
            "proposal": proposal, "form": form, "why_not": _why_not(request.user, proposal),
            "what": self.what(proposal), "term": self.term(proposal), "back": _address(proposal),
            "button": _("Send the decision"), "code": OneTimeCode.objects.filter(user=proposal.user).last(),
        }  # fmt: skip
        title = _("Confirm or refuse a proposal")
        return self._page(request, "backoffice/role_proposal.html", title, outcome.status, **context)

    @action(description=_("Withdraw the proposal"), url_path="withdraw", permissions=["withdraw"], icon="undo")
    def withdraw_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Why one's own proposal is taken back."""
        proposal = self._row(request, object_id)
        if not self.has_withdraw_permission(request, proposal.pk):
            raise PermissionDenied
        form = WhyForm(request.POST if request.method == "POST" else None)
        by = Actor.of_request(request, Channel.BACKOFFICE)
        outcome = act_on(request, form, lambda: withdraw(by=by, proposal=proposal, answer=form.cleaned_data["reason"]))
        if outcome.is_done:
            messages.success(request, _("Withdrawn. The record keeps both."))
            return redirect(_address(proposal))
        context = {
            "proposal": proposal, "form": form, "what": self.what(proposal), "term": self.term(proposal),
            "back": _address(proposal), "button": _("Withdraw the proposal"),
        }  # fmt: skip
        title = _("Withdraw the proposal")
        return self._page(request, "backoffice/role_proposal.html", title, outcome.status, **context)

    def propose_code_page(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """Why an auditor needs a code; posted, its first half is shown."""
        if not (request.user.is_superuser or has_role(request.user, Role.HR_ADMIN)):
            raise PermissionDenied
        user = get_object_or_404(User.objects.select_related("employee"), pk=user_id)
        form = WhyForm(request.POST if request.method == "POST" else None)
        by = Actor.of_request(request, Channel.BACKOFFICE)
        outcome = act_on(
            request, form, lambda: propose_code_and_tell(by=by, user=user, reason=form.cleaned_data["reason"])
        )
        if outcome.is_done and outcome.given is not None:
            return self._half(request, *outcome.given, is_first=True)
        context = {
            "form": form, "user": user, "is_code": True, "back": reverse("admin:organization_employee_changelist"),
            "button": _("Propose and show the first half"), "about": name_and_nip(user),
        }  # fmt: skip
        title = _("Propose a one-time code for an auditor")
        return self._page(request, "backoffice/role_proposal.html", title, outcome.status, **context)

    def _row(self, request: HttpRequest, object_id: str) -> RoleProposal:
        """The proposal.

        :raises PermissionDenied: the reader may not look.
        """
        proposal = get_object_or_404(self.get_queryset(request).select_related(*self.list_select_related), pk=object_id)
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        return proposal

    def _half(self, request: HttpRequest, proposal: RoleProposal, half: str, *, is_first: bool) -> HttpResponse:
        """Half of a code; shown on the page that answers and never again."""
        context = {
            "half": half, "is_first": is_first, "about": name_and_nip(proposal.user), "back": _address(proposal),
        }  # fmt: skip
        return self._page(request, "backoffice/half_code.html", _("Half of a one-time code"), 200, **context)

    def _page(self, request: HttpRequest, template: str, title: Any, status: int, **context: Any) -> HttpResponse:
        shown = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        return TemplateResponse(request, template, shown, status=status)


def _address(proposal: RoleProposal) -> str:
    return reverse("admin:organization_roleproposal_change", args=[proposal.pk])


def _why_not(user: Any, proposal: RoleProposal) -> Any:
    """Why this reader decides nothing here; nothing where they may."""
    if not proposal.is_open:
        return _("This proposal is decided or withdrawn.")
    if proposal.proposed_by_id == user.pk:
        return _("This is your own proposal: another HR admin or an auditor decides it.")
    if proposal.user_id == user.pk:
        return _("This proposal is about yourself: another HR admin or another auditor decides it.")
    return ""

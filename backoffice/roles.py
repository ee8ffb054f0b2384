"""Roles and log-ins: who may do what, and who can come in."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from backoffice.base import MasterDataAdmin, ReadOnlyAdmin
from backoffice.filters import HoldsTodayFilter
from backoffice.forms import REASON, MasterDataForm
from backoffice.site import site
from workflows.audit.verbs import Verb
from workflows.engine.auditors_news import propose_end_and_tell, propose_grant_and_tell
from workflows.organization.actions import end_role, grant_role
from workflows.organization.actor import Actor
from workflows.organization.models import OneTimeCode, Role, RoleGrant, User
from workflows.rules.reasons import NEW_ROW
from workflows.rules.violation import RuleViolation

TAKES_TWO = _("Auditor: granting and ending become a proposal, which another HR admin or an auditor confirms.")


def name_and_nip(user: User) -> list[str]:
    """The person's name over the NIP; the log-in's name where it is nobody's of the office."""
    employee = getattr(user, "employee", None)
    return [employee.name if employee else user.username, user.username]


class RoleGrantForm(MasterDataForm):
    """A new grant may say why; one of an auditor has to, since somebody else is to confirm it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields[REASON] = forms.CharField(
                label=_("Reason"), max_length=500, required=self.asks_why,
                widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
                help_text=_("Needed for an auditor; whoever confirms reads it. For example: decree 821.2/114/2026."),
            )  # fmt: skip
            if "role" in self.fields:
                self.fields["role"].help_text = TAKES_TWO

    def clean(self) -> dict[str, Any]:
        """An auditor's grant says why."""
        given = super().clean()
        if given.get("role") == Role.AUDITOR and not given.get(REASON) and REASON not in self.errors:
            self.add_error(REASON, translated("Write the reason."))
        return given


@admin.register(RoleGrant, site=site)
class RoleGrantAdmin(MasterDataAdmin):
    """Grants, the latest first. A grant is ended, never rewritten, and nobody grants to themselves.

    What is filled in for an auditor becomes a proposal (`role_proposals.py`), which another person confirms.
    """

    form = RoleGrantForm
    verb_of_new = Verb.APPOINT
    list_display = ("person", "role", "start", "end")
    list_select_related = ("user__employee",)
    list_filter = (HoldsTodayFilter, ("role", ChoicesDropdownFilter))
    search_fields = ("user__username__startswith", "user__employee__name__icontains")
    fields = ("user", "role", "start", "end")
    fixed_fields = ("user", "role", "start")
    autocomplete_fields = ("user",)
    ordering = ("-start", "-pk")

    @display(description=_("log-in"), header=True)
    def person(self, grant: RoleGrant) -> list[str]:
        """The name over the NIP."""
        return name_and_nip(grant.user)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new grant asks why too; an auditor's page says that it takes two."""
        if obj is None:
            return [(None, {"fields": [*self.fields, REASON]})]
        fieldsets = super().get_fieldsets(request, obj)
        if obj.role == Role.AUDITOR and not getattr(request, "reads_history", False):
            return [(None, {**fieldsets[0][1], "description": TAKES_TWO}), *fieldsets[1:]]
        return fieldsets

    def store(self, by: Actor, obj: Any, form: ModelForm, reason: str, change: bool) -> None:
        """Grant, or end what was granted; of an auditor, propose it."""
        why = "" if reason == NEW_ROW else reason
        if not change and obj.role == Role.AUDITOR:
            obj.proposal = propose_grant_and_tell(by=by, user=obj.user, start=obj.start, end=obj.end, reason=why)
        elif not change:
            obj.pk = grant_role(by=by, user=obj.user, role=obj.role, start=obj.start, end=obj.end, reason=why).pk
        elif obj.end is None:
            raise RuleViolation("Isi tanggal berakhir. Untuk memperpanjang, berikan peran baru.", "end", "role_end")
        else:
            grant = RoleGrant.objects.select_related("user__employee").get(pk=obj.pk)
            if grant.role == Role.AUDITOR:
                obj.proposal = propose_end_and_tell(by=by, grant=grant, end=obj.end, reason=reason)
            else:
                end_role(by=by, grant=grant, end=obj.end, reason=reason)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """To the proposal, where it became one."""
        return self._to_proposal(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """To the proposal, where it became one."""
        return self._to_proposal(request, obj) or super().response_change(request, obj)

    def _to_proposal(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        proposal = getattr(obj, "proposal", None)
        if proposal is None:
            return None
        messages.success(
            request, _("Proposed. It holds once another HR admin or an auditor has confirmed it; they are told.")
        )
        return redirect("admin:organization_roleproposal_change", proposal.pk)


@admin.register(User, site=site)
class UserAdmin(ReadOnlyAdmin):
    """Log-ins, to be looked at: they follow the employees. The password's hash is nobody's business."""

    list_display = ("person", "is_active", "last_login", "date_joined")
    list_select_related = ("employee",)
    list_filter = ("is_active",)
    search_fields = ("username__startswith", "employee__name__icontains")
    fields = ("username", "is_active", "last_login", "date_joined")
    ordering = ("username",)

    @display(description=_("log-in"), header=True, ordering="username")
    def person(self, user: User) -> list[str]:
        """The name over the NIP."""
        return name_and_nip(user)


@admin.register(OneTimeCode, site=site)
class OneTimeCodeAdmin(ReadOnlyAdmin):
    """Codes that were issued, never what they are: who issued them, when, and whether they were used."""

    list_display = ("person", "issued_by", "issued_at", "expires_at", "used_at")
    list_select_related = ("user__employee",)
    search_fields = ("user__username__startswith", "user__employee__name__icontains")
    fields = ("user", "issued_by", "issued_at", "expires_at", "used_at", "failures")
    ordering = ("-pk",)

    @display(description=_("log-in"), header=True)
    def person(self, code: OneTimeCode) -> list[str]:
        """The name over the NIP."""
        return name_and_nip(code.user)

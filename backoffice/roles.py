"""Roles and log-ins: who may do what, and who can come in."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from backoffice.base import NEW, MasterDataAdmin, ReadOnlyAdmin
from backoffice.filters import HoldsTodayFilter
from backoffice.site import site
from workflows.organization.actions import end_role, grant_role
from workflows.organization.actor import Actor
from workflows.organization.models import OneTimeCode, RoleGrant, User
from workflows.rules.violation import RuleViolation


def name_and_nip(user: User) -> list[str]:
    """The person's name over the NIP; the log-in's name where it is nobody's of the office."""
    employee = getattr(user, "employee", None)
    return [employee.name if employee else user.username, user.username]


@admin.register(RoleGrant, site=site)
class RoleGrantAdmin(MasterDataAdmin):
    """Grants, the latest first. A grant is ended, never rewritten, and nobody grants to themselves."""

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

    def store(self, by: Actor, obj: Any, form: ModelForm, reason: str, change: bool) -> None:
        """Grant, or end what was granted."""
        if not change:
            why = "" if reason == NEW else reason
            obj.pk = grant_role(by=by, user=obj.user, role=obj.role, start=obj.start, end=obj.end, reason=why).pk
        elif obj.end is None:
            raise RuleViolation("Isi tanggal berakhir. Untuk memperpanjang, berikan peran baru.", "end", "role_end")
        else:
            end_role(by=by, grant=RoleGrant.objects.get(pk=obj.pk), end=obj.end, reason=reason)


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

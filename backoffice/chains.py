"""Approval chains, to be read: a published version never changes, and HR's screens for new ones are their own."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from backoffice.base import ReadOnlyAdmin, ReadOnlyInline
from backoffice.site import site
from workflows.approvals.models import ApprovalChain, ChainVersion, Tier


class Versions(ReadOnlyInline):
    """The chain's versions."""

    model = ChainVersion
    fields = ("number", "status", "published_at", "published_by")
    readonly_fields = fields
    ordering = ("-number",)
    show_change_link = True


class Tiers(ReadOnlyInline):
    """The version's tiers, in their order."""

    model = Tier
    fields = ("number", "title", "rule", "mode", "may_return", "may_reject", "working_days", "overdue")
    readonly_fields = fields
    ordering = ("number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tier]:
        """With what each names."""
        return super().get_queryset(request).select_related("position", "unit")


@admin.register(ApprovalChain, site=site)
class ApprovalChainAdmin(ReadOnlyAdmin):
    """Chains with their condition."""

    list_display = ("code", "name", "process", "position_kind", "eselon", "unit")
    list_select_related = ("unit",)
    list_filter = (("process", ChoicesDropdownFilter),)
    search_fields = ("code__istartswith", "name__icontains")
    inlines = (Versions,)
    ordering = ("process", "code")


@admin.register(ChainVersion, site=site)
class ChainVersionAdmin(ReadOnlyAdmin):
    """Versions with their tiers and the hash that holds them fast."""

    list_display = ("chain", "number", "status", "published_at", "published_by")
    list_select_related = ("chain",)
    list_filter = (("status", ChoicesDropdownFilter), ("chain__process", ChoicesDropdownFilter))
    search_fields = ("chain__code__istartswith", "chain__name__icontains")
    inlines = (Tiers,)
    ordering = ("chain__code", "-number")

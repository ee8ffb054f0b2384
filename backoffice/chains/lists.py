"""The lists of chains and versions, their pages to be read, and the addresses of the pages that change them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from backoffice.base import ReadOnlyAdmin
from backoffice.chains import deciding, editing, naming, opening
from backoffice.chains.pages import chain_of, chain_url, may_shape, trial_url, version_of
from backoffice.chains.words import Words, meant_for
from backoffice.site import site
from workflows.approvals.by_whom import editors_of
from workflows.approvals.models import ApprovalChain, ChainVersion
from workflows.approvals.plans import plan_of
from workflows.approvals.retiring import is_for_everybody
from workflows.printing.words import long_date

Page = Callable[..., HttpResponse]


class WithPages(ReadOnlyAdmin):
    """Rows to be read, and pages beside them that go through the actions."""

    pages: tuple[tuple[str, str, Page], ...] = ()

    def get_urls(self) -> list[Any]:
        """Our pages before the library's, whose last one takes every address."""
        own = [
            path(
                address,
                self.admin_site.admin_view(partial(view, self)),
                name=f"approvals_{self.opts.model_name}_{name}",
            )
            for address, name, view in self.pages
        ]
        return [*own, *super().get_urls()]


@admin.register(ApprovalChain, site=site)
class ApprovalChainAdmin(WithPages):
    """Chains with whom they are meant for, what is in force, and what is being drafted."""

    list_display = ("called", "process", "meant", "in_force", "draft")
    list_select_related = ("unit",)
    list_filter = (("process", ChoicesDropdownFilter), ("position_kind", ChoicesDropdownFilter))
    search_fields = ("code__istartswith", "name__icontains")
    fields = ("name", "code", "process", "meant")
    readonly_fields = ("meant",)
    ordering = ("process", "code")
    list_before_template = "backoffice/chain_list_buttons.html"
    change_form_outer_after_template = "backoffice/chain_versions.html"
    pages = (
        ("new/", "new", opening.new_chain),
        ("from-file/", "from_file", opening.from_file),
        ("<path:object_id>/rename/", "rename", opening.rename),
        ("<path:object_id>/draft/", "draft", opening.draft),
        ("units/", "units", partial(naming.suggested, what="units")),
        ("posts/", "posts", partial(naming.suggested, what="posts")),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApprovalChain]:
        """With the versions that are not over, one query a page."""
        current = ChainVersion.objects.exclude(status=ChainVersion.Status.RETIRED)
        return super().get_queryset(request).prefetch_related(Prefetch("versions", current, to_attr="current"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, with the buttons for whoever may shape chains."""
        return super().changelist_view(request, {"may_shape": may_shape(request), **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The chain with its versions and what can be done."""
        chain = chain_of(object_id) if object_id.isdecimal() and self.has_view_permission(request) else None
        shown: dict[str, Any] = {"may_shape": may_shape(request)}
        if chain is not None:
            versions = list(chain.versions.order_by("-number"))
            shown |= {
                "chain": chain,
                "versions": versions,
                "draft": next((v for v in versions if v.status == ChainVersion.Status.DRAFT), None),
                "in_force": next((v for v in versions if v.status == ChainVersion.Status.PUBLISHED), None),
                "may_retire": not is_for_everybody(chain),
            }
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    @display(description=_("chain"), header=True, ordering="name")
    def called(self, chain: ApprovalChain) -> list[str]:
        """The name over the code."""
        return [chain.name, chain.code]

    @display(description=_("for"))
    def meant(self, chain: ApprovalChain) -> str:
        """For whom the chain is meant, in words."""
        return meant_for(chain)

    @display(description=_("in force"))
    def in_force(self, chain: ApprovalChain) -> str:
        """The published version."""
        version = self._current(chain, ChainVersion.Status.PUBLISHED)
        if version is None:
            return gettext("none")
        since = long_date(version.published_at)
        return gettext("version %(number)s, since %(day)s") % {"number": version.number, "day": since}

    @display(description=_("draft"))
    def draft(self, chain: ApprovalChain) -> str:
        """The open draft, with the way to it."""
        version = self._current(chain, ChainVersion.Status.DRAFT)
        if version is None:
            return ""
        text = gettext("version %(number)s by %(name)s") % {"number": version.number, "name": version.drafted_by}
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:approvals_chainversion_change", args=[version.pk]), text
        )

    @staticmethod
    def _current(chain: ApprovalChain, status: str) -> ChainVersion | None:
        return next((version for version in chain.current if version.status == status), None)  # type: ignore[attr-defined]


@admin.register(ChainVersion, site=site)
class ChainVersionAdmin(WithPages):
    """Versions with their tiers in words and the hash that holds them fast."""

    list_display = ("chain", "number", "status", "published_at", "published_by")
    list_select_related = ("chain",)
    list_filter = (("status", ChoicesDropdownFilter), ("chain__process", ChoicesDropdownFilter))
    search_fields = ("chain__code__istartswith", "chain__name__icontains")
    fields = (
        "chain", "number", "status", "same_person_may_decide_twice", "again_from_tier", "drafted_by", "published_by",
        "published_at", "hash_in_pieces",
    )  # fmt: skip
    readonly_fields = ("hash_in_pieces",)
    ordering = ("chain__code", "-number")
    change_form_outer_after_template = "backoffice/chain_version.html"
    pages = (
        ("<path:object_id>/edit/", "edit", editing.edit),
        ("<path:object_id>/compare/", "compare", deciding.compared),
        ("<path:object_id>/publish/", "publish", deciding.published),
        ("<path:object_id>/retire/", "retire", deciding.retired),
        ("<path:object_id>/throw-away/", "throw_away", deciding.thrown_away),
        ("<path:object_id>/download/", "download", deciding.downloaded),
    )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The version with its tiers in words and what can be done."""
        shown: dict[str, Any] = {"may_shape": may_shape(request)}
        if object_id.isdecimal() and self.has_view_permission(request):
            version = version_of(object_id)
            plan = plan_of(version)
            words = Words(plan)
            shown |= {
                "version": version,
                "chain_url": chain_url(version.chain),
                "tier_lines": [
                    (number, tier.title, words.lines(tier)) for number, tier in enumerate(plan.tiers, start=1)
                ],
                "editors": list(editors_of(version).values()),
                "may_retire": not is_for_everybody(version.chain),
                "trial": trial_url(version),
            }
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    @display(description=_("content hash"))
    def hash_in_pieces(self, version: ChainVersion) -> str:
        """The hash, which may break on a narrow screen and is copied whole."""
        pieces = (version.content_hash[at : at + 8] for at in range(0, len(version.content_hash), 8))
        return format_html_join(mark_safe("<wbr>"), "{}", ((piece,) for piece in pieces))

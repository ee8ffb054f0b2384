"""The record of decisions, to be read."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter
from unfold.decorators import action, display

from backoffice.auditing.shown import timeline_address
from backoffice.base import ReadOnlyAdmin
from backoffice.exporting import ExportableAdmin
from backoffice.filters import PROCESSES, ProcessFilter
from backoffice.resources.work import DecisionResource
from backoffice.site import site
from workflows.audit.models import Decision
from workflows.audit.models.decision import PARTICULARS
from workflows.organization.capacities import post_acted_in
from workflows.organization.models import Employee

MOST_PEOPLE = 200  # so many namesakes are looked for in the record


@admin.register(Decision, site=site)
class DecisionAdmin(ExportableAdmin, ReadOnlyAdmin):
    """Decisions, the latest first."""

    resource_classes = [DecisionResource]
    list_display = ("effective_at", "actor", "verb", "process_name", "concerning", "tier", "reason", "timeline")
    list_display_links = ("effective_at",)
    list_select_related = ("particulars",)
    list_filter = (("verb", ChoicesDropdownFilter), ProcessFilter, ("effective_at", RangeDateTimeFilter))
    search_fields = ("particulars__actor_nip__startswith",)
    search_help_text = _("NIP or name of who decided or whom it concerns, or a subject such as daily.DailyReport#12")
    ordering = ("-id",)
    hidden_fields = ("form",)
    actions_detail = ["to_timeline"]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[Any]:
        """What was done, then its particulars."""
        return [*super().get_fields(request, obj), *PARTICULARS]

    @display(description=_("by"), header=True)
    def actor(self, decision: Decision) -> list[str]:
        """Who, and on whose behalf."""
        if not decision.principal_post:
            return [decision.actor_name, decision.actor_post]
        acted = post_acted_in(decision.capacity, decision.principal_post)
        whom = _("on behalf of %(name)s") % {"name": decision.principal_name} if decision.principal_name else ""
        return [decision.actor_name, ", ".join(filter(None, (acted, str(whom))))]

    @display(description=_("process"))
    def process_name(self, decision: Decision) -> str:
        """The process in words."""
        return str(dict(PROCESSES).get(decision.process, decision.process))

    @display(description=_("person concerned"), header=True)
    def concerning(self, decision: Decision) -> list[str]:
        """Whom it is about."""
        return [decision.person_name, decision.person_nip]

    @display(description=_("Timeline"))
    def timeline(self, decision: Decision) -> str:
        """The way to everything that was done to the same case."""
        link = '<a class="text-primary-600 dark:text-primary-500 underline" href="{}">{}</a>'
        return format_html(link, timeline_address(decision), _("Timeline"))

    @action(description=_("Timeline"), url_path="timeline", permissions=["view"], icon="timeline")
    def to_timeline(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """To everything that was done to the same case.

        :raises Http404: there is no such decision.
        """
        decision = self.get_object(request, object_id)
        if decision is None:
            raise Http404
        return redirect(timeline_address(decision))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Decision], search_term: str
    ) -> tuple[QuerySet[Decision], bool]:
        """By NIP, by the name of somebody of the office, or by subject: each an index, never the whole record."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if "#" in term:
            return queryset.filter(subject=term), False
        if term.isdigit():
            return queryset.filter(Q(particulars__actor_nip=term) | Q(particulars__person_nip=term)), False
        people = list(Employee.objects.filter(name__icontains=term).values_list("nip", flat=True)[:MOST_PEOPLE])
        return queryset.filter(Q(particulars__actor_nip__in=people) | Q(particulars__person_nip__in=people)), False

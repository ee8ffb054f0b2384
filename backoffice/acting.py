"""Acting officers: who acts for which post, by which decree."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from backoffice.base import MasterDataAdmin
from backoffice.exporting import ImportableAdmin
from backoffice.filters import HoldsTodayFilter
from backoffice.resources.office import ActingResource
from backoffice.site import site
from workflows.audit.verbs import Verb
from workflows.organization.actions import amend_acting, appoint_acting
from workflows.organization.actor import Actor
from workflows.organization.models import ActingAppointment
from workflows.rules.reasons import NEW_ROW


@admin.register(ActingAppointment, site=site)
class ActingAdmin(ImportableAdmin, MasterDataAdmin):
    """Acting officers, the latest first. Storing goes through the actions, which record who was appointed by whom."""

    resource_classes = [ActingResource]
    verb_of_new = Verb.APPOINT
    list_display = ("person", "capacity", "position", "start", "end", "decree")
    list_select_related = ("officer", "position")
    list_filter = (HoldsTodayFilter, ("capacity", ChoicesDropdownFilter), ("start", RangeDateFilter))
    search_fields = (
        "officer__nip__startswith", "officer__name__icontains", "position__code__istartswith", "decree__icontains",
    )  # fmt: skip
    fields = ("position", "officer", "capacity", "start", "end", "decree", "reason")
    fixed_fields = ("position", "officer", "reason")
    autocomplete_fields = ("position", "officer")
    ordering = ("-start", "-pk")

    @display(description=_("acting officer"), header=True)
    def person(self, appointment: ActingAppointment) -> list[str]:
        """The name over the NIP."""
        return [appointment.officer.name, appointment.officer.nip]

    def store(self, by: Actor, obj: Any, form: ModelForm, reason: str, change: bool) -> None:
        """Appoint, or amend what was appointed."""
        given: dict[str, Any] = {name: getattr(obj, name) for name in ("capacity", "start", "end", "decree")}
        if change:
            stored = ActingAppointment.objects.get(pk=obj.pk)
            amend_acting(by=by, appointment=stored, reason=reason, **given)
        else:
            why = obj.reason or ("" if reason == NEW_ROW else reason)
            obj.pk = appoint_acting(by=by, position=obj.position, officer=obj.officer, reason=why, **given).pk

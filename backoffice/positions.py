"""Positions: posts, their class, and the reporting line."""

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from backoffice.base import MasterDataAdmin, ReadOnlyInline
from backoffice.exporting import ImportableAdmin
from backoffice.filters import StandingFilter
from backoffice.resources.office import PositionResource
from backoffice.site import site
from workflows.audit import clock
from workflows.organization.models import ActingAppointment, Position, Tenure


class HeldBy(ReadOnlyInline):
    """Who held the post when."""

    model = Tenure
    fields = ("employee", "start", "end", "decree")
    readonly_fields = fields
    ordering = ("-start",)
    verbose_name_plural = _("held by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tenure]:
        """With the names."""
        return super().get_queryset(request).select_related("employee")


class ActedForBy(ReadOnlyInline):
    """Who acted for the post when."""

    model = ActingAppointment
    fields = ("officer", "capacity", "start", "end", "decree")
    readonly_fields = fields
    ordering = ("-start",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ActingAppointment]:
        """With the names."""
        return super().get_queryset(request).select_related("officer")


@admin.register(Position, site=site)
class PositionAdmin(ImportableAdmin, MasterDataAdmin):
    """Posts with who stands in them today."""

    holds_personal_data = False
    resource_classes = [PositionResource]
    list_display = ("titled", "unit", "kind", "job_class", "reports_to", "holder")
    list_select_related = ("unit", "reports_to")
    list_filter = (
        ("unit", AutocompleteSelectFilter),
        ("kind", ChoicesDropdownFilter),
        StandingFilter,
    )
    search_fields = ("code__istartswith", "title__icontains")
    fieldsets = (
        (
            None,
            {
                "fields": ("code", "title", "unit", "kind", "eselon", "job_class", "reports_to"),
                "description": _(
                    "The unit is a correction for all of the post's time. If the post moved to another unit on a day, "
                    "open a new post there, end the tenure here on that day and begin one there: then each part is "
                    "assessed in its unit."
                ),
            },
        ),
    )
    autocomplete_fields = ("unit", "reports_to")
    inlines = (HeldBy, ActedForBy)
    ordering = ("code",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Position]:
        """With today's holders and acting officers, two queries a page."""
        today = clock.today()
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch("tenures", Tenure.objects.on(today).select_related("employee"), to_attr="held_today"),
                Prefetch(
                    "acting_appointments",
                    ActingAppointment.objects.on(today).select_related("officer"),
                    to_attr="acted_today",
                ),
            )
        )

    @display(description=_("position"), header=True, ordering="code")
    def titled(self, position: Position) -> list[str]:
        """The title over the code."""
        return [position.title, position.code]

    @display(description=_("stands in it today"))
    def holder(self, position: Position) -> str:
        """The acting officer, else the holder, else that it is vacant."""
        for appointment in position.acted_today:  # type: ignore[attr-defined]
            return f"{appointment.get_capacity_display()} {appointment.officer.name}"
        for tenure in position.held_today:  # type: ignore[attr-defined]
            return tenure.employee.name
        return str(_("vacant"))

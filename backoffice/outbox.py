"""The outbox, to be read: what was told to whom, by mail or on their page, and what could not be mailed and why."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import display

from backoffice.base import ReadOnlyAdmin
from backoffice.roles import name_and_nip
from backoffice.site import site
from workflows.engine.models import OutboxMessage

MAILED, ON_PAGE, WAITING, FAILING = "mailed", "page", "waiting", "failing"
STATES = {
    MAILED: _("mailed"),
    ON_PAGE: _("on their page"),
    WAITING: _("waits to be mailed"),
    FAILING: _("could not be mailed yet"),
}


class DeliveryFilter(admin.SimpleListFilter):
    """By what became of the message."""

    title = _("delivery")
    parameter_name = "delivery"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:
        """The states."""
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> QuerySet[OutboxMessage]:
        """The messages in that state."""
        return {
            MAILED: queryset.filter(sent_at__isnull=False, attempts__gt=0),
            ON_PAGE: queryset.filter(sent_at__isnull=False, attempts=0),
            WAITING: queryset.filter(sent_at__isnull=True, failure=""),
            FAILING: queryset.filter(sent_at__isnull=True).exclude(failure=""),
        }.get(self.value() or "", queryset)


@admin.register(OutboxMessage, site=site)
class OutboxAdmin(ReadOnlyAdmin):
    """Messages, the latest first. The text is the recipient's; the list says what became of it."""

    list_display = ("created_at", "to", "subject", "delivery", "attempts", "failure", "read_at")
    list_display_links = ("created_at",)
    list_select_related = ("recipient__employee",)
    list_filter = (DeliveryFilter, ("created_at", RangeDateTimeFilter))
    search_fields = ("key__startswith", "recipient__username__startswith")
    hidden_fields = ("body",)
    ordering = ("-pk",)

    @display(description=_("to"), header=True)
    def to(self, message: OutboxMessage) -> list[str]:
        """The name over the NIP."""
        return name_and_nip(message.recipient)

    @display(description=_("delivery"))
    def delivery(self, message: OutboxMessage) -> str:
        """What became of it."""
        if message.sent_at is not None:
            return str(STATES[MAILED if message.attempts else ON_PAGE])
        return str(STATES[FAILING if message.failure else WAITING])

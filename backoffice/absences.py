"""Leave and outages: what takes working days away from open work. Storing goes through the actions, which move it."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter, RangeDateTimeFilter
from unfold.decorators import action, display

from backoffice.base import MasterDataAdmin
from backoffice.filters import HoldsTodayFilter
from backoffice.service_ends import withdrawing
from backoffice.site import site
from workflows.engine.absences import Taken, record_leave, record_outage, withdraw_leave
from workflows.organization.actor import Actor
from workflows.organization.models import Leave, Outage
from workflows.rules.reasons import NEW_ROW


class MovesWork(MasterDataAdmin):
    """Rows that take working days away; the page says how many open tasks were moved by it."""

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        """Store it, and say what moved."""
        super().save_model(request, obj, form, change)
        tell_moved(request, obj)


def tell_moved(request: HttpRequest, obj: Any) -> None:
    """Say how many open tasks were moved by what was just stored."""
    taken: Taken | None = getattr(obj, "taken", None)
    if taken is not None:
        messages.info(
            request,
            translated("Working days that no longer count: %(days)s. Open tasks moved: %(moved)s.")
            % {"days": len(taken.days), "moved": taken.moved},
        )
        if taken.followed.done:
            text = translated("Assessments that are shortened or closed by the leave: %(number)s.")
            messages.info(request, text % {"number": taken.followed.done})
        if taken.followed.left:
            text = translated("Held by somebody at this moment: %(number)s. Store the leave once more in a while.")
            messages.warning(request, text % {"number": len(taken.followed.left)})


@admin.register(Leave, site=site)
class LeaveAdmin(MovesWork):
    """Who is away from when to when; their deadlines wait. Who decides meanwhile is a Plh's or a delegate's matter."""

    list_display = ("person", "kind", "start", "end", "document")
    list_select_related = ("employee",)
    list_filter = (HoldsTodayFilter, ("kind", ChoicesDropdownFilter), ("start", RangeDateFilter))
    search_fields = ("employee__nip__startswith", "employee__name__icontains", "document__icontains")
    fields = ("employee", "kind", "start", "end", "document")
    fixed_fields = ("employee",)
    autocomplete_fields = ("employee",)
    ordering = ("-start", "-pk")
    actions_detail = ["withdraw_page"]

    @action(description=_("Withdraw the record"), url_path="withdraw", permissions=["change"], icon="undo")
    def withdraw_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The reason for which a leave that was recorded wrongly is taken out."""
        leave = get_object_or_404(Leave.objects.select_related("employee"), pk=object_id)
        if not self.has_change_permission(request, leave):
            raise PermissionDenied

        def withdraw(reason: str, by: Actor) -> None:
            withdraw_leave(leave=leave, reason=reason, by=by)

        return withdrawing(
            self, request, leave.employee, withdraw, what=f"{leave.get_kind_display()}, {leave}",
            back=reverse("admin:organization_leave_change", args=[leave.pk]),
            says=_(
                "The leave is taken out of the table; its history and the decision stay. Open tasks keep the days that "
                "they were given."
            ),
        )  # fmt: skip

    @display(description=_("employee"), header=True)
    def person(self, leave: Leave) -> list[str]:
        """The name over the NIP."""
        return [leave.employee.name, leave.employee.nip]

    def store(self, by: Actor, obj: Any, form: ModelForm, reason: str, change: bool) -> None:
        """Record it, or correct what was recorded."""
        stored = Leave.objects.get(pk=obj.pk) if change else None
        row, obj.taken = record_leave(
            employee=obj.employee, kind=obj.kind, start=obj.start, end=obj.end, document=obj.document, by=by,
            reason="" if reason == NEW_ROW else reason, leave=stored,
        )  # fmt: skip
        obj.pk = row.pk


@admin.register(Outage, site=site)
class OutageAdmin(MovesWork):
    """When the service was down. Recorded once it is up again; a correction brings no due date forward."""

    list_display = ("starts_at", "ends_at", "reason")
    list_display_links = ("starts_at",)
    list_select_related = ()
    list_filter = (("starts_at", RangeDateTimeFilter),)
    search_fields = ("reason__icontains",)
    fixed_fields = ("reason",)
    ordering = ("-starts_at",)

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """The fields, with the office's rule beside them."""
        rule = translated(
            "A working day with at least %(minutes)s minutes of office hours down counts towards no deadline. This is "
            "the office's setting, not the words of a regulation."
        ) % {"minutes": settings.OUTAGE_MINUTES}
        rest = super().get_fieldsets(request, obj)[1:]
        if getattr(request, "reads_history", False):
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": ("starts_at", "ends_at", "reason"), "description": rule}), *rest]

    def store(self, by: Actor, obj: Any, form: ModelForm, reason: str, change: bool) -> None:
        """Record it, or correct what was recorded."""
        stored = Outage.objects.get(pk=obj.pk) if change else None
        row, obj.taken = record_outage(
            starts_at=obj.starts_at, ends_at=obj.ends_at, reason=reason if change else obj.reason, by=by,
            outage=stored,
        )  # fmt: skip
        obj.pk = row.pk

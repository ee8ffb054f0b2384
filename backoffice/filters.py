"""Filters that ask what HR asks: what is late, whose SKP is missing, which post stands empty."""

from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from workflows.approvals.models.chain import ProcessCode
from workflows.audit import clock
from workflows.organization.models import ActingAppointment, Position, Tenure
from workflows.skp.models import Skp

PROCESSES = (
    *ProcessCode.choices,
    ("feedback", _("Feedback and opinions")),
    ("allowance", _("Allowance")),
    ("organization", _("Office")),
    ("import", _("Import")),
    ("audit", _("Exports")),
)


class HoldsTodayFilter(DropdownFilter):
    """Rows of [start, end) by whether they hold today."""

    title = _("time")
    parameter_name = "time"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Now, later, before."""
        return [("now", _("Holds today")), ("later", _("Begins later")), ("over", _("Is over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those rows."""
        today = clock.today()
        if self.value() == "now":
            return queryset.filter(Q(end__isnull=True) | Q(end__gt=today), start__lte=today)
        if self.value() == "later":
            return queryset.filter(start__gt=today)
        if self.value() == "over":
            return queryset.filter(end__lte=today)
        return queryset


class SkpFilter(DropdownFilter):
    """Employees by whether this year's SKP of a post that they hold is set."""

    title = _("SKP of this year")
    parameter_name = "skp"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Missing or set."""
        return [("missing", _("Not set")), ("set", _("Set"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those employees."""
        if self.value() not in {"missing", "set"}:
            return queryset
        today = clock.today()
        in_force = Skp.objects.in_force().filter(
            employee=OuterRef("employee"), position=OuterRef("position"), period__code=str(today.year)
        )
        held = Tenure.objects.on(today).filter(employee=OuterRef("pk"), position__reports_to__isnull=False)
        wanted = Exists(in_force) if self.value() == "set" else ~Exists(in_force)
        return queryset.filter(Exists(held.filter(wanted)), is_active=True)


class AccessFilter(DropdownFilter):
    """Employees by whether they can log in."""

    title = _("log-in")
    parameter_name = "access"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """With or without a password."""
        return [("none", _("No password yet")), ("ready", _("Has a password"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those employees."""
        without = Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
        if self.value() == "none":
            return queryset.filter(without, is_active=True)
        return queryset.exclude(without) if self.value() == "ready" else queryset


class StandingFilter(DropdownFilter):
    """Positions by who stands in them today."""

    title = _("who stands in it")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Held, acted for, vacant, and the gap that stops processes."""
        return [
            ("held", _("Held")),
            ("acting", _("Acting officer")),
            ("vacant", _("Vacant")),
            ("empty", _("Leads others and nobody stands in it")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those positions."""
        today = clock.today()
        held = Exists(Tenure.objects.on(today).filter(position=OuterRef("pk"), employee__is_active=True))
        acted = Exists(ActingAppointment.objects.on(today).filter(position=OuterRef("pk"), officer__is_active=True))
        leads = Exists(Position.objects.filter(reports_to=OuterRef("pk")))
        chosen = {
            "held": Q(held),
            "acting": Q(acted),
            "vacant": ~Q(held),
            "empty": Q(leads) & ~Q(held) & ~Q(acted),
        }.get(self.value() or "")
        return queryset.filter(chosen) if chosen is not None else queryset


class WorkFilter(DropdownFilter):
    """Work items by whether they wait, are late, are parked or are done."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The states."""
        return [
            ("open", _("Open tasks")),
            ("late", _("Overdue")),
            ("parked", _("Parked in the queue")),
            ("closed", _("Closed")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        """Those items."""
        if self.value() == "open":
            return queryset.open()
        if self.value() == "late":
            return queryset.open().filter(due_at__lt=clock.now())
        if self.value() == "parked":
            return queryset.open().filter(owner__isnull=True, principal__isnull=True)
        return queryset.filter(closed_at__isnull=False) if self.value() == "closed" else queryset


class ProcessFilter(DropdownFilter):
    """Rows by process; the list of processes is known and not read from the table."""

    title = _("process")
    parameter_name = "process"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The processes."""
        return list(PROCESSES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those rows."""
        return queryset.filter(process=self.value()) if self.value() else queryset

"""The numbers on the first page: what waits, what is late, what nobody can decide, what is missing.

Each is counted over open work or over people, never over history, and no further than a bound.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from backoffice.paging import COUNT_UP_TO, bounded_count
from workflows.approvals.models.chain import ProcessCode
from workflows.audit import clock
from workflows.engine.models import WorkItem
from workflows.organization.models import ActingAppointment, Employee, Period, Position, SuperiorReport, Tenure
from workflows.printing.words import long_date, number
from workflows.skp.late import without_skp
from workflows.skp.models import Skp


@dataclass(frozen=True, slots=True)
class Number:
    """One number, what it says, and where its rows are."""

    label: str | Promise
    value: int
    note: str | Promise
    url: str

    @property
    def text(self) -> str:
        """The number in words' style; with a sign where it was not counted to its end."""
        return f"> {number(COUNT_UP_TO)}" if self.value > COUNT_UP_TO else number(self.value)


def numbers(request: HttpRequest) -> dict[str, Any]:
    """The page's context: `headlines` and the rows of `open_work` by process."""
    processes = open_work() if request.user.has_perm("engine.view_workitem") else []
    headlines = [superior_number(), *late_numbers(), *people_numbers()] if request.user.has_perm("skp.view_skp") else []
    if processes:
        headlines = [*work_numbers(processes), *headlines]
    return {
        "headlines": headlines,
        "open_work": {
            "headers": [_("Process"), _("open"), _("Overdue"), _("Parked in the queue"), _("Oldest due date")],
            "rows": [
                [
                    row["label"],
                    number(row["open"]),
                    number(row["late"]),
                    number(row["parked"]),
                    long_date(row["oldest"]),
                ]
                for row in processes
            ],
        },
    }


def open_work() -> list[dict[str, Any]]:
    """Open work items by process; one query over the index of open ones."""
    labels = dict(ProcessCode.choices)
    rows = (
        WorkItem.objects.open()
        .order_by()
        .values("process")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=clock.now())),
            parked=Count("pk", filter=Q(owner__isnull=True, principal__isnull=True)),
            oldest=Min("due_at"),
        )
    )
    return sorted(
        ({**row, "label": labels.get(row["process"], row["process"])} for row in rows), key=lambda r: str(r["label"])
    )


def work_numbers(processes: list[dict[str, Any]]) -> list[Number]:
    """What waits, from the rows by process."""
    items = reverse("admin:engine_workitem_changelist")
    return [
        Number(_("Open tasks"), sum(row["open"] for row in processes), _("in all inboxes"), f"{items}?state=open"),
        Number(
            _("Overdue"), sum(row["late"] for row in processes), _("their due date has passed"), f"{items}?state=late",
        ),
        Number(
            _("Parked in the queue"), sum(row["parked"] for row in processes),
            _("nobody was found to decide: appoint an officer"), f"{items}?state=parked",
        ),
    ]  # fmt: skip


def superior_number() -> Number:
    """Reports of a wrong superior that wait for HR; over the index of open ones."""
    waiting = SuperiorReport.objects.filter(status=SuperiorReport.Status.OPEN)
    return Number(
        _("My superior is wrong"), bounded_count(waiting, COUNT_UP_TO), _("reports that wait for an answer"),
        reverse("admin:organization_superiorreport_changelist"),
    )  # fmt: skip


def late_numbers() -> list[Number]:
    """Who has not even an SKP on its way; nothing before the year is opened. Two queries."""
    today = clock.today()
    period = Period.objects.filter(code=str(today.year)).first()
    if period is None:
        return []
    waiting = without_skp(period, today)
    return [
        Number(
            _("No SKP yet"), bounded_count(waiting, COUNT_UP_TO),
            _("neither set nor under approval: the team drafts for the late"), reverse("admin:skp_missing"),
        ),
    ]  # fmt: skip


def people_numbers() -> list[Number]:
    """What is missing; one query each."""
    today = clock.today()
    in_force = Skp.objects.in_force().filter(
        employee=OuterRef("employee"), position=OuterRef("position"), period__code=str(today.year)
    )
    without_skp = (
        Tenure.objects.on(today).filter(employee__is_active=True, position__reports_to__isnull=False)
        .filter(~Exists(in_force))
    )  # fmt: skip
    no_password = Employee.objects.filter(is_active=True, user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    held = Tenure.objects.on(today).filter(position=OuterRef("pk"), employee__is_active=True)
    acted = ActingAppointment.objects.on(today).filter(position=OuterRef("pk"), officer__is_active=True)
    leads = Position.objects.filter(reports_to=OuterRef("pk"))
    empty = Position.objects.filter(Exists(leads), ~Exists(held), ~Exists(acted))
    employees = reverse("admin:organization_employee_changelist")
    return [
        Number(
            _("SKP not set"), bounded_count(without_skp, COUNT_UP_TO),
            translated("of those who hold a position in %(year)s") % {"year": today.year}, f"{employees}?skp=missing",
        ),
        Number(
            _("Leading positions without anybody"), bounded_count(empty, COUNT_UP_TO),
            _("no holder and no acting officer: a gap in the reporting line"),
            f"{reverse('admin:organization_position_changelist')}?standing=empty",
        ),
        Number(
            _("Without log-in"), bounded_count(no_password, COUNT_UP_TO),
            _("active employees who never set a password: issue a one-time code"), f"{employees}?access=none",
        ),
    ]  # fmt: skip

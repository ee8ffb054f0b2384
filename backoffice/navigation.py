"""The back-office's menu: the office first, then its work, then the record; only what the person may look at."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process, Task

from backoffice.auditing.readers import may_audit
from backoffice.dry_run import may_try
from backoffice.field_reviews import may_review
from backoffice.findings.menu import auditors_pages
from backoffice.looking import may_look as sees_results
from backoffice.ranking import may_rank
from backoffice.site import site
from backoffice.stuck import may_look
from workflows.allowance.models import AllowanceClass, AllowanceResult, AllowanceRun, SchemeVersion
from workflows.approvals.models import ApprovalChain, ChainVersion
from workflows.assessment.models import (
    Assessment,
    DistributionReason,
    FieldReview,
    PastResult,
    SuggestionBounds,
    UnitPredicate,
)
from workflows.attendance.models import AttendanceDay
from workflows.audit.models import Anchor, Decision
from workflows.daily.models import DailyReport
from workflows.engine.models import OutboxMessage, WorkItem
from workflows.feedback.models import Incident, Note, OpinionRound
from workflows.objection.models import Objection
from workflows.organization.models import (
    ActingAppointment,
    Delegation,
    Employee,
    Holiday,
    Leave,
    OneTimeCode,
    Outage,
    Period,
    Position,
    ReasonRule,
    RoleGrant,
    RoleProposal,
    ServiceEnd,
    SuperiorReport,
    Tenure,
    Unit,
    User,
    WorkSchedule,
)
from workflows.skp.models import PerformanceAgreement, Skp, WorkResult
from workflows.targets.models import MonthlyRealisation, TargetPlan

RULES = "admin:assessment_rules"
Section = tuple[Promise, tuple[tuple[type[Model], str], ...]]

MENU: tuple[Section, ...] = (
    (
        _("Office"),
        (
            (Employee, "badge"),
            (Position, "account_tree"),
            (Unit, "corporate_fare"),
            (Tenure, "event_available"),
            (ServiceEnd, "logout"),
            (ActingAppointment, "supervisor_account"),
            (Delegation, "swap_horiz"),
            (SuperiorReport, "contact_support"),
        ),
    ),
    (
        _("Calendar"),
        (
            (Period, "date_range"),
            (Holiday, "event_busy"),
            (WorkSchedule, "schedule"),
            (Leave, "beach_access"),
            (Outage, "cloud_off"),
        ),
    ),
    (
        _("Performance"),
        (
            (PerformanceAgreement, "handshake"),
            (Skp, "flag"),
            (WorkResult, "checklist"),
            (TargetPlan, "calendar_month"),
            (MonthlyRealisation, "trending_up"),
            (DailyReport, "edit_note"),
            (AttendanceDay, "fingerprint"),
            (Assessment, "grading"),
            (PastResult, "history_edu"),
            (Objection, "balance"),
            (SuggestionBounds, "tune"),
            (UnitPredicate, "equalizer"),
            (DistributionReason, "rate_review"),
            (FieldReview, "travel_explore"),
            (Note, "forum"),
            (Incident, "report"),
            (OpinionRound, "groups"),
        ),
    ),
    (
        _("Allowance"),
        (
            (AllowanceRun, "payments"),
            (AllowanceResult, "receipt_long"),
            (SchemeVersion, "rule"),
            (AllowanceClass, "stairs"),
        ),
    ),
    (
        _("Processes"),
        (
            (WorkItem, "inbox"),
            (Process, "conversion_path"),
            (Task, "task_alt"),
            (OutboxMessage, "outgoing_mail"),
            (ApprovalChain, "route"),
            (ChainVersion, "layers"),
        ),
    ),
    (
        _("Access and record"),
        (
            (Decision, "gavel"),
            (Anchor, "verified"),
            (RoleGrant, "key"),
            (RoleProposal, "how_to_reg"),
            (ReasonRule, "speaker_notes"),
            (User, "person"),
            (OneTimeCode, "pin"),
        ),
    ),
)


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu's sections for this person, as unfold reads them."""
    home = {"title": translated("Overview"), "icon": "monitoring", "link": reverse("admin:index")}
    menu: list[dict[str, Any]] = [{"title": None, "items": [home]}]
    for title, entries in MENU:
        items = [*_audit(request, entries), *_items(request, entries), *_pages(request, entries)]
        if items:
            menu.append({"title": str(title), "separator": True, "items": items})
    return menu


def _items(request: HttpRequest, entries: tuple[tuple[type[Model], str], ...]) -> Iterator[dict[str, Any]]:
    for model, icon in entries:
        if site.is_registered(model) and site.get_model_admin(model).has_view_permission(request):
            yield {
                "title": capfirst(str(model._meta.verbose_name_plural)),
                "icon": icon,
                "link": list_url(model),
            }


def _pages(request: HttpRequest, entries: tuple[tuple[type[Model], str], ...]) -> Iterator[dict[str, Any]]:
    """The pages of no list: the dry run stands with the chains, what is stuck with the tasks."""
    if any(model is WorkItem for model, _icon in entries) and may_look(request):
        yield {"title": translated("Stuck tasks"), "icon": "block", "link": reverse("admin:engine_stuck")}
    if any(model is Skp for model, _icon in entries) and request.user.has_perm("skp.view_skp"):
        yield {"title": translated("No SKP yet"), "icon": "flag_circle", "link": reverse("admin:skp_missing")}
    if any(model is PastResult for model, _icon in entries) and sees_results(request.user):
        link = reverse("admin:assessment_credit")
        yield {"title": translated("Credit figures"), "icon": "military_tech", "link": link}
    if any(model is UnitPredicate for model, _icon in entries):
        if sees_results(request.user):
            link = reverse("admin:assessment_distribution")
            yield {"title": translated("Distribution of predicates"), "icon": "bar_chart", "link": link}
        if may_rank(request.user):
            link = reverse("admin:assessment_ranking")
            yield {"title": translated("Ranking within a group"), "icon": "format_list_numbered", "link": link}
    if any(model is FieldReview for model, _icon in entries) and may_review(request.user):
        link = reverse("admin:assessment_whom_to_visit")
        yield {"title": translated("Note a field review"), "icon": "pin_drop", "link": link}
    if any(model is SuggestionBounds for model, _icon in entries) and may_try(request.user):
        yield {"title": translated("Rules of assessment"), "icon": "menu_book", "link": reverse(RULES)}
    if any(model is Decision for model, _icon in entries):
        yield from auditors_pages(request.user)
    if any(model is Anchor for model, _icon in entries) and request.user.has_perm("audit.view_anchor"):
        yield {
            "title": translated("Check a seal"),
            "icon": "qr_code_scanner",
            "link": reverse("admin:audit_check_seal"),
        }
    if any(model is ChainVersion for model, _icon in entries) and may_try(request.user):
        yield {
            "title": str(_("Dry run of a chain")),
            "icon": "play_circle",
            "link": reverse("admin:approvals_dry_run"),
        }


def _audit(request: HttpRequest, entries: tuple[tuple[type[Model], str], ...]) -> Iterator[dict[str, Any]]:
    """The auditor's pages, before the lists of the record."""
    if any(model is Decision for model, _icon in entries) and may_audit(request.user):
        link = reverse("admin:audit_search")
        yield {"title": translated("Search the record"), "icon": "manage_search", "link": link}


def list_url(model: type[Model], query: str = "") -> str:
    """The address of a model's list."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{query}" if query else address

"""How a row of history is called: its kind, and what tells it from its neighbours."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backoffice.auditing.values import Names, in_words

# By the model's label. What is not here is called by its number.
NAMED_BY: dict[str, tuple[str, ...]] = {
    "allowance.AllowanceClass": ("job_class", "start"),
    "allowance.AllowanceRun": ("period", "number"),
    "allowance.AllowanceScheme": ("name",),
    "allowance.SchemeVersion": ("scheme", "number"),
    "approvals.ApprovalChain": ("name",),
    "approvals.ChainVersion": ("chain", "number"),
    "approvals.Seat": ("tier", "position"),
    "approvals.Tier": ("version", "number", "title"),
    "assessment.Assessment": ("employee", "period"),
    "assessment.BehaviourRating": ("value",),
    "assessment.DistributionReason": ("unit", "period"),
    "assessment.FieldReview": ("assessment", "visited_on"),
    "assessment.PastResult": ("employee", "year"),
    "assessment.ResultRealisation": ("indicator",),
    "assessment.ReviewFinding": ("result",),
    "assessment.SuggestionBounds": ("start",),
    "assessment.UnitPredicate": ("unit", "period"),
    "attendance.AttendanceDay": ("employee", "day"),
    "daily.DailyActivity": ("number", "description"),
    "daily.DailyReport": ("employee", "day"),
    "feedback.Incident": ("employee", "on"),
    "feedback.Note": ("recipient", "on"),
    "feedback.OpinionRound": ("employee", "period"),
    "objection.Objection": ("assessment",),
    "objection.ObjectionPoint": ("number",),
    "organization.ActingAppointment": ("capacity", "position", "officer"),
    "organization.Delegation": ("delegator", "delegate"),
    "organization.Employee": ("name", "nip"),
    "organization.Holiday": ("day", "name"),
    "organization.Leave": ("employee", "start"),
    "organization.Outage": ("starts_at",),
    "organization.Period": ("code",),
    "organization.Position": ("title",),
    "organization.ReasonRule": ("verb", "role"),
    "organization.RoleGrant": ("user", "role"),
    "organization.RoleProposal": ("user", "kind", "role"),
    "organization.ServiceEnd": ("employee", "kind"),
    "organization.SuperiorReport": ("employee", "reported_at"),
    "organization.Tenure": ("employee", "position"),
    "organization.Unit": ("name",),
    "organization.WorkSchedule": ("name", "start"),
    "skp.BehaviourExpectation": ("value",),
    "skp.Indicator": ("number", "text"),
    "skp.PerformanceAgreement": ("goal", "indicator"),
    "skp.Skp": ("employee", "period", "version"),
    "skp.WorkResult": ("number", "text"),
    "targets.MonthlyTarget": ("month", "indicator"),
    "targets.TargetPlan": ("version",),
}


def fields_of(history: Any) -> list[Any]:
    """The fields of the row that its history keeps, but for its own key."""
    return [field for field in history.tracked_fields if not field.primary_key]


def title_of(history: Any, names: Names) -> str:
    """*Target bulanan: Juni, Jumlah usulan*; of a kind without a name of its own its number."""
    meta = history.instance_type._meta
    known = {field.name: field for field in fields_of(history)}
    said = [
        _said(known[name], getattr(history, known[name].attname), names)
        for name in NAMED_BY.get(meta.label, ())
        if name in known
    ]
    told = ", ".join(filter(None, said)) or f"{getattr(history, meta.pk.attname)}"
    return f"{capfirst(meta.verbose_name)}: {told}"


def _said(field: Any, value: Any, names: Names) -> str:
    words = in_words(field, value, names)
    return _("version %(number)s") % {"number": words} if field.name == "version" and words.isdigit() else words

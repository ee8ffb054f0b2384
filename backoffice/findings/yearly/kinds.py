"""What a yearly report tells of: each kind of change, by which fields it is one, and how it belongs to a unit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.findings.yearly.contents import Contents, months_of_plans, targets_of_plans
from backoffice.findings.yearly.scope import Scope
from workflows.approvals.models import ApprovalChain, ChainVersion, Tier
from workflows.assessment.models import Assessment, UnitPredicate
from workflows.objection.models import Objection
from workflows.organization.models import (
    ActingAppointment,
    Delegation,
    Period,
    Position,
    RoleGrant,
    Tenure,
    Unit,
)
from workflows.skp.models import Skp
from workflows.targets.models import MonthlyTarget, TargetPlan

IN_FORCE = Q(status__in=["SET", "REPLACED"])


def history_of(model: Any) -> Any:
    """The rows of a model's field history."""
    return model.history.model._base_manager


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of change. A row of history counts where one of the `compared` fields differs from the row before.

    `named_by` are the fields by which the row is called; `of` says which rows are of a unit (None: of the whole
    office, as periods are); `only` which rows count at all; `instead` where the value before stands in the row itself.
    `contents` gives what hangs below the row, of rows that brought it into force.
    """

    code: str
    label: Any
    model: Any
    named_by: tuple[str, ...]
    compared: tuple[str, ...]
    of: Callable[[Scope], Q] | None
    only: Q = field(default_factory=Q)
    instead: Mapping[str, str] = field(default_factory=dict)
    contents: Contents | None = None

    def rows(self, scope: Scope) -> QuerySet[Any]:
        """The rows of history that lie in the year and concern the unit."""
        rows = history_of(self.model)
        found = rows.filter(self.only, history_date__gte=scope.start, history_date__lt=scope.end)
        if scope.units is None or self.of is None:
            return found
        return found.filter(id__in=rows.filter(self.of(scope)).values("id"))


def _chains(scope: Scope) -> Q:
    """Those of the unit, and those that are meant for everybody."""
    return Q(unit_id__in=scope.units or ()) | Q(unit_id=None)


def _versions(scope: Scope) -> Q:
    return Q(chain_id__in=history_of(ApprovalChain).filter(_chains(scope)).values("id"))


def _skps(scope: Scope) -> QuerySet[Any]:
    return history_of(Skp).filter(position_id__in=scope.positions).values("id")


def _plans(scope: Scope) -> QuerySet[Any]:
    return history_of(TargetPlan).filter(skp_id__in=_skps(scope)).values("id")


def _assessments(scope: Scope) -> QuerySet[Any]:
    return history_of(Assessment).filter(position_id__in=scope.positions).values("id")


# A month's target that moved though its plan was set: drafts are nobody's targets yet.
AFTER_IT_WAS_SET = ~Q(history_type="+") & Q(
    Exists(
        history_of(TargetPlan).filter(id=OuterRef("plan_id"), status="SET", history_date__lt=OuterRef("history_date"))
    )
)
RATINGS = ("predicate", "work_rating", "behaviour_rating", "total", "work_value", "behaviour_value")

KINDS = (
    Kind(
        code="tenure", label=_("Who holds which post"), model=Tenure, named_by=("employee_id", "position_id"),
        compared=("employee_id", "position_id", "start", "end", "decree"),
        of=lambda scope: Q(position_id__in=scope.positions),
    ),
    Kind(
        code="acting", label=_("Acting officers"), model=ActingAppointment, named_by=("officer_id", "position_id"),
        compared=("officer_id", "position_id", "capacity", "start", "end", "decree"),
        of=lambda scope: Q(position_id__in=scope.positions),
    ),
    Kind(
        code="delegation", label=_("Delegations"), model=Delegation, named_by=("delegator_id", "delegate_id"),
        compared=("delegator_id", "delegate_id", "start", "end", "reason"),
        of=lambda scope: Q(delegator_id__in=scope.people),
    ),
    Kind(
        code="position", label=_("Posts"), model=Position, named_by=("title",),
        compared=("title", "unit_id", "kind", "eselon", "job_class", "reports_to_id"),
        of=lambda scope: Q(id__in=scope.positions),
    ),
    Kind(
        code="unit", label=_("Units"), model=Unit, named_by=("name",), compared=("name", "parent_id", "kind"),
        of=lambda scope: Q(id__in=scope.units or ()),
    ),
    Kind(
        code="role", label=_("Roles"), model=RoleGrant, named_by=("user_id",),
        compared=("user_id", "role", "start", "end"), of=lambda scope: Q(user_id__in=scope.log_ins),
    ),
    Kind(
        code="chain", label=_("Approval chains"), model=ApprovalChain, named_by=("name",),
        compared=("name", "process", "position_kind", "eselon", "unit_id"), of=_chains,
    ),
    Kind(
        code="version", label=_("Versions of chains"), model=ChainVersion, named_by=("chain_id", "number"),
        compared=("status", "same_person_may_decide_twice", "again_from_tier", "drafted_by", "published_by"),
        of=_versions,
    ),
    Kind(
        code="tier", label=_("Tiers"), model=Tier, named_by=("version_id", "title"),
        compared=(
            "number", "title", "rule", "position_id", "unit_id", "role", "mode", "quorum", "may_approve", "may_return",
            "may_reject", "working_days", "overdue",
        ),
        of=lambda scope: Q(version_id__in=history_of(ChainVersion).filter(_versions(scope)).values("id")),
    ),
    Kind(
        code="period", label=_("Periods"), model=Period, named_by=("code",),
        compared=(
            "status", "start", "end", "skp_due_on", "target_due_on", "late_until_day", "evidence_required",
            "assessment_due_on", "distribution_blocks", "objection_days",
        ),
        of=None,
    ),
    Kind(
        code="skp", label=_("SKP in force"), model=Skp, named_by=("employee_id", "position_id", "period_id"),
        compared=("status", "version"), of=lambda scope: Q(position_id__in=scope.positions), only=IN_FORCE,
        contents=targets_of_plans,
    ),
    Kind(
        code="targets", label=_("Monthly targets"), model=TargetPlan, named_by=("skp_id",),
        compared=("status", "version"), of=lambda scope: Q(skp_id__in=_skps(scope)), only=IN_FORCE,
        contents=months_of_plans,
    ),
    Kind(
        code="month", label=_("Monthly targets changed after they were set"), model=MonthlyTarget,
        named_by=("plan_id", "indicator_id", "month"), compared=("amount",),
        of=lambda scope: Q(plan_id__in=_plans(scope)), only=AFTER_IT_WAS_SET,
    ),
    Kind(
        code="result", label=_("Results of assessments"), model=Assessment,
        named_by=("employee_id", "position_id", "period_id"), compared=RATINGS,
        of=lambda scope: Q(position_id__in=scope.positions), only=Q(status__in=[
            "RATED", "RETURNED", "RATIFIED", "OBJECTED", "FINAL", "CLOSED",
        ]),
    ),
    Kind(
        code="predicate", label=_("Predicates of units"), model=UnitPredicate, named_by=("unit_id", "period_id"),
        compared=("predicate", "reason"), of=lambda scope: Q(unit_id__in=scope.units or ()),
    ),
    Kind(
        code="ruling", label=_("Rulings on objections"), model=Objection, named_by=("assessment_id",),
        compared=("status", *(f"after_{name}" for name in RATINGS)),
        of=lambda scope: Q(assessment_id__in=_assessments(scope)), only=~Q(status="WAITING"),
        instead={f"after_{name}": f"before_{name}" for name in RATINGS},
    ),
)  # fmt: skip
BY_CODE = {kind.code: kind for kind in KINDS}

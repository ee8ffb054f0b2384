"""What others read of targets and their realisation: a month's, a year's, by indicator."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum

from workflows.skp.models import Skp
from workflows.targets.models import MonthlyRealisation, MonthlyTarget, TargetPlan

Months = dict[tuple[int, int], Decimal]  # (indicator's key, month 1 to 12)


def plan_in_force(skp: Skp) -> TargetPlan | None:
    """The plan that is set for the SKP."""
    return TargetPlan.objects.filter(skp=skp, status=TargetPlan.Status.SET).first()


def months_of(plan: TargetPlan) -> Months:
    """The targets of a plan, whatever its status."""
    rows = plan.months.values_list("indicator_id", "month", "amount")
    return {(indicator, month): amount for indicator, month, amount in rows}


def split_begun_since(skp: Skp, since: datetime) -> str:
    """Whether a split of the plan was begun or handed in since then, as a sentence; "" where none was."""
    plans = TargetPlan.objects.filter(skp=skp).exclude(set_at=since)  # the one whose own setting is asked about
    begun = plans.filter(Q(status=TargetPlan.Status.DRAFT) | Q(submitted_at__gte=since)).exists()
    return "target bulanannya sudah mulai disusun." if begun else ""


def targets_of(skp: Skp) -> Months:
    """The monthly targets in force for the SKP; empty where none is set."""
    rows = MonthlyTarget.objects.filter(plan__skp=skp, plan__status=TargetPlan.Status.SET)
    values = rows.values_list("indicator_id", "month", "amount")
    return {(indicator, month): amount for indicator, month, amount in values}


def targets_in_month(indicator_ids: Iterable[int], month: int) -> dict[int, Decimal]:
    """The targets in force of these indicators in a month; those without one are left out. One query."""
    rows = MonthlyTarget.objects.filter(
        indicator_id__in=list(indicator_ids), month=month, plan__status=TargetPlan.Status.SET
    )
    return dict(rows.values_list("indicator_id", "amount"))


def realised(indicator_ids: Iterable[int], *, month: int | None = None) -> dict[int, Decimal]:
    """What verified reports added up to by indicator, in a month or (None) the whole year, else 0. One query."""
    keys = list(indicator_ids)
    rows = MonthlyRealisation.objects.filter(indicator_id__in=keys)
    if month is not None:
        rows = rows.filter(month=month)
    sums = dict(rows.values_list("indicator_id").annotate(Sum("quantity")))
    return {key: sums.get(key, Decimal(0)) for key in keys}


def realised_by_month(indicator_ids: Iterable[int]) -> Months:
    """The realisation of each month that has any. One query."""
    rows = MonthlyRealisation.objects.filter(indicator_id__in=list(indicator_ids))
    return {(key, month): quantity for key, month, quantity in rows.values_list("indicator_id", "month", "quantity")}

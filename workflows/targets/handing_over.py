"""Handing a split over to its tiers: what is read under the lock, and what is accepted."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from workflows.skp.models import Skp
from workflows.targets.models import TargetPlan
from workflows.targets.queries import months_of
from workflows.targets.reading import check_begun_months, check_storable, check_whole, indicators_of

Months = Mapping[tuple[int, int], Decimal]  # (indicator's key, month 1 to 12)

RELATED = ("plan__skp__period",)


def plans_of(skp: Skp) -> list[TargetPlan]:
    """The SKP's splits under their locks, the latest version last; they know the SKP."""
    plans = list(TargetPlan.objects.select_for_update().filter(skp=skp).order_by("version"))
    for plan in plans:
        plan.skp = skp
    return plans


def plan_in_force(plans: Sequence[TargetPlan]) -> TargetPlan | None:
    """The one that is set."""
    return next((plan for plan in plans if plan.status == TargetPlan.Status.SET), None)


def checked(skp: Skp, months: Months, on: date, in_force: TargetPlan | None) -> Months:
    """The months, if they may be handed in on that day."""
    indicators = indicators_of(skp)
    check_storable(indicators, months)
    check_whole(indicators, months)
    if in_force is not None:
        year = skp.period.start.year
        first_open_month = on.month + 1 if on.year == year else (1 if on.year < year else 13)
        check_begun_months(indicators, months, months_of(in_force), first_open_month)
    return months

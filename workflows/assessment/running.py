"""The running achievement of many plans: each indicator's target, what verified reports ran up to, and the per cent.

Read in three statements, whether of one plan or of a whole office's, and without an instance for each.
"""

from collections.abc import Collection
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from workflows.organization.models import Period
from workflows.rules.achievement import achieved_percent
from workflows.rules.rounding import two_decimals
from workflows.rules.violation import RuleViolation
from workflows.skp.models import Indicator, Skp
from workflows.targets.models import MonthlyRealisation, MonthlyTarget, TargetPlan

Plans = Collection[int] | QuerySet[Skp]  # their keys, or a query for them


class Goal(NamedTuple):
    """What is to be reached in the year, under the names that an `Indicator` has for it."""

    measure: str
    direction: str
    target: Decimal
    target_low: Decimal | None
    target_high: Decimal | None


class VerifiedSum(NamedTuple):
    """A quantity with the number of verified activities behind it."""

    quantity: Decimal
    reports: int


class Running(NamedTuple):
    """An indicator in a period; `achievement` in per cent with two decimals, None where nothing is due or measured.

    Of a level nothing is realised by reports: somebody enters it.
    """

    skp: int
    indicator: int
    target: Decimal
    realised: Decimal | None
    reports: int
    achievement: Decimal | None


QUANTITY, RANGE = Indicator.Measure.QUANTITY.value, Indicator.Direction.RANGE.value
ZERO = Decimal(0)
NOTHING = VerifiedSum(ZERO, 0)


def running_achievements(plans: Plans, period: Period) -> list[Running]:
    """Those of all indicators of these plans, each plan's in its order. Three queries; two for a year.

    An indicator without a target has 0.
    """
    is_year = period.kind == Period.Kind.YEAR
    added, last = ({}, {}) if is_year else targets_of(plans, period)
    sums = sums_of(MonthlyRealisation.objects.filter(indicator__result__skp__in=plans), period)
    found = []
    rows = Indicator.objects.filter(result__skp__in=plans).order_by("result__number", "number")
    for skp, key, *values in rows.values_list("result__skp", "pk", *Goal._fields):
        goal = Goal(*values)
        if goal.measure == QUANTITY:
            target = goal.target if is_year else added.get(key, ZERO)
            quantity, reports = sums.get(key, NOTHING)
            found.append(Running(skp, key, target, quantity, reports, percent(goal, target, quantity)))
        else:
            target = goal.target if is_year else last.get(key, ZERO)
            found.append(Running(skp, key, target, None, 0, None))
    return found


def targets_of(plans: Plans, period: Period) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """What the set splits of these plans ask in the period's months, by the indicator's key: their sum, and the last.

    Of a quantity the months add up, of a level the last one counts. One query.
    """
    rows = MonthlyTarget.objects.filter(
        plan__skp__in=plans, plan__status=TargetPlan.Status.SET, month__in=list(period.months)
    )
    added: dict[int, Decimal] = {}
    last: dict[int, Decimal] = {}
    for key, amount in rows.order_by("month").values_list("indicator_id", "amount"):
        added[key] = added[key] + amount if key in added else amount
        last[key] = amount
    return added, last


def sums_of(realisations: QuerySet[MonthlyRealisation], period: Period) -> dict[int, VerifiedSum]:
    """What these ran up to in the period, by the indicator's key; one query."""
    rows = realisations.filter(month__in=list(period.months))
    found: dict[int, VerifiedSum] = {}
    for key, quantity, reports in rows.values_list("indicator_id", "quantity", "reports"):
        before = found.get(key)
        found[key] = (
            VerifiedSum(quantity, reports)
            if before is None
            else VerifiedSum(before.quantity + quantity, before.reports + reports)
        )
    return found


def asked_of_rule(goal: Any, target: Decimal, realised: Decimal | None) -> tuple[Any, ...] | None:
    """What the rule is asked about an indicator (or a `Goal`); None where nothing was due or nothing is measured.

    A quantity within a range is held against the period's share of the range's ends.
    """
    if realised is None or target <= 0:
        return None
    low, high = goal.target_low, goal.target_high
    if goal.direction == RANGE and goal.measure == QUANTITY:
        if not goal.target or low is None or high is None:
            return None
        share = target / goal.target
        low, high = low * share, high * share
    return target, realised, goal.direction, low, high


def percent(goal: Any, target: Decimal, realised: Decimal | None) -> Decimal | None:
    """The achievement of an indicator (or a `Goal`) in per cent, rounded; None where there is none."""
    asked = asked_of_rule(goal, target, realised)
    if asked is None:
        return None
    try:
        return two_decimals(achieved_percent(*asked))
    except RuleViolation:
        return None  # a range that begins at 0 divides by nothing: measured, but in no per cent

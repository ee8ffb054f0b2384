"""What falls into a part of a period: the share of its targets, and what verified reports of its days added up to.

Whole months are taken as they were split and ran up; of a month that is cut the target goes by its days, and what was
reached is added up from the verified reports of those days.
"""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from workflows.assessment.models import Assessment
from workflows.daily.models import DailyActivity, DailyReport
from workflows.organization.models import Period
from workflows.organization.service import long_leave_of
from workflows.rules.rounding import two_decimals
from workflows.skp.models import Indicator
from workflows.targets.models import MonthlyRealisation, MonthlyTarget, TargetPlan

Reached = dict[int, tuple[Decimal, int]]  # the indicator's key → quantity, verified activities behind it
NONE = (Decimal(0), 0)


def part_targets(assessment: Assessment, indicators: Sequence[Indicator]) -> dict[int, Decimal]:
    """The part's targets, by the indicator's key; one query, none for a year, another where a long leave lies in it.

    Of a quantity the months' shares by days worked, of a level what the last month of the part asks; of a year a
    quantity's share by days and the level as it stands.
    """
    start, end = assessment.span
    period = assessment.period
    if period.kind == Period.Kind.YEAR:
        share = Decimal(assessment.worked_days) / (period.end - period.start).days
        return {i.pk: two_decimals(i.target * share) if _adds_up(i) else i.target for i in indicators}
    away = long_leave_of(assessment.employee_id, start, end) if assessment.leave_days else []
    year = period.start.year
    shares = {
        month: share_of(month, year, start, end) - sum((share_of(month, year, *leave) for leave in away), Decimal(0))
        for month in period.months
    }
    shares = {month: share for month, share in shares.items() if share}
    months = MonthlyTarget.objects.filter(
        plan__skp=assessment.skp_id, plan__status=TargetPlan.Status.SET, month__in=list(shares)
    )
    of_kind = {indicator.pk: indicator for indicator in indicators}
    found: dict[int, Decimal] = {}
    for key, month, amount in months.order_by("month").values_list("indicator_id", "month", "amount"):
        if key in of_kind and _adds_up(of_kind[key]):
            found[key] = found.get(key, Decimal(0)) + amount * shares[month]
        else:
            found[key] = amount
    return {key: two_decimals(amount) for key, amount in found.items()}


def part_sums(assessment: Assessment, indicators: Collection[Indicator]) -> Reached:
    """What verified reports of the part's days added up to, by the indicator's key. At most three queries."""
    start, end = assessment.span
    months = [(m, share_of(m, assessment.period.start.year, start, end)) for m in assessment.period.months]
    whole = [month for month, share in months if share == 1]
    found: Reached = {}
    rows = MonthlyRealisation.objects.filter(indicator__in=[i.pk for i in indicators], month__in=whole)
    for key, quantity, reports in rows.values_list("indicator_id", "quantity", "reports"):
        _add(found, key, quantity, reports)
    for month in (month for month, share in months if 0 < share < 1):
        first, after = ends_of(month, assessment.period.start.year)
        for key, quantity, reports in _reached_in(max(first, start), min(after, end), indicators):
            _add(found, key, quantity, reports)
    return found


def share_of(month: int, year: int, start: date, end: date) -> Decimal:
    """Which share of the month's days falls into [start, end): 0 to 1, unrounded."""
    first, after = ends_of(month, year)
    days = (min(end, after) - max(start, first)).days
    return Decimal(max(days, 0)) / (after - first).days


def ends_of(month: int, year: int) -> tuple[date, date]:
    """The month, [start, end)."""
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def _reached_in(start: date, end: date, indicators: Collection[Indicator]) -> list[tuple[int, Decimal, int]]:
    """By the quantity that counts a result: its first one. What named the version before counts, too."""
    counting: dict[int, int] = {}  # the result's key → the indicator's
    for indicator in sorted(indicators, key=lambda each: each.number, reverse=True):
        if _adds_up(indicator):
            counting[indicator.result_id] = indicator.pk
    serving = {key: key for key in counting}
    for indicator in indicators:
        former = indicator.result.follows_id
        if former is not None and indicator.result_id in counting:
            serving[former] = indicator.result_id
    rows = DailyActivity.objects.filter(
        report__status=DailyReport.Status.VERIFIED, report__day__gte=start, report__day__lt=end, result__in=serving
    )
    summed = rows.values_list("result_id").annotate(quantity=Sum("quantity"), reports=Count("pk")).order_by()
    return [(counting[serving[result]], quantity, reports) for result, quantity, reports in summed]


def _adds_up(indicator: Indicator) -> bool:
    return indicator.measure == Indicator.Measure.QUANTITY


def _add(found: Reached, key: int, quantity: Decimal, reports: int) -> None:
    before = found.get(key, NONE)
    found[key] = (before[0] + quantity, before[1] + reports)

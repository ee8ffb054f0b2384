"""What can be done with monthly targets: the only door to their rows."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F

from workflows.skp.models import Indicator
from workflows.targets.models import MonthlyRealisation


def run_up(activities: Iterable[Any], *, month: int) -> None:
    """Add verified activities to the month's realisation of the indicators that they serve.

    An activity serves the first QUANTITY indicator of its result; a result that has levels alone is not counted up.
    The rows are locked by their keys in order, so that two verifications never wait for each other crosswise.
    """
    by_result: dict[int, tuple[Decimal, int]] = {}
    for activity in activities:
        quantity, count = by_result.get(activity.result_id, (Decimal(0), 0))
        by_result[activity.result_id] = (quantity + activity.quantity, count + 1)
    if not by_result:
        return
    indicators: dict[int, int] = {}
    rows = Indicator.objects.filter(result_id__in=by_result, measure=Indicator.Measure.QUANTITY)
    for pk, result_id in rows.order_by("-number").values_list("pk", "result_id"):
        indicators[result_id] = pk
    for result_id, indicator_id in sorted(indicators.items(), key=lambda pair: pair[1]):
        quantity, count = by_result[result_id]
        changed = MonthlyRealisation.objects.filter(indicator_id=indicator_id, month=month).update(
            quantity=F("quantity") + quantity, reports=F("reports") + count
        )
        if not changed:
            MonthlyRealisation.objects.create(
                indicator_id=indicator_id, month=month, quantity=quantity, reports=count
            )

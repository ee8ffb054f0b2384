"""What a new row of a later version follows: the same result, indicator or month in the version before.

A plan that is set is never written to: it is changed by a version of its own, whose rows are all new. Whoever asks
what a target was before means the version before.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, Subquery

from workflows.skp.models import Indicator, WorkResult
from workflows.targets.models import MonthlyTarget, TargetPlan

Former = Mapping[int, Any]  # by the key of the new row of history


def former_rows(history: Any, rows: Sequence[Any]) -> Former:
    """What each of these new rows of history follows, by its key; nothing for models without versions."""
    find = FORMER.get(history.instance_type)
    return find(history, rows) if find is not None else {}


def _followed(history: Any, rows: Sequence[Any]) -> Former:
    """Where the row itself names what it follows: that one's latest history before it. Two queries."""
    named = [row.history_id for row in rows if row.follows_id is not None]
    if not named:
        return {}
    earlier = history._base_manager.filter(id=OuterRef("follows_id"), history_id__lt=OuterRef("history_id"))
    latest = Subquery(earlier.order_by("-history_id").values("history_id")[:1])
    pairs = dict(history._base_manager.filter(history_id__in=named).annotate(of=latest).values_list("history_id", "of"))
    found = history._base_manager.in_bulk([of for of in pairs.values() if of is not None])
    return {new: found[of] for new, of in pairs.items() if of in found}


def _months(history: Any, rows: Sequence[Any]) -> Former:
    """The same indicator's same month in the split that was set last before this one. Three queries."""
    plans = {plan.pk: plan for plan in TargetPlan.objects.filter(pk__in={row.plan_id for row in rows}, version__gt=1)}
    if not plans:
        return {}
    earlier = TargetPlan.objects.filter(skp__in={plan.skp_id for plan in plans.values()}, set_at__isnull=False)
    by_skp: dict[int, list[TargetPlan]] = {}
    for plan in earlier.order_by("version"):
        by_skp.setdefault(plan.skp_id, []).append(plan)
    before = {
        plan.pk: next((each.pk for each in reversed(by_skp.get(plan.skp_id, ())) if each.version < plan.version), None)
        for plan in plans.values()
    }
    of_plans = history._base_manager.filter(plan_id__in=[key for key in before.values() if key is not None])
    latest = {(row.plan_id, row.indicator_id, row.month): row for row in of_plans.order_by("history_id")}
    found = {row.history_id: latest.get((before.get(row.plan_id), row.indicator_id, row.month)) for row in rows}
    return {new: row for new, row in found.items() if row is not None and row.history_type != "-"}


FORMER: dict[Any, Callable[[Any, Sequence[Any]], Former]] = {
    Indicator: _followed,
    WorkResult: _followed,
    MonthlyTarget: _months,
}

"""Writing a plan's rows: its months as entered."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from simple_history.utils import bulk_create_with_history

from workflows.organization.models.history import save_changed, stamp
from workflows.targets.models import MonthlyTarget, TargetPlan


def store_months(
    plan: TargetPlan,
    months: Mapping[tuple[int, int], Decimal],
    *,
    user: Any,
    reason: str,
    history_date: datetime | None,
    is_new: bool = False,
) -> None:
    """Make the plan's months these: unchanged rows stay, changed ones keep their key, surplus ones go.

    `is_new`: the plan was just made and has none yet.
    """
    present = {} if is_new else {(row.indicator_id, row.month): row for row in plan.months.all()}
    new = []
    for (indicator_id, month), amount in months.items():
        row = present.pop((indicator_id, month), None)
        if row is None:
            new.append(MonthlyTarget(plan=plan, indicator_id=indicator_id, month=month, amount=amount))
        else:
            save_changed(row, user=user, reason=reason, at=history_date, amount=amount)
    for surplus in present.values():
        stamp(surplus, user=user, reason=reason, at=history_date)
        surplus.delete()
    if new:
        bulk_create_with_history(
            new, MonthlyTarget, default_user=user, default_change_reason=reason, default_date=history_date
        )

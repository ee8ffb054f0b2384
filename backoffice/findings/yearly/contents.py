"""What a plan brought into force: its targets beside those of the plan before, which an auditor means by *before*."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflows.rules.wording import MONTHS, exact
from workflows.skp.models import Indicator, Skp
from workflows.targets.models import MonthlyTarget, TargetPlan


@dataclass(frozen=True, slots=True)
class Difference:
    """What a field, or a target, was and is; empty where it was, or is, not there."""

    label: str
    old: str
    new: str


Contents = Callable[[Sequence[Any]], Mapping[int, Sequence[Difference]]]  # by the key of the row of history


def targets_of_plans(rows: Sequence[Any]) -> Mapping[int, Sequence[Difference]]:
    """The yearly targets of SKP that were set, beside those of the version before. Three queries."""
    set_now = [row for row in rows if row.status == Skp.Status.SET]
    plans = {plan.pk: plan for plan in Skp.objects.filter(pk__in=[row.id for row in set_now])}
    before = _skps_before(plans.values())
    of_skp: dict[int, list[Indicator]] = defaultdict(list)
    for each in _indicators([*plans, *before.values()]):
        of_skp[each.result.skp_id].append(each)
    found = {}
    for row in set_now:
        old = {each.pk: each for each in of_skp[before[row.id]]} if row.id in before else {}
        found[row.history_id] = _compared(of_skp[row.id], old, _yearly)
    return found


def months_of_plans(rows: Sequence[Any]) -> Mapping[int, Sequence[Difference]]:
    """The monthly targets of splits that were set, beside those of the one before. Four queries.

    The split before is the last that was set of the same SKP, else of the version of the SKP before.
    """
    set_now = [row for row in rows if row.status == TargetPlan.Status.SET]
    skps = {plan.pk: plan for plan in Skp.objects.filter(pk__in=[row.skp_id for row in set_now])}
    skps_before = _skps_before(skps.values())
    splits: dict[int, list[TargetPlan]] = defaultdict(list)
    were_set = TargetPlan.objects.filter(skp__in=[*skps, *skps_before.values()], set_at__isnull=False)
    for split in were_set.order_by("version"):
        splits[split.skp_id].append(split)
    pairs = {row.history_id: (row, _split_before(row, splits, skps_before)) for row in set_now}
    keys = {key for row, former in pairs.values() for key in (row.id, former) if key is not None}
    amounts: dict[int, dict[int, dict[int, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for plan, indicator, month, amount in MonthlyTarget.objects.filter(plan__in=keys).values_list(
        "plan_id", "indicator_id", "month", "amount"
    ):
        amounts[plan][indicator][month] = amount
    named = {each.pk: each for each in _indicators([*skps, *skps_before.values()])}
    return {
        key: _months_compared(amounts[row.id], amounts[former] if former is not None else {}, named)
        for key, (row, former) in pairs.items()
    }


def _skps_before(plans: Any) -> dict[int, int]:
    """Of each SKP the last version before it that was set; none where there is none. One query."""
    amended = [plan for plan in plans if plan.version > 1]
    if not amended:
        return {}
    earlier: dict[tuple[int, int, int], list[Skp]] = defaultdict(list)
    former = Skp.objects.filter(employee__in=[plan.employee_id for plan in amended], set_at__isnull=False)
    for plan in former.order_by("version"):
        earlier[plan.employee_id, plan.position_id, plan.period_id].append(plan)
    found = {}
    for plan in amended:
        below = [
            each for each in earlier[plan.employee_id, plan.position_id, plan.period_id] if each.version < plan.version
        ]
        if below:
            found[plan.pk] = below[-1].pk
    return found


def _split_before(row: Any, splits: Mapping[int, list[TargetPlan]], skps_before: Mapping[int, int]) -> int | None:
    below = [each for each in splits.get(row.skp_id, ()) if each.version < row.version]
    if not below and row.skp_id in skps_before:
        below = splits.get(skps_before[row.skp_id], [])
    return below[-1].pk if below else None


def _indicators(skps: Sequence[int]) -> Any:
    found = Indicator.objects.filter(result__skp__in=set(skps)).select_related("result")
    return found.order_by("result__number", "number", "pk")


def _compared(
    new: Sequence[Indicator], old: dict[int, Indicator], words: Callable[[Indicator], str]
) -> list[Difference]:
    """Each indicator whose words differ from those of the one that it follows; then those that are gone."""
    found = []
    for each in new:
        former = old.pop(each.follows_id or 0, None)
        was, now = words(former) if former is not None else "", words(each)
        if was != now:
            found.append(Difference(each.text, was, now))
    return found + [Difference(each.text, words(each), "") for each in old.values()]


def _yearly(indicator: Indicator) -> str:
    return f"{exact(Decimal(indicator.target))} {indicator.unit}"


def _months_compared(
    new: Mapping[int, Mapping[int, Decimal]],
    old: Mapping[int, Mapping[int, Decimal]],
    named: Mapping[int, Indicator],
) -> list[Difference]:
    """Of each indicator the months that differ from those of the split before."""
    found = []
    for key, months in sorted(new.items(), key=lambda each: _place(named.get(each[0]))):
        each = named.get(key)
        before = old.get(key) or old.get(each.follows_id or 0, {}) if each is not None else old.get(key, {})
        changed = [month for month in range(1, 13) if months.get(month) != before.get(month)]
        if changed:
            label = each.text if each is not None else f"#{key}"
            found.append(Difference(label, _in_months(before, changed), _in_months(months, changed)))
    return found


def _place(indicator: Indicator | None) -> tuple[int, int]:
    return (indicator.result.number, indicator.number) if indicator is not None else (0, 0)


def _in_months(amounts: Mapping[int, Decimal], months: Sequence[int]) -> str:
    """*Januari–Mei 30; Juni 45*: months that follow each other with the same amount are told as one."""
    spans: list[tuple[int, int, Decimal]] = []
    for month in (each for each in months if each in amounts):
        first, last, amount = spans[-1] if spans else (0, 0, Decimal(0))
        if spans and last == month - 1 and amount == amounts[month]:
            spans[-1] = first, month, amount
        else:
            spans.append((month, month, amounts[month]))
    return "; ".join(f"{_span(first, last)} {exact(Decimal(amount))}" for first, last, amount in spans)


def _span(first: int, last: int) -> str:
    return MONTHS[first - 1] if first == last else f"{MONTHS[first - 1]}–{MONTHS[last - 1]}"

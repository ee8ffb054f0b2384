"""Adding verified quantities to a month's realisation so that two verifications at one time lose nothing."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import connection

from workflows.skp.models import Indicator, Skp
from workflows.targets.models import MonthlyRealisation

# One statement that inserts or adds: reading first and then writing would lose one of two simultaneous first reports of
# a month. Django's `bulk_create(update_conflicts=True)` can only replace, not add.
ADD = """
INSERT INTO targets_monthlyrealisation (indicator_id, month, quantity, reports) VALUES (%s, %s, %s, %s)
ON CONFLICT (indicator_id, month) DO UPDATE SET
    quantity = targets_monthlyrealisation.quantity + excluded.quantity,
    reports = targets_monthlyrealisation.reports + excluded.reports
"""


Sums = dict[tuple[int, int], tuple[Decimal, int]]  # (indicator's key, month) → quantity, number of activities


def add(sums: Sums, key: tuple[int, int], quantity: Decimal, count: int) -> None:
    """Add to one of the sums, in memory."""
    known, number = sums.get(key, (Decimal(0), 0))
    sums[key] = (known + quantity, number + count)


def add_to_realisation(added: Sums) -> None:
    """Add these sums to each indicator's month, in the order of the keys.

    The order is what keeps two transactions that touch the same indicators from waiting for each other crosswise.
    """
    rows = [(*key, str(added[key][0]), added[key][1]) for key in sorted(added)]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(ADD, rows)


def sums_of(activities: Mapping[int, Iterable[Any]]) -> Sums:
    """What activities, by their month, come to for each indicator that counts them; their plans are locked.

    Where the plan was replaced meanwhile, the version in force counts them too.
    """
    served: Sums = {}  # by result instead of indicator
    for month, of_month in activities.items():
        for activity in of_month:
            add(served, (activity.result_id, month), activity.quantity, 1)
    if not served:
        return {}
    indicators = counting_indicators({result for result, _ in served})
    later = later_versions(indicators)
    counted_by = {row.result_id: [row.pk, later[row.pk]] if row.pk in later else [row.pk] for row in indicators}
    added: Sums = {}
    for (result, month), (quantity, count) in served.items():
        for indicator in counted_by.get(result, ()):
            add(added, (indicator, month), quantity, count)
    return added


def counting_indicators(result_ids: Iterable[int]) -> list[Indicator]:
    """The first QUANTITY indicator of each of these results, their plans locked: none is replaced meanwhile.

    Without the lock, a report verified while a later version is set would count for neither.
    """
    rows = Indicator.objects.filter(result__in=list(result_ids), measure=Indicator.Measure.QUANTITY)
    # From the last to the first, so that the first stays; plan by plan, so that all lock in one order.
    locked = rows.select_related("result__skp").select_for_update(of=("result__skp",))
    first = {row.result_id: row for row in locked.order_by("result__skp", "-number")}
    return list(first.values())


def later_versions(indicators: Iterable[Indicator]) -> dict[int, int]:
    """Of indicators whose plan was replaced, those in force that follow them: former key → key. Else no query."""
    searched = {row.pk: row for row in indicators if row.result.skp.status == Skp.Status.REPLACED}
    origin = {key: key for key in searched}
    found: dict[int, int] = {}
    while searched:
        rows = Indicator.objects.filter(follows__in=searched).select_related("result__skp")
        following = {row.pk: row for row in rows if row.follows_id and counts_on(searched[row.follows_id], row)}
        origin |= {key: origin[row.follows_id] for key, row in following.items() if row.follows_id}
        found |= {origin[key]: key for key, row in following.items() if row.result.skp.status == Skp.Status.SET}
        searched = following
    return found


def counts_on(former: Indicator, later: Indicator) -> bool:
    """Whether what the former reached counts for the later: both add up, in the same unit."""
    adds = former.measure == later.measure == Indicator.Measure.QUANTITY
    return adds and former.unit.casefold() == later.unit.casefold()


def carry_over(followed: Mapping[int, int]) -> None:
    """Count what the former indicators reached for those that follow them (former key → key).

    The former's own sums stay: what was assessed by them can still be read.
    """
    rows = {row.pk: row for row in Indicator.objects.filter(pk__in={*followed, *followed.values()})}
    counted = {former: key for former, key in followed.items() if counts_on(rows[former], rows[key])}
    added: Sums = {}
    for reached in MonthlyRealisation.objects.filter(indicator_id__in=counted):
        add(added, (counted[reached.indicator_id], reached.month), reached.quantity, reached.reports)
    add_to_realisation(added)

"""Everybody's running achievement of a month, beside one SQL statement that computes it from the verified activities.

Fifteen thousand people with 22 reports each. Ours reads the sums that each verification ran up, and gives targets and
achievement by the rules; the statement adds the activities up. Judged is the office read at once; an opening asks the
same function for each of its chunks, which takes longer in all and is told beside it.
"""

import sys
from decimal import Decimal
from typing import Any

from django.db import connection

from benchmarks import ready  # noqa: F401  sets Django up before the models are imported
from benchmarks.items import settle
from benchmarks.judging import Judge, median_ratio, median_seconds
from benchmarks.people import people_with_plans
from workflows.assessment.opening import CHUNK, plans_of
from workflows.assessment.running import running_achievements
from workflows.organization.models import Period
from workflows.targets.models import MonthlyRealisation

PEOPLE, DAYS = 15_000, 22
MOST_TIMES_LONGER, TIMES = 1.2, 7
ONE_STATEMENT = """
SELECT i.id, t.amount, SUM(a.quantity), COUNT(*), ROUND(SUM(a.quantity) * 100.0 / t.amount, 2)
FROM daily_dailyreport d
JOIN daily_dailyactivity a ON a.report_id = d.id
JOIN skp_indicator i ON i.result_id = a.result_id AND i.measure = 'QUANTITY'
JOIN targets_monthlytarget t ON t.indicator_id = i.id AND t.month = 10
JOIN targets_targetplan p ON p.id = t.plan_id AND p.status = 'SET'
WHERE d.status = 'VERIFIED' AND d.day >= '2026-10-01' AND d.day < '2026-11-01'
GROUP BY i.id, t.amount
"""
REPORTS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)
INSERT INTO daily_dailyreport (
    employee_id, position_id, day, status, entered_at, submitted_at, decided_at, days_late, has_overlap, is_copied,
    minutes, activity_count, fingerprint)
SELECT s.employee_id, s.position_id, {day}, 'VERIFIED', s.set_at, s.set_at, s.set_at, 0, %s, %s, 300, 2, ''
FROM skp_skp s CROSS JOIN n ORDER BY n.i, s.id
"""
ACTIVITIES = """
INSERT INTO daily_dailyactivity (
    report_id, number, starts, ends, kind, result_id, description, quantity, unit, evidence_file, evidence_link,
    entered_at)
SELECT d.id, {number}, '0{number}:30', '0{number}:50', '{kind}', {result}, 'Memeriksa usulan', {quantity}, 'usulan', '',
    '', d.entered_at
FROM daily_dailyreport d JOIN skp_skp s ON s.employee_id = d.employee_id JOIN skp_workresult r ON r.skp_id = s.id
ORDER BY d.id
"""


def main() -> int:
    """Both give the same; then they are measured in turn."""
    judge = Judge()
    people_with_plans(PEOPLE)
    _reported()
    settle()
    october = Period.objects.get(code="2026-10")
    ours, stated = _ours(october), _stated()
    judge.exactly("people with an achievement", len(ours), PEOPLE)
    judge.exactly("of them, different in the statement", sum(ours[key] != stated.get(key) for key in ours), 0)
    judge.tell("seconds of the statement", round(median_seconds(_stated, 3), 2))
    judge.tell("seconds of ours", round(median_seconds(lambda: _ours(october), 3), 2))
    ratio = median_ratio(lambda: _ours(october), _stated, TIMES)
    judge.at_most(f"time of ours against the statement, on {connection.vendor}", ratio, MOST_TIMES_LONGER, " times")
    ratio = median_ratio(lambda: _in_chunks(october), _stated, TIMES)
    judge.tell(f"times longer than the statement in chunks of {CHUNK}", round(ratio, 2))
    return judge.status


def _ours(period: Period) -> dict[int, tuple[Any, ...]]:
    """Target, sum, activities and per cent of each quantity, by the indicator's key; of the office at once."""
    return {
        row.indicator: (row.target, row.realised, row.reports, row.achievement)
        for row in running_achievements(plans_of(period), period)
        if row.achievement is not None
    }


def _in_chunks(period: Period) -> None:
    keys = list(plans_of(period).order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), CHUNK):
        running_achievements(keys[first : first + CHUNK], period)


def _stated() -> dict[int, tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(ONE_STATEMENT)
        return {
            key: (_exact(target), _exact(quantity), number, _exact(percent))
            for key, target, quantity, number, percent in cursor.fetchall()
        }


def _exact(value: Any) -> Decimal:
    """As Django reads it: SQLite keeps decimals as numbers."""
    return value if isinstance(value, Decimal) else Decimal(str(value)).quantize(Decimal("0.01"))


def _reported() -> None:
    """Verified reports of 22 days of October, each with an activity of the post and an additional one; their sums."""
    with connection.cursor() as cursor:
        cursor.execute(REPORTS.format(day=_october_day()), [DAYS, False, False])
        for number, kind, result, quantity in ((1, "MAIN", "r.id", "1 + d.id % 3"), (2, "ADDITIONAL", "NULL", "1")):
            cursor.execute(ACTIVITIES.format(number=number, kind=kind, result=result, quantity=quantity))
    settle()
    with connection.cursor() as cursor:
        cursor.execute(ONE_STATEMENT)
        MonthlyRealisation.objects.bulk_create(
            MonthlyRealisation(indicator_id=key, month=10, quantity=_exact(quantity), reports=number)
            for key, _target, quantity, number, _percent in cursor.fetchall()
        )


def _october_day() -> str:
    if connection.vendor == "postgresql":
        return "date '2026-10-01' + n.i"
    return "date('2026-10-01', '+' || n.i || ' days')"


if __name__ == "__main__":
    sys.exit(main())

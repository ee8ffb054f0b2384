"""A thousand reports verified with one press, beside one by one, and beside one by one on viewflow's stock nodes."""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection, transaction

from benchmarks import ready  # noqa: F401  sets Django up before the models are imported
from benchmarks.judging import Judge
from benchmarks.stock import start_stock, verify_stock
from tests import factories as make
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.bulk import verify_many
from workflows.daily.models import DailyActivity, DailyReport
from workflows.engine.models import WorkItem
from workflows.engine.starting import start
from workflows.organization.actor import Actor
from workflows.skp.models import WorkResult
from workflows.targets.models import MonthlyRealisation

TOGETHER, SINGLY, WARMING_UP, ROUNDS, PEOPLE = 1000, 100, 20, 3, 10
AGAINST_STOCK, AGAINST_OURS = 10, 5
WHEN = make.at(make.A_MONDAY, 17)


@dataclass(slots=True)
class Member:
    """One of the team, with the result of their plan, and the days that are not reported yet."""

    by: Actor
    person: make.Employee
    post: make.Position
    result: WorkResult
    days: Iterator[date]


def main() -> int:
    """In each round: stock, ours, all together, ours, stock; the ratio is the median of the rounds'."""
    judge = Judge()
    office = make.office()
    team = [_member(office, number) for number in range(PEOPLE)]
    by = make.actor(office.section)
    _round(team, by, WARMING_UP)  # not counted: everything is read and compiled once
    rounds = [_round(team, by, TOGETHER) for _ in range(ROUNDS)]
    for name in ("stock", "ours", "together"):
        judge.tell(f"milliseconds a report, {name}", [round(1000 * taken[name], 2) for taken in rounds])
    verified = ROUNDS * (TOGETHER + 4 * SINGLY) + 5 * WARMING_UP
    judge.exactly("reports verified", DailyReport.objects.filter(status="VERIFIED").count(), verified)
    judge.exactly("decisions", Decision.objects.filter(verb="APPROVE").count(), verified)
    judge.exactly("quantity realised", sum(row.quantity for row in MonthlyRealisation.objects.all()), 3 * verified)
    stock = statistics.median(taken["stock"] / taken["together"] for taken in rounds)
    ours = statistics.median(taken["ours"] / taken["together"] for taken in rounds)
    judge.at_least(f"times faster at {TOGETHER:,} than stock nodes one by one", stock, AGAINST_STOCK)
    judge.at_least(f"times faster at {TOGETHER:,} than our own one by one", ours, AGAINST_OURS)
    return judge.status


def _round(team: list[Member], by: Actor, together: int) -> dict[str, float]:
    """Seconds for a report, each way."""
    singly = min(SINGLY, together)
    stock, ours = _waiting(team, 2 * singly, stock=True), _waiting(team, 2 * singly)
    many = _waiting(team, together)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    halves = [
        _seconds(lambda: [verify_stock(key, by, WHEN) for key in stock[:singly]]),
        _seconds(lambda: [daily.verify(task_id=key, by=by, at=WHEN) for key in ours[:singly]]),
        _seconds(lambda: verify_many(task_ids=many, by=by, at=WHEN)),
        _seconds(lambda: [daily.verify(task_id=key, by=by, at=WHEN) for key in ours[singly:]]),
        _seconds(lambda: [verify_stock(key, by, WHEN) for key in stock[singly:]]),
    ]
    return {
        "stock": (halves[0] + halves[4]) / (2 * singly),
        "ours": (halves[1] + halves[3]) / (2 * singly),
        "together": halves[2] / together,
    }


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _member(office: make.Office, number: int) -> Member:
    post = make.position(f"Analis {number}", office.posts["staff"].unit, office.posts["section"])
    person = make.employee(f"Pegawai {number}", post)
    result = make.draft_skp(person, post).results.get()
    return Member(
        make.actor(person), person, post, result, (make.A_MONDAY - timedelta(days=back) for back in range(100_000))
    )


def _waiting(team: list[Member], count: int, *, stock: bool = False) -> list[int]:
    """So many reports of two activities that wait for the head of the section; the keys of their tasks."""
    keys = []
    with transaction.atomic():
        for number in range(count):
            member = team[number % len(team)]
            day = next(member.days)
            report = DailyReport.objects.create(
                employee=member.person, day=day, position=member.post, status="SUBMITTED", minutes=165,
                activity_count=2, entered_at=make.at(day), submitted_at=make.at(day),
            )  # fmt: skip
            entries = make.entries(member.result, description=f"Memeriksa usulan {day}")
            DailyActivity.objects.bulk_create(
                DailyActivity(
                    report=report, number=place, starts=entry.starts, ends=entry.ends, entered_at=make.at(day),
                    kind="MAIN" if entry.is_main else "ADDITIONAL", result_id=entry.result_id,
                    description=entry.description, quantity=entry.quantity or Decimal(0), unit=entry.unit,
                )
                for place, entry in enumerate(entries, start=1)
            )  # fmt: skip
            if stock:
                keys.append(start_stock(report, make.at(day)))
                continue
            start(
                "daily", by=member.by, at=make.at(day), person=member.person, position=member.post,
                report=report,
            )  # fmt: skip
    return keys or list(WorkItem.objects.open().order_by("pk").values_list("task_id", flat=True))[-count:]


if __name__ == "__main__":
    sys.exit(main())

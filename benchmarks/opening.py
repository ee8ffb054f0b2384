"""Everybody's assessment of a month opened at once, in an office of fifteen thousand; and pressed again."""

import sys
import time
from decimal import Decimal

from django.db import connection

from benchmarks import ready  # noqa: F401  sets Django up before the models are imported
from benchmarks.items import settle
from benchmarks.judging import Judge
from benchmarks.people import people_with_plans
from tests import factories as make
from workflows.assessment.models import Assessment, ResultRealisation
from workflows.assessment.opening import open_assessments
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor
from workflows.organization.models import Period
from workflows.targets.models import MonthlyRealisation

PEOPLE = 15_000
MOST_SECONDS, AGAIN_SECONDS = 30, 3
DAYS = 22


def main() -> int:
    """Open October, then again."""
    judge = Judge()
    people_with_plans(PEOPLE)
    _realised(10)
    settle()
    october, by = Period.objects.get(code="2026-10"), Actor(user=make.with_role("HR_ADMIN").user)
    first, again = _opened(october, by), _opened(october, by)
    judge.exactly("assessments opened", first[0], PEOPLE)
    judge.exactly("opened again", again[0], 0)
    judge.exactly("rows of indicators", ResultRealisation.objects.count(), 2 * PEOPLE)
    judge.exactly("open work items", WorkItem.objects.open().count(), PEOPLE)
    judge.exactly("decisions", Decision.objects.filter(verb="OPEN").count(), PEOPLE)
    histories = Assessment.history.count() + ResultRealisation.history.count()  # type: ignore[attr-defined]
    judge.exactly("rows of history", histories, 3 * PEOPLE)
    judge.at_most(f"opening {PEOPLE:,} on {connection.vendor}", first[1], MOST_SECONDS, " s")
    judge.at_most("pressed again", again[1], AGAIN_SECONDS, " s")
    return judge.status


def _opened(period: Period, by: Actor) -> tuple[int, float]:
    begun = time.perf_counter()
    opened = open_assessments(period=period, by=by)
    return len(opened), time.perf_counter() - begun


def _realised(month: int) -> None:
    """What a month's reports ran up to, for everybody."""
    keys = make.Indicator.objects.filter(measure="QUANTITY").values_list("pk", flat=True)
    MonthlyRealisation.objects.bulk_create(
        MonthlyRealisation(indicator_id=key, month=month, quantity=Decimal(DAYS), reports=DAYS) for key in keys
    )


if __name__ == "__main__":
    sys.exit(main())

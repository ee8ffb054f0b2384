"""What the rows of an inbox page say besides their own text: tier, round, week; and two counts, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from workflows.approvals.models import Tier
from workflows.engine.inbox import COUNT_UP_TO, Arm, count_waiting
from workflows.engine.models import WorkItem
from workflows.engine.registry import FLOWS


@dataclass(frozen=True, slots=True)
class Particulars:
    """Of one row: its tier and how many its chain has, the round of its case, whose it is, the day of a report."""

    tier: int | None = None
    tiers: int = 0
    round: int = 1
    person: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many wait in the whole inbox and how many are put off, each counted no further than COUNT_UP_TO + 1."""

    waiting: int = 0
    put_off: int = 0


class _Bounded(Subquery):
    """How many rows a sliced query has, inside another statement; it is read no further than its slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS bounded)"
    output_field = IntegerField()


def particulars_of(
    items: Sequence[WorkItem], *, waiting: Sequence[Arm] = (), put_off: Sequence[Arm] = ()
) -> tuple[dict[int, Particulars], Counts]:
    """The particulars by the key of the item, and the counts of these arms. One query (two counts on an empty page)."""
    if not items:
        return {}, Counts(count_waiting(waiting), count_waiting(put_off))
    rounds = [F(f"case__{flow.process_class._meta.model_name}__round") for flow in FLOWS.values()]
    of_chain = Tier.objects.filter(version=OuterRef("tier__version")).order_by().values("version")
    asked = (
        WorkItem.objects.filter(pk__in=[item.pk for item in items])
        .annotate(
            tiers=Coalesce(Subquery(of_chain.annotate(n=Count("pk")).values("n")), Value(0)),
            the_round=Coalesce(*rounds, Value(1)),
            day=F("case__dailyprocess__report__day"), waiting=_counted(waiting), put_off=_counted(put_off),
        )
        .values_list("pk", "tier__number", "tiers", "the_round", "person__name", "day", "waiting", "put_off")
    )  # fmt: skip
    rows = list(asked)
    found = {key: Particulars(tier, tiers, number, name, day) for key, tier, tiers, number, name, day, *_ in rows}
    *_, first, second = rows[0]
    return found, Counts(min(first, COUNT_UP_TO + 1), min(second, COUNT_UP_TO + 1))


def _counted(arms: Sequence[Arm]) -> Any:
    counted: Any = Value(0, IntegerField())
    for arm in arms:
        counted += _Bounded(arm.items.order_by().values("pk")[: COUNT_UP_TO + 1])
    return counted

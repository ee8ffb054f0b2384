"""People of one group by their result in a period: for HR and the performance management team, never a public board."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Case, F, IntegerField, Q, QuerySet, Value, When

from workflows.assessment.distribution import OUT
from workflows.assessment.models import Assessment
from workflows.assessment.whole_period import Whole, wholes_in
from workflows.organization.models import Period, Unit
from workflows.rules.predicates import OF_RULE_SET
from workflows.rules.rule_sets import in_force
from workflows.skp.models import WorkResult

MOST = 500  # people; a larger group is narrowed first
IS_MAIN = Q(realisations__indicator__result__kind=WorkResult.Kind.MAIN)
MEAN = Avg("realisations__achievement", filter=IS_MAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Those who are compared: of a unit, of one kind of post, of one job class; at least one of the three."""

    unit: Unit | None = None
    kind: str = ""
    job_class: int | None = None

    @property
    def is_named(self) -> bool:
        """Whether it is a group at all, and not the whole office."""
        return self.unit is not None or bool(self.kind) or self.job_class is not None


@dataclass(frozen=True, slots=True)
class Place:
    """A person's place; who cannot be told apart by result shares it."""

    number: int
    assessment: Assessment
    mean: Decimal | None


def ranked(period: Period, group: Group) -> list[Place]:
    """The group's results that are out, best first: predicate, then the total, then the mean achievement of main
    results. Of one rule set only, the period's: another's predicates cannot be held against them. Whoever moved has one
    place, by the whole of the period, in the group of the last part. Two queries; four where somebody moved.

    :raises ValueError: no group is named.
    """
    if not group.is_named:
        raise ValueError("A ranking needs a group: nobody is ranked against the whole office.")
    rows = _ordered(period, group)
    moved = list(rows.filter(starts_on__isnull=False))
    found: list[Any] = [*rows.filter(starts_on__isnull=True)[:MOST], *_put_together(period, moved)]
    steps = {str(code): step for step, code in enumerate(OF_RULE_SET[in_force(period.start)])}
    places: list[Place] = []
    for row in sorted(found, key=lambda each: _order(each, steps))[:MOST]:
        last = places[-1] if places else None
        is_same = last is not None and (_result(last.assessment), last.mean) == (_result(row), row.mean)
        places.append(Place(last.number if last and is_same else len(places) + 1, row, row.mean))
    return places


def _put_together(period: Period, parts: Sequence[Any]) -> Iterator[Any]:
    """The last part of each whole, bearing the result of the whole; parts that make none as they are."""
    wholes = wholes_in([period.pk], {part.employee_id for part in parts}) if parts else {}
    keys = [part.pk for whole in wholes.values() for part in whole.parts]
    means: dict[int, Decimal | None] = {}
    if keys:
        means = dict(Assessment.objects.filter(pk__in=keys).annotate(mean=MEAN).values_list("pk", "mean"))
    for part in parts:
        whole = wholes.get((part.employee_id, period.pk))
        if whole is None:
            yield part
        elif whole.predicate and whole.last.pk == part.pk:
            part.predicate, part.total = whole.predicate, whole.total
            part.mean = _mean_of(whole, means)
            yield part


def _mean_of(whole: Whole, means: Mapping[int, Decimal | None]) -> Decimal | None:
    """The parts' means weighted by their days worked; a part of which nothing is measured has no weight."""
    measured = [(part.worked_days, mean) for part in whole.parts if (mean := means.get(part.pk)) is not None]
    days = sum(number for number, _mean in measured)
    return sum((number * Decimal(mean) for number, mean in measured), Decimal(0)) / days if days else None


def _order(row: Any, steps: Mapping[str, int]) -> tuple[Any, ...]:
    """Best first; who has no total or no mean behind those who have."""
    best = [(value is None, -value if value is not None else 0) for value in (row.total, row.mean)]
    return steps.get(row.predicate, len(steps)), *best, row.employee.name, row.pk


def _ordered(period: Period, group: Group) -> QuerySet[Assessment]:
    rule_set = in_force(period.start)
    steps = [When(predicate=code, then=Value(step)) for step, code in enumerate(OF_RULE_SET[rule_set])]
    rows = Assessment.objects.filter(period=period, status__in=OUT, rule_set=rule_set)
    if group.unit is not None:
        rows = rows.filter(position__unit=group.unit)
    if group.kind:
        rows = rows.filter(position__kind=group.kind)
    if group.job_class is not None:
        rows = rows.filter(snapshot__job_class=group.job_class)
    return (
        rows.annotate(
            step=Case(*steps, default=Value(len(steps)), output_field=IntegerField()),
            mean=MEAN,
        )
        .select_related("employee", "position__unit", "snapshot")
        .order_by("step", F("total").desc(nulls_last=True), F("mean").desc(nulls_last=True), "employee__name", "pk")
    )


def _result(row: Assessment) -> tuple[str, Decimal | None]:
    return row.predicate, row.total

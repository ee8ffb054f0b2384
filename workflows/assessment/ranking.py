"""People of one group by their result in a period: for HR and the performance management team, never a public board."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Case, F, IntegerField, Q, QuerySet, Value, When

from workflows.assessment.distribution import OUT
from workflows.assessment.models import Assessment
from workflows.organization.models import Period, Unit
from workflows.rules.predicates import OF_RULE_SET
from workflows.rules.rule_sets import in_force
from workflows.skp.models import WorkResult

MOST = 500  # people; a larger group is narrowed first


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
    results. Of one rule set only, the period's: another's predicates cannot be held against them. One query.

    :raises ValueError: no group is named.
    """
    if not group.is_named:
        raise ValueError("A ranking needs a group: nobody is ranked against the whole office.")
    places: list[Place] = []
    for row in _ordered(period, group)[:MOST]:
        last = places[-1] if places else None
        mean: Decimal | None = getattr(row, "mean", None)
        is_same = last is not None and (_result(last.assessment), last.mean) == (_result(row), mean)
        places.append(Place(last.number if last and is_same else len(places) + 1, row, mean))
    return places


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
    is_main = Q(realisations__indicator__result__kind=WorkResult.Kind.MAIN)
    return (
        rows.annotate(
            step=Case(*steps, default=Value(len(steps)), output_field=IntegerField()),
            mean=Avg("realisations__achievement", filter=is_main),
        )
        .select_related("employee", "position__unit", "snapshot")
        .order_by("step", F("total").desc(nulls_last=True), F("mean").desc(nulls_last=True), "employee__name", "pk")
    )


def _result(row: Assessment) -> tuple[str, Decimal | None]:
    return row.predicate, row.total

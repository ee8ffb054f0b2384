"""What a person may choose from when writing a report: the results of their own SKP, with target and realisation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflows.organization.models import Employee
from workflows.skp.models import Indicator, Skp, WorkResult
from workflows.targets.models import MonthlyRealisation, MonthlyTarget, TargetPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultChoice:
    """A planned result that a day's work can serve; `unit`, `target`, `verified` of its quantity, where it has one."""

    pk: int
    text: str
    post: str
    unit: str = ""
    target: Decimal | None = None
    verified: Decimal = Decimal(0)


def result_choices(employee: Employee, day: date) -> list[ResultChoice]:
    """The planned results of the employee's SKP of that year, those in force first. Four queries, few rows."""
    results = list(
        WorkResult.objects.filter(skp__employee=employee, skp__period__code=str(day.year), skp__status=Skp.Status.SET)
        .select_related("skp__position")
        .prefetch_related("indicators")
        .order_by("skp_id", "number")
    )
    quantities = {result.pk: quantity_of(result.indicators.all()) for result in results}
    keys = [indicator.pk for indicator in quantities.values() if indicator]
    targets = dict(
        MonthlyTarget.objects.filter(
            indicator_id__in=keys, month=day.month, plan__status=TargetPlan.Status.SET
        ).values_list("indicator_id", "amount")
    )
    realised = dict(
        MonthlyRealisation.objects.filter(indicator_id__in=keys, month=day.month).values_list(
            "indicator_id", "quantity"
        )
    )
    return [
        ResultChoice(
            pk=result.pk,
            text=result.text,
            post=result.skp.position.title,
            unit=indicator.unit if indicator else "",
            target=targets.get(indicator.pk) if indicator else None,
            verified=realised.get(indicator.pk, Decimal(0)) if indicator else Decimal(0),
        )
        for result in results
        for indicator in [quantities[result.pk]]
    ]


def quantity_of(indicators: Iterable[Indicator]) -> Indicator | None:
    """The indicator that verified quantities run up to: the first that adds up."""
    adding = [indicator for indicator in indicators if indicator.measure == Indicator.Measure.QUANTITY]
    return min(adding, key=lambda indicator: indicator.number, default=None)

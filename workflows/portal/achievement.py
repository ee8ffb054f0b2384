"""What a person's main quantities have reached this month, and where they should be by today."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, OuterRef, Subquery
from django.utils.translation import gettext

from workflows.daily.models import DailyActivity, DailyReport
from workflows.organization.models import Employee
from workflows.portal.month import Span
from workflows.printing.words import number
from workflows.rules.rounding import whole_rupiah
from workflows.skp.models import Indicator, Skp, WorkResult
from workflows.targets.models import MonthlyRealisation, MonthlyTarget, TargetPlan

WAITING, RETURNED = DailyReport.Status.SUBMITTED, DailyReport.Status.RETURNED


@dataclass(slots=True)
class Achievement:
    """One indicator's month, in its own unit; `verified` is the running sum, `parts` what each verified day gave."""

    text: str
    unit: str
    target: Decimal
    verified: Decimal
    should_be: Decimal
    days_passed: int
    days_total: int
    waiting: Decimal = Decimal(0)
    returned: Decimal = Decimal(0)
    parts: list[tuple[date, Decimal]] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The picture in words."""
        return gettext(
            "Of the target of %(target)s %(unit)s: %(verified)s verified, %(waiting)s waiting for verification, "
            "%(returned)s returned. By today it should be %(should_be)s."
        ) % {**self._words(), "unit": self.unit}

    @property
    def key(self) -> list[tuple[str, str]]:
        """The key of the picture; what is nothing is left out."""
        words = self._words()
        rows = [("a", gettext("%(verified)s verified") % words)]
        if self.waiting:
            rows.append(("b", gettext("%(waiting)s waiting") % words))
        if self.returned:
            rows.append(("c", gettext("%(returned)s returned") % words))
        return [*rows, ("tick", gettext("should be %(should_be)s") % words)]

    @property
    def sum_in_words(self) -> str:
        """*2 + 2 + 0 + 1 + 2 = 7*; empty where no verified report of the month counts."""
        if not self.parts:
            return ""
        amounts = " + ".join(number(amount) for _day, amount in sorted(self.parts))
        return f"{amounts} = {number(self.verified)}" if len(self.parts) > 1 else number(self.verified)

    @property
    def should_be_in_words(self) -> str:
        """*30 × 17 ÷ 21*."""
        return f"{number(self.target)} × {self.days_passed} ÷ {self.days_total}"

    def _words(self) -> dict[str, str]:
        names = ("target", "verified", "waiting", "returned", "should_be")
        return {name: number(getattr(self, name)) for name in names}


def achievements_of(employee: Employee, span: Span) -> list[Achievement]:
    """The month's main quantities with a target, in the order of the SKP. Two queries.

    A result's quantity is counted by its first quantity indicator, as verified reports run up to that one.
    """
    passed, total = len(span.month_days_so_far), len(span.month_days)
    by_result: dict[int, Achievement] = {}
    for indicator in _indicators(employee, span.today):
        if indicator.result_id in by_result or not indicator.month_target:
            continue
        share = indicator.month_target * passed / total if total else indicator.month_target
        by_result[indicator.result_id] = Achievement(
            text=indicator.text, unit=indicator.unit, target=indicator.month_target,
            verified=indicator.month_verified or Decimal(0), should_be=whole_rupiah(share),
            days_passed=passed, days_total=total,
        )  # fmt: skip
    if by_result:
        _add_reports(by_result, employee, span)
    return list(by_result.values())


def _indicators(employee: Employee, today: date) -> Iterable[Any]:  # indicators with `month_target`, `month_verified`
    targets = MonthlyTarget.objects.filter(
        indicator=OuterRef("pk"), month=today.month, plan__status=TargetPlan.Status.SET
    )
    verified = MonthlyRealisation.objects.filter(indicator=OuterRef("pk"), month=today.month)
    amount = DecimalField(max_digits=14, decimal_places=2)
    return (
        Indicator.objects.filter(
            result__skp__employee=employee, result__skp__status=Skp.Status.SET,
            result__skp__period__code=str(today.year), result__kind=WorkResult.Kind.MAIN,
            measure=Indicator.Measure.QUANTITY,
        )
        .annotate(
            month_target=Subquery(targets.values("amount")[:1], output_field=amount),
            month_verified=Subquery(verified.values("quantity")[:1], output_field=amount),
        )
        .order_by("result__skp", "result__number", "number")
    )  # fmt: skip


def _add_reports(by_result: dict[int, Achievement], employee: Employee, span: Span) -> None:
    rows = DailyActivity.objects.filter(
        report__employee=employee, report__day__gte=span.month_first, report__day__lt=span.after_month,
        report__status__in=[WAITING, RETURNED, DailyReport.Status.VERIFIED], result__in=by_result,
    ).values_list("result_id", "report__status", "report__day", "quantity")  # fmt: skip
    verified: dict[tuple[int, date], Decimal] = defaultdict(Decimal)
    for result_id, status, day, quantity in rows:
        achievement = by_result[result_id]
        if status == WAITING:
            achievement.waiting += quantity
        elif status == RETURNED:
            achievement.returned += quantity
        else:
            verified[result_id, day] += quantity
    for (result_id, day), quantity in verified.items():
        by_result[result_id].parts.append((day, quantity))

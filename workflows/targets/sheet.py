"""A split as a page shows it: each indicator's months against what was realised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflows.printing.words import month_name, number
from workflows.skp.models import Indicator
from workflows.targets.queries import realised_by_month

ChartRow = tuple[int, Decimal | int, Decimal | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """A month: its target (None: none), what verified reports added up to (None: not begun, or a level)."""

    month: int
    target: Decimal | None
    realised: Decimal | None
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSheet:
    """An indicator with its year."""

    indicator: Indicator
    rows: tuple[MonthRow, ...]
    current: int | None  # the month in which we are, 1 to 12

    @property
    def is_quantity(self) -> bool:
        """Whether its months add up."""
        return self.indicator.measure == Indicator.Measure.QUANTITY

    @property
    def chart(self) -> list[ChartRow]:
        """The rows as the chart takes them."""
        return [(row.month, row.target or 0, row.realised) for row in self.rows]

    @property
    def target_total(self) -> Decimal:
        """All months together."""
        return sum((row.target or Decimal(0) for row in self.rows), Decimal(0))

    @property
    def realised_total(self) -> Decimal:
        """What was realised so far."""
        return sum((row.realised or Decimal(0) for row in self.rows), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthChange:
    """A month whose target becomes another; an empty text where there was or will be none."""

    what: str
    before: str
    after: str


def changed_months(shown: Sequence[IndicatorSheet], in_force: Mapping[tuple[int, int], Decimal]) -> list[MonthChange]:
    """The months in which these sheets depart from the split in force, in the order of the sheets."""
    return [
        MonthChange(
            what=f"{month_name(row.month)}, {sheet.indicator.text}",
            before="" if before is None else f"{number(before)} {sheet.indicator.unit}",
            after="" if row.target is None else f"{number(row.target)} {sheet.indicator.unit}",
        )
        for sheet in shown
        for row in sheet.rows
        if (before := in_force.get((sheet.indicator.pk, row.month))) != row.target
    ]


def sheets(
    indicators: Sequence[Indicator], months: Mapping[tuple[int, int], Decimal], *, year: int, today: date
) -> list[IndicatorSheet]:
    """The sheets of these indicators, in their order. One query."""
    realised = realised_by_month(indicator.pk for indicator in indicators)
    current = today.month if today.year == year else None
    begun = 12 if today.year > year else 0 if today.year < year else today.month

    def row(indicator: Indicator, month: int) -> MonthRow:
        counted = indicator.measure == Indicator.Measure.QUANTITY and month <= begun
        return MonthRow(
            month=month,
            target=months.get((indicator.pk, month)),
            is_current=month == current,
            realised=realised.get((indicator.pk, month), Decimal(0)) if counted else None,
        )

    return [
        IndicatorSheet(
            indicator=indicator, current=current, rows=tuple(row(indicator, month) for month in range(1, 13))
        )
        for indicator in indicators
    ]

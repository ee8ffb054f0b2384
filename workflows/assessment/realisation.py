"""What an indicator reached in a period: its target, its verified quantity or entered level, and its achievement."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet
from simple_history.utils import bulk_update_with_history

from workflows.assessment.models import Assessment, ResultRealisation
from workflows.assessment.parts import Reached, part_sums, part_targets
from workflows.organization.models import Period
from workflows.rules.achievement import Achievement, achievement
from workflows.rules.rounding import two_decimals
from workflows.rules.violation import RuleViolation
from workflows.skp.models import Indicator, Skp
from workflows.targets.models import MonthlyRealisation, MonthlyTarget, TargetPlan

Level = tuple[Decimal, str]  # what was reached, and the evidence for it


class VerifiedSum(NamedTuple):
    """A quantity with the number of verified activities behind it."""

    quantity: Decimal
    reports: int


NOTHING = VerifiedSum(Decimal(0), 0)
REFRESHED = ["realised", "achievement", "evidence", "reports"]


def rows_of(assessment: Assessment) -> list[ResultRealisation]:
    """The assessment's rows with their indicators and results, in the order of the SKP; one query."""
    return in_order(with_indicators(assessment.realisations.all()))


def with_indicators(rows: QuerySet[ResultRealisation]) -> QuerySet[ResultRealisation]:
    """These rows with their indicators and results."""
    return rows.select_related("indicator__result__carries_on")


def in_order(rows: Iterable[ResultRealisation]) -> list[ResultRealisation]:
    """Rows of one assessment in the order of the SKP."""
    return sorted(rows, key=lambda row: (row.indicator.result.number, row.indicator.number))


def indicators_of(skps: Iterable[Skp]) -> dict[int, list[Indicator]]:
    """The indicators of these plans in their order, by the plan's key; one query."""
    found: dict[int, list[Indicator]] = {}
    indicators = Indicator.objects.filter(result__skp__in=list(skps)).select_related("result")
    for indicator in indicators.order_by("result__number", "number"):
        found.setdefault(indicator.result.skp_id, []).append(indicator)
    return found


def targets_of(skps: Iterable[Skp], period: Period) -> dict[int, Decimal]:
    """The period's targets in these plans, by the indicator's key; one query.

    A year's are the annual ones. Of months, those of the split that is set: a quantity's add up, of a level the last
    month's counts. Indicators that are in no set split are left out.
    """
    keys = [skp.pk for skp in skps]
    if period.kind == Period.Kind.YEAR:
        return dict(Indicator.objects.filter(result__skp__in=keys).values_list("pk", "target"))
    months = MonthlyTarget.objects.filter(
        plan__skp__in=keys, plan__status=TargetPlan.Status.SET, month__in=list(period.months)
    )
    found: dict[int, Decimal] = {}
    rows = months.order_by("month").values_list("indicator_id", "indicator__measure", "amount")
    for indicator, measure, amount in rows:
        adds_up = measure == Indicator.Measure.QUANTITY
        found[indicator] = found.get(indicator, Decimal(0)) + amount if adds_up else amount
    return found


def sums_of(indicator_ids: Iterable[int], period: Period) -> dict[int, VerifiedSum]:
    """What verified reports of the period added up to, by the indicator's key; one query."""
    rows = MonthlyRealisation.objects.filter(indicator_id__in=list(indicator_ids), month__in=list(period.months))
    found: dict[int, VerifiedSum] = {}
    for indicator, quantity, reports in rows.values_list("indicator_id", "quantity", "reports"):
        before = found.get(indicator, NOTHING)
        found[indicator] = VerifiedSum(before.quantity + quantity, before.reports + reports)
    return found


def new_rows(assessments: Collection[Assessment], period: Period) -> list[ResultRealisation]:
    """The rows of new assessments of one period: targets and quantities filled in, levels empty. Not saved; 3 queries.

    An indicator without a target has 0.
    """
    plans = [assessment.skp for assessment in assessments]
    indicators, targets = indicators_of(plans), targets_of(plans, period)
    sums = sums_of([indicator.pk for own in indicators.values() for indicator in own], period)
    rows = []
    for assessment in assessments:
        own = indicators.get(assessment.skp_id, [])
        due = part_targets(assessment, own) if assessment.is_cut else targets
        reached_then = _as_sums(part_sums(assessment, own)) if assessment.is_part else sums
        for indicator in own:
            row = ResultRealisation(
                assessment=assessment, indicator=indicator, target=due.get(indicator.pk, Decimal(0))
            )
            take_quantity(row, reached_then)
            rows.append(row)
    return rows


def refresh_rows(
    assessment: Assessment, levels: Mapping[int, Level], *, user: Any, history_date: datetime | None
) -> list[ResultRealisation]:
    """Take the quantities verified until now and the levels entered; gives the rows, all of them up to date.

    :raises RuleViolation: field `level_<indicator>` or `evidence_<indicator>`: missing, negative, or not a level of
        this assessment.
    """
    rows = rows_of(assessment)
    entered = {row.indicator_id for row in rows if row.indicator.measure == Indicator.Measure.LEVEL}
    strangers = sorted(set(levels) - entered)
    if strangers:
        raise RuleViolation(
            "Hanya indikator tingkat dari SKP ini yang diisi di sini; jumlah berasal dari laporan yang disahkan.",
            field=f"level_{strangers[0]}", code="level_not_own",
        )  # fmt: skip
    sums = sums_until_now(assessment, rows)
    changed = []
    for row in rows:
        before = [getattr(row, name) for name in REFRESHED]
        if row.indicator_id in entered:
            take_level(row, levels.get(row.indicator_id))
        else:
            take_quantity(row, sums)
        if before != [getattr(row, name) for name in REFRESHED]:
            changed.append(row)
    if changed:
        bulk_update_with_history(
            changed, ResultRealisation, REFRESHED, default_user=user, default_change_reason="self_assess",
            default_date=history_date,
        )  # fmt: skip
    return rows


def sums_until_now(assessment: Assessment, rows: Iterable[ResultRealisation]) -> dict[int, VerifiedSum]:
    """What verified reports of the assessment's days have added up to by now, by the indicator's key."""
    indicators = [row.indicator for row in rows]
    if assessment.is_part:
        return _as_sums(part_sums(assessment, indicators))
    return sums_of([indicator.pk for indicator in indicators], assessment.period)


def _as_sums(reached_by: Reached) -> dict[int, VerifiedSum]:
    return {key: VerifiedSum(*values) for key, values in reached_by.items()}


def take_quantity(row: ResultRealisation, sums: Mapping[int, VerifiedSum]) -> None:
    """Fill in what verified reports added up to; a level stays empty."""
    if row.indicator.measure != Indicator.Measure.QUANTITY:
        return
    found = sums.get(row.indicator_id, NOTHING)
    row.realised, row.reports = found
    _take_achievement(row)


def take_level(row: ResultRealisation, level: Level | None) -> None:
    """Fill in what was entered, or nothing where nothing was due.

    :raises RuleViolation: it is missing though due, negative, or without evidence.
    """
    indicator = row.indicator
    if level is None:
        if is_due(row):
            raise RuleViolation(
                f"Realisasi “{indicator.text}” belum diisi. Isi tingkat yang dicapai dalam periode ini.",
                field=f"level_{indicator.pk}", code="level_missing",
            )  # fmt: skip
        row.realised, row.evidence = None, ""
    else:
        value, evidence = level
        if not value.is_finite() or value < 0:
            raise RuleViolation(
                f"Realisasi “{indicator.text}” kurang dari 0. Isi dengan 0 atau lebih.",
                field=f"level_{indicator.pk}", code="level_negative",
            )  # fmt: skip
        if not evidence.strip():
            raise RuleViolation(
                f"Bukti untuk “{indicator.text}” belum diisi. Tulis di mana buktinya dapat dilihat.",
                field=f"evidence_{indicator.pk}", code="evidence_missing",
            )  # fmt: skip
        row.realised, row.evidence = two_decimals(value), evidence.strip()
    _take_achievement(row)


def is_due(row: ResultRealisation) -> bool:
    """Whether the period has something to reach for this indicator."""
    return row.target > 0


def reached(row: ResultRealisation) -> Achievement | None:
    """The achievement with its step, unrounded; None where nothing was due or nothing is measured.

    A quantity within a range is held against the period's share of the range's ends.
    """
    indicator = row.indicator
    if row.realised is None or not is_due(row):
        return None
    low, high = indicator.target_low, indicator.target_high
    if indicator.direction == Indicator.Direction.RANGE and indicator.measure == Indicator.Measure.QUANTITY:
        if not indicator.target or low is None or high is None:
            return None
        share = row.target / indicator.target
        low, high = low * share, high * share
    try:
        return achievement(row.target, row.realised, indicator.direction, low, high)  # type: ignore[arg-type]
    except RuleViolation:
        return None  # a range that begins at 0 divides by nothing: measured, but in no per cent


def _take_achievement(row: ResultRealisation) -> None:
    found = reached(row)
    row.achievement = two_decimals(found.percent) if found else None

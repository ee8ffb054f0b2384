"""What an indicator reached in a period: its target, its verified quantity or entered level, and its achievement."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from simple_history.utils import bulk_update_with_history

from workflows.assessment.models import Assessment, ResultRealisation
from workflows.assessment.parts import Reached, part_sums, part_targets
from workflows.assessment.running import (
    NOTHING,
    VerifiedSum,
    asked_of_rule,
    percent,
    running_achievements,
    sums_of,
)
from workflows.organization.models import Period
from workflows.rules.achievement import Achievement, achievement
from workflows.rules.rounding import two_decimals
from workflows.rules.violation import RuleViolation
from workflows.skp.models import Indicator, Skp
from workflows.targets.models import MonthlyRealisation

Level = tuple[Decimal, str]  # what was reached, and the evidence for it

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


def new_rows(assessments: Collection[Assessment], period: Period) -> list[ResultRealisation]:
    """The rows of new assessments of one period: targets and quantities filled in, levels empty. Not saved.

    Three queries; more for parts of a period, and where a long leave lies in it. An indicator without a target has 0.
    """
    running = defaultdict(list)
    for row in running_achievements([each.skp_id for each in assessments if not each.is_cut], period):
        running[row.skp].append(row)
    cut = indicators_of([each.skp for each in assessments if each.is_cut])
    of_cut = [indicator for own in cut.values() for indicator in own]
    sums = sums_of(MonthlyRealisation.objects.filter(indicator__in=of_cut), period)
    rows: list[ResultRealisation] = []
    for assessment in assessments:
        if assessment.is_cut:
            rows += _rows_of_cut(assessment, cut.get(assessment.skp_id, []), sums)
        else:
            rows += [
                ResultRealisation(
                    assessment=assessment, indicator_id=row.indicator, target=row.target, realised=row.realised,
                    reports=row.reports, achievement=row.achievement,
                )
                for row in running[assessment.skp_id]
            ]  # fmt: skip
    return rows


def _rows_of_cut(
    assessment: Assessment, indicators: Sequence[Indicator], sums: Mapping[int, VerifiedSum]
) -> list[ResultRealisation]:
    targets = part_targets(assessment, indicators)
    reached_then = _as_sums(part_sums(assessment, indicators)) if assessment.is_part else sums
    rows = []
    for indicator in indicators:
        row = ResultRealisation(
            assessment=assessment, indicator=indicator, target=targets.get(indicator.pk, Decimal(0))
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
    return sums_of(MonthlyRealisation.objects.filter(indicator__in=indicators), assessment.period)


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
    """The achievement with its step, unrounded; None where nothing was due or nothing is measured."""
    asked = asked_of_rule(row.indicator, row.target, row.realised)
    if asked is None:
        return None
    try:
        return achievement(*asked)
    except RuleViolation:
        return None  # as `percent`


def _take_achievement(row: ResultRealisation) -> None:
    row.achievement = percent(row.indicator, row.target, row.realised)

"""Indicators of PermenPANRB 8/2021: what was reached against a target or a range, its category and its value to 120."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, NamedTuple

from .exact_numbers import divisor, exactly, not_negative, plain, shown
from .predicates import LABELS, Predicate
from .rounding import two_decimals, whole
from .trace import Step
from .violation import RuleViolation
from .wording import exact, number

Direction = Literal["HIGHER", "LOWER"]
GUIDE = "PermenPANRB Nomor 8 Tahun 2021"
DIRECTIONS: Mapping[str, str] = MappingProxyType(
    {"HIGHER": "makin tinggi makin baik", "LOWER": "makin rendah makin baik"}
)
FORMULAS: Mapping[str, str] = MappingProxyType(
    {"HIGHER": "realisasi ÷ {} × 100", "LOWER": "(1 + (1 − realisasi ÷ {})) × 100"}
)


class Band(NamedTuple):
    """Achievement from `low` to `high` whole per cent earns `lowest` to `highest`, in a straight line."""

    low: int
    high: int
    lowest: Fraction
    highest: Fraction
    category: Predicate

    def value(self, percent: int) -> Fraction:
        """What this whole per cent earns; above the band as much as its end."""
        step = (self.highest - self.lowest) / (self.high - self.low)
        return self.lowest + step * (min(percent, self.high) - self.low)


# Below 100; the band above it rests on parameters.
BANDS = (
    Band(80, 99, Fraction(70), Fraction(89), Predicate.SUFFICIENT),
    Band(60, 79, Fraction(50), Fraction(69), Predicate.POOR),
    Band(0, 59, Fraction(0), Fraction(49), Predicate.VERY_POOR),
)
ON_TARGET, MAXIMUM_ATTAINED = Fraction(109), Fraction(120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A target, or a range from `target` to `target_high`, and what was realised; `text` only names it in the trace.

    `is_maximum`: nothing better than the target can be attained.
    """

    target: Decimal
    realised: Decimal
    direction: Direction
    target_high: Decimal | None = None
    is_maximum: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorValue:
    """`achievement` in per cent, unrounded and not below 0; the category and the value of the whole per cent."""

    achievement: Fraction
    category: Predicate
    value: Fraction


def indicator_values(
    steps: list[Step], indicators: Sequence[Indicator], above_target: Band
) -> tuple[IndicatorValue, ...]:
    """The values of the indicators in their order, the steps of each added to `steps`.

    :raises RuleViolation: field with its place, as "indicators[0].target"; code `indicators_empty`,
        `direction_unknown`, `target_zero` (only where it divides), `target_negative`, `negative`,
        `range_reversed`, `not_a_number`, `number_out_of_range`.
    """
    if not indicators:
        raise RuleViolation("Indikator belum diisi. Isi paling sedikit satu.", "indicators", "indicators_empty")
    return tuple(_value(steps, place, indicator, above_target) for place, indicator in enumerate(indicators))


def _value(steps: list[Step], place: int, indicator: Indicator, above_target: Band) -> IndicatorValue:
    label = f"{place + 1}. {indicator.text}" if indicator.text else str(place + 1)
    achievement = _achievement(steps, indicator, f"indicators[{place}]", label)
    percent = whole(achievement)
    formula, category, value = _valued(percent, above_target, is_maximum=indicator.is_maximum)
    steps.append(
        Step(
            step="INDICATOR",
            formula=f"capaian dibulatkan ke persen bulat, lalu {formula}; kategori {LABELS[category]}",
            inputs={"indikator": label, "capaian": shown(achievement), "dibulatkan": str(percent)},
            value=shown(value),
            source=GUIDE,
        )
    )
    return IndicatorValue(achievement=achievement, category=category, value=value)


def _valued(percent: int, above_target: Band, *, is_maximum: bool) -> tuple[str, Predicate, Fraction]:
    # More than the most that can be attained cannot come about; were it entered, it must not earn less than the most.
    if is_maximum and percent >= 100:
        return "100 dari target maksimal: 120", Predicate.VERY_GOOD, MAXIMUM_ATTAINED
    if percent == 100:
        return "100: 109", Predicate.GOOD, ON_TARGET
    band = next(band for band in (above_target, *BANDS) if percent >= band.low)
    lowest, highest = number(two_decimals(band.lowest)), number(two_decimals(band.highest))
    rise = f"({highest} − {lowest}) ÷ ({band.high} − {band.low})"
    formula = f"{lowest} + {rise} × (capaian − {band.low}), paling tinggi {highest}"
    return formula, band.category, band.value(percent)


def _achievement(steps: list[Step], indicator: Indicator, field: str, label: str) -> Fraction:
    realised = exactly(indicator.realised, "Realisasi", f"{field}.realised")
    if indicator.direction not in DIRECTIONS:
        raise RuleViolation(
            "Arah indikator tidak dikenal. Pilih makin tinggi atau makin rendah.",
            f"{field}.direction",
            "direction_unknown",
        )
    inputs = {"indikator": label, "arah": DIRECTIONS[indicator.direction], "realisasi": plain(indicator.realised)}
    if indicator.target_high is None:
        goal = divisor(indicator.target, "Target", f"{field}.target")
        inputs |= {"target": plain(indicator.target)}
        formula, percent = FORMULAS[indicator.direction].format("target"), _percent(realised, goal, indicator)
    else:
        inputs |= {"batas bawah": plain(indicator.target), "batas atas": plain(indicator.target_high)}
        formula, percent = _against_range(realised, indicator, indicator.target_high, field)
    if percent < 0:
        formula, percent = f"{formula}; di bawah 0 dihitung 0", Fraction(0)
    steps.append(Step(step="ACHIEVEMENT", formula=formula, inputs=inputs, value=shown(percent), source=GUIDE))
    return percent


def _against_range(realised: Fraction, indicator: Indicator, highest: Decimal, field: str) -> tuple[str, Fraction]:
    low = not_negative(indicator.target, "Batas bawah", f"{field}.target[0]")
    high = not_negative(highest, "Batas atas", f"{field}.target[1]")
    if low > high:
        raise RuleViolation(
            f"Batas bawah {exact(indicator.target)} lebih tinggi daripada batas atas {exact(highest)}. Tukar keduanya.",
            f"{field}.target",
            "range_reversed",
        )
    if low <= realised <= high:
        return "di dalam rentang: 100", Fraction(100)
    # A bound of 0 is refused only where it divides: "0 to 5 complaints" is a fit target.
    if realised > high:
        goal, name = divisor(highest, "Batas atas", f"{field}.target[1]"), "batas atas"
    else:
        goal, name = divisor(indicator.target, "Batas bawah", f"{field}.target[0]"), "batas bawah"
    return FORMULAS[indicator.direction].format(name), _percent(realised, goal, indicator)


def _percent(realised: Fraction, goal: Fraction, indicator: Indicator) -> Fraction:
    ratio = realised / goal
    return (ratio if indicator.direction == "HIGHER" else 2 - ratio) * 100

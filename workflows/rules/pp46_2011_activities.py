"""Activities of PP 46/2011: the value of each from its quantity, quality, time and, where it has one, cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from .exact_numbers import divisor, exactly, mean, not_negative, plain, shown
from .trace import Step
from .violation import RuleViolation
from .wording import listing

GUIDE = "Perka BKN Nomor 1 Tahun 2013"
ON_TARGET = 76  # the value of time and cost exactly on target; 176 less the share used, in per cent
MOST_SAVED = 24  # per cent saved that still earn; who saves more is taken to have set the target too wide
ASPECTS: Mapping[str, str] = MappingProxyType(
    {"quantity": "kuantitas", "quality": "kualitas", "time": "waktu", "cost": "biaya"}
)


@dataclass(frozen=True, slots=True)
class Measure:
    """An aspect's target and what was realised, in the aspect's own unit."""

    target: Decimal
    realised: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """An activity of the post; `text` only names it in the trace. Cost takes part only where its target is above 0."""

    quantity: Measure
    quality: Measure
    time: Measure
    cost: Measure | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityValue:
    """An activity's aspects and their mean, unrounded; `cost` is None where it took no part."""

    quantity: Fraction
    quality: Fraction
    time: Fraction
    cost: Fraction | None
    value: Fraction


def activity_values(steps: list[Step], activities: Sequence[Activity]) -> tuple[ActivityValue, ...]:
    """The values of the activities in their order, each aspect's step and each activity's added to `steps`.

    Time and cost have no floor: half as much again as the target is 26, twice the target −24.

    :raises RuleViolation: field with its place, as "activities[0].time.target"; code `activities_empty`,
        `target_zero`, `target_negative`, `negative`, `not_a_number`, `number_out_of_range`.
    """
    if not activities:
        raise RuleViolation("Kegiatan belum diisi. Isi paling sedikit satu.", "activities", "activities_empty")
    return tuple(_activity(steps, place, activity) for place, activity in enumerate(activities))


def aspect_step(aspect: str, measure: Measure, text: str = "") -> Step:
    """How the value of one aspect comes about, by itself; `text` names the activity in the trace.

    :raises RuleViolation: field "aspect.…"; as `activity_values`.
    """
    steps: list[Step] = []
    by_aspect = {"quantity": _reached, "quality": _reached, "time": _spent, "cost": _spent}
    by_aspect[aspect](steps, aspect, measure, "aspect", text)
    return steps[0]


def _activity(steps: list[Step], place: int, activity: Activity) -> ActivityValue:
    field = f"activities[{place}]"
    label = f"{place + 1}. {activity.text}" if activity.text else str(place + 1)
    quantity = _reached(steps, "quantity", activity.quantity, field, label)
    quality = _reached(steps, "quality", activity.quality, field, label)
    time = _spent(steps, "time", activity.time, field, label)
    cost = _cost(steps, activity.cost, field, label)
    aspects = {"quantity": quantity, "quality": quality, "time": time, "cost": cost}
    counted = {ASPECTS[name]: value for name, value in aspects.items() if value is not None}
    value = mean(list(counted.values()))
    steps.append(
        Step(
            step="ACTIVITY",
            formula=f"rata-rata {len(counted)} aspek: {listing(list(counted))}",
            inputs={"kegiatan": label, **{name: shown(part) for name, part in counted.items()}},
            value=shown(value),
            source=GUIDE,
        )
    )
    return ActivityValue(quantity=quantity, quality=quality, time=time, cost=cost, value=value)


def _reached(steps: list[Step], aspect: str, measure: Measure, field: str, label: str) -> Fraction:
    name, place = ASPECTS[aspect], f"{field}.{aspect}"
    target = divisor(measure.target, f"Target {name}", f"{place}.target")
    realised = not_negative(measure.realised, f"Realisasi {name}", f"{place}.realised")
    value = realised / target * 100
    steps.append(_aspect_step(aspect, "realisasi ÷ target × 100", measure, label, value))
    return value


def _spent(steps: list[Step], aspect: str, measure: Measure, field: str, label: str) -> Fraction:
    name, place = ASPECTS[aspect], f"{field}.{aspect}"
    target = divisor(measure.target, f"Target {name}", f"{place}.target")
    used = not_negative(measure.realised, f"Realisasi {name}", f"{place}.realised")
    saved = 100 - used / target * 100
    value = 100 + ON_TARGET - used / target * 100
    formula = "hemat 24 % atau kurang: (1,76 × target − realisasi) ÷ target × 100"
    if used == 0:
        value, formula = Fraction(0), "tidak dilaksanakan (realisasi 0): 0"
    elif saved > MOST_SAVED:
        value = ON_TARGET - (value - 100)
        formula = "hemat lebih dari 24 %: 76 − ((1,76 × target − realisasi) ÷ target × 100 − 100)"
    steps.append(_aspect_step(aspect, formula, measure, label, value, {"hemat (%)": shown(saved)}))
    return value


def _cost(steps: list[Step], measure: Measure | None, field: str, label: str) -> Fraction | None:
    if measure is None:
        return None
    if exactly(measure.target, "Target biaya", f"{field}.cost.target") != 0:
        return _spent(steps, "cost", measure, field, label)
    not_negative(measure.realised, "Realisasi biaya", f"{field}.cost.realised")
    formula = "target biaya 0: biaya tidak ikut dinilai"
    steps.append(
        Step(step="COST", formula=formula, inputs=_measured(measure, label), value="tidak dinilai", source=GUIDE)
    )
    return None


def _aspect_step(
    aspect: str, formula: str, measure: Measure, label: str, value: Fraction, more: Mapping[str, str] | None = None
) -> Step:
    inputs = {**_measured(measure, label), **(more or {})}
    return Step(step=aspect.upper(), formula=formula, inputs=inputs, value=shown(value), source=GUIDE)


def _measured(measure: Measure, label: str) -> dict[str, str]:
    return {"kegiatan": label, "target": plain(measure.target), "realisasi": plain(measure.realised)}

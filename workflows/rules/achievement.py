"""Achievement of an indicator in per cent: what was realised against its target."""

from decimal import Decimal
from typing import Literal, NamedTuple

from .rounding import finite, two_decimals
from .trace import Step
from .violation import RuleViolation
from .wording import exact

Direction = Literal["HIGHER", "LOWER", "RANGE"]

# The regulation of 2022 leaves measuring to the office; these are the formulas that its forerunner published.
SOURCE = "Pengaturan kantor, rumus capaian menurut PermenPANRB Nomor 8 Tahun 2021"
FORMULAS = {
    "HIGHER": "realisasi ÷ target × 100",
    "LOWER": "(1 + (1 − realisasi ÷ target)) × 100",
    "ABOVE": "realisasi ÷ batas atas × 100",
    "UNDER": "realisasi ÷ batas bawah × 100",
    "INSIDE": "di dalam rentang: 100",
}


class Achievement(NamedTuple):
    """`percent` unrounded and not capped above, with the step that shows how it came about."""

    percent: Decimal
    step: Step


def achievement(
    target: Decimal | None,
    realised: Decimal,
    direction: Direction,
    low: Decimal | None = None,
    high: Decimal | None = None,
) -> Achievement:
    """The achievement of `realised`; what falls below 0 counts as 0.

    HIGHER and LOWER are against `target`. RANGE is against `low` and `high`: above it against `high`, under it against
    `low`, inside 100; `target` is then not used.

    :raises RuleViolation: code `target_zero` (it divides), `target_negative`, `target_missing`, `range_reversed`,
        `direction_unknown`, `not_a_number`.
    """
    finite(realised, "Realisasi", "realised")
    if direction == "RANGE":
        formula, inputs, percent = _against_range(realised, low, high)
    elif direction in ("HIGHER", "LOWER"):
        goal = _divisor(target, "Target", "target")
        formula, inputs = FORMULAS[direction], {"realisasi": str(realised), "target": str(goal)}
        ratio = realised / goal
        percent = (ratio if direction == "HIGHER" else 2 - ratio) * 100
    else:
        raise RuleViolation(
            f"Arah indikator “{direction}” tidak dikenal. Pilih makin tinggi, makin rendah, atau rentang.",
            "direction",
            "direction_unknown",
        )
    percent = max(percent, Decimal(0))
    step = Step(step="ACHIEVEMENT", formula=formula, inputs=inputs, value=str(two_decimals(percent)), source=SOURCE)
    return Achievement(percent, step)


def _against_range(realised: Decimal, low: Decimal | None, high: Decimal | None) -> tuple[str, dict[str, str], Decimal]:
    # Both bounds are looked at always: whether a target is fit must not depend on what was realised.
    lowest, highest = _divisor(low, "Batas bawah", "low"), _divisor(high, "Batas atas", "high")
    if lowest > highest:
        raise RuleViolation(
            f"Batas bawah {exact(lowest)} lebih tinggi daripada batas atas {exact(highest)}. Tukar kedua batas itu.",
            "low",
            "range_reversed",
        )
    inputs = {"realisasi": str(realised), "batas bawah": str(lowest), "batas atas": str(highest)}
    if realised > highest:
        return FORMULAS["ABOVE"], inputs, realised / highest * 100
    if realised < lowest:
        return FORMULAS["UNDER"], inputs, realised / lowest * 100
    return FORMULAS["INSIDE"], inputs, Decimal(100)


def _divisor(value: Decimal | None, name: str, field: str) -> Decimal:
    if value is None:
        raise RuleViolation(f"{name} belum diisi. Isi dengan bilangan di atas 0.", field, "target_missing")
    finite(value, name, field)
    if value == 0:
        raise RuleViolation(
            f"{name} 0 tidak dapat dijadikan pembagi. Isi dengan bilangan di atas 0.", field, "target_zero"
        )
    if value < 0:
        raise RuleViolation(
            f"{name} {exact(value)} kurang dari 0. Isi dengan bilangan di atas 0.", field, "target_negative"
        )
    return value

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
NOTHING = Decimal(0)


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
    formula, percent = _worked_out(target, realised, direction, low, high)
    against = {"batas bawah": low, "batas atas": high} if direction == "RANGE" else {"target": target}
    inputs = {"realisasi": str(realised), **{name: str(value) for name, value in against.items()}}
    value = str(two_decimals(percent))
    return Achievement(
        percent, Step(step="ACHIEVEMENT", formula=FORMULAS[formula], inputs=inputs, value=value, source=SOURCE)
    )


def achieved_percent(
    target: Decimal | None,
    realised: Decimal,
    direction: Direction,
    low: Decimal | None = None,
    high: Decimal | None = None,
) -> Decimal:
    """`achievement` without its step: unrounded per cent, for thousands of indicators that nobody opens.

    :raises RuleViolation: as `achievement`.
    """
    return _worked_out(target, realised, direction, low, high)[1]


def _worked_out(
    target: Decimal | None, realised: Decimal, direction: Direction, low: Decimal | None, high: Decimal | None
) -> tuple[str, Decimal]:
    """By which formula, and the per cent."""
    finite(realised, "Realisasi", "realised")
    if direction == "RANGE":
        formula, percent = _against_range(realised, low, high)
    elif direction in ("HIGHER", "LOWER"):
        ratio = realised / _divisor(target, "Target", "target")
        formula, percent = direction, (ratio if direction == "HIGHER" else 2 - ratio) * 100
    else:
        raise RuleViolation(
            f"Arah indikator “{direction}” tidak dikenal. Pilih makin tinggi, makin rendah, atau rentang.",
            "direction",
            "direction_unknown",
        )
    return formula, max(percent, NOTHING)


def _against_range(realised: Decimal, low: Decimal | None, high: Decimal | None) -> tuple[str, Decimal]:
    # Both bounds are looked at always: whether a target is fit must not depend on what was realised.
    lowest, highest = _divisor(low, "Batas bawah", "low"), _divisor(high, "Batas atas", "high")
    if lowest > highest:
        raise RuleViolation(
            f"Batas bawah {exact(lowest)} lebih tinggi daripada batas atas {exact(highest)}. Tukar kedua batas itu.",
            "low",
            "range_reversed",
        )
    if realised > highest:
        return "ABOVE", realised / highest * 100
    if realised < lowest:
        return "UNDER", realised / lowest * 100
    return "INSIDE", Decimal(100)


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

"""The annual target split over months: quantities add up to it, levels end at it (DOMAIN.md §2.3)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal

from .rounding import finite
from .violation import RuleViolation
from .wording import MONTHS, exact

IndicatorKind = Literal["QUANTITY", "LEVEL"]
YEAR = range(1, 13)
KINDS = ("QUANTITY", "LEVEL")


def check_split(kind: IndicatorKind, annual: Decimal, months: Mapping[int, Decimal], unit: str) -> None:
    """Accepts a split, or refuses it with the difference in words. A year need not start in January.

    :raises RuleViolation: field `months`, code `split_empty`, `split_month` (no month 1 to 12), `split_negative`,
        `split_sum` (quantities do not add up), `split_end` (the last month's level is not the annual target);
        code `not_a_number`, `indicator_kind`.
    """
    _check_kind(kind)
    finite(annual, "Target tahunan", "annual")
    if not months:
        raise RuleViolation("Target bulanan belum diisi. Isi paling sedikit satu bulan.", "months", "split_empty")
    _check_months(months)
    for month, value in sorted(months.items()):
        finite(value, f"Target {MONTHS[month - 1]}", "months")
        if value < 0:
            raise RuleViolation(
                f"Target {MONTHS[month - 1]} {exact(value)} {unit} kurang dari 0. Isi dengan 0 atau lebih.",
                "months",
                "split_negative",
            )
    if kind == "QUANTITY":
        _check_sum(annual, sum(months.values(), Decimal(0)), unit)
    else:
        _check_end(annual, months, unit)


def even_split(kind: IndicatorKind, annual: Decimal, months: Iterable[int] = YEAR) -> dict[int, Decimal]:
    """A split to start from: a quantity in parts as equal as can be, a level the same in every month.

    A whole quantity is split into whole parts, its remainder spread over the year rather than heaped at one end;
    any other in parts of its own decimals, at least two. The parts always add up exactly.

    :raises RuleViolation: as `check_split`; code `split_negative` for a negative annual target.
    """
    _check_kind(kind)
    finite(annual, "Target tahunan", "annual")
    if annual < 0:
        raise RuleViolation(
            f"Target tahunan {exact(annual)} kurang dari 0. Isi dengan 0 atau lebih.", "annual", "split_negative"
        )
    chosen = sorted(set(months))
    if not chosen:
        raise RuleViolation("Target bulanan belum diisi. Isi paling sedikit satu bulan.", "months", "split_empty")
    _check_months(chosen)
    if kind == "LEVEL":
        return dict.fromkeys(chosen, annual)
    part = Decimal(1) if annual == annual.to_integral_value() else Decimal(1).scaleb(min(-2, _exponent(annual)))
    parts, n = int(annual / part), len(chosen)
    # Differences of the running total: each month gets what brings the year to its even share so far.
    return {month: (parts * (i + 1) // n - parts * i // n) * part for i, month in enumerate(chosen)}


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise RuleViolation(
            f"Jenis indikator “{kind}” tidak dikenal. Pilih jumlah (QUANTITY) atau tingkat (LEVEL).",
            "kind",
            "indicator_kind",
        )


def _check_months(months: Iterable[int]) -> None:
    for month in months:
        if month not in YEAR:
            raise RuleViolation(f"Bulan {month} tidak ada. Pilih bulan 1 sampai 12.", "months", "split_month")


def _check_sum(annual: Decimal, total: Decimal, unit: str) -> None:
    if total == annual:
        return
    missing = annual - total
    what, remedy = ("kurang", "Tambah") if missing > 0 else ("lebih", "Kurangi")
    raise RuleViolation(
        f"Jumlah target bulanan {exact(total)} {unit}, {what} {exact(abs(missing))} {unit} "
        f"dari target tahunan {exact(annual)} {unit}. {remedy} {exact(abs(missing))} {unit} pada target bulanan.",
        "months",
        "split_sum",
    )


def _check_end(annual: Decimal, months: Mapping[int, Decimal], unit: str) -> None:
    last = max(months)
    reached = months[last]
    if reached == annual:
        return
    what = "di bawah" if reached < annual else "di atas"
    raise RuleViolation(
        f"Target {MONTHS[last - 1]} {exact(reached)} {unit}, {exact(abs(annual - reached))} {unit} {what} "
        f"target tahunan {exact(annual)} {unit}. Ubah target {MONTHS[last - 1]} menjadi {exact(annual)} {unit}.",
        "months",
        "split_end",
    )


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0

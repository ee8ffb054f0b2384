"""Rounding in one place: half up, away from zero, as Indonesian regulations and payrolls do it."""

from decimal import ROUND_HALF_UP, Decimal

from .violation import RuleViolation

CENT = Decimal("0.01")
RUPIAH = Decimal(1)


def two_decimals(value: Decimal) -> Decimal:
    """`value` with exactly two decimals; never a negative zero."""
    return value.quantize(CENT, ROUND_HALF_UP) or Decimal("0.00")


def whole_rupiah(value: Decimal) -> Decimal:
    """`value` in whole rupiah; never a negative zero."""
    return value.quantize(RUPIAH, ROUND_HALF_UP) or Decimal(0)


def finite(value: Decimal, name: str, field: str) -> Decimal:
    """`value` itself.

    :raises RuleViolation: code `not_a_number` for NaN and infinity, which compare and add in surprising ways.
    """
    if not value.is_finite():
        raise RuleViolation(f"{name} “{value}” bukan bilangan. Isi dengan angka.", field, "not_a_number")
    return value

"""Rounding in one place: half up, away from zero, as Indonesian regulations and payrolls do it."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from .violation import RuleViolation

CENT = Decimal("0.01")
RUPIAH = Decimal(1)


def two_decimals(value: Decimal | Fraction) -> Decimal:
    """`value` with exactly two decimals; never a negative zero."""
    if isinstance(value, Fraction):
        hundredths = whole(value * 100)
        # From digits, as the context's precision would round once more.
        return Decimal((int(hundredths < 0), tuple(int(digit) for digit in str(abs(hundredths))), -2))
    return value.quantize(CENT, ROUND_HALF_UP) or Decimal("0.00")


def whole(value: Fraction) -> int:
    """`value` as a whole number."""
    nearest = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -nearest if value < 0 else nearest


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

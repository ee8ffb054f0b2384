"""Numbers as exact fractions: three thirds make a whole, and a total of 76 is not 75.99…9 on the way to its band."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from .rounding import finite, two_decimals
from .violation import RuleViolation
from .wording import exact

LARGEST_EXPONENT = 20  # more than all the rupiah there are; beyond it a number is a slip, and arithmetic slow
MOST_DECIMALS = 40
SHOWN_DECIMALS = 6


def readable(value: Decimal, name: str, field: str) -> Decimal:
    """`value` itself, if arithmetic with it ends in a moment: 1E+999999999 is a number too.

    :raises RuleViolation: code `not_a_number`, `number_out_of_range`.
    """
    finite(value, name, field)
    exponent = value.as_tuple().exponent
    largest = max(int(exponent), value.adjusted())
    if int(exponent) < -MOST_DECIMALS or largest > LARGEST_EXPONENT:
        raise RuleViolation(
            f"{name} terlalu besar atau terlalu banyak angkanya. Isi dengan bilangan yang lebih sederhana.",
            field,
            "number_out_of_range",
        )
    return value


def exactly(value: Decimal, name: str, field: str) -> Fraction:
    """`value` as a fraction, nothing lost.

    :raises RuleViolation: as `readable`.
    """
    return Fraction(readable(value, name, field))


def not_negative(value: Decimal, name: str, field: str) -> Fraction:
    """`value` as a fraction, 0 or more.

    :raises RuleViolation: code `negative`, and as `readable`.
    """
    found = exactly(value, name, field)
    if found < 0:
        raise RuleViolation(f"{name} {exact(value)} kurang dari 0. Isi dengan 0 atau lebih.", field, "negative")
    return found


def within(value: Decimal, highest: Decimal, name: str, field: str) -> Fraction:
    """`value` as a fraction between 0 and `highest`, both included.

    :raises RuleViolation: code `too_high`, and as `not_negative`.
    """
    found = not_negative(value, name, field)
    if found > Fraction(highest):
        raise RuleViolation(
            f"{name} {exact(value)} lebih dari {exact(highest)}. Isi dengan 0 sampai {exact(highest)}.",
            field,
            "too_high",
        )
    return found


def divisor(value: Decimal, name: str, field: str) -> Fraction:
    """`value` as a fraction above 0, to divide by.

    :raises RuleViolation: code `target_negative`, `target_zero`, and as `readable`.
    """
    found = exactly(value, name, field)
    if found < 0:
        raise RuleViolation(
            f"{name} {exact(value)} kurang dari 0. Isi dengan bilangan di atas 0.", field, "target_negative"
        )
    if found == 0:
        raise RuleViolation(
            f"{name} 0 tidak dapat dijadikan pembagi. Isi dengan bilangan di atas 0.", field, "target_zero"
        )
    return found


def mean(values: Sequence[Fraction]) -> Fraction:
    """The mean of at least one value."""
    return sum(values, Fraction(0)) / len(values)


def plain(value: Decimal) -> str:
    """`value` in machine form as it was given, without an exponent."""
    return f"{value:f}"


def shown(value: Fraction) -> str:
    """`value` in machine form with two decimals, as results and steps show it."""
    return str(two_decimals(value))


def unrounded(value: Fraction) -> str:
    """`value` in machine form for the step that asks a band: cut off and marked, never rounded up into the band."""
    sign = "-" if value < 0 else ""
    scaled, rest = divmod(abs(value.numerator) * 10**SHOWN_DECIMALS, value.denominator)
    digits = str(scaled).rjust(SHOWN_DECIMALS + 1, "0")
    whole, decimals = digits[:-SHOWN_DECIMALS], digits[-SHOWN_DECIMALS:]
    if rest:
        return f"{sign}{whole}.{decimals}…"
    return f"{sign}{whole}.{decimals.rstrip('0').ljust(2, '0')}"

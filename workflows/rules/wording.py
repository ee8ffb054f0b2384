"""Numbers, hours and days as Indonesian sentences write them: 1.545, 53,33 %, 09.00, 5 Desember 2026.

Refusals and explanations are made here in `rules`, where no template filter reaches.
"""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

from .rounding import two_decimals

HARD_SPACE = "\u00a0"  # before % and between day and month, so that neither is torn off at a line's end
MINUS = "\u2212"
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def number(value: Decimal | int) -> str:
    """`value` with dots between thousands and at most two decimals after a comma, without idle zeros."""
    return exact(two_decimals(Decimal(value)))


def exact(value: Decimal) -> str:
    """As `number`, with all its decimals: a refusal must not call −0,001 a 0 that is below 0."""
    whole, _, decimals = f"{abs(value):,f}".partition(".")
    decimals = decimals.rstrip("0")
    text = whole.replace(",", ".") + (f",{decimals}" if decimals else "")
    return MINUS + text if value < 0 else text


def percent(value: Decimal | int) -> str:
    """`value`, already in per cent, with its sign: 1,5 %."""
    return f"{number(value)}{HARD_SPACE}%"


def clock(moment: time) -> str:
    """The hour as written in Indonesia: 09.00."""
    return f"{moment.hour:02}.{moment.minute:02}"


def day_in_words(day: date) -> str:
    """Day, month and year: 5 Desember 2026."""
    return f"{day.day}{HARD_SPACE}{MONTHS[day.month - 1]} {day.year}"


def days_of_month(days: Sequence[date]) -> str:
    """Days of one month, short: 3, 9, dan 18 Nov."""
    return f"{listing([str(day.day) for day in days])}{HARD_SPACE}{SHORT_MONTHS[days[0].month - 1]}"


def listing(words: Sequence[str]) -> str:
    """a · a dan b · a, b, dan c."""
    if len(words) < 3:
        return " dan ".join(words)
    return ", ".join(words[:-1]) + f", dan {words[-1]}"


def day_and_month(day: date) -> str:
    """Day and month, for lists of the running year: 18 November."""
    return f"{day.day}{HARD_SPACE}{MONTHS[day.month - 1]}"


def duration(minutes: int) -> str:
    """Hours and minutes: 5 jam 30 menit."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} jam"] if hours else []
    if rest or not parts:
        parts.append(f"{rest} menit")
    return " ".join(parts)

"""Writes dates, times, numbers, money and forms of address in the words that the screens use.

The months and days stand here and not in the translation catalogue: Django's own Indonesian names differ
from those of official letters between versions, and a sheet of paper must not change with a library.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils import timezone, translation

NBSP = "\u00a0"
MINUS = "\u2212"

MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
SALUTATIONS = {"id": {"M": "Bapak", "F": "Ibu", "": "Anda"}, "en": {"M": "Mr", "F": "Ms", "": "you"}}
DURATION_WORDS = {"id": ("jam", "jam", "menit", "menit"), "en": ("hour", "hours", "minute", "minutes")}
# (between thousands, before decimals)
SEPARATORS = {"id": (".", ","), "en": (",", ".")}


def language() -> str:
    """Return "en" when the page is in English, else "id": every other language reads Indonesian."""
    return "en" if (translation.get_language() or "").startswith("en") else "id"


def local_day(value: date | datetime) -> date:
    """Return the day in the office's time zone on which the moment falls; a date stays as it is."""
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def short_date(value: date | datetime | None) -> str:
    """24 November, with a space that does not break."""
    if not value:
        return ""
    day = local_day(value)
    return f"{day.day}{NBSP}{MONTHS[language()][day.month - 1]}"


def long_date(value: date | datetime | None) -> str:
    """24 November 2026."""
    return f"{short_date(value)} {local_day(value).year}" if value else ""


def day_name(value: date | datetime | None) -> str:
    """Selasa."""
    return DAYS[language()][local_day(value).weekday()] if value else ""


def day_date(value: date | datetime | None) -> str:
    """Selasa, 24 November 2026."""
    return f"{day_name(value)}, {long_date(value)}" if value else ""


def day_short_date(value: date | datetime | None) -> str:
    """Kamis, 26 November: for lists, where the year is known."""
    return f"{day_name(value)}, {short_date(value)}" if value else ""


def month_name(value: date | datetime | int | None) -> str:
    """November, of a date or of a month's number 1 to 12."""
    if not value:
        return ""
    month = value if isinstance(value, int) else local_day(value).month
    return MONTHS[language()][month - 1]


def month_year(value: date | datetime | None) -> str:
    """November 2026."""
    return f"{month_name(value)} {local_day(value).year}" if value else ""


def clock(value: time | datetime | None) -> str:
    """16.05, in the office's time zone."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.hour:02d}.{value.minute:02d}"


def moment(value: date | datetime | None) -> str:
    """24 November 2026, 16.05; of a date only the date."""
    if not value:
        return ""
    return f"{long_date(value)}, {clock(value)}" if isinstance(value, datetime) else long_date(value)


def number(value: Any, decimals: int | str | None = None) -> str:
    """Return 1.545 or 93,75: zeros at the end trimmed, or exactly `decimals` places rounded half up.

    What is not a number comes back as text, so that a page never fails for it.
    """
    if value is None or value == "":
        return ""
    try:
        amount = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not amount.is_finite():
        return str(value)
    if decimals is not None:
        amount = amount.quantize(Decimal(1).scaleb(-int(decimals)), rounding=ROUND_HALF_UP)
    thousands, point = SEPARATORS[language()]
    whole, _, rest = f"{abs(amount):f}".partition(".")
    rest = rest if decimals is not None else rest.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", thousands)
    sign = MINUS if amount < 0 else ""
    return f"{sign}{grouped}{point}{rest}" if rest else f"{sign}{grouped}"


def percent(value: Any, decimals: int | str | None = None) -> str:
    """Return 53,33 % for 53.33: at most two places unless told; the value is in per cent already."""
    if value is None or value == "":
        return ""
    if decimals is None:
        try:
            value = Decimal(str(value)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        except InvalidOperation:
            return str(value)
    return f"{number(value, decimals)}{NBSP}%"


def plain_rupiah(value: Any) -> str:
    """1.240.320 or −54.400: whole rupiah for a column headed Rupiah."""
    return number(value, 0)


def rupiah(value: Any) -> str:
    """Rp1.240.320, and −Rp54.400 below nothing."""
    text = plain_rupiah(value)
    if not text:
        return ""
    return f"{MINUS}Rp{text[1:]}" if text.startswith(MINUS) else f"Rp{text}"


def duration(value: int | timedelta | None) -> str:
    """Return minutes (or a timedelta) as 5 jam 30 menit; 0 menit for nothing."""
    if value is None or value == "":
        return ""
    minutes = int(value.total_seconds() // 60) if isinstance(value, timedelta) else int(value)
    hours, rest = divmod(minutes, 60)
    hour, hours_word, minute, minutes_word = DURATION_WORDS[language()]
    parts = []
    if hours:
        parts.append(f"{number(hours)} {hour if hours == 1 else hours_word}")
    if rest or not hours:
        parts.append(f"{rest} {minute if rest == 1 else minutes_word}")
    return " ".join(parts)


def listed(values: Iterable[Any]) -> str:
    """Return words as one phrase: a, a dan b, a, b, dan c."""
    texts = [str(value) for value in values]
    last = {"id": "dan", "en": "and"}[language()]
    if len(texts) < 3:
        return f" {last} ".join(texts)
    return f"{', '.join(texts[:-1])}, {last} {texts[-1]}"


def salutation(person: Any) -> str:
    """Bapak or Ibu, of an employee with `sex` "M" or "F" or of that letter; Anda where it is not known."""
    sex = person if isinstance(person, str) else getattr(person, "sex", "")
    words = SALUTATIONS[language()]
    return words.get(sex or "", words[""])


def reader(person: Any) -> str:
    """Bapak, Ibu or Anda inside a sentence to the person; *you* in English, which has no such word there."""
    return "you" if language() == "en" else salutation(person)


def first_name(person: Any) -> str:
    """Ghaliyati, of an employee with `name` or of a full name."""
    name = person if isinstance(person, str) else getattr(person, "name", "") or ""
    return name.split()[0] if name.split() else ""


def greeting(person: Any) -> str:
    """Ibu Ghaliyati; the first name alone where the sex is not known."""
    sex = getattr(person, "sex", "")
    return f"{salutation(person)} {first_name(person)}" if sex in ("M", "F") else first_name(person)

"""Reads one cell as a day, an hour, a moment, a number or a word of a list; a refusal says how it is written."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeVar

from django.utils import timezone

from backoffice.imports.reading import Row
from workflows.rules.nip import Nip, parse_nip
from workflows.rules.violation import RuleViolation

Word = TypeVar("Word")
ISO = "yyyy-mm-dd", "2026-09-01"
DAY_FIRST = "dd-mm-yyyy", "07-08-1970"
DAY_FIRST_SLASHED = "dd/mm/yyyy", "01/09/2026"
PATTERNS = {
    ISO: re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
    DAY_FIRST: re.compile(r"(?P<day>[0-9]{2})[-/](?P<month>[0-9]{2})[-/](?P<year>[0-9]{4})"),
}
PATTERNS[DAY_FIRST_SLASHED] = PATTERNS[DAY_FIRST]
HOUR = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?([+-][0-9]{2}:[0-9]{2})?")
NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]{1,2})?")
LAST_YEAR, FIRST_YEAR = 2200, 1900


def day(row: Row, column: str, form: tuple[str, str] = ISO) -> date:
    """The cell as a date; a spreadsheet's date cell is one whatever it looks like.

    :raises RowRefused: empty, written otherwise, or not in the calendar.
    """
    value = row.cells[column]
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = row.text(column)
    found = PATTERNS[form].fullmatch(text)
    if found is None:
        raise row.refused(column, f"Tanggal tidak dikenali. Tulis {form[0]}, misalnya {form[1]}.")
    try:
        read = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise row.refused(column, f"Tanggal ini tidak ada di kalender. Tulis {form[0]}, misalnya {form[1]}.") from None
    if not FIRST_YEAR <= read.year < LAST_YEAR:
        raise row.refused(column, f"Tahun {read.year} tidak mungkin. Periksa tahunnya.")
    return read


def day_or_none(row: Row, column: str, form: tuple[str, str] = ISO) -> date | None:
    """The cell as a date, None where it is empty."""
    return day(row, column, form) if row.text(column, required=False) else None


def hour(row: Row, column: str) -> time:
    """The cell as an hour of the day.

    :raises RowRefused: empty, or not an hour.
    """
    value = row.cells[column]
    if isinstance(value, datetime):
        return value.time().replace(microsecond=0)
    if isinstance(value, time):
        return value.replace(microsecond=0)
    found = HOUR.fullmatch(row.text(column))
    if found is not None:
        hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
        if hours < 24 and minutes < 60 and seconds < 60:
            return time(hours, minutes, seconds)
    raise row.refused(column, "Jam tidak dikenali. Tulis jj:mm, misalnya 07:30.")


def hour_or_none(row: Row, column: str) -> time | None:
    """The cell as an hour, None where it is empty."""
    return hour(row, column) if row.text(column, required=False) else None


def moment(row: Row, column: str) -> datetime:
    """The cell as an aware moment; without an offset it is the office's time.

    :raises RowRefused: empty, or not a moment.
    """
    value = row.cells[column]
    if isinstance(value, datetime):
        return timezone.make_aware(value)
    text = row.text(column)
    try:
        read = datetime.fromisoformat(text) if MOMENT.fullmatch(text) else None
    except ValueError:
        read = None
    if read is None or not FIRST_YEAR <= read.year < LAST_YEAR:
        raise row.refused(column, "Waktu tidak dikenali. Tulis yyyy-mm-ddTjj:mm, misalnya 2026-09-01T16:19.")
    return read if read.tzinfo else timezone.make_aware(read)


def number(row: Row, column: str, *, most: int = 999_999_999) -> Decimal:
    """The cell as a number from 0 on with at most two decimals after a comma or a point.

    :raises RowRefused: empty, not such a number, below 0, or above `most`.
    """
    text = row.text(column)
    if NUMBER.fullmatch(text) is None:
        raise row.refused(column, "Angka tidak dikenali. Tulis tanpa titik ribuan, misalnya 1200 atau 97,5.")
    read = Decimal(text.replace(",", "."))
    if read < 0:
        raise row.refused(column, "Angka ini kurang dari 0. Tulis 0 atau lebih.")
    if read > most:
        raise row.refused(column, f"Angka ini terlalu besar. Tulis paling banyak {most}.")
    return read


def whole(row: Row, column: str, first: int, last: int) -> int:
    """The cell as a whole number in [first, last].

    :raises RowRefused: anything else.
    """
    text = row.text(column)
    if re.fullmatch(r"[0-9]{1,12}", text) is None or not first <= int(text) <= last:
        raise row.refused(column, f"Tulis bilangan bulat {first} sampai {last}.")
    return int(text)


def word(row: Row, column: str, words: Mapping[str, Word]) -> Word:
    """What the cell's word stands for; small and capital letters are the same.

    :raises RowRefused: not a word of the list.
    """
    text = row.text(column, required="" not in words)
    found = {name.casefold(): meaning for name, meaning in words.items()}
    if text.casefold() not in found:
        choices = ", ".join(name or "(kosong)" for name in words)
        raise row.refused(column, f"Isian ini tidak dikenal. Pilih salah satu: {choices}.")
    return found[text.casefold()]


def nip(row: Row, column: str) -> Nip:
    """The cell as an NIP; a spreadsheet's number cell is refused, since its last digits are lost.

    :raises RowRefused: not an NIP.
    """
    value = row.cells[column]
    try:
        return parse_nip(value if isinstance(value, int | float | str) else row.text(column))
    except RuleViolation as refusal:
        raise row.refused(column, refusal.message) from None

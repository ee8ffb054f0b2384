"""Discipline cuts in per cent: lateness, leaving early, missing punches and absence, day by day and in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Literal

from .attendance import DayReading
from .wording import days_of_month, percent

CutKind = Literal["LATE", "EARLY", "MISSING_IN", "MISSING_OUT", "ABSENT"]
WORDS: dict[CutKind, str] = {
    "LATE": "Terlambat",
    "EARLY": "Pulang awal",
    "MISSING_IN": "Tidak ada catatan masuk",
    "MISSING_OUT": "Tidak ada catatan pulang",
    "ABSENT": "Tidak hadir tanpa keterangan",
}


@dataclass(frozen=True, slots=True)
class Band:
    """Minutes up to and including `up_to` (None: without end) cost `cut` per cent. Bands go upwards."""

    up_to: int | None
    cut: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CutTable:
    """What an event costs, in per cent: lateness and leaving early by bands of minutes, a punch, a day's absence."""

    late: tuple[Band, ...]
    early: tuple[Band, ...]
    missing_punch: Decimal
    absent_day: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One event on one day; `minutes` None where none were measured."""

    day: date
    kind: CutKind
    minutes: int | None
    percent: Decimal


def cuts(days: Iterable[DayReading], table: CutTable) -> tuple[Cut, ...]:
    """Every event that costs something, in the order of `days`.

    Leave, sickness, permitted absence, duty elsewhere and days off cost nothing. A day with neither punch costs two.
    """
    return tuple(cut for day in days for cut in _of_day(day, table) if cut.percent)


def in_words(found: Sequence[Cut]) -> str:
    """The cuts as sentences that name each day, those of a kind and a price together. Empty for no cuts."""

    def same(cut: Cut) -> tuple[int, Decimal, int, int]:
        return list(WORDS).index(cut.kind), -cut.percent, cut.day.year, cut.day.month

    ordered = sorted(found, key=lambda cut: (*same(cut), cut.day))
    return " ".join(_sentence(list(group)) for _, group in groupby(ordered, key=same))


def _of_day(reading: DayReading, table: CutTable) -> Iterator[Cut]:
    if reading.kind == "ABSENT":
        yield Cut(day=reading.day, kind="ABSENT", minutes=None, percent=table.absent_day)
        return
    if reading.late_minutes:
        price = _price(reading.late_minutes, table.late)
        yield Cut(day=reading.day, kind="LATE", minutes=reading.late_minutes, percent=price)
    if reading.early_minutes:
        price = _price(reading.early_minutes, table.early)
        yield Cut(day=reading.day, kind="EARLY", minutes=reading.early_minutes, percent=price)
    if reading.missing_in:
        yield Cut(day=reading.day, kind="MISSING_IN", minutes=None, percent=table.missing_punch)
    if reading.missing_out:
        yield Cut(day=reading.day, kind="MISSING_OUT", minutes=None, percent=table.missing_punch)


def _price(minutes: int, bands: Sequence[Band]) -> Decimal:
    return next((band.cut for band in bands if band.up_to is None or minutes <= band.up_to), Decimal(0))


def _sentence(group: Sequence[Cut]) -> str:
    minutes = [cut.minutes for cut in group if cut.minutes is not None]
    span = ""
    if minutes:
        least, most = min(minutes), max(minutes)
        span = f", {least} menit" if least == most else f", {least} sampai {most} menit"
    each = "masing-masing " if len(group) > 1 else ""
    days = days_of_month([cut.day for cut in group])
    return f"{WORDS[group[0].kind]} {days}{span}: {each}{percent(group[0].percent)}."

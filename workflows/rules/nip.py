"""Reads an NIP, the 18 digits that identify a civil servant."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .violation import RuleViolation

Sex = Literal["M", "F"]
Kind = Literal["PNS", "PPPK"]

# Where a PNS has the month of appointment, a PPPK has these two digits (DOMAIN.md §1: "year + 21").
PPPK_MARK = "21"
SEX_DIGITS: dict[str, Sex] = {"1": "M", "2": "F"}

EIGHTEEN_DIGITS = re.compile(r"[0-9]{18}")
# What a spreadsheet makes of 18 digits once it has read them as a number. The last three are then lost for good.
NUMBER_NOTATION = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE][+]?[0-9]+|[0-9]{15,}[.,][0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nip:
    """An NIP and what its digits say.

    `text` the 18 digits · `appointed_month` 1 to 12, None for PPPK, whose NIP does not hold it · `serial` three digits.
    """

    text: str
    birth_date: date
    appointed_year: int
    appointed_month: int | None
    sex: Sex
    kind: Kind
    serial: str


def parse_nip(text: object) -> Nip:
    """Reads an NIP as people and SIASN write it: blanks around it and a leading apostrophe are no harm.

    Takes any object, since the cell of a spreadsheet may hold a number where text was meant.

    :raises RuleViolation: field `nip`, code `nip_mangled` (a number cell or 1.97E+17), `nip_not_18_digits`,
        `nip_date` (birth or appointment impossible), `nip_sex`.
    """
    if isinstance(text, int | float):
        raise _mangled(text)
    written = "" if text is None else str(text).strip().lstrip("'\u2018\u2019").strip()
    if NUMBER_NOTATION.fullmatch(written):
        raise _mangled(written)
    if not EIGHTEEN_DIGITS.fullmatch(written):
        raise RuleViolation(_length_in_words(written), "nip", "nip_not_18_digits")
    birth_date = _birth_date(written)
    kind: Kind = "PPPK" if written[12:14] == PPPK_MARK else "PNS"
    year, month = _appointment(written, kind, birth_date)
    sex = SEX_DIGITS.get(written[14])
    if sex is None:
        raise RuleViolation(
            f"Angka ke-15 NIP {written} adalah {written[14]}, padahal hanya 1 (laki-laki) atau 2 (perempuan). "
            "Periksa kembali NIP.",
            "nip",
            "nip_sex",
        )
    return Nip(
        text=written,
        birth_date=birth_date,
        appointed_year=year,
        appointed_month=month,
        sex=sex,
        kind=kind,
        serial=written[15:],
    )


def _mangled(value: object) -> RuleViolation:
    return RuleViolation(
        f"NIP “{value}” sudah diubah lembar kerja menjadi bilangan, sehingga angka belakangnya hilang. "
        "Jadikan kolom NIP berformat teks, lalu isi lagi 18 angkanya.",
        "nip",
        "nip_mangled",
    )


def _length_in_words(written: str) -> str:
    if not written:
        return "NIP belum diisi. Tulis 18 angka NIP."
    if re.fullmatch(r"[0-9]+", written):
        return f"NIP “{written}” terdiri atas {len(written)} angka. Tulis 18 angka NIP."
    return f"NIP “{written}” bukan 18 angka. Tulis 18 angka NIP tanpa spasi, titik, atau huruf."


def _birth_date(written: str) -> date:
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:8]))
    except ValueError:
        raise RuleViolation(
            f"NIP {written} memuat tanggal lahir {written[6:8]}-{written[4:6]}-{written[:4]}, "
            "yang tidak ada di kalender. Periksa kembali 8 angka pertama.",
            "nip",
            "nip_date",
        ) from None


def _appointment(written: str, kind: Kind, birth_date: date) -> tuple[int, int | None]:
    year, month = int(written[8:12]), int(written[12:14])
    if kind == "PNS" and not 1 <= month <= 12:
        raise RuleViolation(
            f"NIP {written} memuat bulan pengangkatan {written[12:14]}. "
            "Periksa kembali angka ke-13 dan ke-14: 01 sampai 12 untuk PNS, 21 untuk PPPK.",
            "nip",
            "nip_date",
        )
    if year <= birth_date.year:
        raise RuleViolation(
            f"NIP {written} memuat tahun pengangkatan {year}, padahal tahun lahirnya {birth_date.year}. "
            "Periksa kembali angka ke-9 sampai ke-12.",
            "nip",
            "nip_date",
        )
    return year, None if kind == "PPPK" else month

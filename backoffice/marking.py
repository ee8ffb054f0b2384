"""The mark that every exported file carries: who took what out of Jenjang, when, by which filter, and what it holds.

A workbook has it on a sheet of its own before the data, and prints it on every page. A CSV has it as the name of an
additional last column, which stays empty: so each line stays a row, and programs that read columns by name are not
disturbed. Whoever reads such a file in again passes over both, by the word with which every mark begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import tablib
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from tablib.formats import registry

from backoffice.cells import harmless
from workflows.printing.words import moment

SIGN = "JENJANG ·"
PERSONAL = "MEMUAT DATA PRIBADI"
NOT_PERSONAL = "Tanpa data pribadi"
NOTES, DATA, PERSONAL_DATA = "Keterangan", "Data", "Data pribadi"
DUTY = (
    "Data pribadi dilindungi UU 27/2022. Pakai hanya untuk tugas yang menjadi alasannya, jangan diteruskan, dan hapus "
    "setelah selesai. Pengambilan berkas ini tercatat."
)
BREAKS = str.maketrans(dict.fromkeys(",;|\t\r\n", " "))  # what would end a cell of a CSV, whichever delimiter it has


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one file says of itself; `filters` are the filter in words, empty where nothing was filtered."""

    what: str
    who: str
    when: datetime
    rows: int
    filters: str = ""
    is_personal: bool = True

    @property
    def kind(self) -> str:
        """Whether it holds personal data."""
        return PERSONAL if self.is_personal else NOT_PERSONAL

    @property
    def line(self) -> str:
        """All of it in one line."""
        parts = [
            f"{SIGN} {self.kind}", self.what, f"{self.rows} baris", f"saringan: {self.filters or 'tidak ada'}",
            f"diekspor oleh {self.who}", moment(self.when),
        ]  # fmt: skip
        return " · ".join(parts)

    @property
    def notes(self) -> list[tuple[str, str]]:
        """The rows of the sheet before the data."""
        facts = [
            (f"{SIGN} {self.kind}", ""), ("Isi", self.what), ("Baris", str(self.rows)),
            ("Saringan", self.filters or "tidak ada"), ("Diekspor oleh", self.who), ("Pada", moment(self.when)),
        ]  # fmt: skip
        return [*facts, ("Kewajiban", DUTY)] if self.is_personal else facts


def is_mark(cell: Any) -> bool:
    """Whether this cell begins a mark."""
    return isinstance(cell, str) and cell.strip().startswith(SIGN)


def marked_csv(table: tablib.Dataset, mark: Mark) -> bytes:
    """The table as CSV with the mark as its last column's name."""
    heads = [*(table.headers or []), mark.line.translate(BREAKS)]
    return str(tablib.Dataset(*([*row, ""] for row in table), headers=heads).export("csv")).encode()


def marked_xlsx(table: tablib.Dataset, mark: Mark) -> bytes:
    """The table as a workbook: the notes before it, the table in front when it is opened."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = PERSONAL_DATA if mark.is_personal else DATA
    clean = tablib.Dataset(*(_printable(row) for row in table), headers=table.headers)
    form = registry.get_format("xlsx")
    form.dset_sheet(clean, sheet)
    form._adapt_column_width(sheet, "adaptive")
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = mark.line.replace("&", "&&")[:250]
    notes = book.create_sheet(NOTES, 0)
    for number, (name, value) in enumerate(mark.notes, start=1):
        notes.cell(number, 1, name).font = Font(bold=True)
        notes.cell(number, 2, harmless(_printable([value])[0])).alignment = Alignment(wrap_text=True, vertical="top")
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 42, 70
    book.active = 1
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def data_sheet(book: Any) -> Any:
    """The first sheet of the workbook that is no notes of ours."""
    for sheet in book.worksheets:
        first = next(sheet.iter_rows(min_row=1, max_row=1, max_col=1, values_only=True), ("",))
        if not (first and is_mark(first[0])):
            return sheet
    return book.worksheets[0]


def without_mark(table: tablib.Dataset) -> tablib.Dataset:
    """The table without the column that is a mark."""
    for head in [head for head in table.headers or [] if is_mark(head)]:
        del table[head]
    return table


def _printable(row: Sequence[Any]) -> list[Any]:
    """Characters that no workbook may hold are shown as such."""
    return [ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", c) if isinstance(c, str) else c for c in row]

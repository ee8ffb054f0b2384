"""Reads a table from a CSV file or a spreadsheet, row by row, so that every problem can name its line and column.

Held in memory is one row at a time. What makes the whole file unreadable is found before its first row is given, but
for a broken quotation mark further down; whoever stores while reading does it in a transaction.
"""

import codecs
import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from backoffice.imports.problems import Problem, Problems, RowRefused, shown
from backoffice.imports.source import Source
from backoffice.imports.spreadsheets import is_spreadsheet, sheet_rows
from backoffice.marking import is_mark

Parsed = TypeVar("Parsed")
OTHER_DELIMITERS = {";": "titik koma (;)", "\t": "tab", "|": "garis tegak (|)"}
WORD_ENDS = (b" ", b",", b'"', b"\r", b"\n")
SAVE_AS_UTF8 = "Simpan ulang sebagai “CSV UTF-8 (comma delimited)”."


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line, and its cells by column name: text, in a spreadsheet also numbers and dates."""

    file: str
    line: int
    cells: dict[str, Any]

    def text(self, column: str, *, most: int | None = None, required: bool = True) -> str:
        """The cell as text without blanks around it.

        :raises RowRefused: empty though required, or longer than `most` characters.
        """
        value = self.cells[column]
        text = value.strip() if isinstance(value, str) else _as_text(value)
        if required and not text:
            raise self.refused(column, "Kolom ini belum diisi. Isi kolom ini.")
        if most is not None and len(text) > most:
            raise self.refused(column, f"Teks ini {len(text)} huruf, paling banyak {most}. Persingkat teksnya.")
        if "\x00" in text:
            raise self.refused(column, "Teks ini memuat karakter kosong (NUL). Ketik ulang teksnya.")
        return text

    def refused(self, column: str, message: str) -> RowRefused:
        """The refusal of this row for this cell."""
        return RowRefused(
            Problem(
                file=self.file,
                line=self.line,
                column=column,
                value=shown(_as_text(self.cells[column])),
                message=message,
            )
        )


def read_rows(
    source: Source,
    columns: Sequence[str],
    parse: Callable[[Row], Parsed],
    problems: Problems,
    *,
    optional: Sequence[str] = (),
) -> Iterator[Parsed]:
    """What `parse` makes of each row; the rows that it or the reader refuses go to `problems`. Blank lines are nothing.

    `columns` are all the columns, in any order and in small or capital letters; the `optional` ones may be missing,
    then their cells are empty.

    :raises FileRefused: empty, not UTF-8, another delimiter, a column unknown or missing, not readable as a table.
    """
    records = sheet_rows(source) if is_spreadsheet(source) else _csv_records(source)
    names = _header(source, records, columns, optional)
    absent = dict.fromkeys([name for name in optional if name not in names], "")
    for line, cells in records:
        if not any(str(cell).strip() for cell in cells):
            continue
        if _differ_in_width(cells, names):
            message = (
                f"Baris ini berisi {len(cells)} kolom, seharusnya {len(names)}. "
                "Tulis teks yang memuat koma di antara tanda kutip."
            )
            problems.add(Problem(file=source.name, line=line, message=message))
            continue
        try:
            yield parse(Row(source.name, line, {**absent, **dict(zip(names, cells, strict=False))}))
        except RowRefused as refusal:
            problems.add(refusal.problem)


def _csv_records(source: Source) -> Iterator[tuple[int, list[Any]]]:
    """Line number and cells of each record, the header first; a record may run over several lines."""
    _check_text(source)
    with source.open() as file:
        lines = (line.decode("utf-8-sig" if number == 0 else "utf-8") for number, line in enumerate(file))
        reader = csv.reader(lines, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                yield line, next(reader)
            except StopIteration:
                return
            except csv.Error:
                message = "Mulai baris ini berkas tidak terbaca sebagai CSV. Periksa tanda kutip yang tidak ditutup."
                raise source.refused(message, line=line) from None


def _check_text(source: Source) -> None:
    """Refuse a file that is empty or not UTF-8 before any row of it is used."""
    something = False
    with source.open() as file:
        for number, line in enumerate(file, start=1):
            something = something or bool(line.removeprefix(codecs.BOM_UTF8).strip())
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and number == 1:
                    raise source.refused(f"Berkas ini UTF-16, bukan UTF-8. {SAVE_AS_UTF8}", line=1) from None
                word = _word_around(line, error.start)
                message = f"Huruf ini tidak tersimpan sebagai UTF-8 (mungkin Windows-1252). {SAVE_AS_UTF8}"
                raise source.refused(message, line=number, value=word) from None
    if not something:
        raise source.refused("Berkas kosong. Isi berkas ini, paling sedikit baris judul kolomnya.")


def _word_around(line: bytes, place: int) -> str:
    """The word with the letter that is not UTF-8, read as Windows-1252, so that a person finds it."""
    before = max(line.rfind(mark, 0, place) for mark in WORD_ENDS) + 1
    ends = [found for mark in WORD_ENDS if (found := line.find(mark, place)) >= 0]
    return line[before : min(ends, default=len(line))].decode("cp1252", errors="replace")


def _header(
    source: Source, records: Iterator[tuple[int, list[Any]]], columns: Sequence[str], optional: Sequence[str]
) -> list[str]:
    """The expected names in the file's order."""
    line, cells = next(records, (1, []))
    found = [_as_text(cell) for cell in cells]
    while found and (not found[-1] or is_mark(found[-1])):
        found.pop()
    if not found:
        raise source.refused("Baris pertama kosong. Tulis judul kolom di baris pertama.", line=line)
    _check_delimiter(source, line, found)
    known = {name.casefold(): name for name in (*columns, *optional)}
    expected = f"Kolom yang dikenal: {', '.join((*columns, *optional))}."
    for name in found:
        if name.casefold() not in known:
            raise source.refused(
                f"Kolom ini tidak dikenal. Hapus kolom ini atau perbaiki judulnya. {expected}",
                line=line,
                column=name or "(tanpa judul)",
            )
    names = [known[name.casefold()] for name in found]
    for name in (*columns, *optional):
        if name not in names and name in columns:
            raise source.refused("Kolom ini tidak ada. Tambahkan kolom ini beserta isinya.", line=line, column=name)
        if names.count(name) > 1:
            raise source.refused("Kolom ini ada dua kali. Hapus salah satunya.", line=line, column=name)
    return names


def _check_delimiter(source: Source, line: int, found: Sequence[str]) -> None:
    if len(found) > 1:
        return
    for mark, words in OTHER_DELIMITERS.items():
        if mark in found[0]:
            raise source.refused(
                f"Kolom dipisah dengan {words}, sehingga terbaca sebagai satu kolom. "
                "Simpan ulang dengan pemisah koma (,).",
                line=line,
                value=found[0],
            )


def _differ_in_width(cells: Sequence[Any], names: Sequence[str]) -> bool:
    """A spreadsheet pads its rows with empty cells, a CSV must be exact but for empty ones at the end."""
    return len(cells) < len(names) or any(str(cell).strip() for cell in cells[len(names) :])


def _as_text(value: Any) -> str:
    """A spreadsheet's number, date or nothing as text."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()

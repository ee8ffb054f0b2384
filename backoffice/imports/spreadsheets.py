"""Reads the first sheet of an Excel workbook as rows of cells, with each cell as it is kept: text, number or date."""

import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from backoffice.imports.source import Source
from backoffice.marking import data_sheet

OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK\x03\x04"
MOST_UNPACKED = 512 * 1024 * 1024  # a small file that unpacks to gigabytes is no office's


def is_spreadsheet(source: Source) -> bool:
    """Whether it begins as a workbook does, whatever its name says.

    :raises FileRefused: a workbook of the old kind (.xls).
    """
    with source.open() as file:
        start = file.read(8)
    if start == OLD_EXCEL:
        raise source.refused("Berkas ini berformat Excel lama (.xls). Simpan ulang sebagai .xlsx atau CSV UTF-8.")
    return start.startswith(ZIP)


def sheet_rows(source: Source) -> Iterator[tuple[int, list[Any]]]:
    """Row number and cells of each row of the first sheet that is no notes of an export; an empty cell is "".

    :raises FileRefused: not a workbook, or one that unpacks to more than 512 MiB.
    """
    broken = "Berkas ini tidak dapat dibaca sebagai lembar kerja. Simpan ulang sebagai .xlsx atau CSV UTF-8."
    with source.open() as file:
        try:
            with zipfile.ZipFile(file) as parts:
                unpacked = sum(part.file_size for part in parts.infolist())
            if unpacked > MOST_UNPACKED:
                raise source.refused("Lembar kerja ini terlalu besar. Simpan ulang sebagai CSV UTF-8.")
            file.seek(0)
            book = load_workbook(file, read_only=True, data_only=True)
        except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, OSError):
            raise source.refused(broken) from None
        try:
            for number, cells in enumerate(data_sheet(book).iter_rows(values_only=True), start=1):
                yield number, ["" if cell is None else cell for cell in cells]
        except (zipfile.BadZipFile, KeyError, ValueError, ParseError):
            raise source.refused(broken) from None
        finally:
            book.close()

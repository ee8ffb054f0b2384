"""A table is read as it should be, or refused with its line and what to do. No database."""

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from backoffice.imports.problems import FileRefused, Problems
from backoffice.imports.reading import Row, Source, read_rows
from backoffice.imports.values import day, hour, moment, nip, number

COLUMNS = ("code", "name")


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., tuple[list[tuple[int, str, str]], list[str]]]:
    """Reads these bytes; gives (line, code, name) of the good rows, and the lines about the others."""

    def run(content: bytes, file: str = "units.csv") -> tuple[list[tuple[int, str, str]], list[str]]:
        path = tmp_path / file
        path.write_bytes(content)
        found = Problems()
        rows = list(
            read_rows(Source.of_path(path), COLUMNS, lambda row: (row.line, row.text("code"), row.text("name")), found)
        )
        return rows, [str(problem) for problem in found]

    return run


@pytest.fixture
def refusal(read: Callable[..., object]) -> Callable[[bytes], str]:
    """The line with which the whole file is refused."""

    def run(content: bytes) -> str:
        with pytest.raises(FileRefused) as caught:
            read(content)
        return str(caught.value)

    return run


@pytest.mark.parametrize(
    "content",
    [
        b"code,name\nA,Unit A\n",
        b"\xef\xbb\xbfcode,name\nA,Unit A\n",
        b"code,name\r\nA,Unit A\r\n",
        b"name,code\nUnit A,A\n",
        b"CODE, Name\n A , Unit A \n",
        b'"code","name"\n"A","Unit A"\n',
        b"code,name\nA,Unit A",
        b"code,name\nA,Unit A\n,\n\n",
    ],
    ids=[
        "plain",
        "byte-order mark",
        "CRLF",
        "other order",
        "capitals and blanks",
        "quoted",
        "no last line end",
        "blank",
    ],
)
def test_is_read_as_it_should_be(read, content):
    assert read(content) == ([(2, "A", "Unit A")], [])


def test_a_line_is_an_editors_line_also_after_a_text_over_several(read):
    rows, _ = read(b'code,name\nA,"Unit\nA"\nB,Unit B\n')

    assert [(line, code) for line, code, _ in rows] == [(2, "A"), (4, "B")]


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(refusal, content):
    assert refusal(content) == "units.csv: Berkas kosong. Isi berkas ini, paling sedikit baris judul kolomnya."


@pytest.mark.parametrize(
    ("mark", "words"), [(b";", "titik koma (;)"), (b"\t", "tab"), (b"|", "garis tegak (|)")], ids=[";", "tab", "|"]
)
def test_another_delimiter_is_named(refusal, mark, words):
    shown = "code name" if mark == b"\t" else f"code{mark.decode()}name"
    assert refusal(b"code" + mark + b"name\nA" + mark + b"Unit A\n") == (
        f"units.csv, baris 1, “{shown}”: Kolom dipisah dengan {words}, sehingga terbaca sebagai satu kolom. "
        "Simpan ulang dengan pemisah koma (,)."
    )


def test_windows_1252_is_refused_with_its_line_and_word(refusal):
    assert refusal("code,name\nA,Unit A\nB,Unit Café Baru\n".encode("cp1252")) == (
        "units.csv, baris 3, “Café”: Huruf ini tidak tersimpan sebagai UTF-8 (mungkin Windows-1252). "
        "Simpan ulang sebagai “CSV UTF-8 (comma delimited)”."
    )


def test_utf_16_is_refused(refusal):
    assert refusal("code,name\nA,Unit A\n".encode("utf-16")) == (
        "units.csv, baris 1: Berkas ini UTF-16, bukan UTF-8. Simpan ulang sebagai “CSV UTF-8 (comma delimited)”."
    )


def test_an_unknown_column_is_refused(refusal):
    assert refusal(b"code,nama,name\nA,x,Unit A\n") == (
        "units.csv, baris 1, kolom nama: Kolom ini tidak dikenal. Hapus kolom ini atau perbaiki judulnya. "
        "Kolom yang dikenal: code, name."
    )


def test_a_missing_column_is_refused(refusal):
    assert refusal(b"code\nA\n") == (
        "units.csv, baris 1, kolom name: Kolom ini tidak ada. Tambahkan kolom ini beserta isinya."
    )


def test_a_column_twice_is_refused(refusal):
    assert refusal(b"code,name,code\nA,Unit A,A\n") == (
        "units.csv, baris 1, kolom code: Kolom ini ada dua kali. Hapus salah satunya."
    )


def test_a_quotation_mark_that_is_not_closed_is_refused_with_its_line(refusal):
    assert refusal(b'code,name\nA,Unit A\nB,"Unit B\nC,Unit C\n') == (
        "units.csv, baris 3: Mulai baris ini berkas tidak terbaca sebagai CSV. Periksa tanda kutip yang tidak ditutup."
    )


def test_a_row_of_another_width_is_refused_alone(read):
    assert read(b"code,name\nA,Unit A, dan B\nB\nC,Unit C\n") == (
        [(4, "C", "Unit C")],
        [
            "units.csv, baris 2: Baris ini berisi 3 kolom, seharusnya 2. "
            "Tulis teks yang memuat koma di antara tanda kutip.",
            "units.csv, baris 3: Baris ini berisi 1 kolom, seharusnya 2. "
            "Tulis teks yang memuat koma di antara tanda kutip.",
        ],
    )


def test_an_old_workbook_and_a_broken_one_are_refused(refusal):
    assert refusal(bytes.fromhex("d0cf11e0a1b11ae1") + b"rest") == (
        "units.csv: Berkas ini berformat Excel lama (.xls). Simpan ulang sebagai .xlsx atau CSV UTF-8."
    )
    assert refusal(b"PK\x03\x04 and no more") == (
        "units.csv: Berkas ini tidak dapat dibaca sebagai lembar kerja. Simpan ulang sebagai .xlsx atau CSV UTF-8."
    )


def test_a_workbook_is_read_with_its_numbers_and_dates(read):
    rows, _ = read(workbook(["name", "code"], ["Unit A", 11], ["Unit B", "12"]), "units.xlsx")

    assert rows == [(2, "11", "Unit A"), (3, "12", "Unit B")]


def test_a_number_cell_as_nip_is_refused(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(workbook(["NIP"], [197008072000031012], ["197008072000031012"]))
    found = Problems()

    rows = list(read_rows(Source.of_path(tmp_path / "x.xlsx"), ("NIP",), lambda row: nip(row, "NIP").text, found))

    assert rows == ["197008072000031012"]
    assert [(p.line, p.column) for p in found] == [(2, "NIP")]
    assert "sudah diubah lembar kerja menjadi bilangan" in str(next(iter(found)))


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (day, "2026-09-01", date(2026, 9, 1)),
        (day, datetime(2026, 9, 1, 0, 0), date(2026, 9, 1)),  # noqa: DTZ001  a spreadsheet's cell has no zone
        (hour, "7:05", "07:05:00"),
        (hour, "07.05", "07:05:00"),
        (hour, "07:05:09", "07:05:09"),
        (moment, "2026-09-01T16:19", "2026-09-01T16:19:00+07:00"),
        (moment, "2026-09-01 16:19:30", "2026-09-01T16:19:30+07:00"),
        (number, "97,5", 97.5),
        (number, "0", 0),
        (number, 12.0, 12),
    ],
)
def test_values(read, value, expected):
    found = read(Row("x.csv", 2, {"c": value}), "c")

    assert (found.isoformat() if isinstance(expected, str) else found) == expected


def workbook(*rows: list[object]) -> bytes:
    """An Excel file with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()

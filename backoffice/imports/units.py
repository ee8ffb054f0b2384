"""Units of the office, units.csv: a tree."""

from dataclasses import dataclass

from backoffice.imports.known import Known
from backoffice.imports.problems import Problem, Problems
from backoffice.imports.reading import Row, read_rows
from backoffice.imports.source import Source
from backoffice.imports.trees import circle_through, levels
from backoffice.imports.writing import Author, Tally, store_rows
from workflows.organization.models import Unit

COLUMNS = ("code", "name", "parent", "kind")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as the file has it; `parent` is a code, "" at the top."""

    line: int
    code: str
    name: str
    parent: str
    kind: str


def read_units(source: Source, known: Known, problems: Problems) -> list[UnitRow]:
    """The file's units; unknown parents, double codes and circles go to `problems`.

    :raises FileRefused: the file cannot be read.
    """
    first_lines: dict[str, int] = {}

    def parse(row: Row) -> UnitRow:
        code = row.text("code", most=40)
        if code in first_lines:
            raise row.refused("code", f"Kode ini sudah ada di baris {first_lines[code]}. Hapus salah satu baris.")
        first_lines[code] = row.line
        known.units.setdefault(code, "")
        return UnitRow(
            row.line, code, row.text("name", most=200), row.text("parent", required=False),
            row.text("kind", most=40, required=False),
        )  # fmt: skip

    rows = list(read_rows(source, COLUMNS, parse, problems))
    if not first_lines and not known.units:
        raise source.refused("Berkas ini belum berisi unit. Isi paling sedikit satu baris.")
    known.units.update({row.code: row.parent for row in rows if row.parent in known.units or not row.parent})
    for row in rows:
        message = _wrong_parent(row, known)
        if message:
            problems.add(Problem(
                file=source.name, line=row.line, column="parent", value=row.parent, message=message,
            ))  # fmt: skip
    return rows


def _wrong_parent(row: UnitRow, known: Known) -> str:
    if not row.parent:
        return ""
    if row.parent not in known.units:
        return "Unit ini tidak dikenal. Tambahkan unit ini ke units.csv atau perbaiki kodenya."
    circle = circle_through(row.code, known.units)
    if circle:
        return f"Susunan unit berputar: {' → '.join(circle)}. Perbaiki parent salah satu unit itu."
    return ""


def store_units(rows: list[UnitRow], author: Author) -> Tally:
    """Keep the units, from the top down: the database asks at each row whether the tree runs in a circle."""
    existing = {unit.code: unit for unit in Unit.objects.all()}
    codes = {unit.pk: unit.code for unit in existing.values()}
    parents = {unit.code: codes[unit.parent_id] if unit.parent_id else "" for unit in existing.values()}
    parents.update({row.code: row.parent for row in rows})
    by_code = {row.code: row for row in rows}
    tally = Tally()
    for level in levels(by_code, parents):
        wanted = [(code, _values(by_code[code], existing)) for code in level]
        tally.add(store_rows(Unit, existing, wanted, author))
    return tally


def _values(row: UnitRow, existing: dict[str, Unit]) -> dict[str, object]:
    parent = existing[row.parent].pk if row.parent else None
    return {"code": row.code, "name": row.name, "parent_id": parent, "kind": row.kind}

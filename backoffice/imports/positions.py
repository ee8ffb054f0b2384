"""Posts of the office, positions.csv, with the reporting line."""

from collections.abc import Mapping
from dataclasses import dataclass

from backoffice.imports.known import Known
from backoffice.imports.problems import Problem, Problems
from backoffice.imports.reading import Row, read_rows
from backoffice.imports.source import Source
from backoffice.imports.trees import circle_through, levels
from backoffice.imports.values import whole, word
from backoffice.imports.writing import Author, Tally, store_rows
from workflows.organization.models import Position, Unit

COLUMNS = ("code", "title", "unit", "kind", "eselon", "job_class", "reports_to")
KINDS = {
    "JPT": Position.Kind.HIGH_LEADER,
    "administrator": Position.Kind.ADMINISTRATOR,
    "pengawas": Position.Kind.SUPERVISOR,
    "fungsional": Position.Kind.FUNCTIONAL,
    "pelaksana": Position.Kind.EXECUTING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRow:
    """One post as the file has it; `unit` and `reports_to` are codes, the latter "" where the line ends."""

    line: int
    code: str
    title: str
    unit: str
    kind: str
    eselon: str
    job_class: int
    reports_to: str


def read_positions(source: Source, known: Known, problems: Problems) -> list[PositionRow]:
    """The file's posts; unknown units and superiors, double codes and circles go to `problems`.

    :raises FileRefused: the file cannot be read.
    """
    first_lines: dict[str, int] = {}

    def parse(row: Row) -> PositionRow:
        code = row.text("code", most=40)
        if code in first_lines:
            raise row.refused("code", f"Kode ini sudah ada di baris {first_lines[code]}. Hapus salah satu baris.")
        first_lines[code] = row.line
        known.posts.setdefault(code, code)
        known.post_above[code] = row.text("reports_to", required=False)
        unit = row.text("unit")
        known.post_units[code] = unit
        if unit not in known.units:
            raise row.refused("unit", "Unit ini tidak dikenal. Tambahkan unit ini ke units.csv atau perbaiki kodenya.")
        return PositionRow(
            line=row.line, code=code, title=row.text("title", most=250), unit=unit, kind=word(row, "kind", KINDS),
            eselon=row.text("eselon", most=8, required=False), job_class=whole(row, "job_class", 1, 17),
            reports_to=row.text("reports_to", required=False),
        )  # fmt: skip

    rows = list(read_rows(source, COLUMNS, parse, problems))
    if not first_lines and not known.posts:
        raise source.refused("Berkas ini belum berisi jabatan. Isi paling sedikit satu baris.")
    for row in rows:
        known.posts[row.code] = row.title
    for row in rows:
        message = _wrong_superior(row.code, row.reports_to, known.posts, known.post_above)
        if message:
            problems.add(Problem(
                file=source.name, line=row.line, column="reports_to", value=row.reports_to, message=message,
            ))  # fmt: skip
    return rows


def _wrong_superior(code: str, superior: str, posts: Mapping[str, str], above: Mapping[str, str]) -> str:
    if not superior:
        return ""
    if superior not in posts:
        return "Jabatan ini tidak dikenal. Tambahkan jabatan ini ke positions.csv atau perbaiki kodenya."
    circle = circle_through(code, above)
    if len(circle) == 2:
        return "Jabatan ini menjadi atasannya sendiri. Isi dengan kode jabatan atasan langsungnya."
    if circle:
        line = " → ".join(f"{posts[each]} ({each})" for each in circle)
        return f"Garis atasan berputar: {line}. Perbaiki reports_to salah satu jabatan itu."
    return ""


def store_positions(rows: list[PositionRow], author: Author) -> Tally:
    """Keep the posts, from the top down: the database asks at each row whether the line runs in a circle."""
    units = dict(Unit.objects.values_list("code", "pk"))
    existing = {post.code: post for post in Position.objects.all()}
    by_code = {row.code: row for row in rows}
    codes = {post.pk: post.code for post in existing.values()}
    above = {post.code: codes[post.reports_to_id] if post.reports_to_id else "" for post in existing.values()}
    above.update({row.code: row.reports_to for row in rows})
    tally = Tally()
    for level in levels(by_code, above):
        wanted = [(code, _values(by_code[code], units, existing)) for code in level]
        tally.add(store_rows(Position, existing, wanted, author))
    return tally


def _values(row: PositionRow, units: Mapping[str, int], existing: Mapping[str, Position]) -> dict[str, object]:
    return {
        "code": row.code, "title": row.title, "unit_id": units[row.unit], "kind": row.kind, "eselon": row.eselon,
        "job_class": row.job_class, "reports_to_id": existing[row.reports_to].pk if row.reports_to else None,
    }  # fmt: skip

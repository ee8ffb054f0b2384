"""Planned results and indicators of every post for a year, skp-cascade.csv: who carries on which result of whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from backoffice.imports.known import Known
from backoffice.imports.problems import Problem, Problems
from backoffice.imports.reading import Row, read_rows
from backoffice.imports.source import Source
from backoffice.imports.values import number, word
from workflows.rules.wording import listing
from workflows.rules.wording import number as in_words
from workflows.skp.models import Indicator, Skp, WorkResult

COLUMNS = (
    "position", "ref", "parent_ref", "kind", "work_result", "indicator", "aspect", "target", "target_unit",
    "year_quantity", "source",
)  # fmt: skip
OPTIONAL = ("direction",)
DIRECTIONS = {"": "", "tinggi": Indicator.Direction.HIGHER, "rendah": Indicator.Direction.LOWER}
KINDS = {"utama": WorkResult.Kind.MAIN, "tambahan": WorkResult.Kind.ADDITIONAL}
ASPECTS = {
    "kuantitas": Indicator.Aspect.QUANTITY,
    "kualitas": Indicator.Aspect.QUALITY,
    "waktu": Indicator.Aspect.TIME,
    "biaya": Indicator.Aspect.COST,
}
OUT_OF_USE = (Skp.Status.REJECTED, Skp.Status.WITHDRAWN, Skp.Status.REPLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """One indicator of a result; a filled year's quantity makes it a quantity that adds up, else it is a level.

    `direction` is "" where the file does not say it.
    """

    text: str
    aspect: str
    direction: str
    measure: str
    target: Decimal
    unit: str


@dataclass(slots=True, kw_only=True)
class ResultRow:
    """One planned result of a post with its indicators; `parent_ref` is the result of the superior's post, or ""."""

    line: int
    position: str
    ref: str
    parent_ref: str
    kind: str
    text: str
    source: str
    indicators: list[IndicatorRow] = field(default_factory=list)


def read_cascade(source: Source, known: Known, problems: Problems, year: int) -> list[ResultRow]:
    """The file's results; unknown posts, posts in which nobody stands, wrong parents and targets go to `problems`.

    :raises FileRefused: the file cannot be read.
    """
    results: dict[str, ResultRow] = {}
    owners = _stored_owners(year)

    def parse(row: Row) -> ResultRow:
        # Before anything is refused, so that what carries on a refused row is not refused for it too.
        owners[row.text("ref", most=40)] = row.text("position")
        read = _result(row, known)
        indicator = _indicator(row)
        kept = results.setdefault(read.ref, read)
        if kept is not read:
            _check_same(row, kept, read)
        if any(each.text == indicator.text for each in kept.indicators):
            message = f"Indikator ini sudah ada pada hasil kerja {read.ref}. Hapus salah satu baris."
            raise row.refused("indicator", message)
        kept.indicators.append(indicator)
        return read

    # Each row is looked at again for its parent, which may stand further down.
    rows = list(read_rows(source, COLUMNS, parse, problems, optional=OPTIONAL))
    for row in rows if known.line_complete else ():
        if row.parent_ref:
            message = _wrong_parent(row, known, owners)
            if message:
                problems.add(Problem(
                    file=source.name, line=row.line, column="parent_ref", value=row.parent_ref, message=message,
                ))  # fmt: skip
    return list(results.values())


def _result(row: Row, known: Known) -> ResultRow:
    position = row.text("position")
    if position not in known.posts:
        raise row.refused(
            "position", "Jabatan ini tidak dikenal. Tambahkan jabatan ini ke positions.csv atau perbaiki kodenya."
        )
    return ResultRow(
        line=row.line, position=position, ref=row.text("ref", most=40),
        parent_ref=row.text("parent_ref", required=False), kind=word(row, "kind", KINDS),
        text=row.text("work_result", most=500), source=row.text("source", most=100, required=False),
    )  # fmt: skip


def _indicator(row: Row) -> IndicatorRow:
    target = number(row, "target")
    adds_up = bool(row.text("year_quantity", required=False))
    if adds_up:
        quantity = number(row, "year_quantity")
        if quantity != target:
            message = f"Jumlah setahun berbeda dari target {in_words(target)}. Samakan, atau kosongkan kolom ini."
            raise row.refused("year_quantity", message)
    return IndicatorRow(
        text=row.text("indicator", most=500), aspect=word(row, "aspect", ASPECTS), target=target,
        direction=word(row, "direction", DIRECTIONS),
        measure=Indicator.Measure.QUANTITY if adds_up else Indicator.Measure.LEVEL,
        unit=row.text("target_unit", most=60),
    )  # fmt: skip


def _check_same(row: Row, kept: ResultRow, read: ResultRow) -> None:
    """The rows of one reference are indicators of one result, so all else must be the same."""
    for column, one, other in (
        ("position", kept.position, read.position),
        ("parent_ref", kept.parent_ref, read.parent_ref),
        ("kind", kept.kind, read.kind),
        ("work_result", kept.text, read.text),
    ):
        if one != other:
            raise row.refused(
                column, f"Baris {kept.line} dengan ref {kept.ref} berisi lain. Samakan, atau beri ref yang berbeda."
            )


def _stored_owners(year: int) -> dict[str, str]:
    """The post of each result that is stored for the year, by its reference."""
    rows = WorkResult.objects.filter(skp__period__code=str(year)).exclude(skp__status__in=OUT_OF_USE).exclude(ref="")
    return dict(rows.values_list("ref", "skp__position__code"))


def _wrong_parent(row: ResultRow, known: Known, owners: Mapping[str, str]) -> str:
    above = known.post_above.get(row.position, "")
    if not above:
        return f"Di atas jabatan {row.position} tidak ada jabatan lain. Kosongkan kolom ini."
    owner = owners.get(row.parent_ref)
    if owner == above or (owner is not None and owner not in known.posts):  # such a row is refused for its own fault
        return ""
    choices = sorted(ref for ref, owner in owners.items() if owner == above)
    what = f"Pilih salah satu: {listing(choices)}." if choices else "Jabatan itu belum punya hasil kerja."
    return f"Ini bukan hasil kerja jabatan atasan, {known.posts[above]} ({above}). {what}"

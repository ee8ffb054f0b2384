"""The agency's performance agreement, performance-agreement.csv: the goals and indicators of one year."""

from dataclasses import dataclass
from decimal import Decimal

from backoffice.imports.known import Known
from backoffice.imports.problems import Problem, Problems
from backoffice.imports.reading import Row, read_rows
from backoffice.imports.source import Source
from backoffice.imports.values import number, whole
from backoffice.imports.writing import Author, Tally, store_rows
from workflows.organization.models import Period, Unit
from workflows.rules.rule_sets import RULE_SETS
from workflows.skp.models import PerformanceAgreement

FIRST_YEAR, LAST_YEAR = min(each.since.year for each in RULE_SETS), 2199  # before, no rule set assesses
COLUMNS = ("year", "unit", "goal", "indicator", "target", "target_unit", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow:
    """One indicator of one goal that a unit committed itself to."""

    line: int
    year: int
    unit: str
    goal: str
    indicator: str
    target: Decimal
    target_unit: str
    source: str


def read_agreements(source: Source, known: Known, problems: Problems) -> list[AgreementRow]:
    """The file's indicators, all of one year; unknown units and double indicators go to `problems`.

    :raises FileRefused: the file cannot be read, or holds no row, so that nobody could tell the year.
    """
    first_lines: dict[tuple[str, str, str], int] = {}

    def parse(row: Row) -> AgreementRow:
        unit = row.text("unit")
        if unit not in known.units:
            raise row.refused("unit", "Unit ini tidak dikenal. Tambahkan unit ini ke units.csv atau perbaiki kodenya.")
        goal, indicator = row.text("goal", most=500), row.text("indicator", most=500)
        first = first_lines.setdefault((unit, goal, indicator), row.line)
        if first != row.line:
            raise row.refused("indicator", f"Indikator ini sudah ada di baris {first}. Hapus salah satu baris.")
        return AgreementRow(
            line=row.line, year=whole(row, "year", FIRST_YEAR, LAST_YEAR), unit=unit, goal=goal, indicator=indicator,
            target=number(row, "target"), target_unit=row.text("target_unit", most=60),
            source=row.text("source", most=100, required=False),
        )  # fmt: skip

    before = len(problems)
    rows = list(read_rows(source, COLUMNS, parse, problems))
    if not rows and len(problems) == before:
        raise source.refused("Berkas ini belum berisi perjanjian kinerja. Isi paling sedikit satu baris.")
    for row in rows:
        if row.year != rows[0].year:
            message = f"Baris lain berisi tahun {rows[0].year}. Satu berkas hanya untuk satu tahun: pisahkan."
            problems.add(Problem(file=source.name, line=row.line, column="year", value=str(row.year), message=message))
    return rows


def store_agreements(rows: list[AgreementRow], year: Period, author: Author) -> Tally:
    """Keep the indicators; one of the same unit, goal and text is the same."""
    units = dict(Unit.objects.values_list("code", "pk"))
    existing = {(row.unit_id, row.goal, row.indicator): row for row in PerformanceAgreement.objects.filter(period=year)}
    wanted = [
        (
            (units[row.unit], row.goal, row.indicator),
            {
                "period_id": year.pk, "unit_id": units[row.unit], "goal": row.goal, "indicator": row.indicator,
                "target": row.target, "target_unit": row.target_unit, "source": row.source,
            },
        )
        for row in rows
    ]  # fmt: skip
    return store_rows(PerformanceAgreement, existing, wanted, author)

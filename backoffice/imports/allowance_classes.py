"""Basic allowance of each job class, allowance-classes.csv, and the scheme by which it is paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.imports.problems import Problems
from backoffice.imports.reading import Row, read_rows
from backoffice.imports.source import Source
from backoffice.imports.values import number, whole
from backoffice.imports.writing import Author, Tally, change, store_rows
from workflows.allowance.models import AllowanceClass, AllowanceScheme, SchemeVersion
from workflows.organization.models.history import stamp
from workflows.rules import allowance_kota

COLUMNS = ("job_class", "basic_allowance_rupiah")
MOST_RUPIAH = 999_999_999_999


@dataclass(frozen=True, slots=True)
class ClassRow:
    """The ceiling in whole rupiah of a job class."""

    line: int
    job_class: int
    amount: Decimal


def read_allowance_classes(source: Source, problems: Problems) -> list[ClassRow]:
    """The file's classes; a class twice and broken rupiah go to `problems`.

    :raises FileRefused: the file cannot be read.
    """
    first_lines: dict[int, int] = {}

    def parse(row: Row) -> ClassRow:
        job_class = whole(row, "job_class", 1, 17)
        first = first_lines.setdefault(job_class, row.line)
        if first != row.line:
            raise row.refused("job_class", f"Kelas ini sudah ada di baris {first}. Hapus salah satu baris.")
        amount = number(row, "basic_allowance_rupiah", most=MOST_RUPIAH)
        if amount != amount.to_integral_value():
            raise row.refused("basic_allowance_rupiah", "Rupiah ditulis bulat. Hapus angka di belakang koma.")
        return ClassRow(row.line, job_class, amount)

    return list(read_rows(source, COLUMNS, parse, problems))


def store_allowance_classes(rows: list[ClassRow], start: date, author: Author) -> Tally:
    """Keep the ceilings from `start` on, and the scheme *Kota* with its regulation's figures where there is none."""
    _ensure_scheme(start, author)
    listed = [row.job_class for row in rows]
    former = list(AllowanceClass.objects.filter(job_class__in=listed, start__lt=start, end__isnull=True))
    for each in former:
        each.end = start
    change(former, {"end"}, author)
    existing = {row.job_class: row for row in AllowanceClass.objects.filter(start=start)}
    wanted = [(row.job_class, {"job_class": row.job_class, "amount": row.amount, "start": start}) for row in rows]
    return store_rows(AllowanceClass, existing, wanted, author)


def _ensure_scheme(start: date, author: Author) -> None:
    scheme = AllowanceScheme.objects.filter(code=allowance_kota.CODE).first()
    if scheme is None:
        scheme = AllowanceScheme(code=allowance_kota.CODE, name="Kota")
        stamp(scheme, user=author.user, reason=author.reason, at=author.at)
        scheme.save()
    if not scheme.versions.exists():
        version = SchemeVersion(scheme=scheme, number=1, start=start)
        stamp(version, user=author.user, reason=author.reason, at=author.at)
        version.save()

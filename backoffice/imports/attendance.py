"""Attendance of people and days, attendance-*.csv: first and last punch and the office's status."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time

from backoffice.imports.batches import Doubles, batches
from backoffice.imports.people import People
from backoffice.imports.problems import Problems
from backoffice.imports.reading import Row, read_rows
from backoffice.imports.source import Source
from backoffice.imports.values import DAY_FIRST_SLASHED, day, hour_or_none, word
from backoffice.imports.writing import Author, Tally, store_rows
from backoffice.imports.years import prepare_year
from workflows.attendance.models import AttendanceDay
from workflows.rules.wording import clock

COLUMNS = ("NIP", "TANGGAL", "JAM MASUK", "JAM PULANG", "STATUS")
STATUSES = {
    "H": AttendanceDay.Status.PRESENT,
    "C": AttendanceDay.Status.LEAVE,
    "S": AttendanceDay.Status.SICK,
    "I": AttendanceDay.Status.PERMITTED,
    "DL": AttendanceDay.Status.DUTY,
    "": AttendanceDay.Status.NONE,
}


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One person's day."""

    employee: int
    day: date
    status: str
    first_in: time | None
    last_out: time | None


def read_attendance(source: Source, people: People, problems: Problems) -> Iterator[AttendanceRow]:
    """The file's days one by one; unknown people, impossible days, a day twice go to `problems`.

    :raises FileRefused: the file cannot be read; with what was given before to be rolled back.
    """
    doubles = Doubles("TANGGAL", "Kehadiran pegawai ini pada tanggal ini")

    def parse(row: Row) -> AttendanceRow:
        employee = people.employee(row, "NIP")
        on = day(row, "TANGGAL", DAY_FIRST_SLASHED)
        first, last = hour_or_none(row, "JAM MASUK"), hour_or_none(row, "JAM PULANG")
        if first is not None and last is not None and last < first:
            raise row.refused(
                "JAM PULANG", f"Jam pulang lebih awal daripada jam masuk {clock(first)}. Perbaiki salah satu jam itu."
            )
        status = word(row, "STATUS", STATUSES)
        doubles.check(row, employee, on)
        return AttendanceRow(employee, on, status, first, last)

    return read_rows(source, COLUMNS, parse, problems)


Watch = Callable[[Iterable[AttendanceRow]], Iterable[AttendanceRow]]


def store_attendance(source: Source, problems: Problems, author: Author, watch: Watch = iter) -> Tally:
    """Keep the file's good days, batch by batch; a day that is stored with other values is corrected.

    :raises FileRefused: the file cannot be read; roll back.
    """
    tally = Tally()
    years: set[int] = set()
    for batch in batches(watch(read_attendance(source, People(), problems)), lambda row: row.employee):
        for year in {row.day.year for row in batch} - years:
            prepare_year(year, author)
            years.add(year)
        days = [row.day for row in batch]
        existing = {
            (row.employee_id, row.day): row
            for row in AttendanceDay.objects.filter(
                employee_id__in={row.employee for row in batch}, day__range=(min(days), max(days))
            )
        }
        wanted = [
            (
                (row.employee, row.day),
                {"employee_id": row.employee, "day": row.day, "status": row.status, "first_in": row.first_in,
                 "last_out": row.last_out},
            )
            for row in batch
        ]  # fmt: skip
        tally.add(store_rows(AttendanceDay, existing, wanted, author, only_new={"source": source.name}))
    return tally

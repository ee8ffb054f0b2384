"""Daily activities, daily-activities-*.csv, read one by one: who did what from when to when, for which result."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from backoffice.imports.batches import Doubles
from backoffice.imports.cascade import OUT_OF_USE
from backoffice.imports.people import People
from backoffice.imports.problems import Problems
from backoffice.imports.reading import Row, read_rows
from backoffice.imports.source import Source
from backoffice.imports.values import day, hour, moment, number, word
from workflows.daily.models import DailyActivity
from workflows.rules.wording import clock, day_in_words
from workflows.skp.models import WorkResult

COLUMNS = ("nip", "date", "start", "end", "kind", "skp_ref", "activity", "quantity", "unit", "entered_at")
KINDS = {"jabatan": DailyActivity.Kind.MAIN, "tambahan": DailyActivity.Kind.ADDITIONAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """One activity; `result` is the key of the planned result, None for an additional task without one."""

    employee: int
    position: int
    day: date
    starts: time
    ends: time
    kind: str
    result: int | None
    description: str
    quantity: Decimal
    unit: str
    entered_at: datetime


class Results:
    """The planned results of everybody's plans by person, year and reference, read once for a file; one query."""

    def __init__(self) -> None:
        rows = WorkResult.objects.exclude(skp__status__in=OUT_OF_USE).exclude(ref="").order_by("skp__version")
        self._keys = {
            (employee, year, ref): key
            for employee, year, ref, key in rows.values_list("skp__employee_id", "skp__period__code", "ref", "pk")
        }

    def key(self, row: Row, employee: int, year: int) -> int | None:
        """The result's key; None where the cell is empty.

        :raises RowRefused: the person's plans of the year have no such result.
        """
        ref = row.text("skp_ref", required=False)
        if not ref:
            return None
        key = self._keys.get((employee, str(year), ref))
        if key is None:
            raise row.refused(
                "skp_ref", f"Ini bukan hasil kerja dalam SKP {year} pegawai ini. Perbaiki rujukannya atau SKP-nya."
            )
        return key


def read_activities(source: Source, people: People, results: Results, problems: Problems) -> Iterator[ActivityRow]:
    """The file's activities one by one; what cannot have been goes to `problems`.

    :raises FileRefused: the file cannot be read; with what was given before to be rolled back.
    """
    doubles = Doubles("activity", "Kegiatan yang sama pada tanggal dan jam ini")

    def parse(row: Row) -> ActivityRow:
        employee = people.employee(row, "nip")
        on = day(row, "date")
        position = people.position(employee, on)
        if position is None:
            raise row.refused("date", "Pegawai ini belum memegang jabatan pada tanggal ini. Periksa TMT JABATAN.")
        starts, ends = hour(row, "start"), hour(row, "end")
        if ends <= starts:
            message = f"Jam selesai harus sesudah jam mulai {clock(starts)}. Perbaiki salah satu jam itu."
            raise row.refused("end", message)
        kind, result = word(row, "kind", KINDS), results.key(row, employee, on.year)
        if kind == DailyActivity.Kind.MAIN and result is None:
            raise row.refused(
                "skp_ref", "Kegiatan jabatan perlu hasil kerja. Isi rujukan, atau tulis tambahan di kind."
            )
        entered_at = moment(row, "entered_at")
        if timezone.localdate(entered_at) < on:
            message = f"Kegiatan dicatat sebelum tanggalnya, {day_in_words(on)}. Perbaiki salah satunya."
            raise row.refused("entered_at", message)
        description = row.text("activity", most=500)
        doubles.check(row, employee, on, starts, ends, description)
        return ActivityRow(
            employee=employee, position=position, day=on, starts=starts, ends=ends, kind=kind, result=result,
            description=description, quantity=number(row, "quantity"),
            unit=row.text("unit", most=60, required=False), entered_at=entered_at,
        )  # fmt: skip

    return read_rows(source, COLUMNS, parse, problems)

"""A hundred thousand rows are stored, and read in batches: memory stays with the batch, not with the file."""

import tracemalloc
from datetime import date, timedelta

import pytest

from backoffice.imports.attendance import read_attendance
from backoffice.imports.batches import batches
from backoffice.imports.people import People
from backoffice.imports.problems import Problems
from backoffice.imports.reading import Source
from workflows.attendance.models import AttendanceDay
from workflows.organization.models import Employee

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROWS = 100_000


def test_a_hundred_thousand_valid_rows_are_stored_in_little_memory(masters_only):
    masters_only.run()
    nips = list(Employee.objects.order_by("nip").values_list("nip", flat=True))
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(ROWS // len(nips) + 1)]
    rows = [f"{nip},{day:%d/%m/%Y},07:30,16:00,H" for nip in nips for day in days][:ROWS]
    masters_only.write("attendance-large.csv", "NIP,TANGGAL,JAM MASUK,JAM PULANG,STATUS\n" + "\n".join(rows) + "\n")

    outcome = masters_only.run()

    assert outcome.problems == []
    assert outcome.tallies["attendance"].created == AttendanceDay.objects.count() == ROWS
    assert AttendanceDay.history.count() == ROWS
    source = Source.of_path(masters_only.path / "attendance-large.csv")
    del rows
    tracemalloc.start()
    sizes = [len(batch) for batch in batches(read_attendance(source, People(), Problems()), lambda row: row.employee)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (sum(sizes), max(sizes) < 4_000) == (ROWS, True)
    assert peak < 40_000_000

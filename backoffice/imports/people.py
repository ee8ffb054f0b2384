"""Finds, for the files of events, the employee behind an NIP and the post held on a day."""

from datetime import date
from typing import NamedTuple

from backoffice.imports.reading import Row
from backoffice.imports.values import nip
from workflows.organization.models import Employee, Tenure


class Stint(NamedTuple):
    """A post held from `start` to before `end`."""

    position_id: int
    start: date
    end: date | None


class People:
    """All employees and their posts as stored, read once for a file; two queries."""

    def __init__(self) -> None:
        self._keys: dict[str, int] = dict(Employee.objects.values_list("nip", "pk"))
        self._stints: dict[int, list[Stint]] = {}
        for employee, position, start, end in Tenure.objects.values_list("employee_id", "position_id", "start", "end"):
            self._stints.setdefault(employee, []).append(Stint(position, start, end))

    def employee(self, row: Row, column: str) -> int:
        """The employee's key.

        :raises RowRefused: not an NIP, or nobody's.
        """
        value = row.cells[column]
        known = self._keys.get(value) if isinstance(value, str) else None
        if known is None:  # the slow way, for an apostrophe in front and for the words of the refusal
            known = self._keys.get(nip(row, column).text)
        if known is None:
            raise row.refused(
                column, "Pegawai dengan NIP ini belum terdaftar. Tambahkan di berkas pegawai, atau perbaiki NIP."
            )
        return known

    def position(self, employee: int, on: date) -> int | None:
        """The key of the post that the employee holds on the day."""
        for stint in self._stints.get(employee, ()):
            if stint.start <= on and (stint.end is None or on < stint.end):
                return stint.position_id
        return None

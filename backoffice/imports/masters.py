"""The master files of an office together: read and checked against each other first, then stored, all or none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from backoffice.imports.acting import ActingRow, read_acting, store_acting
from backoffice.imports.agreements import AgreementRow, read_agreements, store_agreements
from backoffice.imports.allowance_classes import ClassRow, read_allowance_classes, store_allowance_classes
from backoffice.imports.cascade import ResultRow, read_cascade
from backoffice.imports.employees import EmployeeRow, read_employees, store_employees
from backoffice.imports.folder import Folder
from backoffice.imports.known import Known
from backoffice.imports.positions import PositionRow, read_positions, store_positions
from backoffice.imports.problems import FileRefused, Problems
from backoffice.imports.skps import plan_skps, store_skps
from backoffice.imports.tenures import plan_tenures, store_tenures
from backoffice.imports.units import UnitRow, read_units, store_units
from backoffice.imports.writing import Author, Tally
from backoffice.imports.years import prepare_year

Read = TypeVar("Read")


@dataclass
class Masters:
    """All rows of the master files, and what they may refer to."""

    known: Known
    year: int = 0
    units: list[UnitRow] = field(default_factory=list)
    positions: list[PositionRow] = field(default_factory=list)
    employees: list[EmployeeRow] = field(default_factory=list)
    acting: list[ActingRow] = field(default_factory=list)
    agreements: list[AgreementRow] = field(default_factory=list)
    results: list[ResultRow] = field(default_factory=list)
    planners: dict[str, str] = field(default_factory=dict)
    classes: list[ClassRow] = field(default_factory=list)


class _Reader:
    """Reads the files in turn; what leans on one that could not be read is not read, so that a fault is told once."""

    def __init__(self, folder: Folder, problems: Problems) -> None:
        self._folder, self._problems = folder, problems
        self._unread: set[str] = set()

    def read(self, name: str, leans_on: tuple[str, ...], read: Callable[[Any], list[Read]]) -> list[Read]:
        source = self._folder.masters.get(name)
        if source is None and not self._folder.whole:
            return []
        if source is None or self._unread & set(leans_on):
            self._unread.add(name)
            return []
        try:
            return read(source)
        except FileRefused as refusal:
            self._problems.add(refusal.problem)
            self._unread.add(name)
            return []


def read_masters(folder: Folder, problems: Problems, year: int = 0) -> Masters:
    """Every row of the master files that can be read; what is wrong goes to `problems`, and then nothing is stored.

    The year is the performance agreement's; `year` counts where that file is not among them.
    """
    known = Known.from_database()
    all_of, reader = Masters(known, year), _Reader(folder, problems)
    all_of.units = reader.read("units", (), lambda source: read_units(source, known, problems))
    before = len(problems)
    all_of.positions = reader.read("positions", ("units",), lambda source: read_positions(source, known, problems))
    known.line_complete = len(problems) == before
    all_of.employees = reader.read(
        "employees-siasn", ("units", "positions"), lambda source: read_employees(source, known, problems)
    )
    plan_tenures(all_of.employees, known, problems)
    known.people_complete = len(problems) == before and ("acting" in folder.masters or not folder.whole)
    all_of.acting = reader.read(
        "acting", ("positions", "employees-siasn"), lambda source: read_acting(source, known, problems)
    )
    known.people_complete = known.people_complete and len(problems) == before
    all_of.agreements = reader.read(
        "performance-agreement", ("units",), lambda source: read_agreements(source, known, problems)
    )
    if all_of.agreements:
        all_of.year = all_of.agreements[0].year
    if all_of.year:
        all_of.results = reader.read(
            "skp-cascade", ("positions",), lambda source: read_cascade(source, known, problems, all_of.year)
        )
    if known.people_complete and all_of.results:
        file = folder.masters["skp-cascade"].name
        all_of.planners = plan_skps(file, all_of.results, known, problems, all_of.year)
    all_of.classes = reader.read("allowance-classes", (), lambda source: read_allowance_classes(source, problems))
    return all_of


def store_masters(masters: Masters, author: Author) -> dict[str, Tally]:
    """Keep everything that was read, inside the caller's transaction; counts by kind of row."""
    tallies = {
        "units": store_units(masters.units, author),
        "positions": store_positions(masters.positions, author),
        "employees": store_employees(masters.employees, author),
    }
    if masters.employees:
        tallies["tenures"] = store_tenures(masters.known, author)
    tallies["acting"] = store_acting(masters.acting, author)
    if masters.year:
        year = prepare_year(masters.year, author)
        tallies["agreements"] = store_agreements(masters.agreements, year, author)
        tallies |= store_skps(masters.results, masters.planners, year, author)
    if masters.classes:
        tallies["allowance_classes"] = store_allowance_classes(masters.classes, date(masters.year, 1, 1), author)
    return {kind: tally for kind, tally in tallies.items() if tally != Tally()}

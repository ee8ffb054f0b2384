"""The demo office's files, cut down to one branch of its tree, in their own year or moved as a whole into 2019.

Kept are all four tiers with the official outside, a Plt who acts for a vacant post, two functional posts, an employee
on probation and one on contract. What the copy for 2019 changes is said at `as_of_2019`; the activities of either year
are written anew (`activities`), since the demo's begin in September.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from tests.demo.office_files import rows

Table = list[dict[str, str]]
HEAD, OUTSIDE, HR, DIVISION, SECTION, STAFF, FUNCTIONAL = (
    "BKPSDM-00", "BKN-DEP", "BKPSDM-11", "BKPSDM-30", "BKPSDM-31", "BKPSDM-31-05", "BKPSDM-31-01",
)  # fmt: skip
VACANT, PLT, UNDER_PLT = "BKPSDM-52", "BKPSDM-53", "BKPSDM-52-01"
POSTS = frozenset(
    {OUTSIDE, HEAD, "BKPSDM-10", HR, "BKPSDM-11-06", DIVISION, SECTION, FUNCTIONAL, "BKPSDM-31-04", STAFF, "BKPSDM-50",
     VACANT, UNDER_PLT, PLT}
)  # fmt: skip
SHARES = {  # of the annual quantities, in per cent, that the reports add up to; 100 where nothing is said
    STAFF: 110, "BKPSDM-31-04": 75, FUNCTIONAL: 125, UNDER_PLT: 50, HR: 150, SECTION: 100,
}  # fmt: skip
MOVED = 7  # years
# As plans of that time had them: each activity in months, one with its cost in millions of rupiah. Of the demo's own
# indicators of time and cost, which are shares that are better the higher they are, the quality is asked.
IN_MONTHS = {STAFF: 12, FUNCTIONAL: 6, "BKPSDM-31-04": 12}
IN_MILLIONS = {STAFF: 40}
DAYS = ((3, 25), (6, 19), (9, 18), (11, 20))  # four working days of either year


def write(to: Path, year: int) -> Path:
    """The folder with the files of that year, 2026 or 2019."""
    to.mkdir(parents=True)
    wanted: Mapping[str, Callable[[dict[str, str]], bool]] = {
        "units.csv": lambda row: True,
        "performance-agreement.csv": lambda row: True,
        "allowance-classes.csv": lambda row: True,
        "positions.csv": lambda row: row["code"] in POSTS,
        "employees-siasn.csv": lambda row: row["KODE JABATAN"] in POSTS,
        "acting.csv": lambda row: row["position"] in POSTS and row["acting_position"] in POSTS,
        "skp-cascade.csv": lambda row: row["position"] in POSTS,
    }
    tables = {name: [row for row in rows(name) if keeps(row)] for name, keeps in wanted.items()}
    if year == 2019:
        tables = as_of_2019(tables)
    tables[f"daily-activities-{year}.csv"] = activities(tables, year)
    for name, table in tables.items():
        with (to / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(table[0]))
            writer.writeheader()
            writer.writerows(table)
    return to


def as_of_2019(tables: Mapping[str, Table]) -> dict[str, Table]:
    """The same office seven years earlier: births, appointments (also within the NIP), tenures and decrees moved.

    Plans get the aspects that PP 46 assesses: a time in months and a cost, better the lower they are.
    """
    moved = {name: [dict(row) for row in table] for name, table in tables.items()}
    for row in moved["employees-siasn.csv"]:
        nip = row["NIP BARU"].lstrip("'")
        row["NIP BARU"] = f"{int(nip[:4]) - MOVED}{nip[4:8]}{int(nip[8:12]) - MOVED}{nip[12:]}"
        for column in ("TANGGAL LAHIR", "TMT CPNS", "TMT JABATAN"):
            row[column] = f"{row[column][:6]}{int(row[column][6:]) - MOVED}"
    for row in moved["acting.csv"]:
        for column in ("start", "end"):
            row[column] = f"{int(row[column][:4]) - MOVED}{row[column][4:]}" if row[column] else ""
        row["decree"] = row["decree"].replace("2026", "2019")
    for row in moved["performance-agreement.csv"]:
        row["year"] = "2019"
    moved["skp-cascade.csv"] = list(_with_aspects(moved["skp-cascade.csv"]))
    return moved


def _with_aspects(cascade: Table) -> Iterable[dict[str, str]]:
    for row in cascade:
        yield {**row, "direction": "tinggi"}
        last = row["indicator"] == [each for each in cascade if each["ref"] == row["ref"]][-1]["indicator"]
        if not last:
            continue
        lower = {**row, "year_quantity": "", "direction": "rendah"}
        if months := IN_MONTHS.get(row["position"]):
            yield {**lower, "aspect": "waktu", "indicator": "Waktu penyelesaian", "target": str(months),
                   "target_unit": "bulan"}  # fmt: skip
        if cost := IN_MILLIONS.get(row["position"]):
            yield {**lower, "aspect": "biaya", "indicator": "Biaya", "target": str(cost), "target_unit": "juta rupiah"}


def activities(tables: Mapping[str, Table], year: int) -> Table:
    """Everybody's reports: on each of four days a quarter of each quantity's share, and one additional task."""
    nips = {row["KODE JABATAN"]: row["NIP BARU"] for row in tables["employees-siasn.csv"]}
    nips |= {row["position"]: nips[row["acting_position"]] for row in tables["acting.csv"] if row["capacity"] == "Plt"}
    by_person: dict[str, Table] = {}
    for row in tables["skp-cascade.csv"]:
        if row["year_quantity"]:
            by_person.setdefault(nips[row["position"]], []).append(row)
    return [
        line
        for nip, own in by_person.items()
        for month, number in DAYS
        for line in _day(nip, own, date(year, month, number))
    ]


def _day(nip: str, own: Table, day: date) -> Iterable[dict[str, str]]:
    common = {"nip": nip, "date": f"{day}", "entered_at": f"{day}T16:05"}
    for place, row in enumerate(own):
        yield {
            **common, "start": f"{8 + place:02d}:00", "end": f"{8 + place:02d}:50", "kind": "jabatan",
            "skp_ref": row["ref"], "activity": f"Mengerjakan {row['work_result'].lower()}",
            "quantity": quantity(row), "unit": row["target_unit"],
        }  # fmt: skip
    yield {
        **common, "start": "14:00", "end": "15:00", "kind": "tambahan", "skp_ref": "",
        "activity": "Menghadiri rapat koordinasi", "quantity": "1", "unit": "kegiatan",
    }  # fmt: skip


def quantity(row: Mapping[str, str]) -> str:
    """A quarter of what the person reaches of the annual quantity, with at most two decimals."""
    share = int(row["year_quantity"]) * SHARES.get(row["position"], 100)
    return f"{share / 400:.2f}"

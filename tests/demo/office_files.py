"""A cut-down office: some posts of demo/office with their people and five weeks of their activities."""

import csv
from collections.abc import Callable
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "demo" / "office"
POSTS = frozenset(
    {
        "BKN-DEP", "BKPSDM-00", "BKPSDM-10", "BKPSDM-11", "BKPSDM-30", "BKPSDM-31", "BKPSDM-31-04", "BKPSDM-31-05",
        "BKPSDM-40", "BKPSDM-50", "BKPSDM-52", "BKPSDM-52-01", "BKPSDM-53",
    }
)  # fmt: skip
REPORTING = frozenset({"BKPSDM-31", "BKPSDM-31-04", "BKPSDM-31-05", "BKPSDM-52-01", "BKPSDM-53"})
SINCE = "2026-10-19"
PEOPLE = len(POSTS) - 1  # BKPSDM-52 is vacant
BAD_ROW = {
    "NIP": "197412062001022054", "TANGGAL": "31/11/2026", "JAM MASUK": "07:30", "JAM PULANG": "16:00", "STATUS": "H",
}  # fmt: skip


def write(to: Path) -> Path:
    """The folder with the files of the cut-down office."""
    to.mkdir()
    nips = {row["NIP BARU"].lstrip("'"): row["KODE JABATAN"] for row in rows("employees-siasn.csv")}
    keep: dict[str, Callable[[dict[str, str]], bool]] = {
        "units.csv": lambda row: True,
        "performance-agreement.csv": lambda row: True,
        "allowance-classes.csv": lambda row: True,
        "positions.csv": lambda row: row["code"] in POSTS,
        "employees-siasn.csv": lambda row: row["KODE JABATAN"] in POSTS,
        "acting.csv": lambda row: row["position"] in POSTS and row["acting_position"] in POSTS,
        "skp-cascade.csv": lambda row: row["position"] in POSTS,
        "attendance-2026.csv": lambda row: nips[row["NIP"].lstrip("'")] in POSTS,
        "daily-activities-2026.csv": lambda row: nips[row["nip"].lstrip("'")] in REPORTING and row["date"] >= SINCE,
    }
    for name, wanted in keep.items():
        found = [row for row in rows(name) if wanted(row)]
        with (to / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(found[0]))
            writer.writeheader()
            writer.writerows(found)
            if name == "attendance-2026.csv":
                writer.writerow(BAD_ROW)  # a day that does not exist: refused on the way, and told
    return to


def rows(name: str, folder: Path = SOURCE) -> list[dict[str, str]]:
    """The rows of one file."""
    with (folder / name).open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def reports_in(folder: Path) -> int:
    """How many reports the activity file makes: a person's day each."""
    return len({(row["nip"], row["date"]) for row in rows("daily-activities-2026.csv", folder)})

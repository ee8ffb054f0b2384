"""Acting officers, acting.csv: who holds one post acts for another as Plt or Plh, by a decree."""

from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.imports.known import Known, Stay
from backoffice.imports.problems import Problem, Problems
from backoffice.imports.reading import Row, read_rows
from backoffice.imports.source import Source
from backoffice.imports.values import day, day_or_none, word
from backoffice.imports.writing import Author, Tally, store_rows
from workflows.organization.models import ActingAppointment, Employee, Position
from workflows.rules.wording import day_in_words

COLUMNS = ("position", "acting_position", "capacity", "start", "end", "decree", "reason")
CAPACITIES = {"Plt": ActingAppointment.Capacity.PLT, "Plh": ActingAppointment.Capacity.PLH}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingRow:
    """One appointment; `end` is the first day on which it no longer holds, None while it is open."""

    line: int
    position: str
    officer_nip: str
    capacity: str
    start: date
    end: date | None
    decree: str
    reason: str


def read_acting(source: Source, known: Known, problems: Problems) -> list[ActingRow]:
    """The file's appointments; unknown posts, a vacant acting post and overlaps go to `problems`.

    :raises FileRefused: the file cannot be read.
    """
    rows = list(read_rows(source, COLUMNS, lambda row: _parse(row, known), problems))
    listed = {(row.position, row.start) for row in rows}
    periods: dict[str, list[tuple[date, date | None, str]]] = {}
    stored = ActingAppointment.objects.values_list("position__code", "start", "end")
    for position, start, end in stored:
        if (position, start) not in listed:
            periods.setdefault(position, []).append((start, end, "yang sudah tersimpan"))
    for row in rows:
        others = periods.setdefault(row.position, [])
        for start, end, where in others:
            if (end is None or row.start < end) and (row.end is None or start < row.end):
                message = (
                    f"Masa ini bertumpang tindih dengan penunjukan {where} sejak {day_in_words(start)}. "
                    "Perbaiki tanggal salah satunya."
                )
                problems.add(Problem(
                    file=source.name, line=row.line, column="start", value=row.start.isoformat(), message=message,
                ))  # fmt: skip
                break
        others.append((row.start, row.end, f"di baris {row.line}"))
        if row.capacity == ActingAppointment.Capacity.PLT:
            known.acting.append(Stay(row.officer_nip, row.position, row.start, row.end))
    return rows


def _parse(row: Row, known: Known) -> ActingRow:
    position, acting = row.text("position"), row.text("acting_position")
    for column, code in (("position", position), ("acting_position", acting)):
        if code not in known.posts:
            raise row.refused(
                column, "Jabatan ini tidak dikenal. Tambahkan jabatan ini ke positions.csv atau perbaiki kodenya."
            )
    if acting == position:
        raise row.refused("acting_position", "Jabatan ini mewakili dirinya sendiri. Isi jabatan pejabat yang ditunjuk.")
    start, last = day(row, "start"), day_or_none(row, "end")
    if last is not None and last < start:
        raise row.refused(
            "end", f"Tanggal akhir lebih awal daripada tanggal mulai {day_in_words(start)}. Perbaiki salah satunya."
        )
    officer = known.holder(acting, start)
    if officer is None and known.people_complete:
        raise row.refused(
            "acting_position",
            f"Tidak ada yang memegang jabatan ini pada {day_in_words(start)}. Pilih jabatan yang ada pejabatnya.",
        )
    return ActingRow(
        line=row.line, position=position, officer_nip=officer or "", capacity=word(row, "capacity", CAPACITIES),
        start=start,
        # The file's last day is the last on which it holds; ours is the first on which it does not.
        end=last + timedelta(days=1) if last is not None else None,
        decree=row.text("decree", most=120), reason=row.text("reason", most=250, required=False),
    )  # fmt: skip


def store_acting(rows: list[ActingRow], author: Author) -> Tally:
    """Keep the appointments; one of the same post and first day is the same."""
    posts = dict(Position.objects.values_list("code", "pk"))
    people = dict(Employee.objects.values_list("nip", "pk"))
    existing = {(row.position_id, row.start): row for row in ActingAppointment.objects.all()}
    # Those that end before those that stay open, so that no post has two acting officers at any moment.
    ordered = sorted(rows, key=lambda row: (row.end is None, row.start))
    wanted = [
        (
            (posts[row.position], row.start),
            {
                "position_id": posts[row.position], "officer_id": people[row.officer_nip], "capacity": row.capacity,
                "start": row.start, "end": row.end, "decree": row.decree, "reason": row.reason,
            },
        )
        for row in ordered
    ]  # fmt: skip
    return store_rows(ActingAppointment, existing, wanted, author)

"""Reads a day's attendance: what the day was, and how late or early in minutes."""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from .violation import RuleViolation
from .wording import clock, day_in_words
from .work_time import Schedule, expected_span

Status = Literal["PRESENT", "LEAVE", "SICK", "PERMITTED", "DUTY", ""]
DayKind = Literal["PRESENT", "LEAVE", "SICK", "PERMITTED", "DUTY", "ABSENT", "NOT_WORKING"]

# A day with no status is absence, also where a time was punched (DOMAIN.md §5): the status is the office's statement.
KIND_OF_STATUS: dict[str, DayKind] = {
    "PRESENT": "PRESENT",
    "LEAVE": "LEAVE",
    "SICK": "SICK",
    "PERMITTED": "PERMITTED",
    "DUTY": "DUTY",
    "": "ABSENT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecord:
    """A day as the machine or the office recorded it; the first and last punch count."""

    day: date
    status: Status
    first_in: time | None
    last_out: time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReading:
    """What a day counts as. Minutes are None unless the day is PRESENT and has the punch that they are read from."""

    day: date
    kind: DayKind
    late_minutes: int | None
    early_minutes: int | None
    missing_in: bool
    missing_out: bool


def read_day(record: DayRecord, schedule: Schedule, *, is_working_day: bool) -> DayReading:
    """Reads one day. Whoever is PRESENT is measured against `schedule`; DUTY, leave and absence have no minutes.

    Whole minutes: 07.30.59 is not late. A day off is NOT_WORKING whatever was punched.

    :raises RuleViolation: code `attendance_status` (unknown), `attendance_times` (the last punch before the first).
    """
    kind = KIND_OF_STATUS.get(record.status)
    if kind is None:
        raise RuleViolation(
            f"Status kehadiran “{record.status}” tidak dikenal. Isi hadir, cuti, sakit, izin, atau dinas luar.",
            "status",
            "attendance_status",
        )
    if record.first_in is not None and record.last_out is not None and record.last_out < record.first_in:
        raise RuleViolation(
            f"Jam pulang {clock(record.last_out)} lebih awal daripada jam masuk {clock(record.first_in)} "
            f"pada {day_in_words(record.day)}. Perbaiki salah satu jam itu.",
            "last_out",
            "attendance_times",
        )
    if not is_working_day:
        kind = "NOT_WORKING"
    present = kind == "PRESENT"
    starts, ends = expected_span(record.day, schedule)
    first, last = record.first_in, record.last_out
    return DayReading(
        day=record.day,
        kind=kind,
        late_minutes=max(0, _minutes(first) - _minutes(starts)) if present and first is not None else None,
        early_minutes=max(0, _minutes(ends) - _minutes(last)) if present and last is not None else None,
        missing_in=present and first is None,
        missing_out=present and last is None,
    )


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute

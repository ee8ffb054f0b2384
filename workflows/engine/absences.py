"""Outages, holidays and leave: what takes working days away is recorded, and open work is moved by it, in one step.

The only door to these rows. A day that no longer counts moves the due date of every open task whose time ran on it;
a day that counts again brings none forward: what somebody was promised stays.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.engine.reasons import required
from workflows.engine.service_changes import NO_LEAVE, Followed, follow, foreseen, leave_as_change
from workflows.engine.shifting import counted_until_now, shift_everybody, shift_person
from workflows.organization.actor import Actor
from workflows.organization.calendar import days_lost_between, days_off, days_within
from workflows.organization.keeping import PROCESS, moment_of, require_keeper
from workflows.organization.models import Employee, Holiday, Leave, Outage
from workflows.organization.models.history import stamp
from workflows.organization.periods import extend_windows, lock_calendar
from workflows.rules.calendar import ONE_DAY
from workflows.rules.violation import RuleViolation

LONGEST_OUTAGE = timedelta(days=31)  # a longer one is a slip of the pen
LONGEST_LEAVE = timedelta(days=3 * 366)  # unpaid leave goes up to three years


@dataclass(frozen=True, slots=True)
class Taken:
    """What a row took away: the working days, and how many open tasks moved by them; and what followed a long leave."""

    days: frozenset[date]
    moved: int
    followed: Followed = field(default_factory=Followed)


def record_outage(
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    by: Actor,
    outage: Outage | None = None,
    at: datetime | None = None,
) -> tuple[Outage, Taken]:
    """Record that the service was down in [`starts_at`, `ends_at`), or correct a recorded `outage`.

    Each working day that it takes away moves the open tasks whose time ran on it, and the late window of daily reports.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: no reason; it did not end, or not after
        its start, or lasted too long to be true.
    """
    moment = moment_of(by, at)
    why = required(reason, "Tulis apa yang terjadi, misalnya: jaringan pusat data terputus.")
    starts_at, ends_at = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if ends_at <= starts_at:
        raise RuleViolation("Waktu pulih harus sesudah waktu mulai gangguan.", "ends_at", "outage_ends_after_start")
    if ends_at > moment:
        raise RuleViolation("Gangguan dicatat sesudah layanan pulih. Isi waktu pulihnya.", "ends_at", "outage_not_over")
    if ends_at - starts_at > LONGEST_OUTAGE:
        raise RuleViolation("Gangguan lebih dari 31 hari. Periksa tanggalnya.", "ends_at", "outage_too_long")
    first, after_last = starts_at.date(), ends_at.date() + ONE_DAY
    with transaction.atomic():
        lock_calendar(first, ends_at.date())
        require_keeper(by, moment.date())
        before = days_off(first, after_last)
        row = outage or Outage()
        row.starts_at, row.ends_at = starts_at, ends_at
        if outage is None:
            row.reason = why[:250]
        verb = Verb.AMEND if outage is not None else Verb.SET
        stamp(row, user=by.history_user, reason=why, at=at)
        row.save()
        lost = counted_until_now(days_lost_between(first, after_last), before)
        taken = Taken(lost, shift_everybody(lost))
        extended = extend_windows(lost, by.history_user, f"{PROCESS}: {row}")
        details = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat(), **_told(taken)}
        if extended:
            details["windows"] = {month.code: month.late_until_day for month in extended}
        record(_entry(verb, f"{Outage._meta.label}#{row.pk}", by, why, details, moment))
    return row, taken


def keep_holiday(*, holiday: Holiday, by: Actor, reason: str, at: datetime | None = None) -> Taken:
    """Store a new or corrected holiday; open tasks whose time runs on a day that no longer counts are moved.

    :raises PermissionDenied: the actor is no HR admin. :raises IntegrityError: the day is a holiday already.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        lock_calendar(holiday.day, holiday.day)
        require_keeper(by, moment.date())
        before = days_off(holiday.day, holiday.day + ONE_DAY)
        verb = Verb.AMEND if holiday.pk is not None else Verb.SET
        stamp(holiday, user=by.history_user, reason=reason, at=at)
        holiday.save()
        lost = counted_until_now([holiday.day], before)
        taken = Taken(lost, shift_everybody(lost))
        details = {"day": holiday.day.isoformat(), "name": holiday.name, **_told(taken)}
        record(_entry(verb, f"{Holiday._meta.label}#{holiday.pk}", by, reason, details, moment))
    return taken


def record_leave(
    *,
    employee: Employee,
    kind: str,
    start: date,
    end: date,
    by: Actor,
    document: str = "",
    reason: str = "",
    leave: Leave | None = None,
    at: datetime | None = None,
) -> tuple[Leave, Taken]:
    """Record that the employee is away in [`start`, `end`), or correct a recorded `leave`; their open tasks wait.

    Who decides meanwhile is said by a Plh or a delegation. Nobody records their own. Of a long leave assessments follow
    that are open: those of its days alone are closed, others shortened.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: one's own; it would end before it starts,
        or lasts too long to be true.
    """
    moment = moment_of(by, at)
    if end <= start:
        raise RuleViolation("Tanggal berakhir harus sesudah tanggal mulai.", "end", "leave_ends_after_start")
    if end - start > LONGEST_LEAVE:
        raise RuleViolation("Cuti lebih dari tiga tahun. Periksa tanggalnya.", "end", "leave_too_long")
    with transaction.atomic():
        person = Employee.objects.select_for_update(of=("self",)).get(pk=employee.pk)
        require_keeper(by, moment.date())
        _not_of_oneself(by, person)
        lock_calendar(start, end)  # an outage on the same days takes them away once
        before = days_off(start, end, [person.user_id])
        former = leave_as_change(leave, NO_LEAVE) if leave is not None and leave.is_long else None
        row = leave or Leave(employee=person)
        row.kind, row.start, row.end, row.document = kind, start, end, document
        verb = Verb.AMEND if leave is not None else Verb.SET
        stamp(row, user=by.history_user, reason=reason or document, at=at)
        row.save()
        lost = counted_until_now(days_within(start, end, start, end), before, person.user_id)
        taken = Taken(lost, shift_person(person.user_id, lost))
        details = {"kind": kind, "start": start.isoformat(), "end": end.isoformat(), "moved": taken.moved}
        entry = _entry(verb, f"{Leave._meta.label}#{row.pk}", by, reason or document, details, moment, person)
        record(entry)
    followed = Followed()
    for change in (former, leave_as_change(row) if row.is_long else None):
        if change is not None:
            done = follow(change, by=by, at=at)
            followed.done += done.done
            followed.left += done.left
    return row, replace(taken, followed=followed)


def withdraw_leave(*, leave: Leave, reason: str, by: Actor, at: datetime | None = None) -> None:
    """Take a leave that was recorded wrongly out of the table; its history and the decision stay.

    Open work keeps the days that it was given. What a long leave shortened and nobody has accounted for yet is whole
    again.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: one's own; no reason; an assessment was
        closed by it, or was accounted for or rated without its days.
    """
    moment = moment_of(by, at)
    why = required(reason, "Tulis mengapa cuti ini ditarik, misalnya: salah pegawai.")
    with transaction.atomic():
        person = Employee.objects.select_for_update(of=("self",)).get(pk=leave.employee_id)
        require_keeper(by, moment.date())
        _not_of_oneself(by, person)
        leave.refresh_from_db(from_queryset=Leave.objects.select_for_update(of=("self",)).select_related("employee"))
        undone = leave_as_change(leave, NO_LEAVE) if leave.is_long else None
        if undone is not None and (bars := [each for each in foreseen(undone) if each.bars]):
            told = ", ".join(f"{each.what} ({each.count})" for each in bars)
            raise RuleViolation(
                f"Cuti ini tidak dapat ditarik lagi: {told}. Perbaiki tanggalnya, atau buka kembali penilaiannya.",
                "reason", "leave_followed",
            )  # fmt: skip
        ends = {"start": leave.start.isoformat(), "end": leave.end.isoformat()}
        details: dict[str, object] = {"kind": leave.kind, **ends}
        record(_entry(Verb.ANNUL, f"{Leave._meta.label}#{leave.pk}", by, why, details, moment, person))
        stamp(leave, user=by.history_user, reason=why, at=at)
        leave.delete()
    if undone is not None:
        follow(undone, by=by, at=at)


def _not_of_oneself(by: Actor, person: Employee) -> None:
    if by.employee is not None and by.employee.pk == person.pk:
        raise RuleViolation(
            "Tidak seorang pun mencatat cutinya sendiri. Minta admin kepegawaian lain melakukannya.",
            "employee", "leave_of_oneself",
        )  # fmt: skip


def _told(taken: Taken) -> dict[str, object]:
    return {"days": _written(taken.days), "moved": taken.moved}


def _written(days: AbstractSet[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def _entry(
    verb: Verb,
    subject: str,
    by: Actor,
    reason: str,
    details: dict[str, object],
    moment: datetime,
    person: Employee | None = None,
) -> Entry:
    return Entry(
        verb=verb, process=PROCESS, subject=subject, signatory=by.signatory(moment.date()), reason=reason,
        person_nip=person.nip if person else "", person_name=person.name if person else "", details=details,
        channel=by.channel, request_id=by.request_id, at=moment,
    )  # fmt: skip

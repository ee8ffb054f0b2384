"""What can be done with a daily report: the only door to its rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from workflows.audit.verbs import Verb
from workflows.daily.entries import ActivityEntry, entries_of
from workflows.daily.models import DailyProcess, DailyReport
from workflows.daily.reading import read, with_units
from workflows.daily.reconsidering import RELATED
from workflows.daily.reconsidering import change as change
from workflows.daily.reconsidering import take_back as take_back
from workflows.daily.reconsidering import withdraw as withdraw
from workflows.daily.storing import mark_submitted, store_activities
from workflows.daily.verifying import mark_verified
from workflows.engine.moment import history_date, moment_of
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.engine.starting import start
from workflows.engine.turns import Turn, turn
from workflows.organization.actor import Actor
from workflows.organization.models import Employee
from workflows.organization.models.history import save_changed, stamp
from workflows.rules.violation import RuleViolation

EDITABLE = frozenset({DailyReport.Status.DRAFT})


def save_draft(*, employee: Employee, day: date, entries: Sequence[ActivityEntry], by: Actor) -> DailyReport:
    """Keep a report that is not sent yet, whatever is missing in it; a draft never expires.

    :raises NotYours: for somebody else. :raises NotAllowedHere: that day's report is sent already.
    :raises RuleViolation: one names a result that is not of the employee's own plan of that year.
    """
    _refuse_stranger(employee, by)
    with _one_report_a_day(day), transaction.atomic():
        at = moment_of(by, None)
        report = _report_for(employee, day, by)
        if report.pk is None:
            stamp(report, user=by.history_user, reason="save_draft")
            report.save(force_insert=True)
        storable = [entry for entry in entries if _is_storable(entry)]
        storable = with_units(report, storable)
        store_activities(report, storable, user=by.history_user, reason="save_draft", at=at, history_date=None)
        save_changed(report, user=by.history_user, reason="save_draft", activity_count=len(storable))
    return report


def submit(
    *,
    employee: Employee,
    day: date,
    entries: Sequence[ActivityEntry] | None = None,
    by: Actor,
    at: datetime | None = None,
) -> DailyReport:
    """Send the day's report for verification; without entries, the draft as it stands.

    :raises NotYours: for somebody else. :raises NotAllowedHere: that day's report is sent already.
    :raises ReportRefused: with every problem at once. :raises NoChain: no chain is published.
    """
    _refuse_stranger(employee, by)
    with _one_report_a_day(day), transaction.atomic():
        moment = moment_of(by, at)
        report = _report_for(employee, day, by)
        given = entries_of(report.in_order()) if entries is None else list(entries)
        reading = read(report, given, entered_at=moment)
        is_new = report.pk is None
        mark_submitted(report, reading, by, moment)
        if entries is not None:
            when = history_date(by, moment)
            store_activities(
                report,
                reading.entries,
                user=by.history_user,
                reason="submit",
                at=moment,
                history_date=when,
                is_new=is_new,
            )
        start(
            "daily", by=by, at=moment, person=employee, position=report.position, report=report,
            details={"marks": sorted(reading.marks), "minutes": reading.minutes},
        )  # fmt: skip
    return report


def verify(
    *, task_id: int, by: Actor, seen: str | None = None, reason: str = "", at: datetime | None = None
) -> DailyReport:
    """Approve the report; after the last tier it is verified and its quantities run up at once.

    :raises Refusal: see `turn`.
    """
    with turn(DailyProcess, task_id, by=by, at=at, seen=seen, related=RELATED, lock=("report",)) as t:
        t.approve(reason)
        mark_verified([t])
    report: DailyReport = t.case.report
    return report


def send_back(
    *,
    task_id: int,
    by: Actor,
    reason: str,
    to_tier: int | None = None,
    seen: str | None = None,
    at: datetime | None = None,
) -> DailyReport:
    """Return the report for correction, or to an earlier tier: then it waits there, and its author is not asked.

    :raises Refusal: see `turn`. :raises RuleViolation: without a reason.
    """
    with turn(DailyProcess, task_id, by=by, at=at, seen=seen, related=RELATED, lock=("report",)) as t:
        if to_tier is not None:
            t.send_to_tier(to_tier, reason)
        else:
            t.send_back(reason)
            _decide(t, DailyReport.Status.RETURNED)
    report: DailyReport = t.case.report
    return report


def reject(*, task_id: int, by: Actor, reason: str, seen: str | None = None, at: datetime | None = None) -> DailyReport:
    """Refuse the report for good; a committee's when its quorum can no longer be reached.

    :raises Refusal: see `turn`. :raises RuleViolation: without a reason.
    """
    with turn(DailyProcess, task_id, by=by, at=at, seen=seen, related=RELATED, lock=("report",)) as t:
        t.reject(reason)
        if not t.is_vote:
            _decide(t, DailyReport.Status.REJECTED)
    report: DailyReport = t.case.report
    return report


def correct(
    *, task_id: int, entries: Sequence[ActivityEntry] | None, by: Actor, at: datetime | None = None
) -> DailyReport:
    """Send a returned report again; a new round begins at the first tier. None: the activities as they stand.

    :raises Refusal: see `turn`. :raises ReportRefused: with every problem at once.
    """
    with turn(DailyProcess, task_id, by=by, at=at, related=RELATED, lock=("report",)) as t:
        report: DailyReport = t.case.report
        given = entries_of(report.in_order()) if entries is None else list(entries)
        first_entered = report.entered_at or t.at
        # In time for the correction is in time for the report, which was accepted on the day of its entry.
        in_time = t.at <= t.item.due_at
        reading = read(
            report, given, entered_at=first_entered, today=timezone.localdate(first_entered) if in_time else t.on
        )
        if entries is not None:
            store_activities(
                report, reading.entries, user=by.history_user, reason="correct", at=t.at, history_date=t.history_date
            )
        mark_submitted(report, reading, by, t.at, entered_at=first_entered)
        t.hand_in()
    return report


def lapse(*, task_id: int, by: Actor, at: datetime | None = None) -> DailyReport:
    """Close a returned report whose late window ended without a correction; a duty of `tick`.

    :raises NotAllowedHere: the report waits for its verifier: that never lapses, it escalates; or its window is open.
    """
    with turn(DailyProcess, task_id, by=by, at=at, related=RELATED, lock=("report",), duty=True) as t:
        if t.case.report.status != DailyReport.Status.RETURNED:
            raise NotAllowedHere("Laporan yang menunggu pemeriksanya tidak gugur.")
        if t.at <= t.item.due_at:
            raise NotAllowedHere("Batas perbaikan laporan ini belum lewat.")
        t.close(Verb.LAPSE, "Tidak diperbaiki sampai batas akhir.", outcome=DailyProcess.Outcome.LAPSED)
        _decide(t, DailyReport.Status.LAPSED)
    report: DailyReport = t.case.report
    return report


def _refuse_stranger(employee: Employee, by: Actor) -> None:
    if by.employee is None or by.employee.pk != employee.pk:
        raise NotYours("Laporan harian hanya dapat diisi oleh pegawai yang bersangkutan.")


def _is_storable(entry: ActivityEntry) -> bool:
    if not entry.description.strip() or entry.starts is None or entry.ends is None or entry.ends <= entry.starts:
        return False
    return not entry.is_main or entry.result_id is not None


@contextmanager
def _one_report_a_day(day: date) -> Iterator[None]:
    """Two tabs that both begin a day's report: there is no row yet to wait for, and the database lets one in."""
    try:
        yield
    except IntegrityError as clash:
        if "daily_report_once_a_day" not in str(clash):
            raise
        raise NotAllowedHere(f"Laporan {day:%d-%m-%Y} sudah dibuat di jendela lain. Muat ulang halaman ini.") from clash


def _report_for(employee: Employee, day: date, by: Actor) -> DailyReport:
    """The day's report under its lock; where there is none a new one, not saved yet."""
    related = ("position__unit", "position__reports_to__reports_to")
    rows = DailyReport.objects.select_for_update(of=("self",)).select_related(*related)
    report = rows.filter(employee=employee, day=day).first()
    if report is None:
        tenure = by.own_post(day)
        if tenure is None:
            raise RuleViolation(
                f"Anda tidak memegang jabatan pada {day:%d-%m-%Y}. Hubungi pengelola kepegawaian.", field="day"
            )
        report = DailyReport(employee=employee, day=day, position=tenure.position)
    elif report.status not in EDITABLE:
        raise NotAllowedHere(
            f"Laporan {day:%d-%m-%Y} sudah dikirim ({report.get_status_display()}). Buka laporan itu untuk melihatnya."
        )
    report.employee = employee
    return report


def _decide(t: Turn[DailyProcess], status: str) -> None:
    save_changed(
        t.case.report, user=t.by.history_user, reason=str(t.verb), at=t.history_date, status=status, decided_at=t.at
    )

"""What is thought better of: a report withdrawn or changed while it waits, a decision on it taken back."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from workflows.daily.entries import ActivityEntry, entries_of
from workflows.daily.models import DailyProcess, DailyReport
from workflows.daily.reading import read
from workflows.daily.storing import mark_submitted, store_activities
from workflows.engine.taking_back import taking_back
from workflows.engine.turns import turn
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed
from workflows.rules.violation import RuleViolation
from workflows.targets.running_down import run_down

RELATED = ("report__employee",)
# A draft has no marks and no moment: all that is counted is counted again when it is sent.
UNSENT = {
    "status": DailyReport.Status.DRAFT, "entered_at": None, "submitted_at": None, "decided_at": None, "days_late": 0,
    "has_overlap": False, "is_copied": False, "minutes": 0, "fingerprint": "",
}  # fmt: skip


def withdraw(*, task_id: int, by: Actor, reason: str = "", at: datetime | None = None) -> DailyReport:
    """Take back a report on which nobody has decided yet: a draft again, which can be sent anew.

    :raises Refusal: see `turn`. :raises NotAllowedHere: somebody decided already.
    """
    with turn(DailyProcess, task_id, by=by, at=at, related=RELATED, lock=("report",), as_person=True) as t:
        report: DailyReport = t.case.report
        t.withdraw(reason)
        save_changed(report, user=by.history_user, reason=str(t.verb), at=t.history_date, **UNSENT)
    return report


def change(*, task_id: int, entries: Sequence[ActivityEntry], by: Actor, at: datetime | None = None) -> DailyReport:
    """Change a report that waits for its verifier; it goes through again from the tier that its chain names.

    Better words and evidence keep the moment of entry. Other hours, another quantity or a further activity are entered
    now, and late where now is late.

    :raises Refusal: see `turn`. :raises ReportRefused: with every problem at once; also after the day's window.
    :raises RuleViolation: nothing was changed (`unchanged`).
    """
    with turn(DailyProcess, task_id, by=by, at=at, related=RELATED, lock=("report",), as_person=True) as t:
        report: DailyReport = t.case.report
        before = entries_of(report.in_order())
        t.keep_content()
        claims_more = _claims(entries) - _claims(before)
        entered_at = t.at if claims_more or report.entered_at is None else report.entered_at
        reading = read(report, entries, entered_at=entered_at, today=t.on)
        store_activities(
            report, reading.entries, user=by.history_user, reason="change", at=t.at, history_date=t.history_date
        )
        if t.case.content_hash == t.seen:
            raise RuleViolation(
                "Belum ada yang diubah, jadi laporan ini tetap menunggu seperti semula.", "activities", "unchanged"
            )
        mark_submitted(report, reading, by, t.at, entered_at=entered_at)
        t.resubmit()
    return report


def take_back(*, task_id: int, by: Actor, at: datetime | None = None) -> DailyReport:
    """Take back one's own last decision; the report waits for it again, and what ran up by it runs down.

    :raises Refusal: see `taking_back`.
    """
    with taking_back(DailyProcess, task_id, by=by, at=at, related=RELATED, lock=("report",)) as t:
        report: DailyReport = t.case.report
        if report.status == DailyReport.Status.VERIFIED:
            run_down([row for row in report.in_order() if row.result_id is not None], month=report.day.month)
        if report.status != DailyReport.Status.SUBMITTED:
            save_changed(
                report, user=by.history_user, reason="take_back", at=t.history_date,
                status=DailyReport.Status.SUBMITTED, decided_at=None,
            )  # fmt: skip
    return report


def _claims(entries: Sequence[ActivityEntry]) -> Counter[tuple[object, ...]]:
    """What is counted of each activity: its hours, its result, its quantity."""
    return Counter((e.starts, e.ends, e.result_id if e.is_main else None, e.quantity or 0) for e in entries)

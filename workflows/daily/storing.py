"""Writing a report's rows: the activities as entered, and what is counted of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from simple_history.utils import bulk_create_with_history

from workflows.daily.entries import ActivityEntry
from workflows.daily.models import DailyActivity, DailyReport
from workflows.daily.reading import Reading
from workflows.engine.moment import history_date
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed, stamp


def store_activities(
    report: DailyReport,
    entries: Sequence[ActivityEntry],
    *,
    user: Any,
    reason: str,
    at: datetime,
    history_date: datetime | None,
    is_new: bool = False,
) -> list[DailyActivity]:
    """Make the report's activities these: unchanged rows stay, changed ones keep their key and evidence, others go.

    `is_new`: the report was just made and has none yet. The report remembers what was written.
    """
    present = {} if is_new else {activity.pk: activity for activity in report.activities.all()}
    named = {entry.pk for entry in entries}
    for key in present.keys() - named:
        surplus = present.pop(key)
        stamp(surplus, user=user, reason=reason, at=history_date)
        surplus.delete()
    new: list[DailyActivity] = []
    kept: list[DailyActivity] = []
    # What stays keeps its order, so a number only ever moves up to a place that is free by then.
    for number, entry in enumerate(entries, start=1):
        values: dict[str, Any] = {
            "number": number, "starts": entry.starts, "ends": entry.ends,
            "kind": DailyActivity.Kind.MAIN if entry.is_main else DailyActivity.Kind.ADDITIONAL,
            "result_id": entry.result_id if entry.is_main else None, "description": entry.description.strip(),
            "quantity": entry.quantity or 0, "unit": entry.unit, "evidence_link": entry.evidence_link,
        }  # fmt: skip
        activity = present.pop(entry.pk, None) if entry.pk is not None else None
        if activity is None:
            fresh = DailyActivity(report=report, entered_at=entry.entered_at or at, **values)
            fresh.evidence_file = entry.evidence_file or ""
            new.append(fresh)
            continue
        if entry.evidence_file:
            values["evidence_file"] = entry.evidence_file
        save_changed(activity, user=user, reason=reason, at=history_date, **values)
        kept.append(activity)
    for fresh in new:
        upload: Any = fresh.evidence_file
        if upload and not upload._committed:
            upload.save(upload.name, upload.file, save=False)
    if new:
        bulk_create_with_history(
            new, DailyActivity, default_user=user, default_change_reason=reason, default_date=history_date
        )
    report.remember(kept + new)
    return kept + new


def mark_submitted(
    report: DailyReport, reading: Reading, by: Actor, at: datetime, *, entered_at: datetime | None = None
) -> None:
    """Write what was counted and marked; a report that was no draft before is written once."""
    values: dict[str, Any] = {
        "status": DailyReport.Status.SUBMITTED, "entered_at": entered_at or at, "submitted_at": at, "decided_at": None,
        "days_late": reading.days_late, "has_overlap": reading.has_overlap, "is_copied": reading.is_copied,
        "minutes": reading.minutes, "activity_count": reading.activity_count, "fingerprint": reading.fingerprint,
    }  # fmt: skip
    when = history_date(by, at)
    if report.pk is not None:
        save_changed(report, user=by.history_user, reason="submit", at=when, **values)
        return
    for name, value in values.items():
        setattr(report, name, value)
    stamp(report, user=by.history_user, reason="submit", at=when)
    report.save(force_insert=True)

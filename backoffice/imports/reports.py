"""Stores activities as drafts of daily reports, one a person and day. What was submitted already stays as it is."""

from collections.abc import Callable, Iterable
from typing import Any

from backoffice.imports.activities import ActivityRow, Results, read_activities
from backoffice.imports.batches import batches
from backoffice.imports.people import People
from backoffice.imports.problems import Problems
from backoffice.imports.source import Source
from backoffice.imports.writing import Author, Tally, change, create, set_values, store_rows
from backoffice.imports.years import prepare_year
from workflows.daily.models import DailyActivity, DailyReport
from workflows.rules.spans import minutes_counted_once

ReportKey = tuple[int, Any]
Watch = Callable[[Iterable[ActivityRow]], Iterable[ActivityRow]]


def store_activities(source: Source, problems: Problems, author: Author, watch: Watch = iter) -> dict[str, Tally]:
    """Keep the file's good activities, batch by batch; counts of reports and of activities.

    An activity of the same person, day, hours and text is the same. Fingerprint, marks and lateness are left to the
    submission, which alone knows what came before.

    :raises FileRefused: the file cannot be read; roll back.
    """
    tallies = {"daily_reports": Tally(), "activities": Tally()}
    years: set[int] = set()
    rows = watch(read_activities(source, People(), Results(), problems))
    for batch in batches(rows, lambda row: (row.employee, row.day)):
        for year in {row.day.year for row in batch} - years:
            prepare_year(year, author)
            years.add(year)
        for kind, tally in _store_batch(batch, author).items():
            tallies[kind].add(tally)
    return tallies


def _store_batch(batch: list[ActivityRow], author: Author) -> dict[str, Tally]:
    by_report: dict[ReportKey, list[ActivityRow]] = {}
    for row in batch:
        by_report.setdefault((row.employee, row.day), []).append(row)
    reports = _stored_reports(by_report)
    stored = _stored_activities([report.pk for report in reports.values()])
    new = [_draft(rows) for key, rows in by_report.items() if key not in reports]
    create(new, author)
    known = {report.pk for report in reports.values()}
    reports |= {(report.employee_id, report.day): report for report in new}
    submitted = {key for key, report in reports.items() if report.status != DailyReport.Status.DRAFT}
    last = {report: max(each.number for each in rows.values()) for report, rows in stored.items() if rows}
    wanted = []
    for key, rows in by_report.items():
        if key not in submitted:
            wanted += _activities(reports[key], rows, stored.get(reports[key].pk, {}), last.get(reports[key].pk, 0))
    flat = {(report, *key): row for report, rows in stored.items() for key, row in rows.items()}
    activities = store_rows(DailyActivity, flat, wanted, author)
    activities.submitted = sum(len(by_report[key]) for key in submitted)
    drafts = [report for key, report in reports.items() if key not in submitted and report.pk in known]
    grown = _recount(drafts, flat, author)
    return {
        "daily_reports": Tally(
            created=len(new), changed=grown, unchanged=len(drafts) - grown, submitted=len(submitted)
        ),
        "activities": activities,
    }


def _stored_reports(wanted: dict[ReportKey, list[ActivityRow]]) -> dict[ReportKey, DailyReport]:
    people, days = {key[0] for key in wanted}, [key[1] for key in wanted]
    rows = DailyReport.objects.filter(employee_id__in=people, day__range=(min(days), max(days)))
    return {key: row for row in rows if (key := (row.employee_id, row.day)) in wanted}


def _stored_activities(reports: list[int]) -> dict[int, dict[tuple[Any, ...], DailyActivity]]:
    found: dict[int, dict[tuple[Any, ...], DailyActivity]] = {}
    for row in DailyActivity.objects.filter(report_id__in=reports).order_by("number"):
        found.setdefault(row.report_id, {}).setdefault((row.starts, row.ends, row.description), row)
    return found


def _draft(rows: list[ActivityRow]) -> DailyReport:
    first = rows[0]
    return DailyReport(
        employee_id=first.employee, position_id=first.position, day=first.day,
        entered_at=max(row.entered_at for row in rows), activity_count=len(rows),
        minutes=minutes_counted_once([(row.starts, row.ends) for row in rows]),
    )  # fmt: skip


def _activities(
    report: DailyReport, rows: list[ActivityRow], stored: dict[tuple[Any, ...], DailyActivity], last: int
) -> list[tuple[tuple[Any, ...], dict[str, Any]]]:
    """What is to be stored of the report's activities; a new one is numbered after the `last`."""
    wanted = []
    for row in rows:
        key = row.starts, row.ends, row.description
        values: dict[str, Any] = {
            "report_id": report.pk, "starts": row.starts, "ends": row.ends, "kind": row.kind, "result_id": row.result,
            "description": row.description, "quantity": row.quantity, "unit": row.unit, "entered_at": row.entered_at,
        }  # fmt: skip
        if key not in stored:
            last += 1
            values["number"] = last
        wanted.append(((report.pk, *key), values))
    return wanted


def _recount(reports: list[DailyReport], activities: dict[tuple[Any, ...], DailyActivity], author: Author) -> int:
    """Count anew what drafts that were there before hold now; the number that changed."""
    held: dict[int, list[DailyActivity]] = {}
    for row in activities.values():
        held.setdefault(row.report_id, []).append(row)
    changed, fields = [], set()
    for report in reports:
        rows = held[report.pk]
        differing = set_values(report, {
            "entered_at": max(row.entered_at for row in rows),
            "activity_count": len(rows),
            "minutes": minutes_counted_once([(row.starts, row.ends) for row in rows]),
        })  # fmt: skip
        if differing:
            changed.append(report)
            fields |= differing
    change(changed, fields, author)
    return len(changed)

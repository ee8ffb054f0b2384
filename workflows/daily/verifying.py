"""What a last approval does to reports: they are verified, and their quantities run up at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from workflows.daily.models import DailyActivity, DailyProcess, DailyReport
from workflows.engine.acts import Turn
from workflows.organization.models.history import save_changed_together
from workflows.targets.actions import run_up


def mark_verified(turns: Sequence[Turn[DailyProcess]]) -> None:
    """Verify the reports of those turns in which the last tier approved; turns of one actor and moment, one or many."""
    agreed = [t for t in turns if t.is_agreed]
    if not agreed:
        return
    first = agreed[0]
    save_changed_together(
        [t.case.report for t in agreed],
        user=first.by.history_user,
        reason=str(first.verb),
        at=first.history_date,
        status=DailyReport.Status.VERIFIED,
        decided_at=first.at,
    )
    serving: dict[int, list[DailyActivity]] = defaultdict(list)
    for t in agreed:
        report = t.case.report
        serving[report.day.month] += [row for row in report.in_order() if row.result_id is not None]
    run_up(serving)


def read_activities(reports: Collection[DailyReport]) -> None:
    """Each report remembers its activities. One query for all."""
    of_report: dict[int, list[DailyActivity]] = {report.pk: [] for report in reports}
    for activity in DailyActivity.objects.filter(report_id__in=of_report).order_by("number"):
        of_report[activity.report_id].append(activity)
    for report in reports:
        report.remember(of_report[report.pk])

"""Which open reports hang on the deadlines of their month."""

from datetime import date

from workflows.engine.deadlines import Hanging
from workflows.engine.models import WorkItem, WorkItemQuerySet
from workflows.organization.models import Period
from workflows.rules.daily import late_window_ends_on


def returned_reports(period: Period) -> WorkItemQuerySet:
    """What waits to be corrected, of the month's days."""
    return WorkItem.objects.open().filter(
        process="daily", node="correct", case__dailyprocess__report__day__gte=period.start,
        case__dailyprocess__report__day__lt=period.end,
    )  # fmt: skip


def window_closes(period: Period, _before: object, _due: date) -> date:
    """A returned report can be corrected until its late window closes."""
    return late_window_ends_on(period.start, period.late_until_day)


HANGING = (Hanging(field="late_until_day", process="daily", items=returned_reports, due=window_closes),)

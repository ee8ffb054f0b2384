"""Moving the due dates of open work by the working days that were taken away from it: by an outage, a holiday, a leave.

Set-based: one statement for each group of equal due day and equal loss. A due date is never brought forward. The items
are locked before their due dates are read, in the order of their keys: who moves them too waits, and then adds theirs.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from workflows.engine.models import WorkItem, WorkItemQuerySet
from workflows.organization.calendar import DaysOff, days_off, end_of, midnight
from workflows.organization.models import Leave
from workflows.rules.calendar import ONE_DAY, is_working_day, moved

AHEAD = timedelta(days=400)  # so far behind a due date days off are read; no leave in an office is longer


def shift_everybody(lost: AbstractSet[date]) -> int:
    """Move every open item whose time ran on these days, now that they count for nobody; how many were moved.

    `lost` are days that counted until now; that they are stored as days off already is presumed. Whoever is on leave
    in that time has their own days: each such person's items are moved by themselves.
    """
    if not lost:
        return 0
    first = min(lost)
    items = _running(WorkItem.objects.open(), lost)
    items.lock()
    away = set(Leave.objects.filter(end__gt=first).values_list("employee__user_id", flat=True))
    off = days_off(first, max(lost) + AHEAD, away)
    count = _shift(items.exclude(owner__in=away), lost, off.everybody)
    for user_id in sorted(away):
        own_leave = off.leave.get(user_id, frozenset())
        count += _shift(items.filter(owner=user_id), lost - own_leave, off.of(user_id))
    return count


def shift_person(user_id: int, lost: AbstractSet[date]) -> int:
    """Move the open items of this person (by their log-in) whose time ran on these days, now that they are away."""
    if not lost:
        return 0
    off = days_off(min(lost), max(lost) + AHEAD, [user_id])
    items = _running(WorkItem.objects.open().filter(owner=user_id), lost)
    items.lock()
    return _shift(items, lost, off.of(user_id))


def counted_until_now(days: Iterable[date], off: DaysOff, user_id: int | None = None) -> frozenset[date]:
    """Those of the days that were working days so far; `off` is what was off before."""
    return frozenset(day for day in days if is_working_day(day, off.of(user_id)))


def _running(items: WorkItemQuerySet, lost: AbstractSet[date]) -> WorkItemQuerySet:
    return items.filter(created_at__lt=midnight(max(lost) + ONE_DAY), due_at__gte=midnight(min(lost)))


def _shift(items: QuerySet[WorkItem], lost: AbstractSet[date], off: AbstractSet[date]) -> int:
    if not lost:
        return 0
    count = 0
    # From the latest due date on: what was moved must not be met again in the group that it was moved to.
    for due_at in list(items.order_by("-due_at").values_list("due_at", flat=True).distinct()):
        due = timezone.localtime(due_at).date()
        group = items.filter(due_at=due_at)
        for since, until in _spans(lost):
            new = moved(due, lost, since, off)
            if new > due:
                part = group.filter(created_at__lt=midnight(until + ONE_DAY))
                part = part.filter(created_at__gte=midnight(since)) if since != date.min else part
                count += part.update(due_at=end_of(new))
    return count


def _spans(lost: AbstractSet[date]) -> Iterator[tuple[date, date]]:
    """The days between two lost ones, [first, last]: whatever was asked on them lost the same days."""
    edges = [date.min, *sorted(lost)]
    for index, since in enumerate(edges):
        last = edges[index + 1] - ONE_DAY if index + 1 < len(edges) else max(lost)
        yield since, last

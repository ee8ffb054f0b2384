"""The rows of an inbox page, put under their headings: to be opened one by one, on behalf of each post, own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from workflows.engine.inbox import Waiting
from workflows.organization.calendar import holidays_between
from workflows.organization.reporting import Officer
from workflows.rules.calendar import working_days_between

ONE_DAY = timedelta(days=1)
SELECTABLE = ("daily", "decide")  # process and node of what may be approved together


@dataclass(frozen=True, slots=True)
class Row:
    """A work item with how late it is, or how much time is left, in working days."""

    waiting: Waiting
    days_late: int
    days_left: int
    is_late: bool
    is_due_today: bool

    @property
    def may_be_selected(self) -> bool:
        """Whether it may be approved together with others: a daily report without a mark, asked of a post."""
        return is_selectable(self.waiting)


@dataclass(slots=True)
class Section:
    """Daily reports asked of one post; `officer` is the reader in it, acting or not."""

    officer: Officer
    rows: list[Row] = field(default_factory=list)

    @property
    def last_day(self) -> date | None:
        """The last day on which the reader acts for the post; None where it is open or the post is their own."""
        acting = self.officer.acting
        return acting.end - ONE_DAY if acting is not None and acting.end is not None else None


@dataclass(slots=True)
class Sorted:
    """A page of the inbox under its headings."""

    one_by_one: list[Row] = field(default_factory=list)
    acted: list[Section] = field(default_factory=list)
    own: list[Section] = field(default_factory=list)

    @property
    def has_decisions_to_read(self) -> bool:
        """Whether one of those to be opened asks for a decision; the others are the reader's own tasks."""
        return any(row.waiting.item.tier_id is not None for row in self.one_by_one)

    @property
    def selectable(self) -> list[Row]:
        """Those that may be approved together."""
        return [row for section in (*self.acted, *self.own) for row in section.rows]


def is_selectable(waiting: Waiting) -> bool:
    """A daily report without a mark that is asked of a post in which the reader stands."""
    item = waiting.item
    return (item.process, item.node) == SELECTABLE and not item.has_mark and waiting.arm.officer is not None


def rows_of(page: Sequence[Waiting], now: datetime) -> list[Row]:
    """The rows; one query for the holidays between the earliest due date and a fortnight from now."""
    if not page:
        return []
    today = timezone.localtime(now).date()
    due_days = [timezone.localtime(waiting.item.due_at).date() for waiting in page]
    holidays = holidays_between(min(*due_days, today), today + timedelta(days=14))
    rows = []
    for waiting, day in zip(page, due_days, strict=True):
        late = waiting.item.due_at < now
        rows.append(
            Row(
                waiting,
                days_late=working_days_between(day + ONE_DAY, today + ONE_DAY, holidays) if late else 0,
                days_left=working_days_between(
                    today + ONE_DAY, min(day, today + timedelta(days=14)) + ONE_DAY, holidays
                ),
                is_late=late,
                is_due_today=not late and day == today,
            )
        )
    return rows


def sort_rows(rows: Sequence[Row]) -> Sorted:
    """Each row under its heading; within it the order stays that of the due dates."""
    page = Sorted()
    sections: dict[int, Section] = {}
    for row in rows:
        officer = row.waiting.arm.officer
        if not row.may_be_selected or officer is None:
            page.one_by_one.append(row)
            continue
        section = sections.get(officer.position.pk)
        if section is None:
            section = sections[officer.position.pk] = Section(officer)
            (page.acted if officer.acting is not None else page.own).append(section)
        section.rows.append(row)
    return page

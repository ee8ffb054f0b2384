"""The rows of an inbox page, put under their headings: to be opened one by one, on behalf of each post, own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext

from workflows.engine.inbox import Waiting, acts_for_another
from workflows.engine.progress import arrived_words
from workflows.organization.calendar import holidays_between
from workflows.organization.reporting import Officer
from workflows.portal.inbox_particulars import Particulars
from workflows.rules.calendar import working_days_between

ONE_DAY = timedelta(days=1)
SELECTABLE = ("daily", "decide")  # process and node of what may be approved together
# The marks say how many working days something is late; the deadlines themselves were reckoned when they were set.
QUARTER_OF_AN_HOUR = 900
BACK, AHEAD = timedelta(days=400), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Row:
    """A work item with how late it is, or how much time is left, in working days; and what is to be said beside it."""

    waiting: Waiting
    days_late: int
    days_left: int
    is_late: bool
    is_due_today: bool
    particulars: Particulars
    is_checked: bool = False

    @property
    def may_be_selected(self) -> bool:
        """Whether it may be approved together with others: a daily report without a mark, asked of a post."""
        return is_selectable(self.waiting)

    @property
    def week(self) -> date | None:
        """The Monday of a report's week."""
        day = self.particulars.day
        return day - timedelta(days=day.weekday()) if day is not None else None

    @property
    def shown_as(self) -> str:
        """The state in which it is shown, sent with a selection so that it is known whether it changed meanwhile."""
        return f"{self.waiting.item.task_id}:{self.waiting.item.pk}"

    @property
    def acted_title(self) -> str:
        """The post that the reader acts for in this; empty where it is their own."""
        return acted_title(self.waiting.acted_for)

    @property
    def acted_name(self) -> str:
        """In whose place the reader acts in this; empty where nobody holds the post, or it is their own."""
        return acted_name(self.waiting.acted_for)

    @property
    def choices(self) -> str:
        """By which choices the row is ticked, for the script of the page."""
        return " ".join(choices_of(self))

    @property
    def remarks(self) -> list[str]:
        """How far it is, whether it is there again, and how it came to the reader."""
        item, known = self.waiting.item, self.particulars
        said = []
        if known.tier is not None and known.tiers > 1:
            said.append(gettext("Tier %(n)s of %(of)s") % {"n": known.tier, "of": known.tiers})
        if known.round > 1:
            said.append(gettext("Round %(n)s") % {"n": known.round})
        if arrived := arrived_words(item.came_by, item.came_from):
            said.append(arrived)
        return said


@dataclass(slots=True)
class Section:
    """Daily reports asked of one post; `officer` is the reader in it, acting or not."""

    officer: Officer
    rows: list[Row] = field(default_factory=list)

    @property
    def last_day(self) -> date | None:
        """The last day on which the reader acts for the post; None where it is open or the post is their own."""
        acting = self.officer.acting or self.officer.delegation
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

    @property
    def capacities(self) -> set[str]:
        """In which the reader would approve some of them."""
        return {section.officer.capacity for section in self.acted}


def acted_title(officer: Officer | None) -> str:
    """The post as whom the reader acts in it; empty where nobody is acted for."""
    if officer is None or not acts_for_another(officer):
        return ""
    if officer.delegation is not None:
        return gettext("By delegation of %(post)s") % {"post": officer.position.title}
    return officer.title


def acted_name(officer: Officer | None) -> str:
    """In whose place the reader acts as the officer; empty where the post is vacant, or nobody is acted for."""
    if officer is None or officer.holder is None or not acts_for_another(officer):
        return ""
    return officer.holder.name


def is_selectable(waiting: Waiting) -> bool:
    """A daily report without a mark that is asked of a post in which the reader stands."""
    item = waiting.item
    return (item.process, item.node) == SELECTABLE and not item.has_mark and waiting.arm.officer is not None


def rows_of(
    page: Sequence[Waiting], now: datetime, particulars: Mapping[int, Particulars], *, chosen: str = ""
) -> list[Row]:
    """The rows; `chosen` says which are ticked: `semua`, `orang-12`, `minggu-2026-11-16`."""
    if not page:
        return []
    today = timezone.localtime(now).date()
    holidays = holidays_around(today)
    rows = []
    for waiting in page:
        day = timezone.localtime(waiting.item.due_at).date()
        late = waiting.item.due_at < now
        row = Row(
            waiting,
            days_late=working_days_between(day + ONE_DAY, today + ONE_DAY, holidays) if late else 0,
            days_left=working_days_between(today + ONE_DAY, min(day, today + AHEAD) + ONE_DAY, holidays),
            is_late=late,
            is_due_today=not late and day == today,
            particulars=particulars.get(waiting.item.pk, Particulars()),
        )
        rows.append(replace(row, is_checked=True) if chosen in choices_of(row) else row)
    return rows


def holidays_around(today: date) -> frozenset[date]:
    """The holidays that the marks of an inbox reckon with; asked once a quarter of an hour."""
    key = f"holidays-around-{today:%Y-%m-%d}"
    found = cache.get_or_set(key, lambda: holidays_between(today - BACK, today + AHEAD + ONE_DAY), QUARTER_OF_AN_HOUR)
    return frozenset(found or ())


def choices_of(row: Row) -> tuple[str, ...]:
    """By which choices the row is ticked."""
    week = f"minggu-{row.week:%Y-%m-%d}" if row.week is not None else "semua"
    return ("semua", f"orang-{row.waiting.item.person_id}", week)


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
            (page.acted if acts_for_another(officer) else page.own).append(section)
        section.rows.append(row)
    return page

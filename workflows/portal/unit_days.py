"""A unit day by day: the people who report to a post, their month, their states, and with whom it is stuck.

Read in sets: the number of statements does not grow with the number of people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from workflows.assessment.models import Assessment
from workflows.assessment.period_words import LATEST_FIRST
from workflows.engine.models import WorkItem
from workflows.organization.calendar import holidays_between
from workflows.organization.models import Employee, Position
from workflows.organization.reporting import Officer, holders_of, officers
from workflows.portal.inbox_rows import ONE_DAY
from workflows.portal.month import AWAY_STATE, LATE, NONE, ON, PersonMonth, Span, months_of
from workflows.rules.calendar import working_days_between
from workflows.rules.wording import days_of_month
from workflows.skp.models import Skp
from workflows.targets.models import TargetPlan


@dataclass(slots=True)
class Line:
    """A post that reports to the chosen one: its holder with their month and states, or a vacancy."""

    post: Position
    holder: Employee | None
    acting: Officer | None  # whoever acts for the post
    month: PersonMonth
    has_reports: bool
    skps: list[Skp] = field(default_factory=list)
    plan_status: str = ""
    assessment: Assessment | None = None
    counts: dict[str, int] = field(default_factory=dict)
    days: list[tuple[date, str]] = field(default_factory=list)
    missing: list[date] = field(default_factory=list)

    @property
    def skp(self) -> Skp | None:
        """The plan in force of the post's holder for this post, else the newest; else of another post."""
        own = [skp for skp in self.skps if skp.position_id == self.post.pk] or self.skps
        return next((skp for skp in own if skp.status == Skp.Status.SET), own[0] if own else None)

    @property
    def changing(self) -> Skp | None:
        """A later version that is on its way while the one in force still holds."""
        skp = self.skp
        if skp is None or skp.status != Skp.Status.SET:
            return None
        later = {Skp.Status.DRAFT, Skp.Status.SUBMITTED, Skp.Status.RETURNED}
        return next(
            (
                each
                for each in self.skps
                if each.position_id == skp.position_id and each.version > skp.version and each.status in later
            ),
            None,
        )

    @property
    def on_time(self) -> int:
        """Days reported on the day."""
        return self.counts.get(ON, 0)

    @property
    def late(self) -> int:
        """Days reported late."""
        return self.counts.get(LATE, 0)

    @property
    def away(self) -> int:
        """Days away or on duty elsewhere."""
        return self.counts.get(AWAY_STATE, 0)

    @property
    def missing_days(self) -> str:
        """*3, 9 dan 17 November*; empty where none is missing."""
        return days_of_month(self.missing) if self.missing else ""


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A post at which reports wait past their due date; `officer` is whoever stands in it, None in a vacant one."""

    post: Position
    officer: Officer | None
    waiting: int
    people: int
    overdue: int
    oldest_working_days: int
    sent_none: bool  # the officer has sent no report this month themselves
    is_reader: bool


def lines_of(post: Position, span: Span) -> list[Line]:
    """The posts that report to this one, in the order of their rank. Ten queries, however many people."""
    below = Position.objects.filter(reports_to=post).select_related("unit").annotate(number_below=Count("reports"))
    posts = list(below.order_by("-job_class", "code"))
    keys = [each.pk for each in posts]
    holders = holders_of(keys, span.today)
    standing = officers(posts, span.today)
    people = [person.pk for person in holders.values()]
    months = months_of(people, span)
    skps = _skps(people, span)
    assessments = _latest_assessments(people)
    lines = []
    for each in posts:
        holder = holders.get(each.pk)
        officer = standing.get(each.pk)
        line = Line(
            each, holder, officer if officer is not None and officer.acting is not None else None,
            months[holder.pk] if holder else PersonMonth(), each.number_below > 0,
        )  # fmt: skip
        if holder is not None:
            line.skps = skps.get(holder.pk, [])
            line.plan_status = _plan_status(line.skp)
            line.assessment = assessments.get(holder.pk)
            _count(line, span)
        lines.append(line)
    return lines


def bottlenecks_of(post: Position, lines: Sequence[Line], now: datetime, reader: Employee | None) -> list[Bottleneck]:
    """Where daily reports wait past their due date: the chosen post or one that reports to it; the worst first."""
    posts = {post.pk: post, **{line.post.pk: line.post for line in lines}}
    rows = list(
        WorkItem.objects.open()
        .filter(process="daily", principal__in=posts)
        .values("principal")
        .annotate(
            waiting=Count("pk"), people=Count("person", distinct=True), oldest=Min("created_at"),
            overdue=Count("pk", filter=Q(due_at__lt=now)),
        )
        .order_by()
    )  # fmt: skip
    rows = [row for row in rows if row["overdue"]]
    if not rows:
        return []
    today = timezone.localtime(now).date()
    standing = officers([posts[row["principal"]] for row in rows], today)
    first = min(timezone.localtime(row["oldest"]).date() for row in rows)
    holidays = holidays_between(first, today + ONE_DAY)
    by_person = {line.holder.pk: line for line in lines if line.holder is not None}
    found = []
    for row in rows:
        officer = standing.get(row["principal"])
        line = by_person.get(officer.employee.pk) if officer is not None else None
        since = timezone.localtime(row["oldest"]).date()
        found.append(
            Bottleneck(
                posts[row["principal"]], officer, row["waiting"], row["people"], row["overdue"],
                working_days_between(since + ONE_DAY, today + ONE_DAY, holidays),
                sent_none=line is not None and not (line.on_time or line.late) and bool(line.missing),
                is_reader=officer is not None and reader is not None and officer.employee.pk == reader.pk,
            )
        )  # fmt: skip
    return sorted(found, key=lambda each: -each.overdue)


def sums(lines: Iterable[Line]) -> dict[str, int]:
    """Person-days up to yesterday: reported, missing, and both together."""
    held = [line for line in lines if line.holder is not None]
    reported = sum(line.on_time + line.late for line in held)
    missing = sum(len(line.missing) for line in held)
    return {"reported": reported, "missing": missing, "owed": reported + missing}


def _count(line: Line, span: Span) -> None:
    for day in span.month_days_so_far:
        state = line.month.state(day, span.today)
        line.days.append((day, state))
        line.counts[state] = line.counts.get(state, 0) + 1
        if state == NONE:
            line.missing.append(day)


def _skps(people: Sequence[int], span: Span) -> Mapping[int, list[Skp]]:
    found: dict[int, list[Skp]] = {}
    rows = (
        Skp.objects.filter(employee__in=people, period__code=str(span.today.year))
        .exclude(status__in=[Skp.Status.REPLACED, Skp.Status.WITHDRAWN])
        .prefetch_related("target_plans")
        .order_by("-version")
    )
    for skp in rows:
        found.setdefault(skp.employee_id, []).append(skp)
    return found


def _plan_status(skp: Skp | None) -> str:
    """The state of the newest split that still counts; empty where there is none."""
    if skp is None:
        return ""
    gone = {TargetPlan.Status.WITHDRAWN, TargetPlan.Status.REPLACED}
    plans = [plan for plan in skp.target_plans.all() if plan.status not in gone]
    return max(plans, key=lambda plan: plan.version).get_status_display() if plans else ""


def _latest_assessments(people: Sequence[int]) -> dict[int, Assessment]:
    """Each person's assessment of the newest period that was opened for anybody of them."""
    rows = Assessment.objects.filter(employee__in=people).select_related("period")
    newest = rows.order_by(*LATEST_FIRST).values_list("period", flat=True)[:1]
    return {row.employee_id: row for row in rows.filter(period__in=list(newest))}

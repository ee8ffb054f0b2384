"""What is stuck: open tasks of a tier that nobody can do as things stand, with why, and what HR can do about it.

Which posts and log-ins have nobody is found from the office, and bounded by its size; only then are tasks read, by one
index scan for each of them, so that the list is as fast among a million tasks as among a thousand. It runs in the
order of its causes: the queue, post by post, log-in by log-in; within each by due date.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When

from workflows.approvals.models import Seat, Tier
from workflows.engine.models import WorkItem, WorkItemQuerySet
from workflows.engine.peers import LEADING
from workflows.organization.models import (
    ActingAppointment,
    Position,
    Role,
    RoleGrant,
    Tenure,
    User,
)
from workflows.rules.wording import day_in_words

PAGE = 25
MOMENT = "%Y%m%dT%H%M%S%f"
QUEUE, POST, OWN_POST, LOG_IN = "queue", "post", "own_post", "log_in"
ORDER = (QUEUE, POST, OWN_POST, LOG_IN)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why tasks are stuck: the queue, a post or a log-in (by `key`); whose it is, why, and what to do."""

    kind: str
    key: int
    name: str
    why: str
    advice: str
    items: WorkItemQuerySet

    @property
    def place(self) -> tuple[int, int]:
        """Its place in the order of causes."""
        return ORDER.index(self.kind), self.key


@dataclass(frozen=True, slots=True)
class StuckItem:
    """An open task with its cause."""

    item: WorkItem
    cause: Cause

    @property
    def place(self) -> str:
        """Where it stands in the list, as an address carries it."""
        kind, key = self.cause.place
        return f"{kind}.{key}.{self.item.due_at.astimezone(UTC):{MOMENT}}.{self.item.pk}"

    @property
    def why(self) -> str:
        """Why nobody does it: what the resolver found, where the case is parked."""
        return (self.item.gap if self.cause.kind == QUEUE else "") or self.cause.why


@dataclass(frozen=True, slots=True)
class StuckPage:
    """A page of the list; `next_place` is where the following one begins, empty at the end."""

    rows: list[StuckItem]
    next_place: str


@dataclass(frozen=True, slots=True)
class _Place:
    kind: int
    key: int
    due_at: datetime
    item: int


def stuck_page(on: date, after: str = "", size: int = PAGE) -> StuckPage:
    """The next page of what is stuck on the day; `after` is the last one's `next_place`. At most five queries.

    :raises ValueError: no such place.
    """
    place = _place_of(after) if after else None
    waiting = [cause for cause in causes(on) if place is None or cause.place >= (place.kind, place.key)]
    # Each cause but the queue has at least one item, so that a page needs no more causes than it has rows.
    scans = [_scan(cause, number, place) for number, cause in enumerate(waiting[: size + 2])]
    rows = [StuckItem(item, waiting[item.cause_number]) for item in _first(scans, size + 1)]
    shown = rows[:size]
    return StuckPage(shown, shown[-1].place if len(rows) > size else "")


def causes(on: date) -> list[Cause]:
    """What holds tasks up on the day, in the list's order; four queries over the office, none over its tasks."""
    tiers = WorkItem.objects.open().filter(tier__isnull=False)
    found = [
        Cause(
            QUEUE, 0, str(Role.PERFORMANCE_TEAM.label), "Tidak ada yang dapat memutus.",
            "Tetapkan pejabat atau Plt lalu tanyakan lagi, serahkan, atau ambil dari antrean di kotak masuk.",
            tiers.asked_of_team(Role.PERFORMANCE_TEAM),
        )
    ]  # fmt: skip
    posts, people = _suspects(on)
    found += [_of_post(row, tiers) for row in _posts_with_nobody(posts, tiers, on)]
    found += _of_own_posts(tiers, on)
    found += [_of_log_in(row, tiers, on) for row in _log_ins_with_tasks(people, tiers, on)]
    return sorted(found, key=lambda cause: cause.place)


def cause_of(kind: str, key: int, on: date) -> Cause | None:
    """The cause of this name, where it still holds tasks up."""
    return next((cause for cause in causes(on) if (cause.kind, cause.key) == (kind, key)), None)


def is_stuck(on: date) -> int:
    """How many causes hold tasks up, the queue counted where something lies in it."""
    found = causes(on)
    return sum(1 for cause in found if cause.kind != QUEUE or cause.items.exists())


# ---- posts ----
def _first_of(items: WorkItemQuerySet) -> Subquery:
    """The first of these tasks, for each row of the office; the order leads to the index, a join may read them all."""
    return Subquery(items.order_by("due_at", "pk").values("pk")[:1])


def _one_about(items: WorkItemQuerySet) -> Subquery:
    """One of these tasks of a post about a person; in no order, since the index of posts and persons has none."""
    return Subquery(items.order_by().values("pk")[:1])


def _suspects(on: date) -> tuple[list[int], dict[int, bool]]:
    """Posts in which nobody stands; and log-ins that are inactive, or (False) held a role that ended. One query.

    Of the office alone: whether tasks wait there is asked of these few.
    """
    held = Tenure.objects.on(on).filter(position=OuterRef("pk"), employee__is_active=True)
    acting = ActingAppointment.objects.on(on).filter(position=OuterRef("pk"), officer__is_active=True)
    ended = RoleGrant.objects.filter(user=OuterRef("pk"), end__lte=on)
    is_gone = Q(is_active=False) | Q(employee__is_active=False)
    rows: Any = _marked(Position.objects.filter(~Exists(held), ~Exists(acting)), POST).union(
        _marked(User.objects.filter(is_gone), LOG_IN),
        _marked(User.objects.exclude(is_gone).filter(Exists(ended)), QUEUE),
        all=True,
    )
    found = list(rows)
    return [key for key, what in found if what == POST], {key: what == LOG_IN for key, what in found if what != POST}


def _marked(rows: Any, what: str) -> Any:
    return rows.annotate(what=Value(what, CharField())).values_list("pk", "what")


def _posts_with_nobody(posts: list[int], tiers: WorkItemQuerySet, on: date) -> Iterable[Any]:
    """Those of these posts in which tasks wait, and who stood there last."""
    here = OuterRef("pk")
    held = Tenure.objects.on(on).filter(position=here)
    ended = ActingAppointment.objects.filter(position=here, end__lte=on).order_by("-end", "-pk")
    return (
        Position.objects.filter(pk__in=posts)
        .annotate(one_task=_first_of(tiers.filter(principal=here)))
        .filter(one_task__isnull=False)
        .annotate(
            inactive=Subquery(held.values("employee__name")[:1]),
            ended_name=Subquery(ended.values("officer__name")[:1]),
            ended_capacity=Subquery(ended.values("capacity")[:1]),
            ended_on=Subquery(ended.values("end")[:1]),
        )
        .values("pk", "title", "code", "inactive", "ended_name", "ended_capacity", "ended_on")
    )


def _of_post(row: dict[str, Any], tiers: WorkItemQuerySet) -> Cause:
    if row["inactive"]:
        why = f"Pemegang jabatan ini, {row['inactive']}, tidak aktif lagi."
    elif row["ended_on"] is not None:
        capacity = dict(ActingAppointment.Capacity.choices)[row["ended_capacity"]]
        until = day_in_words(row["ended_on"])
        why = f"Masa {capacity} {row['ended_name']} berakhir {until}, dan belum ada pemegang jabatan."
    else:
        why = "Jabatan ini kosong, dan belum ada Plt atau Plh."
    return Cause(
        POST, row["pk"], f"{row['title']} ({row['code']})", why,
        "Tetapkan pejabat atau Plt, atau serahkan kepada pejabat lain.", tiers.filter(principal=row["pk"]),
    )  # fmt: skip


def _of_own_posts(tiers: WorkItemQuerySet, on: date) -> list[Cause]:
    """Posts in which the person stands whom a task there is about, or for whom somebody acts there; one query.

    Only posts that can be asked are looked at: that lead, or that a tier or a committee names.
    """
    post = OuterRef("position")
    can_be_asked = (
        Q(position__kind__in=LEADING)
        | Q(position__in=Position.objects.filter(reports_to__isnull=False).values("reports_to"))
        | Q(position__in=Tier.objects.filter(position__isnull=False).values("position"))
        | Q(position__in=Seat.objects.values("position"))
    )
    shown = ("position_id", "position__title", "position__code")
    holders = Tenure.objects.on(on).filter(can_be_asked, employee__is_active=True)
    acting = ActingAppointment.objects.on(on).filter(can_be_asked, officer__is_active=True)
    about_holder = _one_about(tiers.filter(principal=post, person=OuterRef("employee")))
    about_officer = _one_about(tiers.filter(principal=post, person=OuterRef("officer")))
    rows = (
        holders.annotate(one_task=about_holder).filter(one_task__isnull=False)
        .values_list(*shown, "employee_id", "employee__name")
        .union(
            acting.annotate(one_task=about_officer).filter(one_task__isnull=False)
            .values_list(*shown, "officer_id", "officer__name")
        )
    )  # fmt: skip
    found: dict[int, tuple[str, dict[int, str]]] = {}
    for key, title, code, person, name in rows:
        found.setdefault(key, (f"{title} ({code})", {}))[1][person] = name
    return [
        Cause(
            OWN_POST, key, title, f"Yang menempati jabatan ini, {', '.join(sorted(people.values()))}, adalah orang "
            "yang perkaranya diputus, atau diwakili di sini.",
            "Tanyakan lagi supaya atasan berikutnya diminta, atau serahkan kepada pejabat lain.",
            tiers.filter(principal=key, person__in=list(people)),
        )
        for key, (title, people) in found.items()
    ]  # fmt: skip


# ---- log-ins ----
def _log_ins_with_tasks(people: dict[int, bool], tiers: WorkItemQuerySet, on: date) -> list[dict[str, Any]]:
    """Those of these log-ins that have tasks of their own; where they serve still, those of a role that ended."""
    if not people:
        return []
    mine = tiers.filter(owner=OuterRef("pk"), principal=None)
    rows = User.objects.filter(pk__in=list(people)).annotate(
        one_task=_first_of(mine), one_of_lost_role=_first_of(_of_lost_role(mine, on))
    )
    shown = rows.values("pk", "username", "employee__name", "one_task", "one_of_lost_role")
    found = [{**row, "gone": people[row["pk"]]} for row in shown]
    return [row for row in found if row["one_task" if row["gone"] else "one_of_lost_role"] is not None]


def _of_lost_role(items: WorkItemQuerySet, on: date) -> WorkItemQuerySet:
    """Those that the queue's team or the tier's role was asked, by whom the role is held no longer."""
    asked = items.alias(role=Case(When(team="", then=F("tier__role")), default=F("team"))).exclude(role="")
    held = RoleGrant.objects.on(on).filter(user=OuterRef("owner"), role=OuterRef("role"))
    return asked.filter(~Exists(held))


def _of_log_in(row: dict[str, Any], tiers: WorkItemQuerySet, on: date) -> Cause:
    mine = tiers.filter(owner=row["pk"], principal=None)
    name = row["employee__name"] or row["username"]
    if row["gone"]:
        return Cause(
            LOG_IN, row["pk"], name, f"{name} tidak aktif lagi.", "Serahkan kepada orang lain yang berwenang.", mine
        )
    return Cause(
        LOG_IN, row["pk"], name, f"{name} tidak lagi memegang peran yang diminta memutusnya.",
        "Serahkan kepada orang lain yang berwenang.", _of_lost_role(mine, on),
    )  # fmt: skip


# ---- reading the tasks ----
def _scan(cause: Cause, number: int, place: _Place | None) -> WorkItemQuerySet:
    rows = cause.items
    if place is not None and cause.place == (place.kind, place.key):
        rows = rows.after(place.due_at, place.item)
    return rows.select_related("person", "tier").annotate(cause_number=Value(number, IntegerField()))


def _first(scans: list[WorkItemQuerySet], size: int) -> Iterable[Any]:
    if not scans:
        return []
    cut = [scan.order_by("due_at", "pk")[:size] for scan in scans]
    if len(cut) == 1:
        return cut[0]
    if not connection.features.supports_slicing_ordering_in_compound:
        # SQLite takes no LIMIT in an arm, and would sort the whole queue: the keys are cut in a subquery of each.
        cut = [
            scan.model.objects.filter(pk__in=first.values("pk")).select_related("person", "tier").annotate(
                cause_number=first.query.annotations["cause_number"]
            )
            for scan, first in zip(scans, cut, strict=True)
        ]  # fmt: skip
    rows: Any = cut[0].union(*cut[1:], all=True)
    return rows.order_by("cause_number", "due_at", "pk")[:size]


def _place_of(text: str) -> _Place:
    kind, key, moment, item = text.split(".")
    return _Place(int(kind), int(key), datetime.strptime(moment, MOMENT).replace(tzinfo=UTC), int(item))

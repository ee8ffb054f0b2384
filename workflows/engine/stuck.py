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
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from workflows.engine.models import WorkItem, WorkItemQuerySet
from workflows.organization.models import (
    ActingAppointment,
    Employee,
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
    """The next page of what is stuck on the day; `after` is the last one's `next_place`. Three queries.

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
    """What holds tasks up on the day, in the list's order; two queries over the office, none over its tasks."""
    tiers = WorkItem.objects.open().filter(tier__isnull=False)
    found = [
        Cause(
            QUEUE, 0, str(Role.PERFORMANCE_TEAM.label), "Tidak ada yang dapat memutus.",
            "Tetapkan pejabat atau Plt lalu tanyakan lagi, serahkan, atau ambil dari antrean di kotak masuk.",
            tiers.asked_of_team(Role.PERFORMANCE_TEAM),
        )
    ]  # fmt: skip
    posts = [_of_post(row, tiers, on) for row in _posts_without_decider(tiers, on)]
    people = [_of_log_in(user, tiers) for user in _log_ins_without_person(tiers, on)]
    return sorted([*found, *posts, *people], key=lambda cause: cause.place)


def cause_of(kind: str, key: int, on: date) -> Cause | None:
    """The cause of this name, where it still holds tasks up."""
    return next((cause for cause in causes(on) if (cause.kind, cause.key) == (kind, key)), None)


def is_stuck(on: date) -> int:
    """How many causes hold tasks up, the queue counted where something lies in it."""
    found = causes(on)
    return sum(1 for cause in found if cause.kind != QUEUE or cause.items.exists())


# ---- posts ----
def _posts_without_decider(tiers: WorkItemQuerySet, on: date) -> QuerySet[Position, Any]:
    """Posts with tasks in which nobody stands, or only the person whom a task is about; with who and who did last."""
    here = OuterRef("pk")
    held = Tenure.objects.on(on).filter(position=here)
    acting = ActingAppointment.objects.on(on).filter(position=here, officer__is_active=True)
    holder = held.filter(employee__is_active=True).values("employee")[:1]
    ended = ActingAppointment.objects.filter(position=here, end__lte=on).order_by("-end", "-pk")
    officer = Coalesce(Subquery(acting.values("officer")[:1]), Subquery(holder))
    asked = tiers.filter(principal=here)
    # Whoever acts for the person concerned does not decide their case either.
    own = Exists(asked.filter(person=OuterRef("standing"))) | Exists(asked.filter(person=OuterRef("holder")))
    return (
        Position.objects.annotate(standing=officer, holder=Subquery(holder))
        .annotate(
            inactive=Subquery(held.filter(employee__is_active=False).values("employee__name")[:1]),
            ended_name=Subquery(ended.values("officer__name")[:1]),
            ended_capacity=Subquery(ended.values("capacity")[:1]),
            ended_on=Subquery(ended.values("end")[:1]),
            standing_name=Subquery(Employee.objects.filter(pk=OuterRef("standing")).values("name")[:1]),
        )
        .filter(Q(standing=None) & Exists(asked) | Q(standing__isnull=False) & own)
        .values(
            "pk",
            "title",
            "code",
            "standing",
            "holder",
            "standing_name",
            "inactive",
            "ended_name",
            "ended_capacity",
            "ended_on",
        )
        .order_by("pk")
    )


def _of_post(row: dict[str, Any], tiers: WorkItemQuerySet, on: date) -> Cause:
    asked = tiers.filter(principal=row["pk"])
    name = f"{row['title']} ({row['code']})"
    if row["standing"] is not None:
        return Cause(
            OWN_POST, row["pk"], name, f"Yang menempati jabatan ini, {row['standing_name']}, adalah orang "
            "yang perkaranya diputus, atau bertindak untuknya.",
            "Tanyakan lagi supaya atasan berikutnya diminta, atau serahkan kepada pejabat lain.",
            asked.filter(person__in={row["standing"], row["holder"]} - {None}),
        )  # fmt: skip
    if row["inactive"]:
        why = f"Pemegang jabatan ini, {row['inactive']}, tidak aktif lagi."
    elif row["ended_on"] is not None:
        capacity = dict(ActingAppointment.Capacity.choices)[row["ended_capacity"]]
        why = (
            f"Masa {capacity} {row['ended_name']} berakhir {day_in_words(row['ended_on'])}, dan belum ada pemegang "
            "jabatan."
        )
    else:
        why = "Jabatan ini kosong, dan belum ada Plt atau Plh."
    advice = "Tetapkan pejabat atau Plt, atau serahkan kepada pejabat lain."
    return Cause(POST, row["pk"], name, why, advice, asked)


# ---- log-ins ----
def _log_ins_without_person(tiers: WorkItemQuerySet, on: date) -> QuerySet[User, Any]:
    """Log-ins with tasks of their own that are inactive, or that claimed from a queue whose team they left."""
    mine = tiers.filter(owner=OuterRef("pk"), principal=None)
    role = RoleGrant.objects.filter(user=OuterRef("pk"), role=Role.PERFORMANCE_TEAM)
    gone = Q(is_active=False) | Q(employee__is_active=False)
    left = Exists(role) & ~Exists(role.on(on)) & Exists(mine.exclude(team=""))
    rows = User.objects.annotate(name=F("employee__name"), gone=Exists(User.objects.filter(gone, pk=OuterRef("pk"))))
    return rows.filter(gone & Exists(mine) | left).values("pk", "username", "name", "gone").order_by("pk")


def _of_log_in(row: dict[str, Any], tiers: WorkItemQuerySet) -> Cause:
    mine = tiers.filter(owner=row["pk"], principal=None)
    name = row["name"] or row["username"]
    if row["gone"]:
        return Cause(
            LOG_IN, row["pk"], name, f"{name} tidak aktif lagi.", "Serahkan kepada orang lain yang berwenang.", mine
        )
    return Cause(
        LOG_IN, row["pk"], name, f"{name} mengambilnya dari antrean, lalu tidak lagi menjadi anggota tim.",
        "Serahkan kepada orang lain yang berwenang.", mine.exclude(team=""),
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

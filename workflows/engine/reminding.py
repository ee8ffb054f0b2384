"""One digest a day for everybody with work that is due or late: how much waits, how much is late, since when.

Everything is counted in a few statements, however many people there are: items by post and process, and by person.
Whoever decides for a post is told: its holder, who acts for it, and to whom the holder delegated the process.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from workflows.engine.models import OutboxMessage, WorkItem, WorkItemQuerySet
from workflows.engine.outbox import Message, tell_many
from workflows.engine.telling import day_written
from workflows.organization.calendar import days_off, end_of, works_on
from workflows.organization.login import users_with
from workflows.organization.models import ActingAppointment, DelegatedProcess, Leave, Role, Tenure, User
from workflows.rules.calendar import add_working_days

WRITTEN_AT_ONCE = 500


@dataclass
class Load:
    """What waits for a person: all, due by the next working day, late, followed up, for another's post; the oldest."""

    waiting: int = 0
    due: int = 0
    late: int = 0
    marked: int = 0
    for_others: int = 0
    oldest: datetime | None = None

    def add(self, counted: Mapping[str, Any], sign: int = 1, *, for_another: bool = False) -> None:
        """Add what was counted of a post or a person, or take a part of it away."""
        self.waiting += sign * counted["waiting"]
        self.due += sign * counted["due"]
        self.late += sign * counted["late"]
        self.marked += sign * counted["marked"]
        self.for_others += sign * counted["waiting"] if for_another else 0
        if sign > 0:
            self.oldest = min(self.oldest or counted["oldest"], counted["oldest"])


def write_digests(now: datetime) -> int:
    """Write today's digests that are not written yet; how many. None before office hours or on a day off.

    Told is whoever has something due by the next working day or late. What is put off does not count, and nobody is
    told while on leave. A run that was cut off goes on where it was.
    """
    today = now.date()
    if now.hour < settings.DIGEST_FROM_HOUR or not works_on(today):
        return 0
    tomorrow = end_of(add_working_days(today, 1, days_off(today, today + timedelta(days=30)).everybody))
    loads = {user: load for user, load in loads_of(now, tomorrow).items() if load.due > 0}
    told = OutboxMessage.objects.filter(key__startswith=f"digest:{today.isoformat()}:")
    left_out = set(told.values_list("recipient_id", flat=True))
    left_out |= set(Leave.objects.on(today).values_list("employee__user_id", flat=True))
    written = 0
    keys = iter(sorted(loads.keys() - left_out))
    while chunk := list(islice(keys, WRITTEN_AT_ONCE)):
        readers = User.objects.filter(pk__in=chunk, is_active=True).order_by("pk")
        messages = [_digest(reader, loads[reader.pk], today) for reader in readers]
        with transaction.atomic():
            tell_many(messages, at=now)
        written += len(messages)
    return written


def loads_of(now: datetime, tomorrow: datetime) -> dict[int, Load]:
    """What waits for each person, by the key of their log-in; as their inbox would show it."""
    loads: dict[int, Load] = defaultdict(Load)
    today = now.date()
    counts = {
        "waiting": Count("pk"),
        "due": Count("pk", filter=Q(due_at__lte=tomorrow)),
        "late": Count("pk", filter=Q(due_at__lt=now)),
        "marked": Count("pk", filter=Q(escalated_at__isnull=False)),
        "oldest": Min("created_at"),
    }

    def counted(items: WorkItemQuerySet, *by: str) -> Iterable[Mapping[str, Any]]:
        return items.values(*by).annotate(**counts)

    awake = WorkItem.objects.open().awake(today).order_by()
    for row in counted(awake.filter(principal__isnull=True, owner__isnull=False), "owner"):
        loads[row["owner"]].add(row)
    of_posts = awake.filter(principal__isnull=False)
    standing = _standing(today)
    for row in counted(of_posts, "principal", "process"):
        for user, process, for_another in standing[row["principal"]]:
            if process in {"", row["process"]}:
                loads[user].add(row, for_another=for_another)
    # A person's own case may lie with a post that they stand in: it is for others to decide.
    for row in counted(of_posts.filter(_asks_person_concerned(today)), "principal", "process", "person__user"):
        for user, process, for_another in standing[row["principal"]]:
            if user == row["person__user"] and process in {"", row["process"]}:
                loads[user].add(row, -1, for_another=for_another)
    members = {user.pk for user in users_with([Role.PERFORMANCE_TEAM], today)}
    parked = awake.asked_of_team(Role.PERFORMANCE_TEAM)
    for row in counted(parked, "team"):
        for member in members:
            loads[member].add(row)
    for row in counted(parked.filter(person__user__in=members), "person__user"):
        loads[row["person__user"]].add(row, -1)
    return loads


def _standing(on: date) -> dict[int, list[tuple[int, str, bool]]]:
    """By post: who decides there (their log-in), of which process (empty: all), and whether for another. Three queries.

    A holder whose post has an acting officer still counts: being away is no ban from deciding; leave is asked apart.
    """
    found: dict[int, list[tuple[int, str, bool]]] = defaultdict(list)
    posts: dict[int, list[int]] = defaultdict(list)
    holders = Tenure.objects.on(on).filter(employee__is_active=True)
    for post, employee, user in holders.values_list("position_id", "employee_id", "employee__user_id"):
        found[post].append((user, "", False))
        posts[employee].append(post)
    acting = ActingAppointment.objects.on(on).filter(officer__is_active=True)
    for post, user in acting.values_list("position_id", "officer__user_id"):
        if all(each != user for each, *_rest in found[post]):
            found[post].append((user, "", True))
    delegated = DelegatedProcess.objects.filter(
        delegation__start__lte=on, delegation__end__gt=on, delegation__delegate__is_active=True,
        delegation__delegator__is_active=True,
    ).order_by("delegation__start", "delegation_id")  # fmt: skip
    rows = delegated.values_list("delegation__delegator_id", "delegation__delegate__user_id", "process")
    for delegator, user, process in dict.fromkeys(rows):
        for post in posts.get(delegator, ()):
            if not any(each == user and of == "" for each, of, _for_another in found[post]):
                found[post].append((user, process, True))
    return found


def _asks_person_concerned(on: date) -> Q:
    """Items of a post in which the person whom the case is about stands themselves, held, acted for or delegated."""
    here = {"position": OuterRef("principal")}
    held = Tenure.objects.on(on).filter(employee=OuterRef("person"), **here)
    acted = ActingAppointment.objects.on(on).filter(officer=OuterRef("person"), **here)
    delegated = Tenure.objects.on(on).filter(
        employee__delegations_given__delegate=OuterRef("person"), employee__delegations_given__start__lte=on,
        employee__delegations_given__end__gt=on, **here,
    )  # fmt: skip
    return Q(Exists(held)) | Q(Exists(acted)) | Q(Exists(delegated))


def _digest(reader: User, load: Load, today: date) -> Message:
    with translation.override(reader.language):
        return Message(
            recipient=reader.pk,
            key=f"digest:{today.isoformat()}:{reader.pk}",
            subject=_("Your work today: %(waiting)s waiting, %(late)s late")
            % {"waiting": load.waiting, "late": load.late},
            body="\n".join(_sentences(load)),
            link=reverse("portal:inbox"),
        )


def _sentences(load: Load) -> Iterator[str]:
    yield _("Waiting for you: %(waiting)s. Due by the next working day or late: %(due)s.") % {
        "waiting": load.waiting, "due": load.due,
    }  # fmt: skip
    if load.oldest is not None:
        yield _("The oldest has waited since %(day)s.") % {"day": day_written(timezone.localtime(load.oldest))}
    if load.late:
        yield _("Past their due date: %(late)s. Please do these first.") % {"late": load.late}
    if load.marked:
        yield _("Marked as overdue: %(marked)s. Your superior may have been asked to decide them too.") % {
            "marked": load.marked
        }
    if load.for_others:
        yield _("For posts that you stand in for: %(number)s.") % {"number": load.for_others}

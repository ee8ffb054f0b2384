"""What follows when a tier's time is up: its officers are marked as reminded, their superior is asked too, or it is
passed over with a mark; as the tier says.

All from the database's state: an item whose due date has passed and that bears no mark yet. Each case is followed up in
a transaction of its own, under the lock of its row, so that a killed or a second run does no harm.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from workflows.approvals.models import Tier
from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.authority import is_parked
from workflows.engine.held import Held, held
from workflows.engine.models import WorkItem, WorkItemQuerySet
from workflows.engine.peers import Barred
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.engine.turns import turn
from workflows.organization.actor import Actor
from workflows.organization.calendar import due_after
from workflows.organization.models import Position
from workflows.organization.reporting import Officer, officers, posts_above
from workflows.rules.wording import day_in_words

ESCALATED, PASSED_ON, REMINDED = "escalated", "passed_on", "reminded"
SEVERAL = (Tier.Rule.ROLE, Tier.Rule.COMMITTEE)


def overdue(now: datetime) -> WorkItemQuerySet:
    """The items of tiers whose time is up and that nobody followed up yet; by their own index."""
    return WorkItem.objects.open().filter(tier__isnull=False, escalated_at__isnull=True, due_at__lt=now)


def mark_reminded(now: datetime) -> int:
    """Mark what is only reminded of: the day's digest says so. Set-based; how many were marked.

    A committee, a role and a queue have no superior who could be asked in their place. What somebody holds right now is
    left for the next run.
    """
    nobody_above = Q(tier__rule__in=SEVERAL) | Q(principal__isnull=True)
    only_reminded = Q(tier__overdue=Tier.Overdue.REMIND) | (Q(tier__overdue=Tier.Overdue.ESCALATE) & nobody_above)
    keys = overdue(now).filter(only_reminded).locking(skip_busy=True).values("pk")
    with transaction.atomic(savepoint=False):
        return WorkItem.objects.filter(pk__in=keys, escalated_at__isnull=True).update(escalated_at=now)


def overdue_tasks(now: datetime) -> list[int]:
    """The tasks to follow up one by one, the longest overdue first."""
    rows = overdue(now).exclude(tier__overdue=Tier.Overdue.REMIND).order_by("due_at", "pk")
    return list(dict.fromkeys(rows.values_list("task_id", flat=True)))


def follow_up(*, task_id: int, by: Actor, at: datetime | None = None) -> str:
    """Do what the tier says about its overdue task; what was done, empty where nothing is due (any more).

    `passed_on` only where a further tier asks somebody: nothing is ever agreed without a person; else it escalates.

    :raises NotYours: a person; only jobs do this. :raises MovedOn: the task is done.
    """
    if by.user is not None:
        raise NotYours("Batas waktu ditindaklanjuti oleh sistem, bukan oleh orang.")
    with held(task_id, by=by, at=at) as h:
        late = [item for item in h.items if item.tier and item.escalated_at is None and item.due_at < h.at]
        if not late:
            return ""
        tier = late[0].tier
        if tier is not None and tier.overdue == Tier.Overdue.PASS_ON and not is_parked(late[0]):
            try:
                _pass_on(h, late, at)
            except NotAllowedHere:
                pass  # the last tier, or nobody stands in the next
            else:
                return PASSED_ON
        for item in late:
            item.escalated_at = h.at
            item.save(update_fields=["escalated_at"])
        source = late[-1]
        if tier is None or source.principal is None or tier.rule in SEVERAL or tier.overdue == Tier.Overdue.REMIND:
            return REMINDED
        return _escalate(h, source, tier)


def _pass_on(h: Held, late: list[WorkItem], at: datetime | None) -> None:
    since = day_in_words(late[0].due_at.astimezone(h.at.tzinfo).date())
    with turn(type(h.case), h.task.pk, by=h.by, at=at, duty=True) as t:
        t.pass_on(f"Tidak diputus sampai {since}.")


@dataclass
class Search:
    """Whom the way upwards came to, and the posts that it passed by, each with its reason."""

    officer: Officer | None = None
    passed_by: list[str] = field(default_factory=list)


def _escalate(h: Held, source: WorkItem, tier: Tier) -> str:
    post = source.principal
    if post is None:
        raise TypeError("Only the task of a post has somebody above it.")
    found = _above(h, source, post)
    until = day_in_words(source.due_at.astimezone(h.at.tzinfo).date())
    details: dict[str, object] = {"from": post.title, "to": None, "passed_by": found.passed_by}
    if found.officer is None:
        reason = f"Tidak diputus {post.title} sampai {until}. Di atasnya tidak ada lagi yang dapat diminta memutus."
        record(h.entry(Verb.ESCALATE, source, reason=reason, details=details))
        return REMINDED
    officer = found.officer
    WorkItem(
        task=h.task, case_id=h.case.pk, process=source.process, node=source.node, owner=officer.employee.user,
        principal=officer.position, acting=officer.acting, tier=tier, person_id=source.person_id, title=source.title,
        summary=source.summary, has_mark=source.has_mark, came_by=Verb.ESCALATE, came_from=post.title[:250],
        created_at=h.at, due_at=due_after(h.on, tier.working_days, officer.employee),
    ).save(force_insert=True)  # fmt: skip
    details |= {"to": officer.title, "to_nip": officer.employee.nip}
    reason = (
        f"Tidak diputus {post.title} sampai {until}. {officer.employee.name}, {officer.title}, diminta ikut memutus."
    )
    record(h.entry(Verb.ESCALATE, source, reason=reason, details=details))
    return ESCALATED


def _above(h: Held, source: WorkItem, post: Position) -> Search:
    """The nearest post above in which somebody stands who may decide and is not asked already."""
    above = posts_above(post)
    standing = officers([post, *above], h.on)
    barred = Barred(h.case, source, h.on)
    barred.look_at([officer.employee for officer in standing.values()])
    asked = {source.owner_id} | ({standing[post.pk].employee.user_id} if post.pk in standing else set())
    search = Search()
    for each in above:
        officer = standing.get(each.pk)
        if officer is None:
            search.passed_by.append(f"{each.title}: kosong")
        elif officer.employee.user_id in asked or barred.why(officer.employee, each):
            search.passed_by.append(f"{each.title}: {officer.employee.name} sudah diminta atau tidak boleh memutus")
        elif officer.concerns(h.case.person):
            search.passed_by.append(f"{each.title}: menyangkut {h.case.person.name} sendiri")
        else:
            search.officer = officer
            break
    return search

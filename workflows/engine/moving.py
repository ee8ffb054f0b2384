"""Moving an open task to somebody else: an assessor gives it to a peer, HR hands over what has nobody to do it.

The case stays where it is: same tier, same due date. The old item closes as moved, and the record keeps both names.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError
from django.db.models import QuerySet

from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.held import Held, held
from workflows.engine.middleware import is_busy
from workflows.engine.models import WorkItem
from workflows.engine.moment import moment_of
from workflows.engine.peers import Barred, Peer, peers_for, place_for
from workflows.engine.reasons import required
from workflows.engine.refusals import MovedOn, NotAllowedHere, NotYours, OwnCase, Refusal
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Employee, Position, Role, User

HANDS_OVER = (Role.HR_ADMIN, Role.PERFORMANCE_TEAM)
MOST_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of one item: handed over, or why not."""

    item_id: int
    title: str
    done: bool
    why: str = ""


def reassign(*, task_id: int, to: Employee, by: Actor, reason: str, at: datetime | None = None) -> WorkItem:
    """Give the task to a peer who may decide; of a committee the actor's own seat alone.

    :raises Refusal: the actor may not do the task, or the peer may not. :raises RuleViolation: without a reason.
    """
    given = required(reason, "Tulis alasan mengalihkan, supaya penerimanya tahu.")
    with held(task_id, by=by, at=at) as h:
        capacity = h.capacity_in_tier()
        item = capacity.item
        peer = next((peer for peer in peers_for(item, h.on, h.case) if peer.employee.pk == to.pk), None)
        if peer is None:
            barred = Barred(h.case, item, h.on)
            barred.look_at([to])
            raise NotAllowedHere(
                barred.why(to) or f"{to.name} tidak dapat menerima pekerjaan ini. Pilih rekan yang berwenang memutus."
            )
        signatory = capacity.signatory
        came_from = ", ".join(filter(None, (signatory.name, signatory.principal_post or signatory.post)))
        moved = _move(h, item, peer, Verb.REASSIGN, came_from)
        record(h.entry(Verb.REASSIGN, item, signatory=signatory, reason=given, details=_details(item, peer)))
    return moved


def hand_over(
    *,
    to: Employee,
    by: Actor,
    reason: str,
    item_ids: Iterable[int] = (),
    task_ids: Iterable[int] = (),
    at: datetime | None = None,
) -> list[HandedOver]:
    """HR hands these open items (all of a task where tasks are named) to an officer; one failure stops none.

    :raises NotYours: the actor is neither an HR admin nor of the performance team.
    :raises OwnCase: the actor would hand the tasks to themselves. :raises RuleViolation: without a reason.
    """
    moment = moment_of(by, at)
    if by.user is None or not has_role(by.user, *HANDS_OVER, on=moment.date()):
        raise NotYours("Pekerjaan orang lain hanya dapat diserahkan oleh admin kepegawaian atau tim pengelola kinerja.")
    if by.employee is not None and by.employee.pk == to.pk:
        raise OwnCase("Anda tidak dapat menyerahkan pekerjaan kepada diri sendiri. Pilih pejabat lain.")
    given = required(reason, "Tulis alasan menyerahkan pekerjaan ini.")
    chosen = list(dict.fromkeys([*item_ids, *_items_of_tasks(task_ids)]))
    known = {item.pk: item for item in WorkItem.objects.filter(pk__in=chosen).only("pk", "task_id", "title")}
    return [_hand_over_one(key, known.get(key), to, by, given, at) for key in chosen]


def items_of(*, position: Position | None = None, user: User | None = None, team: str = "") -> list[int]:
    """The open items of tiers that are asked of a post, of a person as themselves, or of a team's queue; the oldest
    due date first, at most `MOST_AT_ONCE`.
    """
    waiting: QuerySet[WorkItem] = WorkItem.objects.none()
    if position is not None:
        waiting = WorkItem.objects.open().asked_of_post(position.pk)
    elif user is not None:
        waiting = WorkItem.objects.open().asked_personally(user)
    elif team:
        waiting = WorkItem.objects.open().asked_of_team(team)
    rows = waiting.filter(tier__isnull=False).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])


def _items_of_tasks(task_ids: Iterable[int]) -> list[int]:
    tasks = list(task_ids)
    rows = WorkItem.objects.open().filter(task__in=tasks, tier__isnull=False).order_by("pk") if tasks else None
    return list(rows.values_list("pk", flat=True)) if rows is not None else []


def _hand_over_one(
    key: int, known: WorkItem | None, to: Employee, by: Actor, reason: str, at: datetime | None
) -> HandedOver:
    if known is None:
        return HandedOver(key, "", False, "Pekerjaan ini tidak ditemukan.")
    try:
        with held(known.task_id, by=by, at=at) as h:
            item = next((item for item in h.items if item.pk == key), None)
            if item is None:
                raise MovedOn("Pekerjaan ini sudah berpindah ke orang lain atau sudah selesai.")
            _refuse_to_hand_over(h, item)
            place = place_for(to, item, h.on)
            if place is None:
                raise NotAllowedHere(f"{to.name} tidak menempati jabatan yang memimpin, jadi tidak dapat memutus.")
            barred = Barred(h.case, item, h.on)
            barred.look_at([to])
            if why := barred.why_of(place):
                raise NotAllowedHere(why)
            _move(h, item, place, Verb.HAND_OVER, _from_words(item))
            record(h.entry(Verb.HAND_OVER, item, reason=reason, details=_details(item, place)))
    except Refusal as refusal:
        return HandedOver(key, known.title, False, str(refusal))
    except OperationalError as error:
        if not is_busy(error):
            raise
        return HandedOver(key, known.title, False, "Pekerjaan ini sedang diputus orang lain. Ulangi sebentar lagi.")
    return HandedOver(key, known.title, True)


def _refuse_to_hand_over(h: Held, item: WorkItem) -> None:
    if item.tier is None:
        raise NotAllowedHere("Pekerjaan ini hanya dapat dikerjakan oleh pegawai yang bersangkutan.")
    if h.by.employee is not None and h.case.person_id == h.by.employee.pk:
        raise OwnCase("Perkara ini menyangkut Anda sendiri, jadi orang lain yang menyerahkannya.")


def _move(h: Held, item: WorkItem, peer: Peer, verb: Verb, came_from: str) -> WorkItem:
    officer = peer.officer
    return h.move(
        item, verb=verb, came_from=came_from, owner=peer.employee.user,
        principal=officer.position if officer is not None else None,
        acting=officer.acting if officer is not None else None,
        team=item.team if officer is None and item.team else "",
    )  # fmt: skip


def _from_words(item: WorkItem) -> str:
    """From whom, as text: the post, or the person who was asked as themselves, or the queue."""
    if item.principal is not None:
        return item.principal.title
    owner = item.owner
    return str(getattr(owner, "employee", None) or owner) if owner is not None else str(item.get_team_display())


def _details(item: WorkItem, peer: Peer) -> dict[str, object]:
    details: dict[str, object] = {"from": _from_words(item), "to": peer.words, "to_nip": peer.employee.nip}
    if item.gap:
        details["gap"] = item.gap
    return details


def handed_over(results: Sequence[HandedOver]) -> int:
    """How many of these were."""
    return sum(result.done for result in results)

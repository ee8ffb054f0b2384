"""Claiming a case that nobody was found for: a member of the queue's team takes it, and alone decides it then."""

from datetime import date, datetime

from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.authority import Capacity, is_parked, refuse_own_case, refuse_second_decision
from workflows.engine.barring import refuse_barred
from workflows.engine.held import held
from workflows.engine.models import WorkItem
from workflows.engine.refusals import MovedOn, NotAllowedHere, NotYours
from workflows.organization.actor import Actor
from workflows.organization.login import has_role

TAKEN = ["owner", "came_by", "came_from", "snoozed_until"]


def claim(*, task_id: int, by: Actor, at: datetime | None = None) -> WorkItem:
    """Take a parked task out of the team's queue into one's own inbox.

    :raises NotYours: the actor is not of the team. :raises OwnCase, DecidedBefore, TookPart: they could not decide it
        either.
    :raises MovedOn: somebody has taken it, or it is parked no more.
    """
    with held(task_id, by=by, at=at) as h:
        item = next((item for item in h.items if item.team), None)
        if item is None:
            raise MovedOn("Perkara ini tidak lagi menunggu di antrean tim pengelola kinerja.")
        if not may_take(item, by, h.on):
            raise NotYours("Perkara di antrean hanya dapat diambil oleh anggota tim pengelola kinerja.")
        if not is_parked(item):
            raise MovedOn("Perkara ini sudah diambil. Buka antrean untuk melihat yang masih menunggu.")
        capacity = Capacity(item, by.signatory(h.on))
        refuse_own_case(h.case, capacity, by)
        refuse_second_decision(h.case, capacity, by)
        refuse_barred(h.case, capacity, by)
        item.owner, item.came_by, item.came_from = by.user, Verb.CLAIM, str(item.get_team_display())
        item.save(update_fields=TAKEN)
        h.give_task_to(by.user)
        record(h.entry(Verb.CLAIM, item, details={"gap": item.gap}))
    return item


def give_back(*, task_id: int, by: Actor, at: datetime | None = None) -> WorkItem:
    """Put a claimed task back into the team's queue; recorded as REASSIGN.

    :raises NotYours: somebody else claimed it. :raises NotAllowedHere: it was not claimed.
    """
    with held(task_id, by=by, at=at) as h:
        item = h.capacity_in_tier().item
        if not item.team or item.owner_id is None:
            raise NotAllowedHere("Perkara ini tidak berasal dari antrean, jadi tidak dapat dikembalikan ke sana.")
        item.owner, item.came_by, item.came_from, item.snoozed_until = None, "", "", None
        item.save(update_fields=TAKEN)
        h.give_task_to(None)
        details = {"to": str(item.get_team_display()), "gap": item.gap}
        record(h.entry(Verb.REASSIGN, item, reason="Dikembalikan ke antrean.", details=details))
    return item


def may_take(item: WorkItem, by: Actor, on: date) -> bool:
    """Whether the actor is of the team in whose queue the item was put."""
    return bool(item.team) and by.user is not None and has_role(by.user, item.team, on=on)

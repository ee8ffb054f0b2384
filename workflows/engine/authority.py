"""Who may do a task, in which capacity; asked by actions under the lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflows.audit.models import Decision
from workflows.audit.record import Signatory
from workflows.audit.verbs import Verb
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.refusals import DecidedBefore, NotYours, OwnCase
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.reporting import posts_stood_in


@dataclass(frozen=True, slots=True)
class Capacity:
    """The work item that the actor may do, and as whom: the signatory names both where the actor acts for another."""

    item: WorkItem
    signatory: Signatory


def capacity_for(items: Sequence[WorkItem], by: Actor, on: date) -> Capacity:
    """In which capacity the actor may do the task that these open items ask; what is parked is done by its team.

    :raises NotYours: it is asked of others.
    """
    if by.user is None and by.job:
        # A duty of `tick` (lapse, final without an answer) does a task of the person; no job decides a tier.
        item = next((item for item in items if item.tier_id is None and not item.team), None)
        if item is not None:
            return Capacity(item, by.signatory(on))
    standing = None
    for item in items:
        if item.principal_id is None:
            if item.owner_id is not None and by.user is not None and item.owner_id == by.user.pk:
                return Capacity(item, by.signatory(on))
            if is_parked(item) and by.user is not None and has_role(by.user, item.team, on=on):
                return Capacity(item, by.signatory(on))
            continue
        if by.employee is None:
            continue
        if standing is None:
            standing = posts_stood_in(by.employee, on)
        officer = standing.get(item.principal_id)
        if officer is not None:
            tenure = by.own_post(on) if officer.acting is not None else None
            return Capacity(item, officer.signatory(tenure.position.title if tenure else ""))
    raise NotYours(_whose(items))


def capacity_of_job(items: Sequence[WorkItem], by: Actor, on: date) -> Capacity:
    """The capacity in which a job does a duty on a task: as itself, in nobody's name.

    :raises NotYours: a person takes a turn that only jobs take, or nothing is asked any more.
    """
    if not by.job or not items:
        raise NotYours("Langkah ini dikerjakan sistem pada waktunya, bukan oleh orang.")
    return Capacity(items[0], by.signatory(on))


def refuse_own_case(case: TieredCase, item: WorkItem, by: Actor) -> None:
    """Segregation of duties: whoever a case is about does not decide it, in whatever capacity.

    :raises OwnCase: the actor is the person concerned.
    """
    if item.tier_id is not None and by.employee is not None and case.person_id == by.employee.pk:
        raise OwnCase("Perkara ini menyangkut Anda sendiri, jadi orang lain yang memutusnya.")


def refuse_second_decision(case: TieredCase, item: WorkItem, by: Actor) -> None:
    """Nobody decides two tiers of one case in one round, unless its chain version says so.

    :raises DecidedBefore: the actor approved an earlier tier of this round.
    """
    tier = item.tier
    if tier is None or tier.number == 1 or by.employee is None or case.chain_version.same_person_may_decide_twice:
        return
    if by.employee.nip in approvers(case):
        raise DecidedBefore("Anda sudah memutus tahap sebelumnya pada perkara ini. Tahap ini diputus orang lain.")


def approvers(case: TieredCase) -> list[str]:
    """Those (by NIP) who approved in this round of the case.

    Asked once a turn: each turn reads its case anew, under its lock.
    """
    known: dict[int, list[str]] = case.__dict__.setdefault("_approvers", {})
    if case.round not in known:
        approved = Decision.objects.of_case(case.process_code, case.pk).filter(round=case.round, verb=Verb.APPROVE)
        known[case.round] = list(approved.values_list("actor_nip", flat=True))
    return known[case.round]


def is_parked(item: WorkItem) -> bool:
    """Whether the item waits in a team's queue, because nobody was found whom it could ask."""
    return bool(item.team) and item.owner_id is None and item.principal_id is None


def may_do(item: WorkItem, by: Actor, on: date) -> bool:
    """Whether a page may offer the task to the actor; the action asks again under the lock."""
    try:
        capacity_for([item], by, on)
    except NotYours:
        return False
    return not (item.tier_id is not None and by.employee is not None and item.person_id == by.employee.pk)


def _whose(items: Sequence[WorkItem]) -> str:
    for item in items:
        if item.principal is not None:
            return f"Pekerjaan ini menunggu {item.principal.title}, bukan Anda."
        if item.owner is not None:
            return "Pekerjaan ini menunggu orang lain, bukan Anda."
    return "Pekerjaan ini sedang menunggu tim pengelola kinerja."

"""Who may do a task, in which capacity; asked by actions under the lock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.approvals.models import Tier
from workflows.audit.record import Signatory
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.refusals import DecidedBefore, NotAllowedHere, NotYours, OwnCase
from workflows.engine.votes import deciders, may_have_deciders, votes_now
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Employee, Role
from workflows.organization.reporting import Officer, officers, posts_stood_in
from workflows.organization.standing import DELEGATE


@dataclass(frozen=True, slots=True)
class Capacity:
    """The work item that the actor may do, and as whom: the signatory names both where the actor acts for another."""

    item: WorkItem
    signatory: Signatory


def capacity_for(
    items: Sequence[WorkItem], by: Actor, on: date, *, standing: Mapping[int, Officer] | None = None
) -> Capacity:
    """In which capacity the actor may do the task that these open items ask; what is parked must be claimed first.

    `standing` are the posts that the actor stands in that day, delegations included, where they were read before.

    :raises NotYours: it is asked of others.
    """
    if by.user is None and by.job:
        # A duty of `tick` (lapse, final without an answer) does a task of the person; no job decides a tier.
        item = next((item for item in items if item.tier_id is None and not item.team), None)
        if item is not None:
            return Capacity(item, by.signatory(on))
    if by.in_place:
        return _in_place(items, by, on)
    own = next((item for item in items if _asks_personally(item, by, on)), None)
    if own is not None:
        return Capacity(own, by.signatory(on))
    if by.employee is not None and any(item.principal_id for item in items):
        posts = posts_to_answer(items, by.employee, on) if standing is None else own_where_asked(items, standing)
        for item in items:
            officer = posts.get(item.principal_id or 0)
            if officer is not None and officer.answers_for(item.process):
                return Capacity(item, by.signatory_as(officer, on))
    raise NotYours(_whose(items, by, on))


def _asks_personally(item: WorkItem, by: Actor, on: date) -> bool:
    """Whether the item asks the actor as themselves.

    What a role is asked, or was claimed from a team's queue, is done by its member, while they are one.
    """
    if item.principal_id is not None or item.owner_id is None or by.user is None or item.owner_id != by.user.pk:
        return False
    role = role_asked(item)
    return not role or has_role(by.user, role, on=on)


def posts_to_answer(items: Sequence[WorkItem], employee: Employee, on: date) -> Mapping[int, Officer]:
    """The posts that the employee holds or acts for; with what was delegated to them only where those do not do."""
    own = posts_stood_in(employee, on)
    if any(item.principal_id in own for item in items):
        return own
    return posts_stood_in(employee, on, delegated=True)


def own_where_asked(items: Sequence[WorkItem], standing: Mapping[int, Officer]) -> Mapping[int, Officer]:
    """Of posts that were read before: those held or acted for where one of them is asked, else what was delegated too.

    As `posts_to_answer`: whoever is asked in their own post does not sign for another.
    """
    own = {key: officer for key, officer in standing.items() if officer.delegation is None}
    return own if any(item.principal_id in own for item in items) else standing


def _in_place(items: Sequence[WorkItem], by: Actor, on: date) -> Capacity:
    if by.user is None or not has_role(by.user, Role.HR_ADMIN, on=on):
        raise NotYours("Hanya admin kepegawaian yang dapat memutus menggantikan yang berwenang.")
    item = next((item for item in items if item.tier_id is not None), None)
    if item is None:
        raise NotYours("Langkah ini dikerjakan pegawai sendiri. Tidak ada keputusan yang dapat digantikan.")
    if by.outside is not None and (why := why_not_outside(items, on)):
        raise NotAllowedHere(why)
    # It is signed in one's own name, whoever one acts for besides.
    if stands_in_for(by, item.person_id, on):
        raise OwnCase("Perkara ini menyangkut orang yang Anda wakili, jadi orang lain yang memutusnya.")
    return Capacity(item, by.signatory(on))


def stands_in_for(by: Actor, person_id: int, on: date) -> bool:
    """Whether the actor acts or decides for this person that day, in a post that they hold."""
    stood_in = posts_stood_in(by.employee, on, delegated=True) if by.employee is not None else {}
    return any(officer.holder is not None and officer.holder.pk == person_id for officer in stood_in.values())


def why_not_outside(items: Sequence[WorkItem], on: date) -> str:
    """Why a signed document is not recorded for the tier that these items ask, as a sentence; empty where it may be.

    It is, where one is asked who cannot log in, or nobody was found: whoever can log in decides themselves.
    """
    if len(items) != 1 or items[0].tier is None or items[0].tier.mode != Tier.Mode.ONE:
        return "Tahap ini diputus beberapa orang bersama, jadi tidak dicatat dari dokumen."
    item = items[0]
    if is_parked(item):
        return ""
    asked = whoever_is_asked(item, on)
    if asked is None or not asked.is_active or not asked.has_usable_password():
        return ""
    return "Yang diminta memutus dapat masuk ke Jenjang, jadi memutusnya sendiri. Dokumennya tidak perlu dicatat."


def whoever_is_asked(item: WorkItem, on: date) -> Any:
    """The log-in of whoever the item asks that day: of a post whoever stands in it; None where that is nobody."""
    if item.principal is None:
        return item.owner
    officer = officers([item.principal], on).get(item.principal.pk)
    return officer.employee.user if officer is not None else None


def capacity_of_job(items: Sequence[WorkItem], by: Actor, on: date) -> Capacity:
    """The capacity in which a job does a duty on a task: as itself, in nobody's name.

    :raises NotYours: a person takes a turn that only jobs take, or nothing is asked any more.
    """
    if not by.job or not items:
        raise NotYours("Langkah ini dikerjakan sistem pada waktunya, bukan oleh orang.")
    return Capacity(items[0], by.signatory(on))


def capacity_of_person(case: TieredCase, items: Sequence[WorkItem], by: Actor, on: date) -> Capacity:
    """The capacity in which the person concerned withdraws or changes what still waits with a tier.

    :raises NotYours: somebody else, or nothing waits with a tier.
    """
    item = next((item for item in items if item.tier_id is not None), None)
    if by.employee is None or by.employee.pk != case.person_id:
        raise NotYours("Hanya pegawai yang bersangkutan yang dapat menarik atau mengubah kirimannya.")
    if item is None:
        raise NotYours("Tidak ada yang sedang menunggu keputusan di sini.")
    return Capacity(item, by.signatory(on))


def refuse_own_case(case: TieredCase, capacity: Capacity, by: Actor) -> None:
    """Segregation of duties: whoever a case is about does not decide it, in whatever capacity, nor does their deputy.

    :raises OwnCase: the actor, or whom they act for, is the person concerned.
    """
    if capacity.item.tier_id is None:
        return
    if by.employee is not None and case.person_id == by.employee.pk:
        raise OwnCase("Perkara ini menyangkut Anda sendiri, jadi orang lain yang memutusnya.")
    if capacity.signatory.principal_nip == case.person.nip:
        raise OwnCase("Perkara ini menyangkut orang yang Anda wakili, jadi orang lain yang memutusnya.")


def refuse_second_decision(case: TieredCase, capacity: Capacity, by: Actor) -> None:
    """Nobody decides two tiers of one case, unless its chain version says so; nor votes twice in one committee.

    Who decides by delegation and who delegated count as one: neither decides where the other did.

    :raises DecidedBefore: the actor, or whom they decide for, decided in this round already.
    """
    tier = capacity.item.tier
    if tier is None:
        return
    people = {by.nip}
    if capacity.signatory.capacity == DELEGATE:
        people |= {capacity.signatory.principal_nip}
    if tier.mode != Tier.Mode.ONE and any(vote.people & people for vote in votes_now(case, tier.number)):
        raise DecidedBefore("Suara Anda pada tahap ini sudah tercatat. Satu orang memberi satu suara.")
    if not may_have_deciders(case, tier) or case.chain_version.same_person_may_decide_twice:
        return
    if people & deciders(case):
        raise DecidedBefore("Anda sudah memutus tahap sebelumnya pada perkara ini. Tahap ini diputus orang lain.")


def role_asked(item: WorkItem) -> str:
    """The role by which a tier asks somebody as themselves: that of the queue, else the tier's; empty where none."""
    if item.principal_id is not None:
        return ""
    return item.team or (item.tier.role if item.tier is not None else "")


def is_parked(item: WorkItem) -> bool:
    """Whether the item waits in a team's queue, because nobody was found whom it could ask."""
    return bool(item.team) and item.owner_id is None and item.principal_id is None


def may_do(item: WorkItem, by: Actor, on: date, *, standing: Mapping[int, Officer] | None = None) -> bool:
    """Whether a page may offer the task to the actor; the action asks again under the lock."""
    try:
        capacity_for([item], by, on, standing=standing)
    except NotYours:
        return False
    return not (item.tier_id is not None and by.employee is not None and item.person_id == by.employee.pk)


def _whose(items: Sequence[WorkItem], by: Actor, on: date) -> str:
    for item in items:
        if item.principal is not None:
            return f"Pekerjaan ini menunggu {item.principal.title}, bukan Anda."
        if is_parked(item) and by.user is not None and has_role(by.user, item.team, on=on):
            return "Ambil dulu perkara ini dari antrean, lalu putuskan."
        if item.owner is not None:
            return "Pekerjaan ini menunggu orang lain, bukan Anda."
    return "Pekerjaan ini sedang menunggu tim pengelola kinerja."

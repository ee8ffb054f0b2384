"""A dry run: what a chain would come to for a person. Nothing is stored; for many people see `dry_run_office`.

What a person's case would really do is asked of the same code (`resolver`), so that the dry run foretells exactly who
is asked; delegates are named beside whoever they may decide for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.approvals.models import ChainVersion, Tier
from workflows.approvals.resolver import (
    Asked,
    Gap,
    NoChain,
    chain_for,
    explain,
    most_specific,
    published,
)
from workflows.organization.models import Delegation, Employee, Position, User
from workflows.organization.offices import Office, office_on
from workflows.organization.standing import Officer, written

ONE_DAY = timedelta(days=1)


class Why(StrEnum):
    """Why somebody would decide: as the post's holder, acting for it, by delegation, or by a role."""

    HOLDER = "holder"
    ACTING = "acting"
    DELEGATED = "delegated"
    ROLE = "role"


class Outcome(StrEnum):
    """What a tier would come to."""

    ASKED = "asked"
    SKIPPED = "skipped"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """Somebody who would be asked, or may decide beside whoever is; [start, last] is the time that they act for."""

    nip: str
    name: str
    why: Why
    post: str = ""
    capacity: str = ""
    decree: str = ""
    on_behalf_of: str = ""
    start: date | None = None
    last: date | None = None
    perhaps_before: bool = False  # one of several whom an earlier tier asks: whoever decides there is not asked here


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What one tier would come to: whom it asks and how many of them decide, or why it is passed over or parked."""

    tier: Tier
    outcome: Outcome
    deciders: tuple[Decider, ...] = ()
    needed: int = 0
    note: str = ""

    @property
    def asked(self) -> tuple[Decider, ...]:
        """Those whom the tier asks, without their delegates."""
        return tuple(decider for decider in self.deciders if decider.why != Why.DELEGATED)

    @property
    def is_gap(self) -> bool:
        """Whether nobody valid would be found."""
        return self.outcome == Outcome.GAP


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A chain tried for one person in one post. `problem` says why there is none: no post, no chain."""

    employee: Employee
    position: Position | None
    version: ChainVersion | None = None
    tiers: tuple[Foreseen, ...] = ()
    problem: str = ""

    @property
    def gaps(self) -> list[Foreseen]:
        """The tiers for which nobody would be found."""
        return [tier for tier in self.tiers if tier.is_gap]

    @property
    def is_complete(self) -> bool:
        """Whether every tier finds somebody or is rightly passed over."""
        return not self.problem and not self.gaps

    @property
    def decided_by(self) -> tuple[object, ...]:
        """Who decides, tier by tier, without what is passed over: equal where two chains come to the same."""
        if self.problem:
            return (self.problem,)
        return tuple(
            (tier.outcome, tier.needed, frozenset(decider.nip for decider in tier.asked))
            for tier in self.tiers
            if tier.outcome != Outcome.SKIPPED
        )


def try_chain(
    process: str,
    employee: Employee,
    on: date,
    *,
    position: Position | None = None,
    version: ChainVersion | None = None,
    office: Office | None = None,
) -> Trial:
    """The chain of the process for the employee on the day: the one in force, or this version whomever it is for."""
    asked = office_on(office, on)
    own = position or asked.position_of(employee)
    if own is None:
        return Trial(
            employee=employee,
            position=None,
            problem=f"{employee.name} tidak memegang jabatan pada {on:%d-%m-%Y}. Periksa riwayat jabatannya.",
        )
    try:
        chosen = version or chain_for(process, own, office=office)
    except NoChain as missing:
        return Trial(employee=employee, position=own, problem=str(missing))
    return Trial(employee=employee, position=own, version=chosen, tiers=tuple(_tiers(chosen, employee, own, asked)))


def _tiers(version: ChainVersion, employee: Employee, position: Position, office: Office) -> Iterator[Foreseen]:
    before: set[str] = set()  # those who have decided a tier by then, as far as that is sure
    for found in explain(version, employee, office.on, position, office=office):
        if isinstance(found, Asked):
            beside = _delegates(found, version, employee, before, office)
            deciders = (
                *(_officer(each, found) for each in found.officers),
                *(_user(each, found) for each in found.users),
            )
            yield Foreseen(tier=found.tier, outcome=Outcome.ASKED, deciders=(*deciders, *beside), needed=found.needed)
            if found.needed == len(found.nips) and not version.same_person_may_decide_twice:
                before |= found.nips
        else:
            yield Foreseen(
                tier=found.tier, outcome=Outcome.GAP if isinstance(found, Gap) else Outcome.SKIPPED, note=found.why
            )


def _officer(officer: Officer, found: Asked) -> Decider:
    person, acting = officer.employee, officer.acting
    perhaps = person.nip in found.perhaps_before
    if acting is None:
        return Decider(
            nip=person.nip, name=person.name, post=officer.position.title, why=Why.HOLDER, perhaps_before=perhaps
        )
    return Decider(
        nip=person.nip,
        name=person.name,
        post=officer.position.title,
        why=Why.ACTING,
        capacity=acting.get_capacity_display(),
        decree=acting.decree,
        on_behalf_of=officer.holder.name if officer.holder else "",
        start=acting.start,
        last=acting.end - ONE_DAY if acting.end else None,
        perhaps_before=perhaps,
    )


def _user(user: User, found: Asked) -> Decider:
    employee = getattr(user, "employee", None)
    return Decider(
        nip=user.username,
        name=employee.name if employee is not None else user.username,
        why=Why.ROLE,
        perhaps_before=user.username in found.perhaps_before,
    )


def _delegates(
    found: Asked, version: ChainVersion, employee: Employee, before: set[str], office: Office
) -> list[Decider]:
    """Who may decide beside the officers asked, by delegation: not the person concerned, nor whoever decided before."""
    given = office.delegations_of([officer.position for officer in found.officers], version.chain.process)
    posts = {officer.position.pk: officer.position for officer in found.officers}
    barred = before | found.nips | {employee.nip}
    return [
        _delegate(delegation, posts[key])
        for key, delegation in sorted(given.items())
        if delegation.delegate.nip not in barred and delegation.delegator.nip not in before | {employee.nip}
    ]


def _delegate(delegation: Delegation, post: Position) -> Decider:
    return Decider(
        nip=delegation.delegate.nip,
        name=delegation.delegate.name,
        post=post.title,
        why=Why.DELEGATED,
        decree=written(delegation),
        on_behalf_of=delegation.delegator.name,
        start=delegation.start,
        last=delegation.end - ONE_DAY,
    )


def is_for(version: ChainVersion, position: Position, *, office: Office | None = None) -> bool:
    """Whether the version, if it were in force, would be the one for this post."""
    return most_specific(as_if_in_force(version, office), position) == version


def as_if_in_force(version: ChainVersion, office: Office | None = None) -> list[ChainVersion]:
    """The versions in force of the process, with this one in the place of its chain's."""
    in_force = published(version.chain.process, office)
    return [each for each in in_force if each.chain_id != version.chain_id] + [version]

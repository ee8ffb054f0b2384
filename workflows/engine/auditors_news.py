"""What is proposed and decided about an auditor is told: to whom it concerns, and to everybody who may decide it.

As in `office_news.py` messages are written first, in the transaction of the act; where it is refused they are undone.
"""

from collections.abc import Collection
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.urls import reverse

from workflows.audit import clock
from workflows.engine.outbox import Message, tell_many
from workflows.organization import auditors_rights as rights
from workflows.organization.actor import Actor
from workflows.organization.auditors import person_in_words
from workflows.organization.login import users_with
from workflows.organization.models import Role, RoleGrant, RoleProposal, User

DECIDERS = (Role.HR_ADMIN, Role.AUDITOR)
IN_WORDS = {
    RoleProposal.Kind.GRANT: "menjadi auditor", RoleProposal.Kind.END: "tidak lagi menjadi auditor",
    RoleProposal.Kind.CODE: "mendapat kode sekali pakai",
}  # fmt: skip


def propose_grant_and_tell(
    *, by: Actor, user: User, start: date, end: date | None, reason: str
) -> RoleProposal:  # fmt: skip
    """`propose_grant`, and tell. :raises: as `propose_grant`."""
    with transaction.atomic():
        _tell_proposed(by, user, RoleProposal.Kind.GRANT, reason)
        return rights.propose_grant(by=by, user=user, start=start, end=end, reason=reason)


def propose_end_and_tell(*, by: Actor, grant: RoleGrant, end: date, reason: str) -> RoleProposal:
    """`propose_end`, and tell. :raises: as `propose_end`."""
    with transaction.atomic():
        _tell_proposed(by, grant.user, RoleProposal.Kind.END, reason)
        return rights.propose_end(by=by, grant=grant, end=end, reason=reason)


def propose_code_and_tell(*, by: Actor, user: User, reason: str) -> tuple[RoleProposal, str]:
    """`propose_code`, and tell. :raises: as `propose_code`."""
    with transaction.atomic():
        _tell_proposed(by, user, RoleProposal.Kind.CODE, reason)
        return rights.propose_code(by=by, user=user, reason=reason)


def confirm_and_tell(*, by: Actor, proposal: RoleProposal, answer: str) -> str:
    """`confirm`, and tell. :raises: as `confirm`."""
    with transaction.atomic():
        _tell_decided(by, proposal, "dikonfirmasi", answer)
        return rights.confirm(by=by, proposal=proposal, answer=answer)


def refuse_and_tell(*, by: Actor, proposal: RoleProposal, answer: str) -> RoleProposal:
    """`refuse`, and tell. :raises: as `refuse`."""
    with transaction.atomic():
        _tell_decided(by, proposal, "ditolak", answer)
        return rights.refuse(by=by, proposal=proposal, answer=answer)


def _tell_proposed(by: Actor, user: User, kind: str, reason: str) -> None:
    _tell(
        {*_deciders(), user.pk}, by, f"Diusulkan: {person_in_words(user)} {IN_WORDS[RoleProposal.Kind(kind)]}",
        f"Diusulkan oleh {_name(by)}. Alasan: {reason.strip()} Baru berlaku setelah dikonfirmasi orang kedua.",
    )  # fmt: skip


def _tell_decided(by: Actor, proposal: RoleProposal, what: str, answer: str) -> None:
    kind = IN_WORDS[RoleProposal.Kind(proposal.kind)]
    _tell(
        {proposal.proposed_by_id, proposal.user_id}, by, f"Usulan {what}: {person_in_words(proposal.user)} {kind}",
        f"Diputus oleh {_name(by)}. {answer.strip()}".strip(),
    )  # fmt: skip


def _tell(recipients: Collection[int], by: Actor, subject: str, body: str) -> None:
    """Nobody is told what they did themselves; who may not look into the back-office is led nowhere."""
    key, proposals = uuid4().hex, reverse("admin:organization_roleproposal_changelist")
    own = by.user.pk if by.user is not None else None
    lookers = _deciders()
    tell_many(
        (
            Message(
                recipient=each, key=f"role-proposal:{key}:{each}", subject=subject, body=body,
                link=proposals if each in lookers else "",
            )
            for each in sorted(recipients) if each != own
        ),
        at=clock.now(),
    )  # fmt: skip


def _deciders() -> set[int]:
    return {each.pk for each in users_with(DECIDERS, clock.today())}


def _name(by: Actor) -> str:
    return person_in_words(by.user) if by.user is not None else by.job

"""The line of the record that an act on a case leaves, put together in one place."""

from collections.abc import Mapping
from datetime import datetime

from workflows.approvals.models import Tier
from workflows.audit.record import Entry, Signatory
from workflows.audit.verbs import Verb
from workflows.engine.models import TieredCase
from workflows.organization.actor import Actor


def entry_of(
    case: TieredCase,
    verb: Verb,
    by: Actor,
    at: datetime,
    *,
    signatory: Signatory | None = None,
    tier: Tier | None = None,
    in_round: int | None = None,
    reason: str = "",
    seen: str = "",
    details: Mapping[str, object] | None = None,
) -> Entry:
    """What is recorded of it: in the actor's own name where no capacity is given, in the case's round unless told."""
    return Entry(
        verb=verb,
        process=case.process_code,
        case_id=case.pk,
        subject=case.subject_key,
        signatory=signatory or by.signatory(at.date()),
        round=case.round if in_round is None else in_round,
        tier=tier.title if tier else "",
        tier_number=tier.number if tier else None,
        person_nip=case.person.nip,
        person_name=case.person.name,
        reason=reason,
        seen=seen,
        details=dict(details or {}),
        channel=by.channel,
        request_id=by.request_id,
        at=at,
    )

"""The one way to write a decision: inside an action's transaction, as its last statement.

The head of the stream is locked last and several heads in order: in opposite orders transactions die of deadlock.
"""

import zlib
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone

from workflows.audit import clock
from workflows.audit.canonical import signature
from workflows.audit.inserting import insert_together
from workflows.audit.models import Decision, Stream
from workflows.audit.models.stream import STREAMS
from workflows.audit.verbs import Verb
from workflows.audit.verifying.alone import start_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who acted, frozen as text; with the principal where the actor acted for another."""

    nip: str
    name: str
    post: str = ""
    principal_name: str = ""
    principal_nip: str = ""  # carried for the guards of segregation; the record keeps the name and the post
    principal_post: str = ""
    capacity: str = ""
    decree: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A decision about to be written; `case_id` is the process's key, None where there is no process."""

    verb: Verb
    process: str
    subject: str
    signatory: Signatory
    case_id: int | None = None
    round: int = 1
    tier: str = ""
    tier_number: int | None = None
    person_nip: str = ""
    person_name: str = ""
    reason: str = ""
    seen: str = ""
    details: dict[str, object] = field(default_factory=dict)
    channel: str = "PAGE"
    request_id: str = ""
    at: datetime | None = None


def record(*entries: Entry) -> list[Decision]:
    """Write these decisions, in this order, each at the end of its case's chain.

    :raises RuntimeError: outside a transaction, where a decision could outlive the change that it records.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A decision is recorded inside the transaction of the change that it records.")
    heads = _locked_heads({_stream_of(entry) for entry in entries})
    decisions = [_chained(entry, heads[_stream_of(entry)]) for entry in entries]
    if len(decisions) == 1:
        decisions[0].save(force_insert=True)
    else:
        insert_together(Decision, decisions)
    for head in heads.values():
        head.save(update_fields=["seq", "head"])
    return decisions


def _stream_of(entry: Entry) -> int:
    case = f"{entry.process}:{entry.case_id if entry.case_id is not None else entry.subject}"
    return zlib.crc32(case.encode()) % STREAMS


def _locked_heads(numbers: set[int]) -> dict[int, Stream]:
    heads = Stream.objects.select_for_update().filter(number__in=sorted(numbers)).order_by("number")
    return {head.number: head for head in heads}


def _chained(entry: Entry, head: Stream) -> Decision:
    recorded_at = timezone.now()
    signatory = entry.signatory
    decision = Decision(
        verb=entry.verb,
        process=entry.process,
        case_id=entry.case_id,
        subject=entry.subject,
        round=entry.round,
        tier=entry.tier,
        tier_number=entry.tier_number,
        actor_nip=signatory.nip,
        actor_name=signatory.name,
        actor_post=signatory.post,
        principal_name=signatory.principal_name,
        principal_post=signatory.principal_post,
        capacity=signatory.capacity,
        decree=signatory.decree,
        person_nip=entry.person_nip,
        person_name=entry.person_name,
        reason=entry.reason,
        seen=entry.seen,
        details=entry.details,
        channel=entry.channel,
        request_id=entry.request_id,
        effective_at=entry.at or clock.now(),
        recorded_at=recorded_at,
        stream=head.number,
        seq=head.seq + 1,
        prev_hash=head.head or start_of(head.number),
    )
    decision.hash = signature(settings.AUDIT_KEY, decision.prev_hash, decision.signed_values())
    head.seq, head.head = decision.seq, decision.hash
    return decision

"""The one way to write a decision: inside an action's transaction, as its last statement.

The head of the stream is locked last and several heads in order: in opposite orders transactions die of deadlock.
"""

import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.db import connection
from django.db.models import Exists
from django.utils import timezone

from workflows.audit import clock
from workflows.audit.canonical import list_digest, salted_digest, signature, start_of
from workflows.audit.history_rows import BLANKED, Written, noting, number_of
from workflows.audit.inserting import insert_together
from workflows.audit.models import Change, Decision, Particulars, Stream
from workflows.audit.models.decision import FORM
from workflows.audit.models.stream import STREAMS
from workflows.audit.origin import present_origin
from workflows.audit.verbs import Verb

SALT_BYTES = 8
SYSTEM = "system:"  # begins the name of what no person did


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

    @property
    def is_system(self) -> bool:
        """Whether no person acted: a job, the engine, a migration."""
        return self.nip.startswith(SYSTEM)


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


class Precondition(Protocol):
    """What may refuse what is about to be recorded; people and roles are known to the layers above.

    What has to be read for that is read with the heads of the streams, so that nobody pays a statement for it.
    """

    def question(self, entries: Sequence[Entry]) -> Exists | None:
        """Whether there may be something to refuse, as a question to the database; None where there is not.

        :raises RuleViolation: something is refused without asking.
        """

    def refuse(self, entries: Sequence[Entry]) -> None:
        """Called where the answer was yes. :raises RuleViolation: one of them is refused."""


PRECONDITIONS: list[Precondition] = []


def record(*entries: Entry, blanks: Sequence[tuple[str, int]] = ()) -> list[Decision]:
    """Write these decisions, in this order, each at the end of its case's chain.

    They stand for the rows of history that the transaction wrote until now: each row goes with the decision on what it
    is the history of, or belongs to; what belongs to none of them goes with the first. `blanks` are the rows of the
    record's own tables that the first decision, one of the door, is about to blank (door.py).

    :raises RuntimeError: outside a transaction, where a decision could outlive the change that it records.
    :raises RuleViolation: a precondition refuses one of them; then nothing of the transaction is to be kept.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A decision is recorded inside the transaction of the change that it records.")
    entries = tuple(_with_reason(entry) for entry in entries)
    questions = [(each, each.question(entries)) for each in PRECONDITIONS]
    asked = [(each, question) for each, question in questions if question is not None]
    heads = _locked_heads({_stream_of(entry) for entry in entries}, [question for _each, question in asked])
    for place, (precondition, _question) in enumerate(asked):
        if any(getattr(head, f"asked_{place}") for head in heads.values()):
            precondition.refuse(entries)
    shares = _shared_out(noting().take_unrecorded(), entries)
    decisions, changes = [], []
    for entry, written in zip(entries, shares, strict=True):
        particulars = _particulars(entry)
        covered = [_covered(row) for row in written]
        names = [(row.table.table, row.row) for row in written]
        if entry is entries[0]:
            covered += [_blanked(*name) for name in blanks]
            names += blanks
        decision = _chained(entry, heads[_stream_of(entry)], particulars, names, covered)
        particulars.decision = decision
        for change in covered:
            change.decision = decision
        decisions.append(decision)
        changes += covered
    insert_together(Decision, decisions)  # the heads follow (moving_heads.py)
    insert_together(Particulars, [decision.particulars for decision in decisions])
    insert_together(Change, changes)
    return decisions


def _shared_out(written: Sequence[Written], entries: Sequence[Entry]) -> list[list[Written]]:
    """The rows of history that each of the entries stands for."""
    if len(entries) == 1:
        return [list(written)]
    shares: list[list[Written]] = [[] for _ in entries]
    places: dict[str, int] = {}
    for place, entry in enumerate(entries):
        places.setdefault(entry.subject, place)
    for row in written:
        shares[next((places[subject] for subject in row.subjects() if subject in places), 0)].append(row)
    return shares


def _with_reason(entry: Entry) -> Entry:
    """With the reason that was given besides, where a person's act has no words of its own."""
    why = present_origin().why
    if not why or entry.reason.strip() or entry.signatory.is_system:
        return entry
    return replace(entry, reason=why)


def _stream_of(entry: Entry) -> int:
    case = f"{entry.process}:{entry.case_id if entry.case_id is not None else entry.subject}"
    return zlib.crc32(case.encode()) % STREAMS


def _locked_heads(numbers: set[int], questions: Sequence[Exists] = ()) -> dict[int, Stream]:
    heads = Stream.objects.select_for_update().filter(number__in=sorted(numbers)).order_by("number")
    if questions:
        heads = heads.annotate(**{f"asked_{place}": question for place, question in enumerate(questions)})
    return {head.number: head for head in heads}


def fresh_salt() -> str:
    """Sixteen hex digits by chance: without them nobody can try what a digest stands for."""
    return secrets.token_hex(SALT_BYTES)


def _particulars(entry: Entry) -> Particulars:
    signatory = entry.signatory
    return Particulars(
        salt=fresh_salt(),
        actor_nip=signatory.nip,
        actor_name=signatory.name,
        actor_post=signatory.post,
        principal_name=signatory.principal_name,
        principal_post=signatory.principal_post,
        person_nip=entry.person_nip,
        person_name=entry.person_name,
        reason=entry.reason,
        details=entry.details,
        address=present_origin().address,
    )


def _covered(row: Written) -> Change:
    salt = fresh_salt()
    digest = salted_digest(salt, row.table.table, row.values)
    return Change(layout=row.table.number, row=row.row, salt=salt, digest=digest)


def _blanked(table: str, row: int) -> Change:
    return Change(layout=number_of(table, BLANKED), row=row, digest=salted_digest("", table, {"row": row}))


def _chained(
    entry: Entry, head: Stream, particulars: Particulars, names: Sequence[tuple[str, int]], covered: Sequence[Change]
) -> Decision:
    signatory = entry.signatory
    decision = Decision(
        verb=entry.verb,
        process=entry.process,
        case_id=entry.case_id,
        subject=entry.subject,
        round=entry.round,
        tier=entry.tier,
        tier_number=entry.tier_number,
        capacity=signatory.capacity,
        decree=signatory.decree,
        seen=entry.seen,
        channel=entry.channel,
        request_id=entry.request_id or present_origin().request_id,
        effective_at=entry.at or clock.now(),
        recorded_at=timezone.now(),
        particulars_digest=salted_digest(particulars.salt, Particulars._meta.db_table, particulars.values()),
        changes_digest=list_digest((*name, each.digest) for name, each in zip(names, covered, strict=True)),
        form=FORM,
        stream=head.number,
        seq=head.seq + 1,
        prev_hash=head.head or start_of(head.number),
    )
    decision.hash = signature(settings.AUDIT_KEY, decision.prev_hash, decision.signed_values(), decision.form)
    head.seq, head.head = decision.seq, decision.hash
    return decision

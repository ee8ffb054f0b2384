"""The proof of a report: the decision and the digest behind each line, and the record as it was when it was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from backoffice.retention.archiving import SUBJECT as ARCHIVE
from workflows.audit import clock
from workflows.audit.canonical import salted_digest, signature
from workflows.audit.history_rows import table_of
from workflows.audit.models import Anchor, Change, Decision, Layout, Stream
from workflows.audit.sealing import told
from workflows.audit.verbs import Verb
from workflows.audit.verifying import Verdict, verify

MOST_AT_ONCE = 25_000  # so many records are verified while somebody waits for a file that takes its own time


class Standing(StrEnum):
    """Whether a line is what was recorded."""

    SOUND = "SOUND"
    CHANGED = "CHANGED"
    UNRECORDED = "UNRECORDED"


WORDS = {
    Standing.SOUND: _("agrees with the record"),
    Standing.CHANGED: _("is NOT what was recorded"),
    Standing.UNRECORDED: _("NO decision stands for it"),
}


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the decision stands in the record, its signature, and the digest of the row of history."""

    standing: Standing
    stream: int | None = None
    seq: int | None = None
    hash: str = ""
    digest: str = ""

    @property
    def words(self) -> Any:
        """Whether the line is what was recorded, in words."""
        return WORDS[self.standing]

    @property
    def is_sound(self) -> bool:
        """Whether the signature and the digest agree."""
        return self.standing is Standing.SOUND

    def told(self) -> list[object]:
        """As the digest of a report's content covers it."""
        return [self.stream, self.seq, self.hash, self.digest, str(self.standing)]


def proofs_of(rows: Sequence[Any]) -> Mapping[int, tuple[Decision | None, Proof]]:
    """The decision and the proof of each of these rows of one history. Two queries.

    Computed anew: the decision's own signature with the signature before it, and the digest of the row as it stands.
    That the signature before is the right one, only a verification of the whole record can say.
    """
    if not rows:
        return {}
    history: Any = type(rows[0])
    table = table_of(history)
    layouts = {each.number: each.columns for each in Layout.objects.filter(history=table.table)}
    keys = [row.history_id for row in rows]
    changes = Change.objects.filter(layout__in=layouts, row__in=keys).select_related("decision__particulars")
    of_row = {change.row: change for change in changes}
    is_signed: dict[int, bool] = {}
    found: dict[int, tuple[Decision | None, Proof]] = {}
    for row in rows:
        change = of_row.get(row.history_id)
        if change is None:
            found[row.history_id] = None, Proof(Standing.UNRECORDED)
            continue
        decision = change.decision
        if decision.pk not in is_signed:
            is_signed[decision.pk] = _is_signed(decision)
        digest = salted_digest(change.salt, table.table, _covered(table, row, layouts[change.layout]))
        sound = is_signed[decision.pk] and digest == change.digest
        standing = Standing.SOUND if sound else Standing.CHANGED
        proof = Proof(standing, decision.stream, decision.seq, decision.hash, change.digest)
        found[row.history_id] = decision, proof
    return found


def _covered(table: Any, row: Any, columns: Sequence[str]) -> dict[str, object]:
    """What a digest of this layout covers, of the columns that the table still has."""
    return {name: table.plain[name](getattr(row, name)) for name in columns if name in table.plain}


def _is_signed(decision: Decision) -> bool:
    values = decision.signed_values()
    return bool(signature(settings.AUDIT_KEY, decision.prev_hash, values, decision.form) == decision.hash)


@dataclass(frozen=True, slots=True)
class State:
    """The record when a report was made: where it ended (as the code of a seal), what a verification said (None where
    it is too long to be verified while somebody waits), and the last seal that was kept.
    """

    code: str
    records: int
    verdict: Verdict | None
    seal: Anchor | None


def archive_of(year: int) -> Decision | None:
    """The decision by which the year's cases moved into a file; a later year's archive holds the years before it."""
    subjects = [f"{ARCHIVE}#{each}" for each in range(year, clock.today().year + 1)]
    return Decision.objects.filter(verb=Verb.ARCHIVE, subject__in=subjects).order_by("pk").first()


def state_of_record() -> State:
    """As it stands now; nothing is written."""
    streams = list(Stream.objects.order_by("number"))
    records = sum(each.seq for each in streams)
    heads = [[each.number, each.seq, each.head] for each in streams]
    seal = Anchor.objects.order_by("-day").first()
    verdict = None
    if records <= MOST_AT_ONCE:
        verdict = verify(anchors=[told(seal)] if seal is not None else ())
    return State(told(Anchor(day=clock.today(), heads=heads)).code, records, verdict, seal)

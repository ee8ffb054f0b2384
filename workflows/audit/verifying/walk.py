"""The walk along each stream: every signature is computed again, from what stands in the table and the one before."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.conf import settings

from workflows.audit.canonical import signature
from workflows.audit.models import Decision, Stream
from workflows.audit.models.stream import STREAMS
from workflows.audit.record import start_of
from workflows.audit.verifying.breaks import Break, Kind, Signer, Surroundings, kind_of
from workflows.audit.verifying.rows import Row, Table, rows_of

CHUNK = 2_000
AROUND = 500  # rows behind a break that are looked at to tell its kind
FEW = 2  # so many rows of which none verifies say that the key is another one


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification came to: how many rows were looked at, and the first break of the first broken stream."""

    checked: int
    broken: Break | None = None

    @property
    def sound(self) -> bool:
        """Whether every row is what was written, and none is missing."""
        return self.broken is None


def verify(
    *, key: str | None = None, since: int = 0, progress: Callable[[int], None] | None = None, size: int = CHUNK
) -> Verdict:
    """Verify every stream from the place behind `since` on, to its head; stop at the first break.

    With `since` the row at that place is trusted, as an anchor has it. `key` is the office's where none is given;
    `progress` is told after each stream how many rows were looked at.
    """
    sign = signer(settings.AUDIT_KEY if key is None else key)
    table, checked = Table(), 0
    heads = {head.number: (head.seq, head.head) for head in Stream.objects.order_by("number")}
    for number in _streams(heads):
        walked = _Walk(number, table, sign, since, size)
        found = walked.first_break(heads.get(number)) if number in range(STREAMS) else walked.stray()
        checked += walked.checked
        if found is not None and _is_other_key(found, sign, table):
            return Verdict(checked, Break(number, found.seq, Kind.WRONG_KEY, found.id))
        if found is not None:
            return Verdict(checked, found)
        if progress is not None:
            progress(checked)
    return Verdict(checked)


def signer(key: str) -> Signer:
    """The signature that a row would have at a place, behind another one."""

    def sign(row: Row, place: int, previous: str) -> str:
        try:
            return signature(key, previous, {**row.values, "seq": place})
        except (TypeError, ValueError):
            return ""  # a value without a canonical form was never signed

    return sign


class _Walk:
    """Along one stream."""

    def __init__(self, number: int, table: Table, sign: Signer, since: int, size: int) -> None:
        self.number, self.table, self.sign, self.since, self.size = number, table, sign, since, size
        self.checked = 0

    def first_break(self, head: tuple[int, str] | None) -> Break | None:
        """The first row that is not what was written, or that is missing; None where the stream is sound."""
        rows = self._rows()
        before = self._trusted()
        for row in rows:
            follows = row.seq == (before.seq + 1 if before else 1) and row.prev_hash == (
                before.hash if before else start_of(self.number)
            )
            if not (row.is_readable and follows and self.sign(row, row.seq, row.prev_hash) == row.hash):
                around = Surroundings(row, before, start_of(self.number), list(islice(rows, AROUND)), self._has_hash)
                return kind_of(around, self.sign)
            before = row
            self.checked += 1
        return self._against_head(before, head)

    def stray(self) -> Break | None:
        """The first row of a stream that is none of the record's; None where only a head without rows names it."""
        row = next(self._rows(), None)
        return Break(self.number, row.seq, Kind.INSERTED, row.id) if row is not None else None

    def _rows(self) -> Iterator[Row]:
        return rows_of(self.number, self.table, since=self.since, size=self.size)

    def _trusted(self) -> Row | None:
        """The row at `since`, from which the chain goes on."""
        found = Decision.objects.filter(stream=self.number, seq=self.since).values_list("pk", "hash").first()
        return Row(found[0], self.number, self.since, "", found[1]) if found is not None and self.since else None

    def _against_head(self, last: Row | None, head: tuple[int, str] | None) -> Break | None:
        place, hashed = (last.seq, last.hash) if last is not None else (0, "")
        at, head_hash = head if head is not None else (0, "")
        if at > place:
            return Break(self.number, place + 1, Kind.CUT)
        if at < place:
            return Break(self.number, at + 1, Kind.INSERTED)
        return Break(self.number, place, Kind.EDITED, last.id if last else None) if head_hash != hashed else None

    def _has_hash(self, hashed: str) -> bool:
        return Decision.objects.filter(stream=self.number, hash=hashed).exists()


def _streams(heads: dict[int, tuple[int, str]]) -> list[int]:
    """All sixteen, and whatever else the table names."""
    return sorted({*range(STREAMS), *heads, *Decision.objects.values_list("stream", flat=True).distinct()})


def _is_other_key(found: Break, sign: Signer, table: Table) -> bool:
    """Whether no row of any stream verifies: then it is the key that differs, and not the rows."""
    sample = [row for number in range(STREAMS) for row in table.chunk(number, (0, 0), FEW)]
    sound = any(row.is_readable and sign(row, row.seq, row.prev_hash) == row.hash for row in sample)
    return not sound and len(sample) >= FEW and found.kind is not Kind.CUT

"""A record walked along each of its streams, to the first place where it is not what was written.

Of the standard library alone: it is part of the verifier that an inspector runs without Jenjang.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from workflows.audit.canonical import start_of
from workflows.audit.verifying.anchors import Anchor, Heads, heads_digest
from workflows.audit.verifying.breaks import Break, Kind, Row, Signer, Surroundings, kind_of
from workflows.audit.verifying.covering import Doors, fault_of, pass_doors

STREAMS = 16
AROUND = 500  # records behind a break that are looked at to tell its kind
FEW = 2  # so many records of each stream, of which none verifies, say that the key is another one


class Source(Protocol):
    """Where records are read from: the heads of each stream and of whatever else stands there; where each stream
    begins, if not at its start; a stream's records behind a place, in order; rows of history, or of the record's own
    tables, that belong to no record; and auditors' notes that are not what the records about them say, where the
    source has them.
    """

    def heads(self) -> Heads: ...
    def begin(self) -> Heads: ...
    def rows(self, stream: int, since: int) -> Iterator[Row]: ...
    def strangers(self) -> Iterator[tuple[str, int]]: ...
    def broken_notes(self) -> Iterator[Break]: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification came to: how many records are sound, how many rows of history they cover, and the first
    break of the first broken stream.
    """

    checked: int
    covered: int = 0
    broken: Break | None = None

    @property
    def sound(self) -> bool:
        """Whether every record is what was written, and none is missing."""
        return self.broken is None

    def told(self) -> dict[str, Any]:
        """For machines: sound, checked, covered, and broken with its place and kind, or null."""
        broken = self.broken.told() if self.broken is not None else None
        return {"sound": self.sound, "checked": self.checked, "covered": self.covered, "broken": broken}


def verify(
    source: Source,
    sign: Signer,
    since: int = 0,
    progress: Callable[[int], None] | None = None,
    anchors: Sequence[Anchor] = (),
) -> Verdict:
    """Verify every stream from the place behind `since` on, to its head; stop at the first break.

    The record at `since` is trusted, as a seal has it. `progress` is told after each stream how many are sound.
    `anchors` are seals: the records at which the streams ended then have to be those that were sealed.
    """
    walk = Walk(source, sign, since, anchors)
    for stream in sorted({*range(STREAMS), *walk.heads}):
        found = walk.along(stream)
        if found is not None and found.kind is not Kind.CUT and not found.table and _is_other_key(source, sign):
            found = Break(stream, found.seq, Kind.WRONG_KEY, found.id)
        if found is not None:
            return Verdict(walk.checked, walk.covered, found)
        if progress is not None:
            progress(walk.checked)
    return Verdict(walk.checked, walk.covered, next(walk.beside(), None))


class Walk:
    """One walk along all streams, and what was seen on it."""

    def __init__(self, source: Source, sign: Signer, since: int, anchors: Sequence[Anchor]) -> None:
        self.source, self.sign, self.since = source, sign, since
        self.heads, self.begin = source.heads(), source.begin()
        self.checked = self.covered = 0
        self.doors = Doors()
        self.anchors = anchors
        # Of each place at which a stream once ended its signature: as sealed, or None where only a code is there; and
        # as it was found.
        self.sealed: dict[tuple[int, int], str | None] = {}
        for each in sorted(anchors, key=lambda anchor: anchor.heads is not None):
            for stream, seq in each.places.items():
                if seq > max(since, self.begin.get(stream, (0, ""))[0]):
                    self.sealed[stream, seq] = each.heads[stream][1] if each.heads is not None else None
        self.found: dict[tuple[int, int], str] = {}

    def along(self, stream: int) -> Break | None:
        """The first record of the stream that is not what was written, or that is missing."""
        since, head, source = self.since, self.heads.get(stream, (0, "")), self.source
        if stream not in range(STREAMS):
            stray = next(source.rows(stream, 0), None)
            return Break(stream, stray.seq, Kind.INSERTED, stray.id) if stray is not None else None
        rows = source.rows(stream, max(since - 1, 0))
        before = next(rows, None) if 0 < since <= head[0] else None
        if 0 < since <= head[0] and (before is None or before.seq != since):
            return Break(stream, since, Kind.DELETED)
        begins_at, behind = self.begin.get(stream, (0, ""))
        begins_behind = behind if begins_at else start_of(stream)
        for row in rows:
            if isinstance(row.seq, int) and head[0] < row.seq <= source.heads()[stream][0]:
                break  # written since the heads were read
            place, predecessor = (before.seq + 1, before.hash) if before is not None else (begins_at + 1, begins_behind)
            follows = row.is_readable and row.seq == place and row.prev_hash == predecessor
            if not (follows and self.sign(row, place, predecessor) == row.hash):
                after = list(islice(rows, AROUND))
                return kind_of(Surroundings(row, before, place, predecessor, after, source.rows(stream, 0)), self.sign)
            if (found := self._in(row)) is not None:
                return found
            before = row
            self.checked += 1
        if before is None and since > head[0]:
            return None
        return self._against_head(stream, before, head)

    def beside(self) -> Iterator[Break]:
        """What is wrong though every stream is sound: taken away by no record of the door; put in beside the record;
        an auditor's note that is another now.
        """
        for anchor in self.anchors:
            places = [(stream, seq) for stream, seq in anchor.places.items() if seq]
            if anchor.heads is None and all(place in self.sealed for place in places):
                empty = dict.fromkeys(anchor.places, (0, ""))
                found = {stream: (seq, self.found[stream, seq]) for stream, seq in places}
                if heads_digest({**empty, **found}) != anchor.digest:
                    yield Break(None, None, Kind.ANCHOR)
        yield from (Break(row.stream, row.seq, Kind.EDITED, row.id) for row in self.doors.forced())
        for table, row in self.source.strangers():
            yield Break(None, None, Kind.INSERTED, table=table, row=row)
        yield from self.source.broken_notes()

    def _in(self, row: Row) -> Break | None:
        """What is wrong with a record that follows and verifies."""
        place = row.stream, row.seq
        if place in self.sealed:
            self.found[place] = row.hash
            if self.sealed[place] not in (None, row.hash):
                return Break(row.stream, row.seq, Kind.ANCHOR, row.id)
        if (fault := fault_of(row.id, row.values, row.form, row.particulars, row.changes)) is not None:
            kind = Kind.DELETED if fault.is_gone else Kind.EDITED
            return Break(row.stream, row.seq, kind, row.id, fault.table, fault.row)
        pass_doors(row.id, row.values, row.particulars, row.changes, self.doors, row)
        self.covered += len(row.changes)
        return None

    def _against_head(self, stream: int, last: Row | None, head: tuple[int, str]) -> Break | None:
        place, hashed = (last.seq, last.hash) if last is not None else self.begin.get(stream, (0, ""))
        if head[0] > place or any(of == stream and seq > place for of, seq in self.sealed):
            return Break(stream, place + 1, Kind.CUT)
        if head[0] < place:
            return Break(stream, head[0] + 1, Kind.INSERTED)
        return Break(stream, place, Kind.EDITED, last.id if last is not None else None) if head[1] != hashed else None


def _is_other_key(source: Source, sign: Signer) -> bool:
    """Whether no record of any stream verifies: then it is the key that differs, and not the records."""
    sample = [row for stream in range(STREAMS) for row in islice(source.rows(stream, 0), FEW)]
    sound = any(row.is_readable and sign(row, row.seq, row.prev_hash) == row.hash for row in sample)
    return not sound and len(sample) >= FEW

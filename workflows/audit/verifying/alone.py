"""Whether a record of decisions is what was written: one file, the standard library alone.

Jenjang verifies its database with it; an inspector verifies an export, without Jenjang: `AUDIT_KEY=… python3 alone.py
export.jsonl`, exit 0 sound, 1 broken, 2 not an export. An export's first line names the heads of the streams; each
further line is a record: the signed values in their canonical form, the signature before and its own.
"""

import hashlib
import hmac
import json
import os
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

STREAMS = 16
AROUND = 500  # records behind a break that are looked at to tell its kind
FEW = 2  # so many records of each stream, of which none verifies, say that the key is another one


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a stream; `values` is what its signature covers. Not `is_readable` where something cannot be read."""

    id: int
    stream: int
    seq: int
    prev_hash: str
    hash: str
    values: Mapping[str, Any] = field(default_factory=dict)
    is_readable: bool = True


Signer = Callable[[Row, int, str], str]  # record, place, signature before → the signature that it would have there


class Kind(StrEnum):
    """The kind of a break."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT = "cut"
    FORKED = "forked"
    WRONG_KEY = "wrong key"
    ANCHOR = "anchor does not match"


@dataclass(frozen=True, slots=True)
class Break:
    """The first record of a stream that is not what was written there; `id` where a row stands there."""

    stream: int
    seq: int
    kind: Kind
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A row that does not follow from the one before (None at the beginning), with what stands around it.

    `place` and `predecessor` are what the next row has to name; `after` the rows behind it, as far as they were read;
    `all_rows` the whole stream.
    """

    row: Row
    before: Row | None
    place: int
    predecessor: str
    after: Sequence[Row]
    all_rows: Iterator[Row]

    @property
    def follower(self) -> Row | None:
        return self.after[0] if self.after else None


def kind_of(found: Surroundings, sign: Signer) -> Break:
    """Name the break. Each way to change a table leaves its own marks; what leaves none of them was edited."""
    row, place = found.row, found.place
    if not row.is_readable:
        return Break(row.stream, place, Kind.EDITED, row.id)
    if row.seq < place:
        return Break(row.stream, row.seq, Kind.FORKED if row.seq > 0 else Kind.INSERTED, row.id)
    if row.seq > place:
        return _gap(found, sign)
    if sign(row, row.seq, row.prev_hash) == row.hash:
        return _strange_predecessor(found)
    if (was := _place_of(row, found.after, sign)) is not None:
        gone = was == place + 1 and all(each.hash != row.prev_hash for each in found.all_rows)
        return Break(row.stream, place, Kind.DELETED if gone else Kind.REORDERED, row.id)
    if _moves_up(found, sign):
        return Break(row.stream, place, Kind.INSERTED, row.id)
    if _stands_elsewhere(row, found.after, sign):
        return Break(row.stream, place, Kind.REORDERED, row.id)
    return Break(row.stream, place, Kind.EDITED, row.id)


def _gap(found: Surroundings, sign: Signer) -> Break:
    """Nothing stands in the next place: it was taken away, or its row carries another number."""
    stray = next((each for each in (found.row, *found.after) if each.prev_hash == found.predecessor), None)
    if stray is not None and stray.is_readable and sign(stray, found.place, stray.prev_hash) == stray.hash:
        return Break(stray.stream, found.place, Kind.EDITED, stray.id)
    return Break(found.row.stream, found.place, Kind.DELETED)


def _strange_predecessor(found: Surroundings) -> Break:
    """The row is as it was signed but follows another one: whoever has the key signed the one before anew, or this."""
    of_its_own = found.follower is not None and found.follower.prev_hash != found.row.hash
    at = found.row if found.before is None or of_its_own else found.before
    return Break(at.stream, at.seq, Kind.EDITED, at.id)


def _moves_up(found: Surroundings, sign: Signer) -> bool:
    """Whether the row behind once stood here: this one was put in before it."""
    row = found.follower
    if row is None or not row.is_readable or row.prev_hash != found.predecessor:
        return False
    return sign(row, found.place, found.predecessor) == row.hash


def _place_of(row: Row, after: Sequence[Row], sign: Signer) -> int | None:
    """The place at which the row with its own predecessor and signature is sound; None where there is none near."""
    places = {row.seq + 1, *(each.seq for each in after if isinstance(each.seq, int))}
    return next((place for place in sorted(places) if sign(row, place, row.prev_hash) == row.hash), None)


def _stands_elsewhere(row: Row, after: Sequence[Row], sign: Signer) -> bool:
    """Whether the row's values are those of another place, or another row's values are those of this one."""
    return any(
        sign(row, other.seq, other.prev_hash) == other.hash or sign(other, row.seq, row.prev_hash) == row.hash
        for other in after
        if other.is_readable
    )


class Source(Protocol):
    """Where records are read from: the head of each stream and of whatever else stands there (place, signature); a
    stream's records behind a place, in order.
    """

    def heads(self) -> Mapping[int, tuple[int, str]]: ...
    def rows(self, stream: int, since: int) -> Iterator[Row]: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification came to: how many records are sound, and the first break of the first broken stream."""

    checked: int
    broken: Break | None = None

    @property
    def sound(self) -> bool:
        """Whether every record is what was written, and none is missing."""
        return self.broken is None

    def told(self) -> dict[str, Any]:
        """For machines: sound, checked, and broken with its place and kind, or null."""
        at = self.broken
        broken = {"stream": at.stream, "seq": at.seq, "kind": str(at.kind), "id": at.id} if at is not None else None
        return {"sound": self.sound, "checked": self.checked, "broken": broken}


def verify(source: Source, sign: Signer, since: int = 0, progress: Callable[[int], None] | None = None) -> Verdict:
    """Verify every stream from the place behind `since` on, to its head; stop at the first break.

    The record at `since` is trusted, as a seal has it. `progress` is told after each stream how many are sound.
    """
    heads, checked = source.heads(), 0
    for stream in sorted({*range(STREAMS), *heads}):
        sound, found = _walked(source, stream, heads.get(stream, (0, "")), sign, since)
        checked += sound
        if found is not None and found.kind is not Kind.CUT and _is_other_key(source, sign):
            found = Break(stream, found.seq, Kind.WRONG_KEY, found.id)
        if found is not None:
            return Verdict(checked, found)
        if progress is not None:
            progress(checked)
    return Verdict(checked)


def start_of(stream: int) -> str:
    """What the first record of a stream names as the signature before it."""
    return f"start-of-stream-{stream}"


def _walked(source: Source, stream: int, head: tuple[int, str], sign: Signer, since: int) -> tuple[int, Break | None]:
    """How many records of the stream are sound, and the first that is not what was written, or that is missing."""
    if stream not in range(STREAMS):
        stray = next(source.rows(stream, 0), None)
        return 0, Break(stream, stray.seq, Kind.INSERTED, stray.id) if stray is not None else None
    checked, rows = 0, source.rows(stream, max(since - 1, 0))
    before = next(rows, None) if 0 < since <= head[0] else None
    if 0 < since <= head[0] and (before is None or before.seq != since):
        return 0, Break(stream, since, Kind.DELETED)
    for row in rows:
        place, predecessor = (before.seq + 1, before.hash) if before is not None else (1, start_of(stream))
        follows = row.is_readable and row.seq == place and row.prev_hash == predecessor
        if not (follows and sign(row, place, predecessor) == row.hash):
            after = list(islice(rows, AROUND))
            around = Surroundings(row, before, place, predecessor, after, source.rows(stream, 0))
            return checked, kind_of(around, sign)
        before = row
        checked += 1
    return checked, _against_head(stream, before, head) if before is not None or since <= head[0] else None


def _against_head(stream: int, last: Row | None, head: tuple[int, str]) -> Break | None:
    place, hashed = (last.seq, last.hash) if last is not None else (0, "")
    if head[0] > place:
        return Break(stream, place + 1, Kind.CUT)
    if head[0] < place:
        return Break(stream, head[0] + 1, Kind.INSERTED)
    return Break(stream, place, Kind.EDITED, last.id if last is not None else None) if head[1] != hashed else None


def _is_other_key(source: Source, sign: Signer) -> bool:
    """Whether no record of any stream verifies: then it is the key that differs, and not the records."""
    sample = [row for stream in range(STREAMS) for row in islice(source.rows(stream, 0), FEW)]
    sound = any(row.is_readable and sign(row, row.seq, row.prev_hash) == row.hash for row in sample)
    return not sound and len(sample) >= FEW


class Export:
    """The records of an export; ValueError where it is none. A line that is no record is a broken one, not a crash."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._begins: dict[int, array[int]] = {}  # of each stream, where its lines begin
        with path.open("rb") as lines:
            try:
                heads = json.loads(lines.readline())["heads"]
                self._heads = {int(stream): (int(seq), str(head)) for stream, seq, head in heads}
            except (ValueError, TypeError, KeyError) as wrong:
                raise ValueError(f"{path}: the first line names no heads of streams.") from wrong
            at, row = lines.tell(), Row(0, 0, 0, "", "")
            for line in lines:
                row = _read(line, row)
                self._begins.setdefault(row.stream, array("Q")).append(at)
                at += len(line)

    def heads(self) -> Mapping[int, tuple[int, str]]:
        """As the first line has them, and the streams of lines that it does not name."""
        return {**dict.fromkeys(self._begins, (0, "")), **self._heads}

    def rows(self, stream: int, since: int) -> Iterator[Row]:
        """The stream's lines, in the order of the file, in which an export writes them."""
        row = Row(0, stream, 0, "", "")
        with self.path.open("rb") as lines:
            for begin in self._begins.get(stream, ()):
                lines.seek(begin)
                row = _read(lines.readline(), row)
                if row.seq > since:
                    yield row


def _read(line: bytes, before: Row) -> Row:
    try:
        found = json.loads(line)
        values = found["values"]
        return Row(
            int(found["id"]), int(values["stream"]), int(values["seq"]), str(found["prev_hash"]), str(found["hash"]),
            values,
        )  # fmt: skip
    except (ValueError, TypeError, KeyError):
        return Row(0, before.stream, before.seq + 1, "", "", is_readable=False)


def signed(key: str, row: Row, place: int, previous: str) -> str:
    """The signature of values that stand in their canonical form already, as an export has them."""
    text = json.dumps({**row.values, "seq": place}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key.encode(), (previous + text).encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def main(arguments: Sequence[str]) -> int:
    """Verify the export that is named; say what was found."""
    key = os.environ.get("AUDIT_KEY", "")
    if len(arguments) != 1 or not key:
        sys.stderr.write("Usage: AUDIT_KEY=… python3 alone.py EXPORT.jsonl\n")
        return 2
    try:
        found = verify(Export(Path(arguments[0])), partial(signed, key))
    except (ValueError, OSError) as refused:
        sys.stderr.write(f"{refused}\n")
        return 2
    sys.stdout.write(json.dumps(found.told()) + "\n")
    return 0 if found.sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

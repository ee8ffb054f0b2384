"""The kinds of break in a record, and how the first broken one is named for what was done to it.

Of the standard library alone: it is part of the verifier that an inspector runs without Jenjang.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workflows.audit.verifying.covering import Covered, Particulars


@dataclass(slots=True)
class Row:
    """A record of a stream; `values` is what its signature covers, in the `form` of its time, `particulars` and
    `changes` what it covers by digests. Not `is_readable` where something cannot be read.
    """

    id: int
    stream: int
    seq: int
    prev_hash: str
    hash: str
    values: Mapping[str, Any] = field(default_factory=dict)
    is_readable: bool = True
    form: int = 1
    particulars: Particulars | None = None
    changes: Sequence[Covered] = ()


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
    """The first record of a stream that is not what was written there; `id` where a row stands there.

    `table` and `row` where the record itself is sound, and what was changed is something that it covers. A row of
    history that no record covers has no stream and no place.
    """

    stream: int | None
    seq: int | None
    kind: Kind
    id: int | None = None
    table: str = ""
    row: int | None = None

    def told(self) -> dict[str, Any]:
        """For machines."""
        at = {"stream": self.stream, "seq": self.seq, "kind": str(self.kind), "id": self.id}
        return {**at, "table": self.table, "row": self.row} if self.table else at


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

"""What can be wrong with the record, and how the kind of a break is told from what surrounds it.

A signature covers the row's values, its stream, its place in it and the signature before. So a row that no longer
verifies still tells where it once stood: its values are tried at the other places around it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflows.audit.verifying.rows import Row

Signer = Callable[[Row, int, str], str]  # row, place, signature before → the signature that it would have there


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
    """The first record of a stream that is not what was written there; `id` where a row of the table stands there."""

    stream: int
    seq: int
    kind: Kind
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A row that does not follow from the one before, with what stands around it.

    `before` is the last sound row, None at the stream's beginning; `start` the predecessor that the first row names;
    `after` the rows behind it, as far as they were read; `has_hash` tells whether a signature stands in the stream.
    """

    row: Row
    before: Row | None
    start: str
    after: Sequence[Row]
    has_hash: Callable[[str], bool]

    @property
    def place(self) -> int:
        """The place that comes next."""
        return self.before.seq + 1 if self.before is not None else 1

    @property
    def predecessor(self) -> str:
        """The signature that the next row has to name."""
        return self.before.hash if self.before is not None else self.start


def kind_of(found: Surroundings, sign: Signer) -> Break:
    """Name the break. Each way to change a table leaves its own marks; what leaves none of them was edited."""
    row, place = found.row, found.place
    if not row.is_readable:
        return Break(row.stream, place, Kind.EDITED, row.id)
    if row.seq < place:
        return Break(row.stream, row.seq, Kind.FORKED if row.seq > 0 else Kind.INSERTED, row.id)
    if row.seq > place:
        return _gap(found, sign)
    if _is_sound(row, sign):
        return _strange_predecessor(found, sign)
    if (was := _place_of(row, found.after, sign)) is not None:
        gone = was == place + 1 and not found.has_hash(row.prev_hash)
        return Break(row.stream, place, Kind.DELETED if gone else Kind.REORDERED, row.id)
    if _moves_up(found, sign):
        return Break(row.stream, place, Kind.INSERTED, row.id)
    if _stands_elsewhere(found, sign):
        return Break(row.stream, place, Kind.REORDERED, row.id)
    return Break(row.stream, place, Kind.EDITED, row.id)


def _is_sound(row: Row, sign: Signer) -> bool:
    return sign(row, row.seq, row.prev_hash) == row.hash


def _gap(found: Surroundings, sign: Signer) -> Break:
    """Nothing stands in the next place: it was taken away, or its row carries another number."""
    stray = next((each for each in (found.row, *found.after) if each.prev_hash == found.predecessor), None)
    if stray is not None and stray.is_readable and sign(stray, found.place, stray.prev_hash) == stray.hash:
        return Break(stray.stream, found.place, Kind.EDITED, stray.id)
    return Break(found.row.stream, found.place, Kind.DELETED)


def _strange_predecessor(found: Surroundings, sign: Signer) -> Break:
    """The row is as it was signed but follows another one: whoever has the key signed the one before anew, or this."""
    if found.before is None:
        return Break(found.row.stream, found.place, Kind.EDITED, found.row.id)
    follower = found.after[0] if found.after else None
    if follower is not None and follower.prev_hash != found.row.hash:
        return Break(found.row.stream, found.place, Kind.EDITED, found.row.id)
    return Break(found.before.stream, found.before.seq, Kind.EDITED, found.before.id)


def _moves_up(found: Surroundings, sign: Signer) -> bool:
    """Whether the row behind once stood here: this one was put in before it."""
    follower = found.after[0] if found.after else None
    return (
        follower is not None
        and follower.is_readable
        and follower.prev_hash == found.predecessor
        and sign(follower, found.place, found.predecessor) == follower.hash
    )


def _place_of(row: Row, after: Sequence[Row], sign: Signer) -> int | None:
    """The place at which the row with its own predecessor and signature is sound; None where there is none near."""
    places = {row.seq + 1, *(each.seq for each in after if isinstance(each.seq, int))}
    return next((place for place in sorted(places) if sign(row, place, row.prev_hash) == row.hash), None)


def _stands_elsewhere(found: Surroundings, sign: Signer) -> bool:
    """Whether the row's values are those of another place, or another row's values are those of this one."""
    for other in found.after:
        if other.is_readable and (
            sign(found.row, other.seq, other.prev_hash) == other.hash
            or sign(other, found.row.seq, found.row.prev_hash) == found.row.hash
        ):
            return True
    return False

"""What a record covers by digests: its particulars, and the rows of field history that it stands for.

Of the standard library alone: it is part of the verifier that an inspector runs without Jenjang.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workflows.audit.canonical import list_digest, text_digest

PARTICULARS = "audit_particulars"
CHANGES = "audit_change"
DOORS = frozenset({"ERASE", "ARCHIVE"})  # the verbs of records by which particulars and histories may be taken away
SIGNED_ITSELF = 1  # the first form signed the particulars themselves


@dataclass(slots=True)  # not frozen: that takes three times as long to make, and there are millions
class Particulars:
    """The people and words of a record; `text` is their canonical form, None where they cannot be read."""

    salt: str
    text: str | None
    blanked_by: int | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing of them is left."""
        return not self.salt and self.text is not None and not any(json.loads(self.text).values())


@dataclass(slots=True)
class Covered:
    """A row of history that a record stands for; `text` is its canonical form, None where it is gone or unreadable."""

    id: int
    table: str
    row: int
    salt: str
    digest: str
    text: str | None
    is_there: bool = True
    blanked_by: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a record covers and that is not what it was: changed, or gone."""

    table: str
    row: int
    is_gone: bool = False


@dataclass(slots=True)
class Doors:
    """What was taken away through the one door, and by which record; what the records of that door say they took."""

    taken: dict[tuple[int, str, int], Any] = field(default_factory=dict)  # door, table, row → where it was found
    said: set[tuple[int, str, int]] = field(default_factory=set)

    def forced(self) -> Iterator[Any]:
        """Where something is missing that no record of the door speaks of."""
        return (found for key, found in self.taken.items() if key not in self.said)


def fault_of(
    key: int, values: Mapping[str, Any], form: int, particulars: Particulars | None, changes: Sequence[Covered]
) -> Fault | None:
    """The first thing that the record with this key, itself sound, covers and that is not what it was."""
    if form == SIGNED_ITSELF:
        return Fault(CHANGES, changes[0].id) if changes else None
    if particulars is None:
        return Fault(PARTICULARS, key, is_gone=True)
    if not _is_right(particulars, values["particulars_digest"]):
        return Fault(PARTICULARS, key)
    if list_digest((each.table, each.row, each.digest) for each in changes) != values["changes_digest"]:
        return Fault(CHANGES, _stranger(changes, values["changes_digest"]))
    return next((fault for each in changes if (fault := _fault_in(each)) is not None), None)


def pass_doors(
    key: int, values: Mapping[str, Any], particulars: Particulars | None, changes: Sequence[Covered], doors: Doors,
    found: Any,
) -> None:  # fmt: skip
    """Note what of this sound record was taken away, and, where it is a record of the door, what it says it took."""
    if particulars is not None and particulars.blanked_by is not None:
        doors.taken[particulars.blanked_by, PARTICULARS, key] = found
    for each in changes:
        if each.blanked_by is not None:
            doors.taken[each.blanked_by, CHANGES, each.id] = found
        if values["verb"] in DOORS:
            doors.said.add((key, each.table, each.row))


def _is_right(particulars: Particulars, digest: str) -> bool:
    if particulars.blanked_by is not None:
        return particulars.is_blank
    return particulars.text is not None and _digest(particulars.salt, PARTICULARS, particulars.text) == digest


def _fault_in(change: Covered) -> Fault | None:
    if change.blanked_by is not None:
        return Fault(change.table, change.row) if change.is_there or change.salt else None
    if not change.is_there:
        # A door's lines name what was blanked, in the record's own tables: these rows stay, and have no values here.
        return None if change.table in (PARTICULARS, CHANGES) else Fault(change.table, change.row, is_gone=True)
    if change.text is None or _digest(change.salt, change.table, change.text) != change.digest:
        return Fault(change.table, change.row)
    return None


def _stranger(changes: Sequence[Covered], digest: str) -> int:
    """Of changes that are not those of the record the one that was put in, where one was; else the first."""
    for each in changes:
        if list_digest((other.table, other.row, other.digest) for other in changes if other is not each) == digest:
            return each.id
    return changes[0].id if changes else 0


def _digest(salt: str, table: str, text: str) -> str:
    try:
        return text_digest(salt, table, text)
    except ValueError:
        return ""  # a text that no database keeps was never covered

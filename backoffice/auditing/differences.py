"""What a changed row says before and after, field by field: numbers with their difference, long texts word by word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from backoffice.auditing.changed_rows import ChangedRow
from backoffice.auditing.titles import NAMED_BY, fields_of, title_of
from backoffice.auditing.values import Key, Names, in_words, label_of
from workflows.rules.wording import MINUS, exact

LONG = 30  # characters: longer texts are compared word by word
UNLIKE = 0.3  # texts that share less are shown as they are: marks on every word would hide both
PLACES = {"number", "month", "version", "round"}  # numbers of which a difference says nothing
UNSHOWN = {"fingerprint", "half"}  # made from the other fields, to compare them; the seal of half a code


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text; `is_other` where the other text does not have them."""

    words: str
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A field that changed. `by` is the difference of numbers; `is_code` a structure, shown as it is stored."""

    label: str
    before: Sequence[Piece]
    after: Sequence[Piece]
    by: str = ""
    is_code: bool = False

    @property
    def short(self) -> str:
        """*Target: 30 → 45 (+15)*; of a structure only that it changed."""
        if self.is_code:
            return self.label
        old, new = (" ".join(piece.words for piece in side) or "–" for side in (self.before, self.after))
        return f"{self.label}: {old} → {new}{f' ({self.by})' if self.by else ''}"


@dataclass(frozen=True, slots=True)
class Block:
    """A changed row: what it is, and its lines."""

    title: str
    state: str
    lines: Sequence[Line]
    is_new: bool
    is_from_former_version: bool


def keys_named(rows: Iterable[ChangedRow]) -> set[Key]:
    """Whatever these rows point to, to be named."""
    return {
        (field.related_model._meta.label, getattr(history, field.attname))
        for row in rows
        for history in (row.history, row.before)
        if history is not None
        for field in fields_of(row.history)
        if field.related_model is not None
    }


def block_of(row: ChangedRow, names: Names) -> Block | None:
    """What changed in this row; None where nothing did that anybody could read."""
    lines = [line for field in _fields_to_compare(row) if (line := _line(row, field, names)) is not None]
    if not lines and not row.is_new and not row.is_removed:
        return None
    return Block(title_of(row.history, names), _state(row), lines, row.is_new, row.is_from_former_version)


def pieces(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts with the words marked that the other does not have; short ones, and those with little in common,
    are left whole.
    """
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if max(len(before), len(after)) <= LONG or not old or not new or matcher.ratio() < UNLIKE:
        return _whole(before), _whole(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for what, a, b, c, d in matcher.get_opcodes():
        if b > a:
            left.append(Piece(" ".join(old[a:b]), what != "equal"))
        if d > c:
            right.append(Piece(" ".join(new[c:d]), what != "equal"))
    return left, right


def _whole(text: str) -> list[Piece]:
    return [Piece(text)] if text else []


def _state(row: ChangedRow) -> str:
    if row.is_removed:
        return _("removed")
    if row.is_from_former_version:
        return _("in place of the version before")
    return _("entered") if row.is_new else _("changed")


def _fields_to_compare(row: ChangedRow) -> list[Any]:
    """Of a new row those that its title does not say already; its whole is where it stands."""
    unsaid = set(UNSHOWN)
    if row.is_new or row.is_removed or row.is_from_former_version:
        unsaid |= {*NAMED_BY.get(row.model._meta.label, ()), "follows"}
        unsaid |= {field.name for field in fields_of(row.history) if _is_whole(field)}
    return [field for field in fields_of(row.history) if field.name not in unsaid]


def _is_whole(field: Any) -> bool:
    """Whether the field points to what the row is a part of; such rows go with it."""
    return field.related_model is not None and field.remote_field.on_delete is models.CASCADE


def _line(row: ChangedRow, field: Any, names: Names) -> Line | None:
    old = getattr(row.before, field.attname) if row.before is not None else None
    new = None if row.is_removed else getattr(row.history, field.attname)
    before, after = in_words(field, old, names), in_words(field, new, names)
    if old == new or before == after:
        return None
    is_code = isinstance(field, models.JSONField)
    left, right = (_whole(before), _whole(after)) if is_code else pieces(before, after)
    return Line(label_of(field), left, right, _by(field, old, new), is_code)


def _by(field: Any, old: Any, new: Any) -> str:
    """By how much a number changed, with its sign; nothing for codes, and where one of both is missing."""
    is_number = isinstance(field, models.DecimalField | models.IntegerField) and not field.flatchoices
    if not is_number or field.related_model is not None or field.name in PLACES or old is None or new is None:
        return ""
    more = Decimal(new) - Decimal(old)
    return f"+{exact(more)}" if more > 0 else f"{MINUS}{exact(-more)}"

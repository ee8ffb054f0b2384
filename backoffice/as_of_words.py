"""A row as it stood, in the words of its fields, beside what it says today."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst

from backoffice.auditing.values import Names, in_words
from workflows.audit.as_of import Row, Subject

FEW = 3  # so many fields of a part without parts are read on one line


@dataclass(frozen=True, slots=True)
class Line:
    """A field: what it said then, and what it says today where that is something else."""

    label: str
    then: str
    today: str
    differs: bool
    is_long: bool = False  # what a rule gave, with its steps: read when it is asked for


@dataclass(frozen=True, slots=True)
class Block:
    """A row: its lines and its parts. One that is there on one side only says so."""

    title: str
    lines: list[Line]
    groups: list["Group"]
    was_there: bool
    is_there: bool

    @property
    def is_short(self) -> bool:
        """Whether it is read on one line."""
        return not self.groups and len(self.lines) <= FEW and not any(line.is_long for line in self.lines)


@dataclass(frozen=True, slots=True)
class Group:
    """The parts of one kind."""

    title: str
    blocks: list[Block] = field(default_factory=list)


def shown(subject: Subject, then: Row | None, today: Row | None, names: Names) -> Block | None:
    """The subject then, beside today; None where it is on neither side."""
    return _block(subject, then, today, names) if then is not None or today is not None else None


def _block(
    subject: Subject, then: Row | None, today: Row | None, names: Names, number: int = 0, into: str = ""
) -> Block:
    row = then if then is not None else today
    if row is None:
        raise ValueError("A block is of a row.")
    title = capfirst(str(row.model._meta.verbose_name))
    lines = [
        _line(each, then, today, names)
        for each in row.model._meta.concrete_fields
        if each.name in row.stored and each.name not in subject.unshown and each.name != into
    ]
    return Block(
        title=f"{title} {number}" if number else title,
        lines=[line for line in lines if line.then or line.today],
        groups=[_group(subject, part, then, today, names) for part in _parts(subject, row)],
        was_there=then is not None,
        is_there=today is not None,
    )


def _parts(subject: Subject, row: Row) -> list[Any]:
    """The kinds of parts that rows of this kind have, as they are declared."""
    kinds = list(subject.parts)
    for part in kinds:
        if part.model is row.model:
            return list(part.parts)
        kinds.extend(part.parts)
    return list(subject.parts)


def _group(subject: Subject, part: Any, then: Row | None, today: Row | None, names: Names) -> Group:
    """What stood in its order, then what was added since."""
    before = {row.key: row for row in then.parts[part.name]} if then is not None else {}
    after = {row.key: row for row in today.parts[part.name]} if today is not None else {}
    return Group(
        capfirst(str(part.model._meta.verbose_name_plural)),
        [
            _block(subject, before.get(key), after.get(key), names, number, part.into)
            for number, key in enumerate(dict.fromkeys([*before, *after]), start=1)
        ],
    )


def _line(each: Any, then: Row | None, today: Row | None, names: Names) -> Line:
    one, two = (in_words(each, row.stored[each.name], names) if row is not None else "" for row in (then, today))
    differs = then is not None and today is not None and then.stored[each.name] != today.stored[each.name]
    is_long = each.get_internal_type() == "JSONField"
    return Line(capfirst(str(each.verbose_name)), one, two if differs or then is None else "", differs, is_long)

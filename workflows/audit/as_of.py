"""How something stood at an instant, rebuilt from its field history; each app says here what its case consists of.

A row stood as its latest history up to the instant says, and was not there where that says that it was deleted. A part
belongs to the whole that its history names at the instant, whatever the row of today names.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from workflows.audit.known import named_with


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong to a whole by a foreign key (`into`), in the order of these fields."""

    model: Any
    into: str
    order: tuple[str, ...] = ()
    parts: tuple["Part", ...] = ()

    @property
    def name(self) -> str:
        """As the whole names them: `results`."""
        return str(self.model._meta.get_field(self.into).remote_field.get_accessor_name())

    @property
    def key_into(self) -> str:
        """The attribute that holds the whole's key."""
        return str(self.model._meta.get_field(self.into).attname)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a process decides on: a row with its parts; `person` and `position` are lookups of whom it is about.

    `unshown` are fields that say nothing to people: they are rebuilt, and left out where somebody reads. `named_with`
    are the relations that the names of rows read, the subject's own and of those to which it leads.
    """

    model: Any
    person: str = "employee"
    position: str = "position"
    parts: tuple[Part, ...] = ()
    unshown: frozenset[str] = frozenset()
    named_with: Mapping[Any, tuple[str, ...]] = field(default_factory=dict)

    def key_of(self, key: int) -> str:
        """As the record names it: `daily.DailyReport#12`."""
        return f"{self.model._meta.label}#{key}"


Finder = Callable[[int], Iterable[int]]  # of a subject's key, the keys of others
SUBJECTS: dict[str, Subject] = {}
BESIDE: dict[str, list[tuple[str, Finder]]] = defaultdict(list)


def register(process: str, subject: Subject) -> None:
    """Make known what a process, by its code, decides on."""
    SUBJECTS[process] = subject
    for model, relations in subject.named_with.items():
        named_with(model, *relations)


def relate(process: str, other: str, find: Finder) -> None:
    """Make known which subjects of another process stand beside one of this: the plan that an assessment is of."""
    if (other, find) not in BESIDE[process]:
        BESIDE[process].append((other, find))


def beside(process: str, key: int) -> list[tuple[str, int]]:
    """What stands beside the subject, as process and key. A query for each relation."""
    return [(other, found) for other, find in BESIDE[process] for found in find(key)]


def subject_of(process: str) -> Subject:
    """What the process decides on.

    :raises LookupError: no app has said it.
    """
    try:
        return SUBJECTS[process]
    except KeyError:
        raise LookupError(f"Nothing says how {process!r} is rebuilt; known are {', '.join(SUBJECTS)}.") from None


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stood: its values by the names of its fields (a foreign key's is the key), and its parts."""

    model: Any
    key: int
    stored: Mapping[str, Any]
    parts: Mapping[str, tuple["Row", ...]] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """What JSON can hold: decimals as text, days and moments in ISO form, in the office's time."""
        return {name: plain(value) for name, value in self.stored.items()}

    @property
    def place(self) -> tuple[str, int]:
        """Which row it is, among all of the office."""
        return self.model._meta.label, self.key

    def everything(self) -> Iterator["Row"]:
        """The row, then all its parts."""
        yield self
        for rows in self.parts.values():
            for row in rows:
                yield from row.everything()

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        parts = {name: [row.as_dict() for row in rows] for name, rows in self.parts.items()}
        return {"key": self.key, "values": self.values, **({"parts": parts} if parts else {})}


class Replay:
    """The field history of a subject and of all that was ever part of it, read once: `at` is asked as often as wanted.

    A query for the subject and one for each kind of part, however many parts and changes there are.
    """

    def __init__(self, subject: Subject, key: int) -> None:
        self.subject, self.key = subject, key
        self._kinds: dict[Part | None, dict[int, list[dict[str, Any]]]] = {}
        rows = _history(subject.model).filter(**{subject.model._meta.pk.attname: key})
        self._kinds[None] = _by_key(subject.model, rows)
        self._read(subject.parts, [key])

    def at(self, instant: datetime | None = None) -> Row | None:
        """How it stood then, what was done at that very instant included; the latest known where none is given.

        None: it was not there yet, or not any more.
        """
        stood = {part: dict(_newest(rows, instant)) for part, rows in self._kinds.items()}
        root = stood.pop(None).get(self.key)
        if root is None:
            return None
        below: dict[Part | None, dict[int, list[tuple[int, dict[str, Any]]]]] = defaultdict(lambda: defaultdict(list))
        for part, rows in stood.items():
            if part is not None:
                for key, values in rows.items():
                    below[part][values[part.key_into]].append((key, values))
        return _assembled(self.subject.model, self.key, root, self.subject.parts, below)

    def places(self) -> list[str]:
        """The subject and all that was ever part of it, as the record names them."""
        found = [self.subject.key_of(self.key)]
        for part, rows in self._kinds.items():
            if part is not None:
                found += [f"{part.model._meta.label}#{key}" for key in rows]
        return found

    def _read(self, parts: Iterable[Part], wholes: Any) -> None:
        for part in parts:
            history = _history(part.model)
            ever = history.filter(**{f"{part.key_into}__in": wholes}).values(part.model._meta.pk.attname)
            self._kinds[part] = _by_key(part.model, history.filter(**{f"{part.model._meta.pk.attname}__in": ever}))
            self._read(part.parts, ever)


def as_it_stands(subject: Subject, key: int) -> Row | None:
    """The subject as its tables have it today, whatever the history says; as many queries as for a replay."""
    root = subject.model._base_manager.filter(pk=key).values(*_attributes(subject.model)).first()
    if root is None:
        return None
    below: dict[Part | None, dict[int, list[tuple[int, dict[str, Any]]]]] = defaultdict(lambda: defaultdict(list))

    def read(parts: Iterable[Part], path: str) -> None:
        for part in parts:
            towards = f"{part.into}{path}"
            pk = part.model._meta.pk.attname
            for values in part.model._base_manager.filter(**{towards: key}).values(*_attributes(part.model)):
                below[part][values[part.key_into]].append((values[pk], values))
            read(part.parts, f"__{towards}")

    read(subject.parts, "")
    return _assembled(subject.model, key, root, subject.parts, below)


def different(then: Row | None, other: Row | None) -> dict[tuple[str, int], frozenset[str]]:
    """Which fields of which rows differ, by the row's place; of a row that only one of them has, all its fields."""
    before = {row.place: row.stored for row in then.everything()} if then is not None else {}
    after = {row.place: row.stored for row in other.everything()} if other is not None else {}
    found = {}
    for place in before.keys() | after.keys():
        one, two = before.get(place, {}), after.get(place, {})
        names = frozenset(name for name in one.keys() | two.keys() if name not in one or one[name] != two.get(name))
        if names:
            found[place] = names
    return found


def plain(value: Any) -> Any:
    """The value as JSON can hold it."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def _history(model: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.history.model._default_manager.all()
    return rows.order_by()


def _attributes(model: Any) -> list[str]:
    return [each.attname for each in model.history.model.tracked_fields]


def _by_key(model: Any, rows: QuerySet[Any]) -> dict[int, list[dict[str, Any]]]:
    """Each row's history, the oldest first."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    pk = model._meta.pk.attname
    ordered = rows.order_by("history_date", "history_id")
    for values in ordered.values(*_attributes(model), "history_date", "history_type"):
        found[values[pk]].append(values)
    return found


def _newest(rows: Mapping[int, list[dict[str, Any]]], instant: datetime | None) -> Iterator[tuple[int, dict[str, Any]]]:
    for key, history in rows.items():
        known = [each for each in history if instant is None or each["history_date"] <= instant]
        if known and known[-1]["history_type"] != "-":
            yield key, known[-1]


def _assembled(
    model: Any, key: int, values: Mapping[str, Any], parts: Iterable[Part], below: Mapping[Part | None, Any]
) -> Row:
    tracked = [each for each in model.history.model.tracked_fields if not each.primary_key]
    found = {}
    for part in parts:
        rows = [_assembled(part.model, at, each, part.parts, below) for at, each in below[part].get(key, ())]
        found[part.name] = tuple(sorted(rows, key=lambda row, order=part.order: _place(row, order)))  # type: ignore[misc]
    return Row(model, key, {each.name: values[each.attname] for each in tracked}, found)


def _place(row: Row, order: tuple[str, ...]) -> tuple[Any, ...]:
    return (*((row.stored[name] is None, row.stored[name]) for name in order), row.key)

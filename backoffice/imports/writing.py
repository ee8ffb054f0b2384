"""Stores many rows with their history: new ones created, changed ones updated, the same ones left alone."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

Row = TypeVar("Row", bound=Model)
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who stands in the field history: a person's log-in or None, why, and (for the demonstration) when."""

    user: Any = None
    reason: str = "system:import_office"
    at: datetime | None = None


@dataclass
class Tally:
    """How many rows of one kind were created, changed, found the same, or left because they were submitted already."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    submitted: int = 0

    @property
    def touched(self) -> bool:
        """Whether anything was written."""
        return bool(self.created or self.changed)

    def add(self, other: "Tally") -> None:
        """Count these too."""
        self.created += other.created
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.submitted += other.submitted


def create(rows: list[Row], author: Author) -> None:
    """Insert the rows and their first history; their keys are set."""
    if rows:
        bulk_create_with_history(
            rows, type(rows[0]), default_user=author.user, default_change_reason=author.reason, default_date=author.at
        )


def change(rows: list[Row], fields: Iterable[str], author: Author) -> None:
    """Update these fields of the rows, with history."""
    if rows:
        bulk_update_with_history(
            rows,
            type(rows[0]),
            sorted(fields),
            default_user=author.user,
            default_change_reason=author.reason,
            default_date=author.at,
        )


def set_values(row: Model, values: Mapping[str, Any]) -> set[str]:
    """Set what differs; the names of the fields that did."""
    differing = {name for name, value in values.items() if getattr(row, name) != value}
    for name in differing:
        setattr(row, name, values[name])
    return differing


def store_rows(
    model: type[Row],
    existing: dict[Key, Row],
    wanted: Iterable[tuple[Key, Mapping[str, Any]]],
    author: Author,
    only_new: Mapping[str, Any] | None = None,
) -> Tally:
    """Create the rows whose key is not there, update those that differ; `existing` then holds all of them.

    `only_new` are values of created rows alone, such as the file in which a row came first.
    """
    tally = Tally()
    new: list[Row] = []
    changed: list[Row] = []
    fields: set[str] = set()
    for key, values in wanted:
        row = existing.get(key)
        if row is None:
            row = existing[key] = model(**values, **(only_new or {}))
            new.append(row)
        elif differing := set_values(row, values):
            fields |= differing
            changed.append(row)
        else:
            tally.unchanged += 1
    change(changed, fields, author)  # first: what ends makes room for what begins
    create(new, author)
    tally.created, tally.changed = len(new), len(changed)
    return tally

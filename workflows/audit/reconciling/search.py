"""A search: one statement for each range of keys, which gives how many were found of a kind, and the first of them.

The database does the comparing. What comes back is counted there, so that of a table of millions no more rows are ever
held than are shown, also where all of it is wrong.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import connection

KEYS_AT_ONCE = 200_000  # of a table; a statement holds no lock, but its snapshot, no longer than these take


class Kind(StrEnum):
    """What does not agree."""

    TASK_WITHOUT_DECISION = "task_without_decision"
    DECISION_WITHOUT_CASE = "decision_without_case"
    DECISION_WITHOUT_TASK = "decision_without_task"
    DIFFERS_FROM_HISTORY = "differs_from_history"
    STANDS_THOUGH_DELETED = "stands_though_deleted"
    WITHOUT_HISTORY = "without_history"
    GONE_WITHOUT_HISTORY = "gone_without_history"
    HISTORY_WITHOUT_DECISION = "history_without_decision"
    LEFT_BY_THE_DOOR = "left_by_the_door"  # nothing wrong is known: its history is archived or erased

    @property
    def is_wrong(self) -> bool:
        """Whether somebody has to look into it."""
        return self is not Kind.LEFT_BY_THE_DOOR


@dataclass(frozen=True, slots=True)
class Unexplained:
    """One row that does not agree: its key, and what there is to say of it (columns, a step and its case)."""

    key: int | str
    detail: str = ""


@dataclass(slots=True)
class Tally:
    """How many rows of this model (`daily.DailyReport`) were found of a kind, and the first of them by their keys."""

    kind: Kind
    model: str
    count: int = 0
    first: list[Unexplained] = field(default_factory=list)


def search(
    model: str, found: str, spans: Iterable[tuple[int, int]], first: int, given: Mapping[str, Any] | None = None
) -> list[Tally]:
    """What this query finds, by kind.

    `found` is a query of (kind, key, detail) for keys from %(low)s to before %(high)s; `given` its other parameters.
    """
    counted = (
        "SELECT kind, key, detail, many FROM (SELECT f.kind, f.key, f.detail, "  # noqa: S608  names of our own tables alone
        "COUNT(*) OVER (PARTITION BY f.kind) AS many, ROW_NUMBER() OVER (PARTITION BY f.kind ORDER BY f.key) AS place "
        f"FROM ({found}) f) n WHERE place <= %(first)s ORDER BY kind, key"
    )
    tallies: dict[str, Tally] = {}
    for low, high in spans:
        here: dict[str, int] = {}
        for kind, key, detail, many in fetched(
            counted, {"low": low, "high": high, "first": max(first, 1), **(given or {})}
        ):
            tally = tallies.setdefault(kind, Tally(Kind(kind), model))
            here[kind] = many
            if len(tally.first) < first:
                tally.first.append(Unexplained(key, detail))
        for kind, many in here.items():
            tallies[kind].count += many
    return list(tallies.values())


def spans_of(*tables: tuple[str, str], at_once: int | None = None) -> Iterator[tuple[int, int]]:
    """Half-open ranges that together hold every key of these tables, each given with its column of keys."""
    ends = [end for table, key in tables for end in fetched(f"SELECT MIN({key}), MAX({key}) FROM {table}")[0]]  # noqa: S608  as above
    known = [end for end in ends if end is not None]
    size = at_once or KEYS_AT_ONCE
    if known:
        yield from ((low, low + size) for low in range(min(known), max(known) + 1, size))


def fetched(query: str, parameters: Mapping[str, Any] | None = None) -> list[Any]:
    """The rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def places(name: str, values: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    """A list of parameters as the query names them, and what they are; of no values a list that nothing is in."""
    given = {f"{name}{number}": value for number, value in enumerate(values)}
    return ", ".join(f"%({each})s" for each in given) or "NULL", given


def is_other(one: str, other: str) -> str:
    """Whether two columns differ; two that are empty do not."""
    return f"{one} IS NOT {other}" if connection.vendor == "sqlite" else f"{one} IS DISTINCT FROM {other}"

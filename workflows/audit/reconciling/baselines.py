"""Rows that a migration makes, before anybody could act: known by what Jenjang ships, not by a history.

A row without history is otherwise one that somebody put in past every action. Of these the app that ships them says how
each stands as shipped; from its first change on, each has its history like any other.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Baseline:
    """Of one model: the keys of the rows that stand as shipped, and what is shipped and nowhere to be found."""

    keys: frozenset[int]
    missing: tuple[str, ...]


Shipped = Callable[[], Baseline]
SHIPPED: dict[Any, Shipped] = {}


def shipped(model: Any, baseline: Shipped) -> None:
    """Make known how the rows of this model stand that it is shipped with."""
    SHIPPED[model] = baseline


def baseline_of(model: Any, by: Collection[str], expected: Mapping[tuple[Any, ...], Mapping[str, object]]) -> Baseline:
    """Those rows that stand exactly as expected, each named by the values of the fields in `by`.

    What is expected and neither stands nor has any history, was taken away past every action. Two queries.
    """
    names = sorted({name for values in expected.values() for name in values})
    keys, standing = set(), set()
    for row in model._base_manager.values("pk", *by, *names):
        which = tuple(row[name] for name in by)
        standing.add(which)
        wanted = expected.get(which)
        if wanted is not None and all(row[name] == value for name, value in wanted.items()):
            keys.add(row["pk"])
    ever = set(model.history.values_list(*by))
    missing = [which for which in expected if which not in standing | ever]
    return Baseline(frozenset(keys), tuple(" ".join(map(str, which)) for which in missing))

"""What decisions changed: the rows of field history that they stand for, each beside the row as it was before.

A handful of queries for a page of decisions, by the kinds of rows that they changed, however many there are.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber

from backoffice.auditing.former_versions import former_rows
from workflows.audit.history_rows import history_models
from workflows.audit.models import Change, Layout

ENTERED, REMOVED = "+", "-"


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row of history and the one before it: of the same row, or of what it follows in the version before.

    `before` is None where there is none.
    """

    history: Any
    before: Any | None
    is_from_former_version: bool = False

    @property
    def model(self) -> Any:
        """What it is the history of."""
        return self.history.instance_type

    @property
    def is_new(self) -> bool:
        """Whether the row was entered, with nothing before it to compare with."""
        return self.history.history_type == ENTERED and self.before is None

    @property
    def is_removed(self) -> bool:
        """Whether the row went away."""
        return bool(self.history.history_type == REMOVED)


@dataclass(frozen=True, slots=True)
class Changed:
    """What one decision changed: its first rows, how many there are besides, and how many left the record since."""

    rows: Sequence[ChangedRow]
    unread: int
    gone: int


NOTHING = Changed((), 0, 0)


def changed_by(
    decisions: Collection[int], most: int, only: Mapping[int, Sequence[int]] | None = None
) -> dict[int, Changed]:
    """What each of these decisions (by key) changed, at most so many rows of each, in the order of writing.

    Of those in `only` no other changes (by key) than these are read and counted.
    """
    narrowed = only or {}
    asked = Q(decision__in=[key for key in decisions if key not in narrowed])
    asked |= Q(pk__in=[change for key in decisions for change in narrowed.get(key, ())])
    place = Window(RowNumber(), partition_by=[F("decision_id")], order_by=[F("pk").asc()])
    total, gone = (Window(Count(what), partition_by=[F("decision_id")]) for what in ("pk", "blanked_by"))
    found = list(
        Change.objects.filter(asked)
        .annotate(place=place, total=total, gone=gone)
        .filter(place__lte=most)
        .order_by("decision_id", "pk")
        .values_list("decision_id", "layout", "row", "total", "gone")
    )
    tables = tables_by_layout()
    wanted: dict[Any, list[int]] = defaultdict(list)
    for _decision, layout, row, _total, _gone in found:
        if layout in tables:
            wanted[tables[layout]].append(row)
    rows = {history: _with_what_was_before(history, keys) for history, keys in wanted.items()}
    shown: dict[int, list[ChangedRow]] = defaultdict(list)
    counted: dict[int, tuple[int, int]] = {}
    for decision, layout, row, of_it, gone_of_it in found:
        counted[decision] = of_it, gone_of_it
        if layout in tables and row in (known := rows[tables[layout]]):
            shown[decision].append(known[row])
    return {
        decision: Changed(tuple(shown[decision]), of_it - gone_of_it - len(shown[decision]), gone_of_it)
        for decision, (of_it, gone_of_it) in counted.items()
    }


def tables_by_layout() -> dict[int, Any]:
    """The history model of each layout, older layouts of the same table included."""
    by_table = {model._meta.db_table: model for model in history_models()}
    known = Layout.objects.values_list("number", "history")
    return {number: by_table[table] for number, table in known if table in by_table}


def _with_what_was_before(history: Any, keys: Sequence[int]) -> Mapping[int, ChangedRow]:
    """Each of these rows beside the one before. Two queries, and those of the former version."""
    pk = history.instance_type._meta.pk.attname
    earlier = history._base_manager.filter(**{pk: OuterRef(pk)}, history_id__lt=OuterRef("history_id"))
    of_it = Subquery(earlier.order_by("-history_id").values("history_id")[:1])
    rows = list(history._base_manager.filter(history_id__in=keys).annotate(before_id=of_it))
    before = history._base_manager.in_bulk([row.before_id for row in rows if row.before_id is not None])
    alone = [row for row in rows if row.before_id is None and row.history_type == ENTERED]
    former = former_rows(history, alone) if alone else {}
    return {
        row.history_id: ChangedRow(
            row,
            before.get(row.before_id) or former.get(row.history_id),
            is_from_former_version=row.history_id in former,
        )
        for row in rows
    }

"""The rows of history that records stand for, as the tables hold them; and those for which none stands."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import DatabaseError, connection, transaction

from workflows.audit.history_rows import HistoryTable, history_models, table_of
from workflows.audit.models import Change, Layout
from workflows.audit.verifying.covering import CHANGES, PARTICULARS, Covered

UNREADABLE = (DatabaseError, UnicodeDecodeError, ValueError, OverflowError, TypeError)
UNKNOWN = "?"  # the table of a layout that nobody wrote down

Found = tuple[int, int, int, int, str, str, int | None]  # id, decision, layout, row, salt, digest, blanked by


class CoveredRows:
    """What the changes of records name, read for many records at once."""

    def __init__(self) -> None:
        self.tables: dict[str, HistoryTable] = {table_of(model).table: table_of(model) for model in history_models()}
        layouts = Layout.objects.values_list("number", "history", "columns")
        self.layouts: dict[int, tuple[str, list[str]]] = {number: (table, names) for number, table, names in layouts}

    def of(self, decisions: Sequence[int]) -> Mapping[int, Sequence[Covered]]:
        """The changes of each of these decisions, with the rows as they stand now. A query for each table."""
        found: list[Found] = list(
            Change.objects.filter(decision__in=decisions)
            .order_by("id")
            .values_list("id", "decision_id", "layout", "row", "salt", "digest", "blanked_by_id")
        )
        rows: dict[int, set[int]] = defaultdict(set)
        for _id, _decision, layout, row, *_rest in found:
            rows[layout].add(row)
        values = {layout: self._values(layout, keys) for layout, keys in rows.items()}
        covered: dict[int, list[Covered]] = defaultdict(list)
        for key, decision, layout, row, salt, digest, blanked_by in found:
            there = values[layout]
            covered[decision].append(
                Covered(
                    key, self.layouts.get(layout, (UNKNOWN, []))[0], row, salt, digest, there.get(row), row in there,
                    blanked_by,
                )
            )  # fmt: skip
        return covered

    def _values(self, layout: int, keys: set[int]) -> dict[int, Mapping[str, Any] | None]:
        """Of each row that is there what a digest of this layout covers; None where it cannot be read."""
        table, columns = self.layouts.get(layout, (UNKNOWN, []))
        if table not in self.tables:
            return {}
        history = self.tables[table]
        try:
            return self._read(history, columns, keys)
        except UNREADABLE:
            return {key: value for each in keys for key, value in self._alone(history, columns, each).items()}

    def _alone(self, history: HistoryTable, columns: Sequence[str], key: int) -> dict[int, Mapping[str, Any] | None]:
        try:
            return self._read(history, columns, {key})
        except UNREADABLE:
            return {key: None}

    def _read(
        self, history: HistoryTable, columns: Sequence[str], keys: set[int]
    ) -> dict[int, Mapping[str, Any] | None]:
        as_plain = [history.plain.get(name) for name in columns]
        if None in as_plain:  # a column that the table no longer has
            raise ValueError(history.table)
        with transaction.atomic():
            rows = list(history.model._base_manager.filter(pk__in=keys).values_list("pk", *columns))
        return {
            key: {name: turn(value) for name, turn, value in zip(columns, as_plain, row, strict=True) if turn}
            for key, *row in rows
        }

    def strangers(self) -> Iterator[tuple[str, int]]:
        """Rows of history that no record stands for; changes and particulars of no record."""
        for history in self.tables.values():
            numbers = [number for number, (table, _names) in self.layouts.items() if table == history.table]
            places = ", ".join(["%s"] * len(numbers)) or "NULL"
            yield from self._first(
                history.table,
                f"SELECT h.{history.key} FROM {history.table} h LEFT JOIN audit_change c "  # noqa: S608  our own names
                f"ON c.row = h.{history.key} AND c.layout IN ({places}) WHERE c.id IS NULL ORDER BY 1 LIMIT 1",
                numbers,
            )
        for table, key in ((CHANGES, "id"), (PARTICULARS, "decision_id")):
            yield from self._first(
                table,
                f"SELECT c.{key} FROM {table} c LEFT JOIN audit_decision d "  # noqa: S608  our own names
                f"ON d.id = c.decision_id WHERE d.id IS NULL ORDER BY 1 LIMIT 1",
                [],
            )

    def _first(self, table: str, query: str, parameters: list[int]) -> Iterator[tuple[str, int]]:
        with connection.cursor() as cursor:
            cursor.execute(query, parameters)
            yield from ((table, key) for (key,) in cursor.fetchall())

"""The rows of history that records stand for, as the tables hold them; and those for which none stands."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from workflows.audit.history_rows import HistoryTable, history_models, table_of
from workflows.audit.models import Layout
from workflows.audit.verifying.covering import CHANGES, PARTICULARS, Covered
from workflows.audit.verifying.reading import UNREADABLE, Columns

UNKNOWN = "?"  # the table of a layout that nobody wrote down
AT_ONCE = 5_000  # rows are asked for by so many keys
CHANGE = "id, decision_id, layout, row, salt, digest, blanked_by_id"

Found = tuple[int, int, int, int, str, str, int | None]  # id, decision, layout, row, salt, digest, blanked by


class CoveredRows:
    """What the changes of records name, read for many records at once."""

    def __init__(self) -> None:
        self.tables: dict[str, HistoryTable] = {table_of(model).table: table_of(model) for model in history_models()}
        layouts = Layout.objects.values_list("number", "history", "columns")
        self.columns: dict[int, Columns] = {}  # of a layout
        self.layouts: dict[int, tuple[str, list[str]]] = {number: (table, names) for number, table, names in layouts}

    def of(self, decisions: Sequence[int]) -> Mapping[int, Sequence[Covered]]:
        """The changes of each of these decisions, with the rows as they stand now. A query for each table."""
        found: list[Found] = []
        for some in _some_of(decisions):
            asked = f"SELECT {CHANGE} FROM {CHANGES} WHERE decision_id IN ({_places(some)})"  # noqa: S608  our own names
            found += self._fetch(asked, some)
        found.sort()  # by their keys
        rows: dict[int, set[int]] = defaultdict(set)
        for _id, _decision, layout, row, *_rest in found:
            rows[layout].add(row)
        texts = {layout: self._texts(layout, keys) for layout, keys in rows.items()}
        covered: dict[int, list[Covered]] = defaultdict(list)
        for key, decision, layout, row, salt, digest, blanked_by in found:
            there = texts[layout]
            covered[decision].append(
                Covered(
                    key, self.layouts.get(layout, (UNKNOWN, []))[0], row, salt, digest, there.get(row), row in there,
                    blanked_by,
                )
            )  # fmt: skip
        return covered

    def _texts(self, layout: int, keys: set[int]) -> dict[int, str | None]:
        """Of each row that is there what a digest of this layout covers; None where it cannot be read."""
        table, columns = self.layouts.get(layout, (UNKNOWN, []))
        if table not in self.tables:
            return {}
        history = self.tables[table]
        if not history.plain.keys() >= set(columns):  # a column that the table no longer has
            return dict.fromkeys(keys)
        if layout not in self.columns:
            self.columns[layout] = Columns("h", [(history.fields[name], history.plain[name]) for name in columns])
        found: dict[int, str | None] = {}
        for some in _some_of(sorted(keys)):
            try:
                found |= self._read(history, self.columns[layout], some)
            except UNREADABLE:
                for each in some:
                    found |= self._alone(history, self.columns[layout], each)
        return found

    def _alone(self, history: HistoryTable, columns: Columns, key: int) -> dict[int, str | None]:
        try:
            return self._read(history, columns, [key])
        except UNREADABLE:
            return {key: None}

    def _read(self, history: HistoryTable, columns: Columns, keys: Sequence[int]) -> dict[int, str | None]:
        place = columns.names.index(history.key)
        asked = f"SELECT {columns.sql} FROM {history.table} h WHERE h.{history.key} IN ({_places(keys)})"  # noqa: S608  as above
        with transaction.atomic():
            return {row[place]: columns.text(row) for row in self._fetch(asked, keys)}

    def _fetch(self, asked: str, parameters: Sequence[Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(asked, parameters)
            return cursor.fetchall()

    def strangers(self) -> Iterator[tuple[str, int]]:
        """Rows of history that no record stands for; changes and particulars of no record."""
        for history in self.tables.values():
            numbers = [number for number, (table, _names) in self.layouts.items() if table == history.table]
            places = ", ".join(["%s"] * len(numbers)) or "NULL"
            yield from self._first(
                history.table,
                f"SELECT h.{history.key} FROM {uncovered(history, places)} ORDER BY 1 LIMIT 1",  # noqa: S608  our own names
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
        yield from ((table, key) for (key,) in self._fetch(query, parameters))


def uncovered(history: HistoryTable, layouts: str) -> str:
    """The rows `h` of a history that no change covers, as the end of a query; `layouts` are places for its layouts."""
    return (
        f"{history.table} h LEFT JOIN audit_change c ON c.row = h.{history.key} AND c.layout IN ({layouts}) "
        "WHERE c.id IS NULL"
    )


def _some_of(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[first : first + AT_ONCE] for first in range(0, len(keys), AT_ONCE))


def _places(keys: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(keys))

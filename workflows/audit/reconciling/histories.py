"""The rows of today against what their field history says last, and the histories against the record.

The last word on a row is the history that was written last, whatever moment it bears. Columns that a history does not
follow are nobody's word, and are left alone.
"""

from collections.abc import Iterator

from django.db.models import Max

from workflows.audit.history_rows import HistoryTable, history_models, table_of
from workflows.audit.models import Change, Layout
from workflows.audit.reconciling.baselines import SHIPPED, Baseline
from workflows.audit.reconciling.search import Kind, Tally, Unexplained, is_other, places, search, spans_of
from workflows.audit.verifying.covered_rows import uncovered

NOTHING = Baseline(frozenset(), ())
BEFORE_ALL = 0  # no key of a history is as small


def rows_and_histories(first: int) -> Iterator[Tally]:
    """Of every model that keeps a history, what stands otherwise than it says, or in spite of it.

    Once something of a table's history left through the door, a row whose history ends before what left last cannot be
    compared: which row that was of left with it. Such rows are counted apart.
    """
    taken = _taken_last()
    for history in map(table_of, history_models()):
        yield from of_table(history, taken.get(history.table, BEFORE_ALL), first)


def histories_and_record(first: int) -> Iterator[Tally]:
    """Rows of history for which no decision stands: what verification finds the first of."""
    numbers: dict[str, list[int]] = {}
    for number, table in Layout.objects.values_list("number", "history"):
        numbers.setdefault(table, []).append(number)
    for history in map(table_of, history_models()):
        listed, given = places("layout", numbers.get(history.table, []))
        found = (
            f"SELECT '{Kind.HISTORY_WITHOUT_DECISION}' AS kind, h.{history.key} AS key, '' AS detail "  # noqa: S608  our own names
            f"FROM {uncovered(history, listed)} AND h.{history.key} >= %(low)s AND h.{history.key} < %(high)s"
        )
        yield from search(history.model._meta.label, found, spans_of((history.table, history.key)), first, given)


def of_table(history: HistoryTable, taken: int, first: int) -> Iterator[Tally]:
    """The rows of one table against their histories; `taken` is the last row of its history that left by the door."""
    model = history.model.instance_type
    baseline = SHIPPED[model]() if model in SHIPPED else NOTHING
    live, key = model._meta.db_table, model._meta.pk.column
    listed, known = places("known", sorted(baseline.keys))
    spans = list(spans_of((live, key), (history.table, key)))
    yield from search(history.label, _standing(history, live, key, listed), spans, first, {"taken": taken, **known})
    yield from search(history.label, _gone(history, live, key), spans, first, {"taken": taken})
    if baseline.missing:
        shown = [Unexplained(each) for each in baseline.missing[:first]]
        yield Tally(Kind.GONE_WITHOUT_HISTORY, history.label, len(baseline.missing), shown)


def _standing(history: HistoryTable, live: str, key: str, known: str) -> str:
    """Each row of the table with its last history, where that does not say the same; or with none, if not `known`."""
    columns = [column for column in history.followed if column != key]
    differing = {column: is_other(f't."{column}"', f'h."{column}"') for column in columns}
    differs = " OR ".join(differing.values()) or "1 = 0"
    named = [f"CASE WHEN {test} THEN ' {column}' ELSE '' END" for column, test in differing.items()]
    detail = " || ".join(["''", *named])
    return (
        f"SELECT CASE WHEN COALESCE(l.latest, {BEFORE_ALL}) < %(taken)s THEN '{Kind.LEFT_BY_THE_DOOR}' "  # noqa: S608  our own names
        f"WHEN l.latest IS NULL THEN '{Kind.WITHOUT_HISTORY}' "
        f"WHEN h.history_type = '-' THEN '{Kind.STANDS_THOUGH_DELETED}' ELSE '{Kind.DIFFERS_FROM_HISTORY}' END "
        f"AS kind, t.{key} AS key, CASE WHEN h.history_type <> '-' THEN {detail} ELSE '' END AS detail "
        f"FROM {live} t LEFT JOIN ({_latest(history, key)}) l ON l.key = t.{key} "
        f"LEFT JOIN {history.table} h ON h.{history.key} = l.latest "
        f"WHERE t.{key} >= %(low)s AND t.{key} < %(high)s AND CASE WHEN l.latest IS NULL "
        f"THEN (t.{key} IN ({known})) IS NOT TRUE ELSE h.history_type = '-' OR {differs} END"
    )


def _gone(history: HistoryTable, live: str, key: str) -> str:
    """Each row that has a history and no longer stands, though that does not end with its deletion."""
    return (
        f"SELECT CASE WHEN l.latest < %(taken)s THEN '{Kind.LEFT_BY_THE_DOOR}' "  # noqa: S608  our own names
        f"ELSE '{Kind.GONE_WITHOUT_HISTORY}' END AS kind, l.key AS key, '' AS detail "
        f"FROM ({_latest(history, key)}) l JOIN {history.table} h ON h.{history.key} = l.latest "
        f"LEFT JOIN {live} t ON t.{key} = l.key WHERE t.{key} IS NULL AND h.history_type <> '-'"
    )


def _latest(history: HistoryTable, key: str) -> str:
    return (
        f"SELECT x.{key} AS key, MAX(x.{history.key}) AS latest FROM {history.table} x "  # noqa: S608  our own names
        f"WHERE x.{key} >= %(low)s AND x.{key} < %(high)s GROUP BY x.{key}"
    )


def _taken_last() -> dict[str, int]:
    """Of each history table the last row that a decision of the door took away."""
    tables = dict(Layout.objects.values_list("number", "history"))
    gone = Change.objects.exclude(blanked_by=None).values_list("layout").annotate(last=Max("row"))
    found: dict[str, int] = {}
    for layout, last in gone:
        table = tables.get(layout, "")
        found[table] = max(last, found.get(table, BEFORE_ALL))
    return found

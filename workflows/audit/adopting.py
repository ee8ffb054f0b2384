"""Histories that are older than the record's cover of them: taken over once, when a database is brought up to it.

What they say is not vouched for from before: the decisions say that these rows were there on that day, and from then on
an edit of one of them is found like any other.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from workflows.audit.history_rows import HistoryTable, history_models, note, table_of
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.verbs import Verb

COVER = ("audit", "0003_changes_and_particulars")  # the migration since which every row of history is covered
MIGRATE = Signatory(nip="system:migrate", name="system:migrate")
WHY = "Riwayat yang sudah ada sebelum catatan keputusan mencakupnya."
CHUNK = 2_000  # rows for each decision


def adopt(plan: Sequence[tuple[Any, bool]] = (), **_: Any) -> None:
    """Cover what was there (after a migration); only in the run that brings the cover, never later.

    `plan` are the migrations of the run, each with whether it was taken back.
    """
    if any((each.app_label, each.name) == COVER and not backwards for each, backwards in plan):
        for table in map(table_of, history_models()):
            adopt_table(table)


def adopt_table(table: HistoryTable) -> None:
    """A decision for each chunk of the table's rows."""
    last = 0
    while rows := list(table.model._base_manager.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        with transaction.atomic():
            note(table.model, rows)
            record(
                Entry(
                    verb=Verb.IMPORT, process="audit", subject=f"adopted {table.label}", signatory=MIGRATE, reason=WHY,
                    details={"rows": len(rows)}, channel="COMMAND",
                )
            )  # fmt: skip
        last = rows[-1].pk

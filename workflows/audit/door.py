"""The one door through which something leaves the record: a decision of the door, and exactly what it names.

What the law removes, and what an archive has taken over, is blanked beside the record: people, words, and the rows of
history. The decisions, their signatures and their order stay for ever, so the chain stays whole; the salts go with
what was blanked, so nobody can try what it was. The database's triggers know no other way (append_only.py).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import transaction

from workflows.audit.history_rows import history_models, table_of
from workflows.audit.models import Change, Decision, Layout, Particulars
from workflows.audit.models.decision import FORM, PARTICULARS
from workflows.audit.record import Entry, record
from workflows.audit.verifying.covering import DOORS

AT_ONCE = 500  # decisions whose rows are blanked by one statement


def blank(entry: Entry, decisions: Collection[int]) -> Decision:
    """Record this decision of the door, and blank the particulars and histories of those decisions; gives the decision.

    What was blanked before stays as it is; so do the decisions of the first form, whose signatures cover the words
    themselves, and those of the door itself.

    :raises ValueError: the decision is none of the door.
    """
    if entry.verb not in DOORS:
        raise ValueError(f"{entry.verb} is no verb of the door.")
    with transaction.atomic():
        keys = _to_blank(decisions)
        changes = _changes_of(keys)
        names = [
            *((Particulars._meta.db_table, key) for key in keys),
            *((Change._meta.db_table, key) for key in changes),
        ]
        (door,) = record(entry, blanks=names)
        empty = {name: {} if name == "details" else "" for name in (*PARTICULARS, "salt")}
        for some in _chunks(keys):
            Particulars.objects.filter(pk__in=some).update(**empty, blanked_by=door)
        for some in _chunks(changes):
            Change.objects.filter(pk__in=some).update(salt="", blanked_by=door)
        _take_histories(changes.values())
    return door


def _to_blank(decisions: Collection[int]) -> list[int]:
    found: list[int] = []
    for some in _chunks(sorted(decisions)):
        rows = Decision.objects.filter(pk__in=some, form=FORM, particulars__blanked_by=None).exclude(verb__in=DOORS)
        found += rows.order_by("pk").values_list("pk", flat=True)
    return found


def _changes_of(decisions: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The key of each change of these decisions, with its layout and row."""
    found: dict[int, tuple[int, int]] = {}
    for some in _chunks(decisions):
        rows = Change.objects.filter(decision__in=some, blanked_by=None).order_by("pk")
        found |= {key: (layout, row) for key, layout, row in rows.values_list("pk", "layout", "row")}
    return found


def _take_histories(rows: Collection[tuple[int, int]]) -> None:
    tables = {table_of(model).table: model for model in history_models()}
    layouts = dict(Layout.objects.values_list("number", "history"))
    of_model: dict[Any, list[int]] = defaultdict(list)
    for layout, row in rows:
        of_model[tables[layouts[layout]]].append(row)
    for model, keys in of_model.items():
        for some in _chunks(keys):
            model._base_manager.filter(pk__in=some)._raw_delete("default")


def _chunks(keys: Collection[int]) -> Iterator[list[int]]:
    listed = list(keys)
    return (listed[first : first + AT_ONCE] for first in range(0, len(listed), AT_ONCE))

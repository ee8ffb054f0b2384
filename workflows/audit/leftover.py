"""The decision that stands for changes which nobody recorded: a row saved by hand, a file imported, a migration.

Actions record what they do. Whatever else writes history is recorded when its transaction commits, so that no change,
whichever way it came, is without its line.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from workflows.audit.history_rows import Written
from workflows.audit.origin import present_origin
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.verbs import Verb

NOBODY = "system:direct"  # what is written without a log-in, past every action
CHANNEL = "DIRECT"  # past every page
SIGNATORIES: list[Callable[[int], Signatory]] = []  # by a log-in's key; people are known to the layer above
PEOPLE: list[Callable[[Written], tuple[str, str]]] = []  # NIP and name of whom a row concerns


def record_the_rest(connection: Any) -> None:
    """Record what this connection is about to commit: one decision for each person and reason."""
    written: Sequence[Written] = connection.take_unrecorded()
    alike: dict[tuple[Any, Any], list[Written]] = {}
    for row in written:
        alike.setdefault((row.values["history_user_id"], row.values["history_change_reason"]), []).append(row)
    with transaction.atomic(using=connection.alias, savepoint=False):
        for (user, reason), rows in alike.items():
            connection.note_unrecorded(rows)
            record(_entry(rows[0], user, reason or "", len(rows)))


def _entry(row: Written, user: int | None, reason: str, count: int) -> Entry:
    nip, name = next((find(row) for find in PEOPLE), ("", ""))
    return Entry(
        verb=Verb.SET if row.values["history_type"] == "+" else Verb.AMEND,
        process=row.table.model.instance_type._meta.app_label,
        subject=row.subject,
        signatory=_signatory(user),
        person_nip=nip,
        person_name=name,
        reason=reason,
        details={"rows": count},
        channel=present_origin().channel or CHANNEL,
        at=row.at,
    )


def _signatory(user: int | None) -> Signatory:
    if user is None:
        return Signatory(nip=NOBODY, name=NOBODY)
    return next((find(user) for find in SIGNATORIES), Signatory(nip=f"{user}", name=f"{user}"))

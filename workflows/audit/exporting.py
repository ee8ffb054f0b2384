"""An export of the whole record: a file that is verified without Jenjang (`verifying/joining.py`)."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from workflows.audit.canonical import canonical
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.verbs import Verb
from workflows.audit.verifying.anchors import Heads
from workflows.audit.verifying.breaks import Row
from workflows.audit.verifying.rows import Table


def export_record(path: Path, *, signatory: Signatory, channel: str, reason: str = "") -> int:
    """Write the record into the file, streams one behind the other; gives how many records. That it was, is recorded.

    The line about the export is in the export; what others write meanwhile is not. Only the file's owner may read it:
    it holds personal data. :raises OSError: the file cannot be written, or is there already.
    """
    with open(path, "x", encoding="utf-8", opener=for_the_owner_alone) as file:
        with transaction.atomic():
            record(
                Entry(
                    verb=Verb.EXPORT, process="audit", subject="audit.Export", signatory=signatory, reason=reason,
                    details={"file": path.name}, channel=channel,
                )
            )  # fmt: skip
        return write_lines(file)


def write_lines(file: IO[str], begin: Heads | None = None) -> int:
    """Write what an export consists of, from behind `begin` on where it is given; gives how many records."""
    table, count, begin = Table(), 0, begin or {}
    heads = table.heads()
    file.write(json.dumps({"heads": listed(heads), "begin": listed(begin)}) + "\n")
    for stream, (last, _head) in sorted(heads.items()):
        for row in table.rows(stream, begin.get(stream, (0, ""))[0]):
            if row.seq > last and row.seq <= table.heads()[stream][0]:
                break  # written since the heads were read; what no head knows was put in, and is shown
            file.write(line_of(row) + "\n")
            count += 1
    file.write(json.dumps({"strangers": list(table.strangers())}) + "\n")
    return count


def listed(heads: Heads) -> list[list[Any]]:
    """Heads as a file has them."""
    return [[stream, seq, head] for stream, (seq, head) in sorted(heads.items())]


def for_the_owner_alone(path: str, flags: int) -> int:
    """The opener of a file that nobody but its owner may read."""
    return os.open(path, flags, mode=0o600)


def line_of(row: Row) -> str:
    """One line of an export: the signed values in their canonical form, the signatures, and what the record covers.

    Of a row that cannot be read only its place is written: whoever verifies the export finds it broken there.
    """
    place = {"stream": row.stream, "seq": row.seq}
    try:
        values = json.loads(canonical(row.values if row.is_readable else place, row.form))
    except TypeError:
        values = {**place, "form": row.form}
    return json.dumps(
        {
            "id": row.id, "prev_hash": row.prev_hash, "hash": row.hash, "values": values,
            "particulars": _covered(row.particulars) if row.particulars is not None else None,
            "changes": [_covered(each) for each in row.changes],
        },
        ensure_ascii=False,
    )  # fmt: skip


def _covered(found: Any) -> dict[str, Any]:
    values = asdict(found)
    text = values.pop("text")
    return {**values, "values": json.loads(text) if text is not None else None}

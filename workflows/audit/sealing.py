"""The daily seal of the record: where its streams end, signed with a key of its own, as a file that is kept elsewhere.

Whoever holds the database and the record's key can cut a stream or sign it anew; they cannot change what the
inspectorate has had since yesterday.
"""

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from workflows.audit import clock
from workflows.audit.canonical import plain
from workflows.audit.models import Anchor, Stream
from workflows.audit.verifying import anchors


def seal(now: datetime | None = None) -> Anchor:
    """The seal of today, made where there is none yet; safe to ask twice at once."""
    moment = now or clock.now()
    day = moment.date()
    if (made := Anchor.objects.filter(day=day).first()) is not None:
        return made
    heads = [[head.number, head.seq, head.head] for head in Stream.objects.order_by("number")]
    anchor = Anchor(day=day, sealed_at=moment, heads=heads, records=sum(seq for _stream, seq, _head in heads))
    anchor.seal = anchors.seal_of(_content(anchor), settings.ANCHOR_KEY)
    try:
        with transaction.atomic():
            anchor.save(force_insert=True)
    except IntegrityError:
        return Anchor.objects.get(day=day)
    return anchor


def file_of(anchor: Anchor) -> str:
    """The seal's file: JSON, a line for each stream."""
    return json.dumps(_content(anchor), indent=1, ensure_ascii=False) + "\n"


def told(anchor: Anchor) -> anchors.Anchor:
    """The seal as the verifier reads it; also its printed code."""
    return anchors.anchor_of(f"{anchor.day}", {stream: (seq, head) for stream, seq, head in anchor.heads})


def keep_file(anchor: Anchor, folder: Path) -> Path:
    """Write the seal's file into the folder, where it is not there yet; readable by its owner and group alone.

    :raises OSError: the folder cannot be written.
    """
    path = folder / f"seal-{anchor.day}.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        with open(draft, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, mode=0o640)) as file:
            file.write(file_of(anchor))
        draft.replace(path)
    return path


def anchors_in(folder: Path) -> Sequence[anchors.Anchor]:
    """Every seal that is kept in the folder.

    :raises ValueError: one is not what was sealed, or no seal; named. :raises OSError: the folder cannot be read.
    """
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(anchors.read_anchor(path.read_text(encoding="utf-8"), settings.ANCHOR_KEY))
        except ValueError as wrong:
            raise ValueError(f"{path.name}: {wrong}") from wrong
    if not found:
        raise ValueError(f"{folder}: there is no seal in this folder.")
    return found


def _content(anchor: Anchor) -> dict[str, Any]:
    return {
        "what": "Jenjang: seal of the record of decisions",
        "day": f"{anchor.day}",
        "sealed_at": plain(anchor.sealed_at),
        "records": anchor.records,
        "heads": anchor.heads,
        "seal": anchor.seal,
    }

"""Points of an objection as values, before they are rows; and the rows that they become."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simple_history.utils import bulk_create_with_history

from workflows.objection.models import Objection, ObjectionPoint
from workflows.rules.reasons import says_something
from workflows.rules.violation import RuleViolation

About = ObjectionPoint.About
LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What is contested and why; `realisation` is the key of the row where it is about one. `file` is an upload."""

    about: str
    reason: str
    realisation: int | None = None
    file: Any = None
    link: str = ""

    @property
    def field(self) -> str:
        """By which name a form knows its reason."""
        return f"reason_{self.realisation or self.about}"


def accepted(points: Sequence[Point]) -> list[Point]:
    """The points, each with a reason that says something.

    :raises RuleViolation: there is none, or one says nothing or too much (field `reason_…`).
    """
    if not points:
        raise RuleViolation(
            "Tulis sekurangnya satu alasan keberatan, pada butir yang Anda persoalkan.", None, "objection_empty"
        )
    for point in points:
        if not says_something(point.reason):
            raise RuleViolation("Tulis alasannya, sekurangnya beberapa kata.", point.field, "reason_missing")
        if len(point.reason.strip()) > LONGEST:
            raise RuleViolation(f"Persingkat menjadi paling banyak {LONGEST} huruf.", point.field, "reason_too_long")
    return list(points)


def store(
    objection: Objection, points: Sequence[Point], *, known: set[int], user: Any, history_date: datetime | None
) -> list[ObjectionPoint]:
    """Write the points in their order; `known` are the keys of the assessment's own realisations.

    :raises RuleViolation: code `realisation_unknown`: a realisation of another assessment.
    """
    rows = []
    for number, point in enumerate(points, start=1):
        if point.realisation is not None and point.realisation not in known:
            raise RuleViolation("Realisasi ini bukan dari penilaian Anda.", point.field, "realisation_unknown")
        row = ObjectionPoint(
            objection=objection, number=number, about=point.about, realisation_id=point.realisation,
            reason=point.reason.strip(), evidence_link=point.link,
        )  # fmt: skip
        row.evidence_file = point.file or ""
        rows.append(row)
    for row in rows:
        upload: Any = row.evidence_file
        if upload and not upload._committed:
            upload.save(upload.name, upload.file, save=False)
    return list(
        bulk_create_with_history(
            rows, ObjectionPoint, default_user=user, default_change_reason="object_to", default_date=history_date
        )
    )

"""A rating as the assessor gives it: checked as a whole before anything of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from workflows.assessment.models import Assessment, BehaviourRating
from workflows.rules.permenpanrb_6_2022 import Suggestion, predicate, suggest_behaviour
from workflows.rules.violation import RuleViolation

SHORTEST = 5  # characters: less is no sentence that somebody could act on


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRating:
    """What an assessor gives: both ratings, each value with its note, the feedback, and why where they depart."""

    work_rating: str
    behaviours: Mapping[str, tuple[str, str]]
    feedback: str
    behaviour_rating: str | None = None
    departure_reason: str = ""


@dataclass(frozen=True, slots=True)
class AcceptedRating:
    """The rating as it is stored, beside what was suggested."""

    work_rating: str
    behaviour_rating: str
    departure_reason: str
    feedback: str
    behaviour_suggestion: Suggestion


def accept(given: GivenRating, suggested: Suggestion) -> AcceptedRating:
    """The rating to be stored.

    :raises RuleViolation: a rating is unknown or missing (`work_rating`, `behaviour`), the feedback is missing
        (`feedback`), or the rating departs from the suggestion without a reason (`departure_reason`).
    """
    from_values = suggest_behaviour({value: rating for value, (rating, _note) in given.behaviours.items()})
    behaviour = given.behaviour_rating or str(from_values.rating)
    predicate(given.work_rating, behaviour)  # refuses unknown codes
    if len(given.feedback.strip()) < SHORTEST:
        raise RuleViolation(
            "Umpan balik belum diisi. Tulis apa yang sudah baik dan apa yang perlu ditingkatkan.",
            field="feedback", code="feedback_missing",
        )  # fmt: skip
    departs = suggested.rating is not None and given.work_rating != suggested.rating
    departs = departs or behaviour != from_values.rating
    if departs and len(given.departure_reason.strip()) < SHORTEST:
        raise RuleViolation(
            "Penilaian ini berbeda dari saran sistem. Tulis alasannya; yang dinilai dan atasan Anda membacanya.",
            field="departure_reason", code="departure_without_reason",
        )  # fmt: skip
    return AcceptedRating(
        work_rating=str(given.work_rating),
        behaviour_rating=str(behaviour),
        departure_reason=given.departure_reason.strip() if departs else "",
        feedback=given.feedback.strip(),
        behaviour_suggestion=from_values,
    )


def store_behaviours(
    assessment: Assessment, behaviours: Mapping[str, tuple[str, str]], *, user: Any, history_date: datetime | None
) -> None:
    """Make the seven ratings these; what did not change keeps its history."""
    present = {row.value: row for row in assessment.behaviours.all()}
    new, changed = [], []
    for value, (rating, note) in behaviours.items():
        row = present.get(value)
        if row is None:
            new.append(BehaviourRating(assessment=assessment, value=value, rating=rating, note=note.strip()))
        elif (row.rating, row.note) != (rating, note.strip()):
            row.rating, row.note = rating, note.strip()
            changed.append(row)
    common = {"default_user": user, "default_change_reason": "rate", "default_date": history_date}
    if new:
        bulk_create_with_history(new, BehaviourRating, **common)
    if changed:
        bulk_update_with_history(changed, BehaviourRating, ["rating", "note"], **common)

"""The stored form of a rating: a row for each value, in words or as a score; and what is left when it is cleared."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from workflows.assessment.judging import judging_of
from workflows.assessment.judging.contract import SHORTEST as SHORTEST
from workflows.assessment.judging.contract import AcceptedRating as AcceptedRating
from workflows.assessment.judging.contract import GivenRating as GivenRating
from workflows.assessment.judging.scores import amount
from workflows.assessment.models import Assessment, BehaviourRating
from workflows.rules.permenpanrb_6_2022 import Rating
from workflows.rules.violation import RuleViolation

# What an assessment is without a rating; feedback and notes stay, for whoever rates to find them again.
UNRATED: Mapping[str, object] = {
    "work_rating": "", "behaviour_rating": "", "suggested_rating": "", "suggestion": {}, "departure_reason": "",
    "work_value": None, "behaviour_value": None, "total": None, "further": {}, "rated_by": None,
}  # fmt: skip


def store_behaviours(
    assessment: Assessment, behaviours: Mapping[str, tuple[str, str]], *, user: Any, history_date: datetime | None
) -> None:
    """Make the ratings of the values these; what did not change keeps its history."""
    present = {row.value: row for row in assessment.behaviours.all()}
    new, changed = [], []
    for value, (grade, note) in behaviours.items():
        rating, score = in_words_or_numbers(grade)
        row = present.get(value)
        if row is None:
            new.append(
                BehaviourRating(assessment=assessment, value=value, rating=rating, score=score, note=note.strip())
            )
        elif (row.rating, row.score, row.note) != (rating, score, note.strip()):
            row.rating, row.score, row.note = rating, score, note.strip()
            changed.append(row)
    common = {"default_user": user, "default_change_reason": "rate", "default_date": history_date}
    if new:
        bulk_create_with_history(new, BehaviourRating, **common)
    if changed:
        bulk_update_with_history(changed, BehaviourRating, ["rating", "score", "note"], **common)


def in_words_or_numbers(grade: str) -> tuple[str, Decimal | None]:
    """A grade as its two fields: the rating's code and no score, or no code and the score."""
    return (str(grade), None) if grade in set(Rating) else ("", Decimal(grade))


def checked_self_rating(assessment: Assessment, own: Mapping[str, str]) -> dict[str, str]:
    """How the person rates themselves, as it is stored.

    :raises RuleViolation: field `self_<value>`, code `self_rating_unknown`: no value or no grade of the rule set.
    """
    way = judging_of(assessment.rule_set)
    known = {value.code: value.label for value in way.values(assessment)}
    if not way.in_numbers:
        known["work"] = "hasil kerja"
    for key, grade in own.items():
        field = f"self_{key}"
        if key not in known or (not way.in_numbers and grade not in set(Rating)):
            raise RuleViolation("Penilaian diri ini tidak dikenal aturan penilaiannya.", field, "self_rating_unknown")
        if way.in_numbers:
            amount(grade, known[key], field, way.highest)
    return dict(own)


def given_in_short(assessment: Assessment) -> dict[str, object]:
    """The rating as the record keeps it in a decision's details."""
    if assessment.total is not None:
        names = ("work_value", "behaviour_value", "total")
        return {name: str(getattr(assessment, name)) for name in names}
    names = ("work_rating", "behaviour_rating", "suggested_rating")
    return {name: getattr(assessment, name) for name in names}

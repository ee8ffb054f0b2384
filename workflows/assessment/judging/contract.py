"""What every rule set's way of judging answers: whom it asks for what, what it accepts, and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from workflows.assessment.models import Assessment, BehaviourRating, ResultRealisation
from workflows.rules.permenpanrb_6_2022 import Suggestion
from workflows.rules.trace import Trace
from workflows.rules.violation import RuleViolation

SHORTEST = 5  # characters: less is no sentence that somebody could act on


class Kind(StrEnum):
    """How a further question is answered."""

    NUMBER = "NUMBER"
    COUNT = "COUNT"
    CHOICE = "CHOICE"
    FLAG = "FLAG"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of behaviour that is rated, with its guide to conduct."""

    code: str
    label: str
    guidance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """Something that the rule set asks the assessor besides; answered as text in machine form, a flag as "1" or ""."""

    name: str
    label: str
    kind: Kind
    hint: str = ""
    highest: Decimal | None = None
    choices: tuple[tuple[str, str], ...] = ()
    initial: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRating:
    """What an assessor gives.

    `behaviours`: each value's rating, or its score as text in machine form, with a note. `further`: answers by name.
    """

    behaviours: Mapping[str, tuple[str, str]]
    feedback: str
    work_rating: str = ""
    behaviour_rating: str | None = None
    departure_reason: str = ""
    further: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedRating:
    """The rating as it is stored, beside what was suggested. In words, or in numbers with two decimals."""

    feedback: str
    departure_reason: str = ""
    work_rating: str = ""
    behaviour_rating: str = ""
    work_value: Decimal | None = None
    behaviour_value: Decimal | None = None
    total: Decimal | None = None
    further: Mapping[str, str] = field(default_factory=dict)
    suggested_rating: str = ""
    suggestion: Mapping[str, object] = field(default_factory=dict)

    def as_values(self) -> dict[str, object]:
        """The fields of the row."""
        return {
            "feedback": self.feedback, "departure_reason": self.departure_reason, "work_rating": self.work_rating,
            "behaviour_rating": self.behaviour_rating, "work_value": self.work_value,
            "behaviour_value": self.behaviour_value, "total": self.total, "further": dict(self.further),
            "suggested_rating": self.suggested_rating, "suggestion": dict(self.suggestion),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The predicate, how it came about, and in plain words what would have changed it."""

    predicate: str
    trace: Trace
    would_change: tuple[str, ...] = ()


class Judging(Protocol):
    """One rule set's way."""

    code: str
    in_numbers: bool
    highest: Decimal | None  # of a behaviour's score

    def values(self, assessment: Assessment) -> Sequence[Value]:
        """The values of behaviour that are rated of whoever holds the assessed post."""

    def further(self, assessment: Assessment, rows: Sequence[ResultRealisation]) -> Sequence[Further]:
        """What else is asked."""

    def suggest(self, assessment: Assessment, rows: Sequence[ResultRealisation], on: date) -> Suggestion:
        """What the system would rate; `rating` is None where the rule set computes and leaves nothing to suggest."""

    def accept(
        self, assessment: Assessment, rows: Sequence[ResultRealisation], given: GivenRating, on: date
    ) -> AcceptedRating:
        """The rating to be stored. :raises RuleViolation: something is missing or unknown."""

    def conclude(
        self, assessment: Assessment, rows: Sequence[ResultRealisation], behaviours: Sequence[BehaviourRating]
    ) -> Conclusion:
        """What comes of a stored rating."""


def feedback_of(given: GivenRating) -> str:
    """The feedback. :raises RuleViolation: it says nothing."""
    if len(given.feedback.strip()) < SHORTEST:
        raise RuleViolation(
            "Umpan balik belum diisi. Tulis apa yang sudah baik dan apa yang perlu ditingkatkan.",
            field="feedback", code="feedback_missing",
        )  # fmt: skip
    return given.feedback.strip()

"""Judging by PermenPANRB 6/2022: two ratings in words, beside what the system would suggest."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from workflows.assessment.judging.contract import (
    SHORTEST,
    AcceptedRating,
    Conclusion,
    Further,
    GivenRating,
    Value,
    feedback_of,
)
from workflows.assessment.models import Assessment, BehaviourRating, ResultRealisation, SuggestionBounds
from workflows.assessment.suggesting import achievements, frozen
from workflows.assessment.unit_rating import suggested_to_leader
from workflows.rules.permenpanrb_6_2022 import (
    BEHAVIOURS,
    CODE,
    Suggestion,
    predicate,
    suggest_behaviour,
    suggest_work_result,
)
from workflows.rules.turning_points import better_ratings, kept_from_higher
from workflows.rules.violation import RuleViolation

VALUES = tuple(Value(code=value.code, label=value.label, guidance=value.guidance) for value in BEHAVIOURS)


class ByRatings:
    """Work result and behaviour against what was expected; the predicate is that of their quadrant."""

    code = CODE
    in_numbers = False
    highest: Decimal | None = None

    def values(self, assessment: Assessment) -> Sequence[Value]:
        """The seven of BerAKHLAK."""
        return VALUES

    def further(self, assessment: Assessment, rows: Sequence[ResultRealisation]) -> Sequence[Further]:
        """Nothing."""
        return ()

    def suggest(self, assessment: Assessment, rows: Sequence[ResultRealisation], on: date) -> Suggestion:
        """From the achievements of main results, with the office's bounds of that day; a unit's leader, its result."""
        measured = suggest_work_result(achievements(rows), SuggestionBounds.objects.in_force(on))
        return suggested_to_leader(measured, assessment.position, assessment.period)

    def accept(
        self, assessment: Assessment, rows: Sequence[ResultRealisation], given: GivenRating, on: date
    ) -> AcceptedRating:
        """The two ratings; a departure from the suggestion has its reason.

        :raises RuleViolation: a rating is unknown or missing (`work_rating`, `behaviour`), the feedback is missing
            (`feedback`), or the rating departs without a reason (`departure_reason`).
        """
        bounds = SuggestionBounds.objects.in_force(on)
        results = achievements(rows)
        measured = suggest_work_result(results, bounds)
        suggested = suggested_to_leader(measured, assessment.position, assessment.period)
        from_values = suggest_behaviour({value: rating for value, (rating, _note) in given.behaviours.items()})
        behaviour = given.behaviour_rating or str(from_values.rating)
        predicate(given.work_rating, behaviour)  # refuses unknown codes
        feedback = feedback_of(given)
        departs = suggested.rating is not None and given.work_rating != suggested.rating
        departs = departs or behaviour != from_values.rating
        if departs and len(given.departure_reason.strip()) < SHORTEST:
            raise RuleViolation(
                "Penilaian ini berbeda dari saran sistem. Tulis alasannya; yang dinilai dan atasan Anda membacanya.",
                field="departure_reason", code="departure_without_reason",
            )  # fmt: skip
        # Where the unit's result is taken, no achievement of theirs would have changed the suggestion.
        would_change = kept_from_higher(results, bounds) if suggested.trace == measured.trace else ()
        return AcceptedRating(
            feedback=feedback,
            departure_reason=given.departure_reason.strip() if departs else "",
            work_rating=str(given.work_rating),
            behaviour_rating=str(behaviour),
            suggested_rating=str(suggested.rating or ""),
            suggestion={**frozen(suggested, from_values), "would_change": list(would_change)},
        )

    def conclude(
        self, assessment: Assessment, rows: Sequence[ResultRealisation], behaviours: Sequence[BehaviourRating]
    ) -> Conclusion:
        """The predicate of both ratings."""
        found = predicate(assessment.work_rating, assessment.behaviour_rating)
        would_change = better_ratings(assessment.work_rating, assessment.behaviour_rating)
        return Conclusion(str(found.predicate), found.trace, would_change)

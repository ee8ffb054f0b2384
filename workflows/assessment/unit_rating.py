"""What a unit's predicate says of its leader: they take the unit's result as the rating of their work."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflows.assessment.models import UnitPredicate
from workflows.assessment.unit_levels import leads_unit
from workflows.organization.models import Period, Position
from workflows.rules.permenpanrb_6_2022 import OFFICE, RATINGS, Rating, Suggestion
from workflows.rules.trace import Step

# The regulation says that the leader takes the unit's result, not how five predicates become three ratings.
RATING_OF: Mapping[str, Rating] = MappingProxyType(
    {
        UnitPredicate.Predicate.OUTSTANDING: Rating.ABOVE,
        UnitPredicate.Predicate.GOOD: Rating.MEETS,
        UnitPredicate.Predicate.NEEDS_IMPROVEMENT: Rating.BELOW,
        UnitPredicate.Predicate.POOR: Rating.BELOW,
        UnitPredicate.Predicate.VERY_POOR: Rating.BELOW,
    }
)
READING = "Padanan predikat unit dengan penilaian hasil kerja adalah pengaturan kantor, bukan bunyi pasal."


@dataclass(frozen=True, slots=True)
class LeadersRating:
    """The rating that a unit's leader takes, and why, in sentences; None while the unit has no predicate."""

    rating: Rating | None
    reasons: tuple[str, ...]
    predicate: UnitPredicate | None


def leaders_rating(position: Position, period: Period) -> LeadersRating | None:
    """What the leader of a unit takes from it in the period; None for a post that leads no unit. Two queries at most.

    Istimewa is read as above expectation, Baik as meeting it, the rest as below: the office's reading [?].
    """
    if not leads_unit(position):
        return None
    found = UnitPredicate.objects.filter(unit=position.unit_id, period=period).select_related("unit").first()
    if found is None:
        sentence = f"Predikat unit {position.unit.name} untuk {period.title} belum ditetapkan."
        return LeadersRating(None, (sentence, READING), None)
    sentence = f"Predikat unit {found.unit.name}: {found.get_predicate_display()}."
    return LeadersRating(RATING_OF[found.predicate], (sentence, READING), found)


def unit_rating(position: Position, period: Period) -> Rating | None:
    """The rating alone of `leaders_rating`; Istimewa → above, Baik → meets, the rest → below, as the office reads it
    [?]. None for a post that leads no unit, and for one whose unit has no predicate yet.
    """
    found = leaders_rating(position, period)
    return found.rating if found is not None else None


def suggested_to_leader(measured: Suggestion, position: Position, period: Period) -> Suggestion:
    """The suggestion for whoever holds the post: a unit's leader takes the unit's result, whatever was measured.

    While the unit has no predicate what was measured stands, and the reasons say so; others' stays as it is.
    """
    found = leaders_rating(position, period)
    if found is None:
        return measured
    if found.rating is None or found.predicate is None:
        return Suggestion(measured.rating, (*found.reasons[:1], *measured.reasons), measured.trace)
    step = Step(
        step="UNIT_PREDICATE",
        formula="predikat unit menjadi penilaian hasil kerja pimpinannya",
        inputs={"predikat unit": found.predicate.get_predicate_display()},
        value=RATINGS[found.rating].label,
        source=OFFICE,
    )
    return Suggestion(found.rating, found.reasons, (*measured.trace, step))

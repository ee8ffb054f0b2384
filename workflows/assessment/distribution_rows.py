"""A distribution as pages show it: a row for each predicate, what is expected in words, and where the mark stands."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from workflows.assessment.distribution import RULE_SET, predicate_over
from workflows.assessment.models import Assessment, UnitPredicate
from workflows.organization.models import Position
from workflows.rules.distribution import Bound, Distribution, check
from workflows.rules.permenpanrb_6_2022 import PREDICATES, Predicate


@dataclass(frozen=True, slots=True)
class Row:
    """A predicate, how many have it, and what is expected; `tick` is where the bar's mark stands, None for none."""

    label: str
    count: int
    expected: str
    tick: int | None
    is_met: bool
    spoken: str


def rows_of(counts: Mapping[str, int], people: int, found: Distribution | None) -> list[Row]:
    """One row for each predicate, best first; without expectations where the unit has no predicate."""
    bounds = {predicate: bound for bound in (found.bounds if found else ()) for predicate in bound.predicates}
    return [_row(predicate, counts.get(predicate, 0), people, bounds.get(predicate)) for predicate in Predicate]


def expected_in_words(bound: Bound, predicate: Predicate) -> str:
    """What is expected of the predicate, in people."""
    others = [PREDICATES[other].label for other in bound.predicates if other != predicate]
    if bound.is_majority:
        return _("more than any other, at most %(most)d") % {"most": bound.maximum}
    if bound.maximum == 0:
        return _("nobody")
    if bound.maximum is not None:
        return _("at most %(most)d") % {"most": bound.maximum}
    if bound.minimum is None:
        return _("any number")
    if others:
        return _("at least %(least)d, together with %(other)s") % {"least": bound.minimum, "other": others[0]}
    return _("at least %(least)d") % {"least": bound.minimum}


@dataclass(frozen=True, slots=True)
class TeamDistribution:
    """The results of those who report to a post, held against what the unit's predicate lets expect of a unit."""

    assessment: Assessment  # one of them, for the period
    given: UnitPredicate | None
    found: Distribution | None
    rows: list[Row]
    people: int


def team_distribution(post: Position, assessments: Iterable[Assessment]) -> TeamDistribution | None:
    """The picture of a team, of the results that are out; None where none is. Two queries."""
    out = [row for row in assessments if row.has_result and row.rule_set == RULE_SET]
    if not out:
        return None
    counts = Counter(row.predicate for row in out)
    nearest = predicate_over(post.unit_id, out[0].period_id)
    found = check(nearest.predicate, counts) if nearest is not None else None
    return TeamDistribution(out[0], nearest, found, rows_of(counts, len(out), found), len(out))


def _row(predicate: Predicate, count: int, people: int, bound: Bound | None) -> Row:
    label = PREDICATES[predicate].label
    said = {"predicate": label, "count": count, "people": people}
    if bound is None:
        return Row(label, count, "", None, True, _("%(predicate)s: %(count)d of %(people)d people.") % said)
    expected = expected_in_words(bound, predicate)
    spoken = _("%(predicate)s: %(count)d of %(people)d people; expected: %(expected)s.") % {
        **said, "expected": expected,
    }  # fmt: skip
    tick = bound.maximum if bound.maximum is not None else bound.minimum
    return Row(label, count, expected, tick, bound.is_met, spoken)

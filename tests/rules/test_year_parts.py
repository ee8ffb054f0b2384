"""Parts of a year by their days: values unrounded, ratings by the office's rule, which the trace says."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.permenpanrb_6_2022 import Rating
from workflows.rules.pp46_2011 import predicate_of
from workflows.rules.predicates import LABELS
from workflows.rules.violation import RuleViolation
from workflows.rules.year_parts import Part, RatedPart, rating_together, together

D, F = Decimal, Fraction
BEST_FIRST = list(Rating)


def parts(*pairs):
    return [Part(days=days, value=D(value)) for days, value in pairs]


def rated(*pairs):
    return [RatedPart(days=days, rating=rating) for days, rating in pairs]


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        ([(365, "88.5")], F("88.5")),
        ([(181, "80"), (184, "90")], F(181 * 80 + 184 * 90, 365)),
        ([(1, "100"), (2, "0")], F(100, 3)),
        ([(90, "76"), (91, "76"), (184, "76")], F(76)),
        ([(10, "-24"), (10, "76")], F(26)),
    ],
)
def test_values_are_weighted_by_days_and_not_rounded(pairs, value):
    assert together(parts(*pairs)).value == value


def test_band_is_asked_of_the_unrounded_whole():
    whole = together([Part(days=200, value=F(229, 3)), Part(days=165, value=D("75.59"))])

    assert whole.trace[0].value == "76.00"
    assert LABELS[predicate_of(whole.value)] == "Cukup"


def test_trace_says_that_the_office_put_them_together():
    (step,) = together([Part(days=181, value=D(80), text="Kepala Seksi"), Part(days=184, value=D(90))]).trace

    assert (step.step, step.value, step.source) == ("YEAR_PARTS", "85.04", "Pengaturan kantor, bukan bunyi pasal")
    assert step.inputs == {"bagian 1. Kepala Seksi": "80.00 × 181 hari", "bagian 2": "90.00 × 184 hari"}


@pytest.mark.parametrize(
    ("pairs", "rating", "points"),
    [
        ([(365, "ABOVE")], "ABOVE", F(3)),
        ([(365, "MEETS")], "MEETS", F(2)),
        ([(365, "BELOW")], "BELOW", F(1)),
        ([(100, "ABOVE"), (100, "MEETS")], "ABOVE", F(5, 2)),
        ([(99, "ABOVE"), (100, "MEETS")], "MEETS", F(497, 199)),
        ([(100, "MEETS"), (100, "BELOW")], "MEETS", F(3, 2)),
        ([(100, "MEETS"), (101, "BELOW")], "BELOW", F(301, 201)),
        ([(182, "ABOVE"), (183, "BELOW")], "MEETS", F(729, 365)),
        ([(300, "BELOW"), (65, "ABOVE")], "BELOW", F(495, 365)),
    ],
)
def test_ratings_by_their_points_half_way_for_the_better(pairs, rating, points):
    found = rating_together(rated(*pairs))

    assert (found.rating, found.points) == (rating, points)


def test_trace_of_ratings_says_that_it_is_unconfirmed():
    (step,) = rating_together(
        [RatedPart(days=99, rating="ABOVE", text="Analis"), RatedPart(days=100, rating="MEETS")]
    ).trace

    assert step.source == "Pengaturan kantor, bukan bunyi pasal"
    assert step.formula.endswith("(belum dikonfirmasi)")
    assert step.inputs == {
        "bagian 1. Analis": "Di atas ekspektasi × 99 hari",
        "bagian 2": "Sesuai ekspektasi × 100 hari",
        "rata-rata": "2.497487…",
    }
    assert step.value == "Sesuai ekspektasi"


@pytest.mark.parametrize(
    ("act", "given_parts", "field", "code"),
    [
        (together, [], "parts", "parts_empty"),
        (together, parts((10, "80"), (0, "80")), "parts[1].days", "days"),
        (together, parts((-1, "80")), "parts[0].days", "days"),
        (together, parts((10, "NaN")), "parts[0].value", "not_a_number"),
        (rating_together, [], "parts", "parts_empty"),
        (rating_together, rated((0, "MEETS")), "parts[0].days", "days"),
        (rating_together, rated((1, "GOOD")), "parts[0].rating", "rating_unknown"),
    ],
)
def test_bad_parts_are_refused_at_their_place(act, given_parts, field, code):
    with pytest.raises(RuleViolation) as refusal:
        act(given_parts)
    assert (refusal.value.field, refusal.value.code) == (field, code)


days = st.integers(1, 366)
rated_parts = st.lists(st.tuples(days, st.sampled_from(list(Rating))), min_size=1, max_size=5)
valued_parts = st.lists(st.tuples(days, st.decimals(0, 120, places=2)), min_size=1, max_size=5)


@given(valued_parts)
def test_whole_lies_between_its_parts_and_is_each_day_counted_once(pairs):
    value = together(parts(*pairs)).value
    every_day = [F(v) for n, v in pairs for _ in range(n)]

    assert value == sum(every_day, F(0)) / len(every_day)
    assert min(every_day) <= value <= max(every_day)


@given(rated_parts, st.sampled_from(list(Rating)))
def test_better_part_never_lowers_the_whole(pairs, other):
    (n, first), *rest = pairs
    better = min(first, other, key=BEST_FIRST.index)
    found = [BEST_FIRST.index(rating_together(rated(*p)).rating) for p in ([(n, better), *rest], pairs)]

    assert found == sorted(found)


@given(rated_parts, st.randoms(use_true_random=False))
def test_order_of_parts_changes_nothing(pairs, chance):
    moved = list(pairs)
    chance.shuffle(moved)

    assert rating_together(rated(*moved)).rating == rating_together(rated(*pairs)).rating

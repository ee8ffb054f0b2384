"""Expected distribution of predicates: the whole table for units of 1 to 30 people, and every sentence."""

from fractions import Fraction
from itertools import product
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.distribution import UNIT_LABELS, UnitPredicate, check
from workflows.rules.permenpanrb_6_2022 import Predicate
from workflows.rules.violation import RuleViolation

NB = "\u00a0"
CODES = ["VERY_GOOD", "GOOD", "NEEDS_IMPROVEMENT", "POOR", "VERY_POOR"]
UNITS = ["OUTSTANDING", "GOOD", "NEEDS_IMPROVEMENT", "POOR", "VERY_POOR"]


def counts(*people):
    return dict(zip(CODES, people, strict=True))


def second_opinion(unit, people):
    """The circular's table in plain fractions, each cell by itself: does this distribution keep to it?"""
    very_good, good, improve, poor, very_poor = people
    share = [Fraction(count, sum(people)) for count in people]
    if unit == "OUTSTANDING":
        return share[0] <= Fraction(7, 10) and all(very_good > other for other in (good, improve, poor, very_poor))
    if unit == "GOOD":
        most = all(good > other for other in (very_good, improve, poor, very_poor))
        return share[1] <= Fraction(7, 10) and most and improve + poor > 0
    if unit == "NEEDS_IMPROVEMENT":
        return share[0] <= Fraction(1, 10) and share[2] >= Fraction(6, 10)
    if unit == "POOR":
        return share[0] <= Fraction(1, 10) and share[2] >= Fraction(1, 10) and share[3] >= Fraction(6, 10)
    return very_good == 0 and share[2] + share[3] >= Fraction(1, 10) and share[4] >= Fraction(6, 10)


def bounds_of(unit, *people):
    return {
        tuple(map(str, bound.predicates)): (bound.minimum, bound.maximum)
        for bound in check(unit, counts(*people)).bounds
    }


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("size", range(1, 31))
def test_whole_table_for_every_size(unit, size):
    """Every distribution up to six people; above, every pair of counts with the rest shared out in two ways."""
    if size <= 6:
        cases = {people for people in product(range(size + 1), repeat=5) if sum(people) == size}
    else:
        cases = set()
        for (i, j), first in product([(0, 1), (1, 2), (2, 3), (2, 4)], range(size + 1)):
            others = [k for k in range(5) if k not in (i, j)]
            for second in range(size - first + 1):
                rest = size - first - second
                for split in ((rest, 0, 0), (rest - 2 * (rest // 3), rest // 3, rest // 3)):
                    people = {i: first, j: second, **dict(zip(others, split, strict=True))}
                    cases.add(tuple(people[k] for k in range(5)))
    assert cases
    wrong = [people for people in cases if check(unit, counts(*people)).is_as_expected != second_opinion(unit, people)]

    assert wrong == []


@pytest.mark.parametrize("size", range(1, 31))
def test_shares_become_persons_floor_for_at_most_and_ceiling_for_at_least(size):
    most70, most10 = floor(Fraction(70 * size, 100)), floor(Fraction(10 * size, 100))
    least10, least60 = ceil(Fraction(10 * size, 100)), ceil(Fraction(60 * size, 100))
    all_good = (0, size, 0, 0, 0)

    assert bounds_of("OUTSTANDING", *all_good) == {
        ("VERY_GOOD",): (size + 1, most70), ("GOOD",): (None, None), ("NEEDS_IMPROVEMENT",): (None, None),
        ("POOR",): (None, None), ("VERY_POOR",): (None, None),
    }  # fmt: skip
    assert bounds_of("GOOD", *all_good) == {
        ("VERY_GOOD",): (None, None), ("GOOD",): (1, most70), ("NEEDS_IMPROVEMENT", "POOR"): (1, None),
        ("VERY_POOR",): (None, None),
    }  # fmt: skip
    assert bounds_of("NEEDS_IMPROVEMENT", *all_good) == {
        ("VERY_GOOD",): (None, most10), ("GOOD",): (None, None), ("NEEDS_IMPROVEMENT",): (least60, None),
        ("POOR",): (None, None), ("VERY_POOR",): (None, None),
    }  # fmt: skip
    assert bounds_of("POOR", *all_good) == {
        ("VERY_GOOD",): (None, most10), ("GOOD",): (None, None), ("NEEDS_IMPROVEMENT",): (least10, None),
        ("POOR",): (least60, None), ("VERY_POOR",): (None, None),
    }  # fmt: skip
    assert bounds_of("VERY_POOR", *all_good) == {
        ("VERY_GOOD",): (None, 0), ("GOOD",): (None, None), ("NEEDS_IMPROVEMENT", "POOR"): (least10, None),
        ("VERY_POOR",): (least60, None),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "people", "findings"),
    [
        ("OUTSTANDING", (7, 3, 0, 0, 0), ()),
        ("OUTSTANDING", (8, 2, 0, 0, 0),
         (f"Sangat Baik 8 dari 10 pegawai; paling banyak 7 (70{NB}%, dibulatkan ke bawah).",)),
        ("OUTSTANDING", (4, 4, 2, 0, 0),
         ("Sangat Baik 4 dari 10 pegawai; seharusnya lebih banyak daripada setiap predikat lain, padahal Baik 4.",)),
        ("OUTSTANDING", (2, 4, 0, 4, 0),
         ("Sangat Baik 2 dari 10 pegawai; seharusnya lebih banyak daripada setiap predikat lain, padahal Baik dan "
          "Kurang 4.",)),
        ("GOOD", (2, 7, 1, 0, 0), ()),
        ("GOOD", (2, 7, 0, 1, 0), ()),
        ("GOOD", (3, 7, 0, 0, 0),
         ("Butuh Perbaikan atau Kurang tidak ada; seharusnya ada, paling sedikit satu pegawai.",)),
        ("GOOD", (1, 8, 0, 0, 1),
         (f"Baik 8 dari 10 pegawai; paling banyak 7 (70{NB}%, dibulatkan ke bawah).",
          "Butuh Perbaikan atau Kurang tidak ada; seharusnya ada, paling sedikit satu pegawai.")),
        ("NEEDS_IMPROVEMENT", (1, 2, 7, 1, 0), ()),
        ("NEEDS_IMPROVEMENT", (1, 2, 6, 0, 0),
         (f"Sangat Baik 1 dari 9 pegawai; paling banyak 0 (10{NB}%, dibulatkan ke bawah).",)),
        ("NEEDS_IMPROVEMENT", (0, 4, 5, 0, 0),
         (f"Butuh Perbaikan 5 dari 9 pegawai; paling sedikit 6 (60{NB}%, dibulatkan ke atas).",)),
        ("POOR", (0, 2, 1, 5, 0), ()),
        ("POOR", (0, 3, 0, 5, 0),
         (f"Butuh Perbaikan 0 dari 8 pegawai; paling sedikit 1 (10{NB}%, dibulatkan ke atas).",)),
        ("VERY_POOR", (0, 2, 1, 1, 7), ()),
        ("VERY_POOR", (1, 3, 1, 0, 6),
         ("Sangat Baik 1 dari 11 pegawai; seharusnya tidak ada.",
          f"Butuh Perbaikan dan Kurang 1 dari 11 pegawai; bersama-sama paling sedikit 2 (10{NB}%, dibulatkan ke atas).",
          f"Sangat Kurang 6 dari 11 pegawai; paling sedikit 7 (60{NB}%, dibulatkan ke atas).")),
    ],
)  # fmt: skip
def test_findings_in_words(unit, people, findings):
    found = check(unit, counts(*people))

    assert found.findings == findings
    assert found.is_as_expected == (findings == ())


def test_rules_of_rounding_and_majority_are_said():
    found = check("GOOD", counts(2, 7, 1, 0, 0))

    assert found.rounding == (
        "“Paling banyak” dibulatkan ke bawah, “paling sedikit” dibulatkan ke atas ke orang bulat."
    )
    assert found.majority == (
        "Terbanyak berarti lebih banyak daripada setiap predikat lain; jumlah yang sama belum terbanyak."
    )


@pytest.mark.parametrize(("people", "is_small"), [(0, True), (1, True), (4, True), (5, False), (30, False)])
def test_fewer_than_five_people_are_a_small_unit(people, is_small):
    assert check("GOOD", {"GOOD": people}).is_small is is_small


def test_a_unit_without_people_has_nothing_to_find():
    for unit in UNITS:
        assert check(unit, {}).findings == ()


def test_labels_of_units_and_missing_counts():
    assert list(UNIT_LABELS.values()) == ["Istimewa", "Baik", "Butuh Perbaikan", "Kurang", "Sangat Kurang"]
    found = check("GOOD", {"GOOD": 3, "POOR": 2})
    assert (found.unit_predicate, found.people) == (UnitPredicate.GOOD, 5)
    assert found.counts == {**dict.fromkeys(Predicate, 0), Predicate.GOOD: 3, Predicate.POOR: 2}


@pytest.mark.parametrize(
    ("unit", "given_counts", "field", "code"),
    [
        ("VERY_GOOD", {}, "unit_predicate", "unit_predicate_unknown"),
        ("GOOD", {"SUFFICIENT": 1}, "counts", "predicate_unknown"),
        ("GOOD", {"GOOD": -1}, "counts", "count_negative"),
    ],
)
def test_bad_counts_are_refused(unit, given_counts, field, code):
    with pytest.raises(RuleViolation) as refusal:
        check(unit, given_counts)
    assert (refusal.value.field, refusal.value.code) == (field, code)


@given(st.sampled_from(UNITS), st.lists(st.integers(0, 400), min_size=5, max_size=5).filter(any))
def test_a_second_computation_agrees_in_large_units(unit, people):
    found = check(unit, counts(*people))

    assert found.is_as_expected == second_opinion(unit, people)
    assert all(bound.is_met for bound in found.bounds) == found.is_as_expected

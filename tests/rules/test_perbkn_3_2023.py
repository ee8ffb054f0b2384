"""Credit figure: every predicate and level, months, rows rounded before they are summed, a second computation."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules import second_opinion, strategies
from workflows.rules.perbkn_3_2023 import LEVELS, UNCONFIRMED, CreditPeriod, compute
from workflows.rules.predicates import Predicate
from workflows.rules.score import score
from workflows.rules.violation import RuleViolation

D = Decimal
PERCENTS = {"VERY_GOOD": 150, "GOOD": 100, "SUFFICIENT": 75, "NEEDS_IMPROVEMENT": 75, "POOR": 50, "VERY_POOR": 25}
COEFFICIENTS = {
    "pemula": "3.75", "terampil": "5", "mahir": "12.5", "penyelia": "25", "ahli_pertama": "12.5", "ahli_muda": "25",
    "ahli_madya": "37.5", "ahli_utama": "50",
}  # fmt: skip


def period(level="ahli_pertama", predicate="GOOD", months=12):
    return CreditPeriod(level=level, predicate=Predicate(predicate), months=months)


@pytest.mark.parametrize("predicate", PERCENTS)
@pytest.mark.parametrize("level", COEFFICIENTS)
def test_every_predicate_on_every_level(level, predicate):
    (credit,) = compute([period(level, predicate)]).periods

    assert credit == (D(COEFFICIENTS[level]) * PERCENTS[predicate] / 100).quantize(D("0.01"), "ROUND_HALF_UP")


def test_levels_are_those_of_the_regulation():
    assert {level: coefficient for level, (_, coefficient) in LEVELS.items()} == {
        level: D(coefficient) for level, coefficient in COEFFICIENTS.items()
    }
    assert UNCONFIRMED == {}


@pytest.mark.parametrize(
    ("months", "credit"),
    [(1, "1.04"), (2, "2.08"), (3, "3.13"), (5, "5.21"), (6, "6.25"), (7, "7.29"), (11, "11.46"), (12, "12.50")],
)
def test_months_of_a_year(months, credit):
    assert [str(found) for found in compute([period(months=months)]).periods] == [credit]


def test_rounded_rows_are_summed():
    """Three thirds of a quarter: 3 × 3.125 would be 9.38, the rows of 3.13 make 9.39."""
    found = compute([period(months=3)] * 3)

    assert [str(credit) for credit in found.periods] == ["3.13"] * 3
    assert str(found.total) == "9.39"
    assert [(step.step, step.value) for step in found.trace] == [*[("CREDIT", "3.13")] * 3, ("SUM", "9.39")]


def test_periods_together_may_exceed_a_year():
    assert compute([period(months=12), period(months=12, predicate="VERY_GOOD")]).total == D("31.25")


def test_step_names_what_it_was_made_of():
    step, _ = compute([period("ahli_muda", "VERY_GOOD", 2)]).trace

    assert step.inputs == {
        "periode": "1", "bulan": "2", "predikat": "Sangat Baik (150 %)", "jenjang": "Ahli Muda", "koefisien": "25.00",
    }  # fmt: skip
    assert (step.value, step.source) == ("6.25", "PerBKN Nomor 3 Tahun 2023")


@pytest.mark.parametrize(
    ("periods", "field", "code"),
    [
        ([], "periods", "periods_empty"),
        ([period(), period(months=13)], "periods[1].months", "months"),
        ([period(months=0)], "periods[0].months", "months"),
        ([period(level="ahli")], "periods[0].level", "level_unknown"),
        ([period(predicate="BAD")], "periods[0].predicate", "predicate_unknown"),
    ],
)
def test_bad_periods_are_refused_at_their_place(periods, field, code):
    with pytest.raises(RuleViolation) as refusal:
        compute(periods)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def scored(periods):
    return score("perbkn_3_2023", json.dumps({"periods": periods}))["result"]


@given(strategies.credit_periods)
def test_a_second_computation_agrees(periods):
    assert scored(periods) == second_opinion.perbkn_3_2023({"periods": periods})


@given(strategies.credit_periods, st.randoms(use_true_random=False))
def test_permutation_of_periods_changes_no_sum(periods, chance):
    moved = list(periods)
    chance.shuffle(moved)

    assert scored(moved)["sum"] == scored(periods)["sum"]


@given(strategies.credit_periods, st.sampled_from(["Sangat Baik", "Baik", "Butuh Perbaikan", "Kurang"]))
def test_better_predicate_never_lowers_the_credit(periods, better):
    first, *rest = periods
    percents = dict(zip(["Sangat Baik", "Baik", "Butuh Perbaikan", "Cukup", "Kurang", "Sangat Kurang"],
                        [150, 100, 75, 75, 50, 25], strict=True))  # fmt: skip
    best = max(first["predicate"], better, key=percents.__getitem__)

    assert D(scored([first | {"predicate": best}, *rest])["sum"]) >= D(scored(periods)["sum"])


@pytest.mark.parametrize("work_result", ["above", "meets", "below"])
@pytest.mark.parametrize("behaviour", ["above", "meets", "below"])
def test_a_second_opinion_on_every_quadrant_of_6_2022(work_result, behaviour):
    given_ = {"work_result": work_result, "behaviour": behaviour}

    assert score("permenpanrb_6_2022", json.dumps(given_))["result"] == second_opinion.permenpanrb_6_2022(given_)

"""PermenPANRB 8/2021: every whole per cent, ranges, additional work, bands, properties, a second computation."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules import second_opinion, strategies
from workflows.rules.permenpanrb_8_2021 import (
    CODE,
    NOT_OFFERED,
    UNCONFIRMED,
    Additional,
    Indicator,
    Inputs,
    Parameters,
    compute,
    predicate_of,
)
from workflows.rules.predicates import LABELS, OF_RULE_SET, Predicate
from workflows.rules.score import score
from workflows.rules.violation import RuleViolation

D, F = Decimal, Fraction
BEST_FIRST = OF_RULE_SET[CODE]
DEFAULT = Parameters()


def indicator(target, realised, direction="HIGHER", **more):
    low, high = (target, None) if not isinstance(target, tuple) else target
    return Indicator(
        target=D(low), target_high=None if high is None else D(high), realised=D(realised), direction=direction, **more
    )


def value_of(one, parameters=DEFAULT):
    (found,) = compute(Inputs(indicators=[one]), parameters).indicators
    return found


# Each whole per cent from 0 to 111, as the table of the regulation gives it.
TABLE = (
    {c: ("Sangat Kurang", F(49 * c, 59)) for c in range(60)}
    | {c: ("Kurang", F(c - 10)) for c in range(60, 80)}
    | {c: ("Cukup", F(c - 10)) for c in range(80, 100)}
    | {100: ("Baik", F(109)), 111: ("Sangat Baik", F(120))}
    | {101 + n: ("Sangat Baik", 110 + F(10 * n, 9)) for n in range(10)}
)


@pytest.mark.parametrize("percent", range(112))
def test_whole_table(percent):
    found = value_of(indicator(100, percent))

    assert (LABELS[found.category], found.value) == TABLE[percent]
    assert found.achievement == percent


@pytest.mark.parametrize(
    ("percent", "label", "value"),
    [
        ("59.49", "Sangat Kurang", F(49)), ("59.5", "Kurang", F(50)), ("79.4999", "Kurang", F(69)),
        ("79.5", "Cukup", F(70)), ("99.49", "Cukup", F(89)), ("99.5", "Baik", F(109)), ("100.49", "Baik", F(109)),
        ("100.5", "Sangat Baik", F(110)), ("110.5", "Sangat Baik", F(120)), ("500", "Sangat Baik", F(120)),
    ],
)  # fmt: skip
def test_achievement_is_rounded_to_a_whole_per_cent_half_up(percent, label, value):
    found = value_of(indicator(100, percent))

    assert (LABELS[found.category], found.value, found.achievement) == (label, value, F(percent))


def test_92_of_90_is_102_per_cent():
    """Public copies of the regulation print 113 %."""
    assert second_opinion.rounded(value_of(indicator(90, 92)).achievement) == "102.22"


@pytest.mark.parametrize(
    ("target", "realised", "direction", "percent"),
    [
        (("80", "90"), "70", "HIGHER", F("87.5")),
        (("80", "90"), "80", "HIGHER", F(100)),
        (("80", "90"), "85", "HIGHER", F(100)),
        (("80", "90"), "90", "HIGHER", F(100)),
        (("80", "90"), "99", "HIGHER", F(110)),
        (("7", "8"), "9", "LOWER", F("87.5")),
        (("7", "8"), "7.5", "LOWER", F(100)),
        (("8", "9"), "7", "LOWER", F("112.5")),
        (("0", "5"), "3", "LOWER", F(100)),
        (("0", "5"), "6", "LOWER", F(80)),
        (("0", "0"), "0", "LOWER", F(100)),
        ("4", "5", "LOWER", F(75)),
        ("4", "0", "LOWER", F(200)),
        ("4", "9", "LOWER", F(0)),
        ("4", "-1", "HIGHER", F(0)),
    ],
)
def test_ranges_and_directions(target, realised, direction, percent):
    assert value_of(indicator(target, realised, direction)).achievement == percent


@pytest.mark.parametrize(
    ("realised", "label", "value"),
    [("99", "Cukup", 89), ("100", "Sangat Baik", 120), ("99.5", "Sangat Baik", 120), ("105", "Sangat Baik", 120)],
)
def test_maximum_that_is_attained_has_the_highest_value(realised, label, value):
    found = value_of(indicator(100, realised, is_maximum=True))

    assert (LABELS[found.category], found.value) == (label, value)


@pytest.mark.parametrize(
    ("category", "weight"),
    [("VERY_GOOD", 100), ("GOOD", 80), ("SUFFICIENT", 60), ("POOR", 40), ("VERY_POOR", 20)],
)
@pytest.mark.parametrize("scope", [1, 2, 3])
def test_additional_work_by_category_and_scope(category, weight, scope):
    piece = Additional(category=Predicate(category), scope_weight=D(scope), value=D(90))

    assert compute(Inputs(additional=[piece])).additional == (F(weight * scope * 90, 10_000),)


def test_additional_work_earns_at_most_ten_together():
    piece = Additional(category=Predicate.VERY_GOOD, scope_weight=D(3), value=D(120))
    found = compute(Inputs(indicators=[indicator(100, 100)], additional=[piece] * 3))

    assert found.additional == (F("3.6"),) * 3
    assert (found.additional_total, found.skp) == (10, 119)
    assert compute(Inputs(additional=[])).additional_total == 0


def test_behaviour_is_the_mean_of_those_given():
    assert compute(Inputs(behaviour={"initiative": D(80), "commitment": D(91)})).behaviour == F("85.5")


@pytest.mark.parametrize(("peers_used", "total"), [(False, F("103.3")), (True, F("101.4"))])
def test_weights_with_and_without_peers(peers_used, total):
    inputs = Inputs(indicators=[indicator(100, 100)], behaviour={"initiative": D(90)}, peers_used=peers_used)
    found = compute(inputs)

    assert found.total == total
    assert found.trace[-2].formula.startswith("60 % × SKP + 40 %" if peers_used else "70 % × SKP + 30 %")


def test_total_is_capped_at_120():
    pieces = [Additional(category=Predicate.VERY_GOOD, scope_weight=D(3), value=D(100))] * 4
    inputs = Inputs(indicators=[indicator(100, 200)], additional=pieces, behaviour={"initiative": D(120)})

    assert compute(inputs).skp == 130
    assert compute(inputs).total == 120
    assert compute(Inputs(total=D(130))).total == 120


@pytest.mark.parametrize(
    ("total", "new_idea", "label"),
    [
        ("120", True, "Sangat Baik"), ("110", True, "Sangat Baik"), ("109.999", True, "Baik"), ("120", False, "Baik"),
        ("115", False, "Baik"), ("90", True, "Baik"), ("89.999", True, "Cukup"), ("70", False, "Cukup"),
        ("69.999", False, "Kurang"), ("50", False, "Kurang"), ("49.999", True, "Sangat Kurang"),
        ("0", True, "Sangat Kurang"),
    ],
)  # fmt: skip
def test_bands_are_asked_of_the_unrounded_total(total, new_idea, label):
    assert LABELS[predicate_of(F(total), new_idea=new_idea)] == label
    assert LABELS[compute(Inputs(total=D(total), new_idea=new_idea)).predicate] == label


def test_total_just_under_a_band_is_shown_cut_off_in_the_step_that_asks():
    found = compute(Inputs(total=D("89.9999999")))

    assert found.trace[-1].inputs == {"nilai kinerja": "89.999999…", "ide baru": "tidak ada"}
    assert found.trace[-1].value == "Cukup"


def test_steps_follow_the_sheet():
    piece = Additional(category=Predicate.GOOD, scope_weight=D(1), value=D(100))
    found = compute(
        Inputs(
            indicators=[indicator(100, "103.4", text="Survei")],
            additional=[piece],
            behaviour={"initiative": D(90)},
        )
    )

    assert [(step.step, step.value) for step in found.trace] == [
        ("ACHIEVEMENT", "103.40"), ("INDICATOR", "112.22"), ("ADDITIONAL", "0.80"), ("ADDITIONAL_TOTAL", "0.80"),
        ("SKP", "113.02"), ("BEHAVIOUR", "90.00"), ("TOTAL", "106.12"), ("PREDICATE", "Baik"),
    ]  # fmt: skip
    assert found.trace[1].formula == (
        "capaian dibulatkan ke persen bulat, lalu 110 + (120 − 110) ÷ (110 − 101) × (capaian − 101), "
        "paling tinggi 120; kategori Sangat Baik"
    )
    assert found.trace[1].inputs == {"indikator": "1. Survei", "capaian": "103.40", "dibulatkan": "103"}
    assert found.trace[-1].source == "PP Nomor 30 Tahun 2019 Pasal 41"


@pytest.mark.parametrize(
    ("inputs", "field", "code"),
    [
        (Inputs(indicators=[indicator(1, 1, "SIDEWAYS")]), "indicators[0].direction", "direction_unknown"),
        (Inputs(behaviour={"integrity": D(90)}), "behaviour.integrity", "behaviour_unknown"),
        (Inputs(additional=[Additional(category=Predicate.BAD, scope_weight=D(1), value=D(1))]),
         "additional[0].category", "category_unknown"),
        (Inputs(total=D(90), indicators=[indicator(1, 1)]), "total", "total_not_alone"),
        (Inputs(total=D("NaN")), "total", "not_a_number"),
        (Inputs(indicators=[indicator(1, "1e-999999")]), "indicators[0].realised", "number_out_of_range"),
    ],
)  # fmt: skip
def test_bad_inputs_are_refused_at_their_place(inputs, field, code):
    """What a file can get wrong besides stands with the command's refusals."""
    with pytest.raises(RuleViolation) as refusal:
        compute(inputs)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_unconfirmed_figures_are_parameters_with_words():
    assert set(UNCONFIRMED) == set(Parameters.__dataclass_fields__)
    assert all(words.endswith(".") for words in (*UNCONFIRMED.values(), *NOT_OFFERED))
    wide = Parameters(above_target_lowest=D(111), above_target_highest=D(121), above_target_full_at=121)
    assert [value_of(indicator(100, c), wide).value for c in (101, 103, 121, 150)] == [111, 112, 121, 121]
    assert compute(Inputs(total=D(130)), Parameters(highest_total=D(125))).total == 125
    assert predicate_of(F(52), new_idea=False, parameters=Parameters(poor_from=D(55))) == Predicate.VERY_POOR
    five = Additional(category=Predicate.VERY_GOOD, scope_weight=D(5), value=D(100))
    assert compute(Inputs(additional=[five]), Parameters(scope_between_agencies=D(5))).additional == (5,)


def place(label):
    return [LABELS[predicate] for predicate in BEST_FIRST].index(label)


def scored(inputs):
    return score(CODE, json.dumps(inputs))["result"]


complete = st.fixed_dictionaries(
    {"indicators": strategies.p8_indicators, "behaviour": strategies.p8_behaviour},
    optional={"additional": strategies.p8_additional, "peers_used": st.booleans(), "new_idea": st.booleans()},
)


@given(strategies.p8_inputs)
def test_a_second_computation_agrees(inputs):
    assert scored(inputs) == second_opinion.permenpanrb_8_2021(inputs)


@given(complete, strategies.zero_or_more)
def test_better_realised_never_lowers_value_or_predicate(inputs, more):
    first, *rest = inputs["indicators"]
    step = D(more) if first["direction"] == "higher" else -D(more)
    realised = D(first["realised"]) + step
    before = scored(inputs)
    after = scored(inputs | {"indicators": [first | {"realised": str(realised)}, *rest]})

    assert D(after["indicators"][0]["value"]) >= D(before["indicators"][0]["value"])
    assert place(after["predicate"]) <= place(before["predicate"])


@given(complete, strategies.p8_additional)
def test_better_behaviour_more_work_and_a_new_idea_never_lower_the_predicate(inputs, more):
    name = next(iter(inputs["behaviour"]))
    better = inputs | {
        "behaviour": inputs["behaviour"] | {name: "120"},
        "additional": [*inputs.get("additional", []), *more],
        "new_idea": True,
    }

    assert place(scored(better)["predicate"]) <= place(scored(inputs)["predicate"])


@given(complete, st.integers(1, 999), st.integers(0, 6))
def test_scaling_target_and_realisation_together_changes_nothing(inputs, by, halves):
    factor = D(by) / D(2) ** halves

    def times(number):
        return [times(part) for part in number] if isinstance(number, list) else f"{D(number) * factor:f}"

    scaled = [
        row | {"target": times(row["target"]), "realised": times(row["realised"])} for row in inputs["indicators"]
    ]

    assert scored(inputs | {"indicators": scaled}) == scored(inputs)


@given(complete, st.randoms(use_true_random=False))
def test_permutation_of_indicators_and_work_changes_nothing(inputs, chance):
    moved = {key: list(inputs[key]) for key in ("indicators", "additional") if key in inputs}
    for rows in moved.values():
        chance.shuffle(rows)
    lists = dict.fromkeys(("indicators", "additional"))

    assert scored(inputs | moved) | lists == scored(inputs) | lists

"""PP 46/2011: every branch and band, the bugs of public systems, the properties, a second computation."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules import second_opinion, strategies
from workflows.rules.pp46_2011 import (
    CODE,
    UNCONFIRMED,
    Activity,
    Behaviour,
    Inputs,
    Measure,
    Parameters,
    compute,
    predicate_of,
)
from workflows.rules.predicates import LABELS, OF_RULE_SET
from workflows.rules.score import score
from workflows.rules.violation import RuleViolation

D, F = Decimal, Fraction
BEST_FIRST = OF_RULE_SET[CODE]


def measure(target, realised):
    return Measure(D(target), D(realised))


ON_TARGET = Activity(quantity=measure(1, 1), quality=measure(100, 100), time=measure(12, 12))
FIVE = Behaviour(service_orientation=D(80), integrity=D(82), commitment=D(84), discipline=D(86), cooperation=D(88))
ALL_76 = Behaviour(
    service_orientation=D(76), integrity=D(76), commitment=D(76), discipline=D(76), cooperation=D(76)
)  # fmt: skip


def value_of(activity):
    (found,) = compute(Inputs(activities=[activity])).activities
    return found


def refusal_of(inputs, parameters=None):
    with pytest.raises(RuleViolation) as refusal:
        compute(inputs, parameters or Parameters())
    return refusal.value


@pytest.mark.parametrize(
    ("target", "used", "value"),
    [
        ("3", "3", "76"),
        ("5", "4", "96"),
        ("100", "76", "100"),
        ("100", "75.99", "75.99"),
        ("100", "50", "50"),
        ("100", "0.01", "0.01"),
        ("100", "0", "0"),
        ("12", "18", "26"),
        ("12", "24", "-24"),
    ],
)
@pytest.mark.parametrize("aspect", ["time", "cost"])
def test_time_and_cost_at_their_branches(aspect, target, used, value):
    activity = replace(ON_TARGET, **{aspect: measure(target, used)})

    assert getattr(value_of(activity), aspect) == F(value)


def test_saving_more_than_24_per_cent_falls_below_on_target():
    """The regulation's own jump: it takes such a target for too wide, so faster is not better any more."""
    found = [value_of(replace(ON_TARGET, time=measure(100, used))).time for used in ("76", "75.999", "40")]

    assert found == [100, F("75.999"), 40]


@pytest.mark.parametrize(("realised", "value"), [("0", 0), ("1", 50), ("2", 100), ("4", 200)])
@pytest.mark.parametrize("aspect", ["quantity", "quality"])
def test_quantity_and_quality_are_not_capped(aspect, realised, value):
    assert getattr(value_of(replace(ON_TARGET, **{aspect: measure(2, realised)})), aspect) == value


def test_cost_is_in_the_sum_and_in_the_divisor():
    """Bug of a public system: cost left out of the sum, yet divided by four."""
    assert value_of(replace(ON_TARGET, cost=measure(5_000_000, 3_800_000))).value == F(100 + 100 + 76 + 100, 4)
    assert value_of(ON_TARGET).value == F(100 + 100 + 76, 3)


def test_target_and_realisation_of_cost_are_not_swapped():
    assert value_of(replace(ON_TARGET, cost=measure(100, 80))).cost == 96
    assert value_of(replace(ON_TARGET, cost=measure(80, 100))).cost == 51


@pytest.mark.parametrize("realised", ["0", "700"])
def test_zero_cost_target_takes_no_part(realised):
    found = compute(Inputs(activities=[replace(ON_TARGET, cost=measure(0, realised))]))

    assert (found.activities[0].cost, found.activities[0].value) == (None, F(92))
    assert ("COST", "target biaya 0: biaya tidak ikut dinilai", "tidak dinilai") in [
        (step.step, step.formula, step.value) for step in found.trace
    ]


def test_behaviour_of_a_post_that_leads_nobody_is_of_five():
    """Bug of a public system: 60 for 40 where leadership is absent."""
    found = compute(Inputs(activities=[ON_TARGET], behaviour=FIVE, is_structural=False))

    assert found.behaviour == 84
    assert found.total == F(60, 100) * 92 + F(40, 100) * 84


@pytest.mark.parametrize(
    ("is_structural", "leadership", "expected"),
    [(True, D(60), 80), (None, D(60), 80), (None, None, 84), (False, None, 84), (False, D(60), 84)],
)
def test_leadership_counts_for_structural_posts(is_structural, leadership, expected):
    rated = replace(FIVE, leadership=leadership)

    assert compute(Inputs(behaviour=rated, is_structural=is_structural)).behaviour == expected


def test_leadership_that_does_not_count_is_said_in_the_trace():
    (step,) = compute(Inputs(behaviour=replace(FIVE, leadership=D(60)), is_structural=False)).trace

    assert step.formula == ("rata-rata 5 perilaku; kepemimpinan hanya untuk jabatan struktural, di sini tidak dihitung")
    assert list(step.inputs) == ["orientasi pelayanan", "integritas", "komitmen", "disiplin", "kerja sama"]


@pytest.mark.parametrize(("tasks", "points"), [(0, 0), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (100, 3)])
def test_additional_tasks(tasks, points):
    assert compute(Inputs(activities=[ON_TARGET], additional_tasks=tasks)).skp == 92 + points


@pytest.mark.parametrize("points", [0, 3, 6, 12])
def test_creativity(points):
    assert compute(Inputs(activities=[ON_TARGET], creativity=D(points))).skp == 92 + points


@pytest.mark.parametrize(
    ("total", "label"),
    [
        ("120", "Sangat Baik"), ("91", "Sangat Baik"), ("90.999", "Baik"), ("76", "Baik"), ("75.999", "Cukup"),
        ("75.5", "Cukup"), ("61", "Cukup"), ("60.5", "Kurang"), ("51", "Kurang"), ("50.99", "Buruk"), ("0", "Buruk"),
    ],
)  # fmt: skip
def test_bands_are_half_open_and_asked_of_the_unrounded_total(total, label):
    assert LABELS[predicate_of(D(total))] == label
    assert LABELS[predicate_of(F(total))] == label


def test_thirds_add_up_to_the_band_that_they_reach():
    """Three activities of 76.33…, 76.33… and 75.33… are 76 on the mean, and not a hair more or less."""
    activities = [replace(ON_TARGET, quality=measure(100, quality)) for quality in ("53", "53", "50")]
    found = compute(Inputs(activities=activities, behaviour=ALL_76))

    assert [activity.value for activity in found.activities] == [F(229, 3), F(229, 3), F(226, 3)]
    assert (found.skp, found.total, LABELS[found.predicate]) == (76, 76, "Baik")


def test_predicate_step_shows_the_total_cut_off_and_not_rounded_into_the_band():
    almost = replace(ON_TARGET, quantity=measure(100, "51.99"))
    found = compute(Inputs(activities=[almost], behaviour=ALL_76))

    assert found.total == F("75.998")
    assert LABELS[found.predicate] == "Cukup"
    assert (found.trace[-1].inputs, found.trace[-1].value) == ({"nilai prestasi kerja": "75.998"}, "Cukup")
    assert found.trace[-2].value == "76.00"


def test_steps_follow_the_sheet():
    found = compute(
        Inputs(
            activities=[replace(ON_TARGET, cost=measure(10, 10), text="Menyusun laporan")],
            additional_tasks=4,
            creativity=D(3),
            behaviour=FIVE,
        )
    )

    assert [step.step for step in found.trace] == [
        "QUANTITY", "QUALITY", "TIME", "COST", "ACTIVITY", "ADDITIONAL_TASKS", "CREATIVITY", "SKP", "BEHAVIOUR",
        "TOTAL", "PREDICATE",
    ]  # fmt: skip
    assert {step.source for step in found.trace} == {"Perka BKN Nomor 1 Tahun 2013", "PP Nomor 46 Tahun 2011"}
    assert found.trace[0].inputs == {"kegiatan": "1. Menyusun laporan", "target": "1", "realisasi": "1"}
    assert found.trace[2].formula == "hemat 24 % atau kurang: (1,76 × target − realisasi) ÷ target × 100"


@pytest.mark.parametrize(
    ("inputs", "field", "code"),
    [
        (Inputs(activities=[]), "activities", "activities_empty"),
        (Inputs(activities=[ON_TARGET, replace(ON_TARGET, quantity=measure(-1, 1))]), "activities[1].quantity.target",
         "target_negative"),
        (Inputs(activities=[replace(ON_TARGET, quality=measure(0, 1))]), "activities[0].quality.target", "target_zero"),
        (Inputs(activities=[replace(ON_TARGET, time=measure(0, 1))]), "activities[0].time.target", "target_zero"),
        (Inputs(activities=[replace(ON_TARGET, time=measure(1, -1))]), "activities[0].time.realised", "negative"),
        (Inputs(activities=[replace(ON_TARGET, cost=measure(-1, 0))]), "activities[0].cost.target", "target_negative"),
        (Inputs(activities=[replace(ON_TARGET, cost=measure(0, -1))]), "activities[0].cost.realised", "negative"),
        (Inputs(activities=[replace(ON_TARGET, cost=measure(1, "NaN"))]), "activities[0].cost.realised",
         "not_a_number"),
        (Inputs(activities=[replace(ON_TARGET, quantity=measure(1, "1e999999"))]), "activities[0].quantity.realised",
         "number_out_of_range"),
        (Inputs(activities=[replace(ON_TARGET, quantity=measure("1e-999999", 1))]), "activities[0].quantity.target",
         "number_out_of_range"),
        (Inputs(additional_tasks=-1), "additional_tasks", "negative"),
        (Inputs(creativity=D(-3)), "creativity", "negative"),
        (Inputs(creativity=D(5)), "creativity", "creativity_unknown"),
        (Inputs(behaviour=FIVE, is_structural=True), "behaviour.leadership", "leadership_missing"),
        (Inputs(behaviour=replace(FIVE, discipline=D("100.01"))), "behaviour.discipline", "too_high"),
        (Inputs(behaviour=replace(FIVE, integrity=D(-1))), "behaviour.integrity", "negative"),
    ],
)  # fmt: skip
def test_bad_inputs_are_refused_at_their_place(inputs, field, code):
    refusal = refusal_of(inputs)

    assert (refusal.field, refusal.code) == (field, code)


def test_unconfirmed_figures_are_parameters_with_words():
    assert set(UNCONFIRMED) == set(Parameters.__dataclass_fields__)
    assert all(words.endswith(".") for words in UNCONFIRMED.values())
    mild = Parameters(creativity_unit_head=D(4), highest_behaviour=D(85))
    assert compute(Inputs(activities=[ON_TARGET], creativity=D(4)), mild).skp == 96
    assert refusal_of(Inputs(creativity=D(3)), mild).code == "creativity_unknown"
    assert refusal_of(Inputs(behaviour=FIVE), mild).field == "behaviour.discipline"


def place(label):
    return [LABELS[predicate] for predicate in BEST_FIRST].index(label)


def scored(inputs):
    return score(CODE, json.dumps(inputs))["result"]


complete = st.builds(
    lambda inputs, behaviour: {"behaviour": behaviour, **inputs}, strategies.pp46_inputs, strategies.pp46_behaviour
)


@given(strategies.pp46_inputs)
def test_a_second_computation_agrees(inputs):
    assert scored(inputs) == second_opinion.pp46_2011(inputs)


@given(complete, st.sampled_from(["quantity", "quality"]), strategies.zero_or_more)
def test_more_realised_never_lowers_the_predicate(inputs, aspect, more):
    first, *rest = inputs["activities"]
    better = first | {aspect: first[aspect] | {"realised": str(D(first[aspect]["realised"]) + D(more))}}

    assert place(scored(inputs | {"activities": [better, *rest]})["predicate"]) <= place(scored(inputs)["predicate"])


@given(complete, st.sampled_from(["time", "cost"]), st.lists(st.decimals("0.76", 3, places=2), min_size=2, max_size=2))
def test_less_used_up_to_24_per_cent_never_lowers_the_predicate(inputs, aspect, shares):
    first, *rest = inputs["activities"]
    worse, better = (
        inputs | {"activities": [first | {aspect: {"target": "12", "realised": str(12 * share)}}, *rest]}
        for share in sorted(shares, reverse=True)
    )

    assert place(scored(better)["predicate"]) <= place(scored(worse)["predicate"])


@given(complete, st.sampled_from(["integrity", "cooperation"]), st.integers(0, 10), st.sampled_from(["0", "3", "12"]))
def test_better_behaviour_more_tasks_and_creativity_never_lower_the_predicate(inputs, name, tasks, creativity):
    better = inputs | {
        "behaviour": inputs["behaviour"] | {name: "100"},
        "additional_tasks": inputs.get("additional_tasks", 0) + tasks,
        "creativity": max(inputs.get("creativity", "0"), creativity, key=int),
    }

    assert place(scored(better)["predicate"]) <= place(scored(inputs)["predicate"])


@given(complete, st.integers(1, 999), st.integers(1, 999))
def test_scaling_target_and_realisation_together_changes_nothing(inputs, by, over):
    factor = D(by) * D(2) ** -(over % 7)
    scaled = [
        {aspect: {name: f"{D(number) * factor:f}" for name, number in given_.items()} for aspect, given_ in row.items()}
        for row in inputs["activities"]
    ]

    assert scored(inputs | {"activities": scaled}) == scored(inputs)


@given(complete, st.randoms(use_true_random=False))
def test_permutation_of_activities_changes_nothing(inputs, chance):
    moved = list(inputs["activities"])
    chance.shuffle(moved)
    before, after = scored(inputs), scored(inputs | {"activities": moved})

    assert {**after, "activities": None} == {**before, "activities": None}

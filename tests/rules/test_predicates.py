"""The predicates of all sets: one label a code, best first in each set, the same as the sets' own."""

from fractions import Fraction

from workflows.rules import permenpanrb_6_2022, permenpanrb_8_2021, pp46_2011
from workflows.rules.predicates import BY_LABEL, LABELS, OF_RULE_SET, Predicate
from workflows.rules.rule_sets import RULE_SETS


def test_every_predicate_has_a_label_of_its_own():
    assert LABELS == {
        "VERY_GOOD": "Sangat Baik",
        "GOOD": "Baik",
        "SUFFICIENT": "Cukup",
        "NEEDS_IMPROVEMENT": "Butuh Perbaikan",
        "POOR": "Kurang",
        "VERY_POOR": "Sangat Kurang",
        "BAD": "Buruk",
    }
    assert {BY_LABEL[label] for label in LABELS.values()} == set(Predicate)


def test_every_rule_set_of_assessment_names_its_five_best_first():
    assert set(OF_RULE_SET) == {rule_set.code for rule_set in RULE_SETS}
    assert [LABELS[p] for p in OF_RULE_SET["pp46_2011"]] == ["Sangat Baik", "Baik", "Cukup", "Kurang", "Buruk"]
    assert [LABELS[p] for p in OF_RULE_SET["permenpanrb_8_2021"]] == [
        "Sangat Baik", "Baik", "Cukup", "Kurang", "Sangat Kurang",
    ]  # fmt: skip


def test_the_sets_give_no_others():
    assert list(permenpanrb_6_2022.Predicate) == list(OF_RULE_SET[permenpanrb_6_2022.CODE])
    assert [words.label for words in permenpanrb_6_2022.PREDICATES.values()] == [
        LABELS[p] for p in OF_RULE_SET[permenpanrb_6_2022.CODE]
    ]
    totals = [Fraction(total) for total in range(125, -1, -1)]
    assert list(dict.fromkeys(map(pp46_2011.predicate_of, totals))) == list(OF_RULE_SET[pp46_2011.CODE])
    found = [permenpanrb_8_2021.predicate_of(total, new_idea=True) for total in totals]
    assert list(dict.fromkeys(found)) == list(OF_RULE_SET[permenpanrb_8_2021.CODE])

"""What SIASN takes of a result: the codes of PermenPANRB 6/2022, and of other sets a sentence instead."""

import pytest

from workflows.rules.permenpanrb_6_2022 import PREDICATES, RATINGS, TABLE
from workflows.rules.rule_sets import RULE_SETS
from workflows.rules.siasn import Codes, siasn_codes
from workflows.rules.violation import RuleViolation

OTHERS = [each for each in RULE_SETS if each.code != "permenpanrb_6_2022"]


@pytest.mark.parametrize(("ratings", "found"), list(TABLE.items()))
def test_the_codes_are_those_of_the_table(ratings, found):
    work, behaviour = ratings

    assert siasn_codes("permenpanrb_6_2022", work, behaviour, found) == Codes(
        work=RATINGS[work].siasn, behaviour=RATINGS[behaviour].siasn, quadrant=PREDICATES[found].siasn
    )


def test_written_out_once():
    assert siasn_codes("permenpanrb_6_2022", "ABOVE", "BELOW", "POOR") == Codes(work=1, behaviour=3, quadrant=4)


@pytest.mark.parametrize("rule_set", OTHERS, ids=lambda each: each.code)
@pytest.mark.parametrize("predicate", ["GOOD", "VERY_GOOD", "POOR", "SUFFICIENT", ""])
def test_no_result_of_another_set_gets_a_code_even_where_its_predicate_has_the_same_name(rule_set, predicate):
    with pytest.raises(RuleViolation, match=f"menurut {rule_set.title}: laporkan nilainya") as refused:
        siasn_codes(rule_set.code, "", "", predicate)

    assert refused.value.code == "siasn_other_rule_set"


@pytest.mark.parametrize(
    ("work", "behaviour", "predicate", "code"),
    [
        ("", "MEETS", "GOOD", "siasn_incomplete"), ("MEETS", "", "GOOD", "siasn_incomplete"),
        ("MEETS", "MEETS", "", "siasn_incomplete"), ("MEETS", "MEETS", "SUFFICIENT", "siasn_incomplete"),
        ("MEETS", "MEETS", "VERY_GOOD", "siasn_other_quadrant"),
    ],
)  # fmt: skip
def test_a_result_that_is_not_whole_gets_none(work, behaviour, predicate, code):
    with pytest.raises(RuleViolation) as refused:
        siasn_codes("permenpanrb_6_2022", work, behaviour, predicate)

    assert refused.value.code == code

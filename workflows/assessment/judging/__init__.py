"""How an assessment is judged: one module for each rule set, all with one contract. `Assessment.rule_set` decides."""

from collections.abc import Mapping

from workflows.assessment.judging.by_permenpanrb_6_2022 import ByRatings
from workflows.assessment.judging.by_permenpanrb_8_2021 import ByIndicators
from workflows.assessment.judging.by_pp46_2011 import ByActivities
from workflows.assessment.judging.contract import Judging
from workflows.rules.rule_sets import rule_set

WAYS: Mapping[str, Judging] = {way.code: way for way in (ByActivities(), ByIndicators(), ByRatings())}


def judging_of(code: str) -> Judging:
    """The way of this rule set.

    :raises RuleViolation: code `rule_set_unknown`.
    """
    return WAYS[rule_set(code).code]

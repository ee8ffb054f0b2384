"""`manage.py score perbkn_3_2023`: its input read, its result as plain values."""

from .perbkn_3_2023 import LEVELS, PERCENTS, CreditPeriod, compute
from .predicates import LABELS
from .score_input import Given, Scored

WORDS = {LABELS[predicate]: predicate for predicate in PERCENTS}
CODES = {level: level for level in LEVELS}


def score(given: Given) -> Scored:
    """The credit of each period and the sum; None where no periods were given.

    :raises RuleViolation: field with its place.
    """
    periods = given.only(("periods",)).part("periods")
    if not periods:
        return Scored({"periods": None, "sum": None}, ())
    found = compute([_period(row) for row in periods.rows()])
    return Scored({"periods": [str(credit) for credit in found.periods], "sum": str(found.total)}, found.trace)


def _period(row: Given) -> CreditPeriod:
    row.only(("level", "predicate", "months"))
    return CreditPeriod(
        level=row.part("level").choice(CODES),
        predicate=row.part("predicate").choice(WORDS),
        months=row.part("months").count(),
    )

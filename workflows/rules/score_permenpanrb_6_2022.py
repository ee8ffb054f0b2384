"""`manage.py score permenpanrb_6_2022`: its input read, its result as plain values."""

from .permenpanrb_6_2022 import PREDICATES, RATINGS, Rating, predicate
from .score_input import Given, Scored

KEYS = ("work_result", "behaviour")
WORDS = {rating.lower(): rating for rating in Rating}


def score(given: Given) -> Scored:
    """The predicate and the codes that SIASN takes; None where a rating was not given.

    :raises RuleViolation: field with its place.
    """
    given.only(KEYS)
    ratings = {key: given.part(key).choice(WORDS) for key in KEYS if given.part(key)}
    codes = {f"{key}_siasn_code": RATINGS[ratings[key]].siasn if key in ratings else None for key in KEYS}
    if len(ratings) < len(KEYS):
        return Scored({"predicate": None, "siasn_code": None, **codes}, ())
    found = predicate(ratings["work_result"], ratings["behaviour"])
    words = PREDICATES[found.predicate]
    return Scored({"predicate": words.label, "siasn_code": words.siasn, **codes}, found.trace)

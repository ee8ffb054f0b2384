"""`manage.py score permenpanrb_8_2021`: its input read, its result as plain values."""

from decimal import Decimal

from .exact_numbers import shown
from .permenpanrb_8_2021 import BEHAVIOURS, CATEGORY_WEIGHTS, Additional, Indicator, Inputs, compute
from .permenpanrb_8_2021_indicators import Direction, IndicatorValue
from .predicates import LABELS
from .score_input import Given, Scored, shown_where_given

KEYS = ("indicators", "additional", "behaviour", "peers_used", "total", "new_idea")
OF_INDICATOR = ("target", "realised", "direction", "maximum")
DIRECTIONS: dict[str, Direction] = {"higher": "HIGHER", "lower": "LOWER"}
CATEGORIES = {LABELS[category]: category for category in CATEGORY_WEIGHTS}


def score(given: Given) -> Scored:
    """The result with every key, None where nothing was given, and the trace.

    :raises RuleViolation: field with its place.
    """
    given.only(KEYS)
    indicators, additional, behaviour = given.part("indicators"), given.part("additional"), given.part("behaviour")
    peers_used, total, new_idea = given.part("peers_used"), given.part("total"), given.part("new_idea")
    found = compute(
        Inputs(
            indicators=[_indicator(row) for row in indicators.rows()] if indicators else None,
            additional=[_additional(row) for row in additional.rows()] if additional else None,
            behaviour=_behaviour(behaviour) if behaviour else None,
            peers_used=peers_used.flag() if peers_used else False,
            total=total.number() if total else None,
            new_idea=new_idea.flag() if new_idea else False,
        )
    )
    result: dict[str, object] = {
        "indicators": None if found.indicators is None else [_shown(value) for value in found.indicators],
        "additional": None if found.additional is None else [shown(value) for value in found.additional],
        "additional_total": shown_where_given(found.additional_total),
        "skp": shown_where_given(found.skp),
        "behaviour": shown_where_given(found.behaviour),
        "total": shown_where_given(found.total),
        "predicate": None if found.predicate is None else LABELS[found.predicate],
    }
    return Scored(result, found.trace)


def _indicator(row: Given) -> Indicator:
    row.only(OF_INDICATOR)
    target, maximum = row.part("target"), row.part("maximum")
    low, high = target, None
    if target.is_list():
        bounds = target.rows()
        if len(bounds) != 2:
            target.refuse("Rentang terdiri dari dua bilangan: [batas bawah, batas atas].", "range_incomplete")
        low, high = bounds
    return Indicator(
        target=low.number(),
        target_high=high.number() if high is not None else None,
        realised=row.part("realised").number(),
        direction=row.part("direction").choice(DIRECTIONS),
        is_maximum=maximum.flag() if maximum else False,
    )


def _additional(row: Given) -> Additional:
    row.only(("category", "scope_weight", "value"))
    return Additional(
        category=row.part("category").choice(CATEGORIES),
        scope_weight=row.part("scope_weight").number(),
        value=row.part("value").number(),
    )


def _behaviour(given: Given) -> dict[str, Decimal]:
    given.only(BEHAVIOURS)
    return {name: given.part(name).number() for name in BEHAVIOURS if given.part(name)}


def _shown(value: IndicatorValue) -> dict[str, str]:
    return {
        "achievement": shown(value.achievement),
        "category": LABELS[value.category],
        "value": shown(value.value),
    }

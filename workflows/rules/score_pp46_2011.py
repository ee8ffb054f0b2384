"""`manage.py score pp46_2011`: its input read, its result as plain values."""

from collections.abc import Mapping

from .exact_numbers import shown
from .pp46_2011 import BEHAVIOURS, Activity, Behaviour, Inputs, Measure, compute
from .pp46_2011_activities import ASPECTS, ActivityValue
from .predicates import LABELS
from .score_input import Given, Scored, shown_where_given

KEYS = ("activities", "additional_tasks", "creativity", "structural", "behaviour")
RATED_OF_ALL = tuple(name for name in BEHAVIOURS if name != "leadership")


def score(given: Given) -> Scored:
    """The result with every key, None where nothing was given, and the trace.

    :raises RuleViolation: field with its place.
    """
    given.only(KEYS)
    activities, tasks, creativity = given.part("activities"), given.part("additional_tasks"), given.part("creativity")
    structural, behaviour = given.part("structural"), given.part("behaviour")
    found = compute(
        Inputs(
            activities=[_activity(row) for row in activities.rows()] if activities else None,
            additional_tasks=tasks.count() if tasks else None,
            creativity=creativity.number() if creativity else None,
            is_structural=structural.flag() if structural else None,
            behaviour=_behaviour(behaviour) if behaviour else None,
        )
    )
    result: Mapping[str, object] = {
        "activities": None if found.activities is None else [_shown(value) for value in found.activities],
        "additional_tasks": shown_where_given(found.additional_tasks),
        "creativity": shown_where_given(found.creativity),
        "skp": shown_where_given(found.skp),
        "behaviour": shown_where_given(found.behaviour),
        "total": shown_where_given(found.total),
        "predicate": None if found.predicate is None else LABELS[found.predicate],
    }
    return Scored(result, found.trace)


def _activity(row: Given) -> Activity:
    row.only(ASPECTS)
    cost = row.part("cost")
    return Activity(
        quantity=_measure(row.part("quantity")),
        quality=_measure(row.part("quality")),
        time=_measure(row.part("time")),
        cost=_measure(cost) if cost else None,
    )


def _measure(given: Given) -> Measure:
    given.only(("target", "realised"))
    return Measure(given.part("target").number(), given.part("realised").number())


def _behaviour(given: Given) -> Behaviour:
    given.only(BEHAVIOURS)
    leadership = given.part("leadership")
    rated = {name: given.part(name).number() for name in RATED_OF_ALL}
    return Behaviour(**rated, leadership=leadership.number() if leadership else None)


def _shown(value: ActivityValue) -> dict[str, str | None]:
    return {
        "quantity": shown(value.quantity),
        "quality": shown(value.quality),
        "time": shown(value.time),
        "cost": shown_where_given(value.cost),
        "value": shown(value.value),
    }

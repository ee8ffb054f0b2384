"""What the system would rate, and why; frozen beside what the assessor rated."""

from collections.abc import Iterable, Mapping
from datetime import date

from workflows.assessment.models import ResultRealisation, SuggestionBounds
from workflows.assessment.realisation import reached
from workflows.rules.permenpanrb_6_2022 import ResultAchievement, Suggestion, suggest_work_result
from workflows.rules.trace import as_json
from workflows.skp.models import WorkResult


def suggest(rows: Iterable[ResultRealisation], on: date) -> Suggestion:
    """The suggested rating of work from the achievements of main results, with the bounds in force that day."""
    return suggest_work_result(achievements(rows), SuggestionBounds.objects.in_force(on))


def achievements(rows: Iterable[ResultRealisation]) -> list[ResultAchievement]:
    """Each result with what its indicators reached in per cent."""
    by_result: dict[int, tuple[WorkResult, list]] = {}
    for row in rows:
        _result, percents = by_result.setdefault(row.indicator.result_id, (row.indicator.result, []))
        found = reached(row)
        if found is not None:
            percents.append(found.percent)
    return [
        ResultAchievement(result.pk, result.text, result.kind == WorkResult.Kind.MAIN, percents)
        for result, percents in by_result.values()
    ]


def frozen(work: Suggestion, behaviour: Suggestion) -> Mapping[str, object]:
    """Both suggestions as plain values for the row."""
    return {
        "rating": str(work.rating or ""),
        "reasons": list(work.reasons),
        "trace": as_json(work.trace),
        "behaviour": {
            "rating": str(behaviour.rating or ""),
            "reasons": list(behaviour.reasons),
            "trace": as_json(behaviour.trace),
        },
    }

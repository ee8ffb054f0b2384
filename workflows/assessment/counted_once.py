"""Results of a period with each person once: who moved counts by the whole of their parts, where the last one was."""

from typing import NamedTuple

from django.db.models import QuerySet

from workflows.assessment.models import Assessment
from workflows.assessment.whole_period import wholes_in
from workflows.organization.models import Period


class Counted(NamedTuple):
    """A result as it is counted: of a split period the last part's key and unit, and the predicate of the whole."""

    assessment_id: int
    employee_id: int
    predicate: str
    unit_id: int


def counted_once(period: Period, results: QuerySet[Assessment]) -> list[Counted]:
    """These results of the period, in the order of their keys. One query; a second where a period is split.

    Whose whole still waits for a part has no result yet. What makes no whole (a second post as its Plt, another rule
    set) is counted as it is.
    """
    rows = list(
        results.order_by("pk").values_list("pk", "employee_id", "predicate", "position__unit_id", "starts_on")
    )  # fmt: skip
    split = {employee for _pk, employee, _predicate, _unit, starts_on in rows if starts_on is not None}
    wholes = wholes_in([period.pk], split) if split else {}
    found = []
    for key, employee, predicate, unit, starts_on in rows:
        whole = wholes.get((employee, period.pk)) if starts_on is not None else None
        if whole is None:
            found.append(Counted(key, employee, predicate, unit))
        elif whole.predicate and whole.last.pk == key:
            found.append(Counted(key, employee, whole.predicate, unit))
    return found

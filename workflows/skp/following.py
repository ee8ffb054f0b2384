"""Which row of a version that was in force each row of a later version follows.

A version that was given up may lie between the two: the third, begun after the second was withdrawn, is its copy.
"""

from collections.abc import Collection, Iterable, Mapping

from workflows.skp.models import Indicator, Skp, WorkResult
from workflows.skp.models.work_result import WorkResultQuerySet


def followed_results(skp: Skp, replaced: Collection[Skp]) -> dict[int, int]:
    """The replaced versions' results that the plan's results follow: former key → key."""
    before = dict(_of_person(skp).values_list("pk", "follows_id"))
    wanted = set(WorkResult.objects.filter(skp__in=replaced).values_list("pk", flat=True))
    return _followed(skp.results.values_list("pk", flat=True), before, wanted)


def followed_indicators(skp: Skp, replaced: Collection[Skp]) -> dict[int, int]:
    """The replaced versions' indicators that the plan's indicators follow: former key → key."""
    rows = Indicator.objects.filter(result__in=_of_person(skp))
    before = dict(rows.values_list("pk", "follows_id"))
    wanted = set(rows.filter(result__skp__in=replaced).values_list("pk", flat=True))
    return _followed(rows.filter(result__skp=skp).values_list("pk", flat=True), before, wanted)


def _of_person(skp: Skp) -> WorkResultQuerySet:
    """The results of all versions of this person's plan for the post and year."""
    return WorkResult.objects.filter(
        skp__employee=skp.employee_id, skp__position=skp.position_id, skp__period=skp.period_id
    )


def _followed(keys: Iterable[int], before: Mapping[int, int | None], wanted: set[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for key in keys:
        former = before.get(key)
        while former is not None and former not in wanted:
            former = before.get(former)
        if former is not None:
            found[former] = key
    return found

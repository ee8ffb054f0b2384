"""The names behind a unit's results, as far as the reader may see these people's results."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.assessment.distribution import Member
from workflows.assessment.models import Assessment
from workflows.engine.sight import SEES_EVERYBODY
from workflows.organization.login import has_role
from workflows.organization.models import Tenure
from workflows.organization.reporting import posts_above

LINE = "position__reports_to__reports_to__reports_to__reports_to__reports_to__reports_to"
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Outliers:
    """Those whose results the reader may open, and how many there are besides."""

    shown: Sequence[Assessment]
    others: int


def outliers_for(user: Any, members: Sequence[Member], standing: Collection[int], on: date) -> Outliers:
    """The outliers by name, in their order; `standing` are the posts in which the reader stands. Two queries."""
    if not members:
        return Outliers([], 0)
    seen = members if has_role(user, *SEES_EVERYBODY, on=on) else _seen(user, members, standing, on)
    keys = [member.assessment_id for member in seen[:MOST_SHOWN]]
    rows = Assessment.objects.select_related("employee", "position").in_bulk(keys)
    for member in seen[:MOST_SHOWN]:
        rows[member.assessment_id].predicate = member.predicate  # of whoever moved, that of the whole period
    return Outliers([rows[key] for key in keys], len(members) - len(keys))


def _seen(user: Any, members: Sequence[Member], standing: Collection[int], on: date) -> list[Member]:
    """Those below the reader in the line today, and the reader."""
    tenures = Tenure.objects.on(on).filter(employee__in=[member.employee_id for member in members])
    below = {
        tenure.employee_id
        for tenure in tenures.select_related(LINE)
        if any(post.pk in standing for post in posts_above(tenure.position))
    }
    own = getattr(user, "employee", None)
    return [member for member in members if member.employee_id in below or (own and member.employee_id == own.pk)]

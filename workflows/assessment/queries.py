"""Reading assessments for pages: the result with how it came about, and the latest one for the results page.

For the portal: `{% include "assessment/result.html" with result=result only %}` with what `latest_result_context`
gives; `result` is None where the person has no result yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflows.assessment.explaining import (
    HowItCame,
    achievement_how,
    behaviour_how,
    predicate_how,
    suggestion_how,
)
from workflows.assessment.models import Assessment, BehaviourRating, ResultRealisation
from workflows.assessment.progress import rating_decisions
from workflows.assessment.realisation import rows_of
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS, TABLE
from workflows.skp.models import Skp

READ_WITH = (
    "employee__user", "position__unit", "position__reports_to__reports_to__reports_to", "period", "skp", "snapshot",
)  # fmt: skip
COLOURS = {"VERY_GOOD": "green", "GOOD": "green", "NEEDS_IMPROVEMENT": "amber", "POOR": "red", "VERY_POOR": "red"}
QUADRANTS: Mapping[tuple[str, str], str] = {
    (str(work), str(behaviour)): str(predicate) for (work, behaviour), predicate in TABLE.items()
}


@dataclass(frozen=True, slots=True)
class ResultView:
    """A result as `assessment/result.html` shows it."""

    assessment: Assessment
    is_own: bool
    achievements: Sequence[HowItCame]
    ratings: Sequence[BehaviourRating]
    rated: Decision | None
    ratified: Decision | None
    answer_task: int | None = None
    table: Mapping[tuple[str, str], str] = field(default_factory=lambda: QUADRANTS)

    @property
    def month(self) -> date:
        """The first day of the month."""
        return self.assessment.period.start

    @property
    def colour(self) -> str:
        """The colour of the predicate's mark."""
        return COLOURS.get(self.assessment.predicate, "")

    @property
    def at(self) -> tuple[str, str]:
        """Where the rating stands among the nine."""
        return self.assessment.work_rating, self.assessment.behaviour_rating

    @property
    def suggested(self) -> tuple[str, str] | None:
        """Where the suggestion stands, by the same behaviour."""
        rating = self.assessment.suggested_rating
        return (rating, self.assessment.behaviour_rating) if rating else None

    @property
    def predicate(self) -> HowItCame | None:
        """How the predicate came about."""
        return predicate_how(self.assessment)

    @property
    def suggestion(self) -> HowItCame | None:
        """How the suggestion came about."""
        return suggestion_how(self.assessment)

    @property
    def behaviour(self) -> HowItCame:
        """How the rating of behaviour came about."""
        return behaviour_how(self.assessment, self.ratings)

    @property
    def noted(self) -> list[BehaviourRating]:
        """The values about which something was written."""
        return [row for row in self.ratings if row.note]


def latest_result_context(employee: Employee, on: date) -> dict[str, Any]:
    """`result` and `more_results` of the latest month that has one by that day; the latter are of further posts.

    About seven queries for a person with one post.
    """
    out = Assessment.objects.filter(
        employee=employee, period__start__lte=on, status__in=[Assessment.Status.RATIFIED, Assessment.Status.FINAL]
    )
    rows = list(out.select_related(*READ_WITH).order_by("-period__start", "pk")[:4])
    latest = [row for row in rows if row.period_id == rows[0].period_id]
    views = [result_view(row, is_own=True) for row in latest]
    return {"result": views[0] if views else None, "more_results": views[1:]}


def result_view(
    assessment: Assessment,
    *,
    is_own: bool,
    rows: Sequence[ResultRealisation] | None = None,
    decisions: Sequence[Decision] | None = None,
) -> ResultView:
    """The result with its achievements, ratings and who gave them; rows and decisions are read unless given."""
    case_id = _case_of(assessment)
    known = decisions if decisions is not None else Decision.objects.of_case("assessment", case_id)
    given = rating_decisions(list(known))
    task = WorkItem.objects.open().filter(case_id=case_id, node="acknowledge").values_list("task_id", flat=True).first()
    return ResultView(
        assessment=assessment,
        is_own=is_own,
        achievements=achievements_of(assessment, rows if rows is not None else rows_of(assessment), is_own=is_own),
        ratings=ratings_of(assessment),
        rated=given[0] if given else None,
        ratified=given[-1] if len(given) > 1 else None,
        answer_task=task if is_own else None,
    )


def opened_since(skp: Skp, since: datetime) -> str:
    """Whether an assessment of the plan was opened since then, as a sentence; "" where none was."""
    opened = Assessment.objects.filter(skp=skp, opened_at__gte=since).exists()
    return "penilaiannya sudah dibuka." if opened else ""


def achievements_of(assessment: Assessment, rows: Sequence[ResultRealisation], *, is_own: bool) -> list[HowItCame]:
    """How each indicator's achievement came about."""
    return [
        achievement_how(row, month=assessment.period.start, nip=assessment.employee.nip, is_own=is_own) for row in rows
    ]


def ratings_of(assessment: Assessment) -> list[BehaviourRating]:
    """The seven ratings in the order of the values; one query."""
    order = {value.code: place for place, value in enumerate(BEHAVIOURS)}
    return sorted(assessment.behaviours.all(), key=lambda row: order.get(row.value, len(order)))


def _case_of(assessment: Assessment) -> int:
    return int(assessment.cases.order_by("-pk").values_list("pk", flat=True)[0])

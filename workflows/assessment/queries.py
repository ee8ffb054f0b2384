"""Reading assessments for pages: the result with how it came about, and the latest one for the results page.

For the portal: `{% include "assessment/result.html" with result=result only %}` with what `latest_result_context`
gives; `result` is None where the person has no result yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from workflows.assessment.activity_table import ActivityTable, activity_table
from workflows.assessment.explaining import (
    HowItCame,
    achievement_how,
    behaviour_how,
    predicate_how,
    suggestion_how,
)
from workflows.assessment.explaining_aspects import aspect_how
from workflows.assessment.explaining_numbers import PREDICATE, steps_how
from workflows.assessment.judging import judging_of
from workflows.assessment.models import Assessment, AssessmentProcess, BehaviourRating, ResultRealisation
from workflows.assessment.period_words import LATEST_FIRST
from workflows.assessment.progress import rating_decisions
from workflows.assessment.realisation import rows_of
from workflows.assessment.settling import Objected, objected
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.engine.timeline import decided_by, document_words
from workflows.organization.models import Employee
from workflows.printing.words import number
from workflows.rules import pp46_2011
from workflows.rules.permenpanrb_6_2022 import RATINGS, TABLE
from workflows.rules.trace import as_json
from workflows.skp.models import Skp

READ_WITH = (
    "employee__user", "position__unit", "position__reports_to__reports_to__reports_to", "period", "skp", "snapshot",
)  # fmt: skip
COLOURS = {
    "VERY_GOOD": "green", "GOOD": "green", "SUFFICIENT": "amber", "NEEDS_IMPROVEMENT": "amber", "POOR": "red",
    "VERY_POOR": "red", "BAD": "red",
}  # fmt: skip
WITH_RESULT = (Assessment.Status.RATIFIED, Assessment.Status.OBJECTED, Assessment.Status.FINAL)
MAY_BE_OBJECTED = (Assessment.Status.OBJECTED, Assessment.Status.FINAL)
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
    rows: Sequence[ResultRealisation]
    rated: Decision | None
    ratified: Decision | None
    answer_task: int | None = None
    objected: Objected | None = None
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
    def rated_by(self) -> str:
        """Whose rating it is: the signatory's where it was recorded from a paper."""
        return decided_by(self.rated) if self.rated is not None else ""

    @property
    def ratified_by(self) -> str:
        """Who ratified, likewise."""
        return decided_by(self.ratified) if self.ratified is not None else ""

    @property
    def papers(self) -> list[str]:
        """From which documents the rating and its ratification were recorded, and by whom, as lines."""
        given = [each for each in (self.rated, self.ratified) if each is not None and document_words(each)]
        return [
            _("Recorded by %(who)s: %(paper)s") % {"who": each.actor_name, "paper": document_words(each)}
            for each in given
        ]

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
    def in_numbers(self) -> bool:
        """Whether the rule set assesses in numbers."""
        return judging_of(self.assessment.rule_set).in_numbers

    @property
    def hows(self) -> list[HowItCame]:
        """How the rating came about, one number after the other: the steps, or suggestion, behaviour, predicate."""
        assessment = self.assessment
        found = judging_of(assessment.rule_set).conclude(assessment, self.rows, self.ratings)
        if self.in_numbers:
            steps = assessment.trace or as_json(found.trace)
            steps = steps if assessment.has_result else [step for step in steps if step["step"] != PREDICATE]
            return steps_how(steps, assessment, found.would_change, self.evidence)
        parts = (
            suggestion_how(assessment), behaviour_how(assessment, self.ratings),
            predicate_how(assessment, found.would_change),
        )  # fmt: skip
        return [how for how in parts if how is not None]

    @property
    def activities(self) -> ActivityTable | None:
        """Under PP 46 the activities as its form has them."""
        return activity_table(self.assessment, self.rows)

    @property
    def evidence(self) -> str:
        """The address of the reports behind the realisations."""
        return reverse("assessment:evidence", args=[self.assessment.pk])

    @property
    def own(self) -> list[tuple[str, str, str]]:
        """How the person rated themselves, each beside what the assessor gave."""
        return self_rated(self.assessment, self.ratings)

    @property
    def noted(self) -> list[BehaviourRating]:
        """The values about which something was written."""
        return [row for row in self.ratings if row.note]


def latest_result_context(employee: Employee, on: date) -> dict[str, Any]:
    """`result` and `more_results` of the latest period that has one by that day; the latter are of further posts.

    Four queries for a person with one post; one more where a final result may have been objected to.
    """
    out = Assessment.objects.filter(employee=employee, period__start__lte=on, status__in=WITH_RESULT)
    cases = AssessmentProcess.objects.filter(assessment=OuterRef("pk")).order_by("-pk")
    asked = WorkItem.objects.open().filter(case__assessmentprocess__assessment=OuterRef("pk"), node="acknowledge")
    known = {
        "case_pk": Subquery(cases.values("pk")[:1]), "answer_pk": Subquery(asked.order_by("pk").values("task_id")[:1]),
    }  # fmt: skip
    rows = list(out.select_related(*READ_WITH).annotate(**known).order_by(*LATEST_FIRST, "pk")[:4])
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
    rows = rows_of(assessment) if rows is None else rows
    case_id = getattr(assessment, "case_pk", None) or _case_of(assessment)
    known = decisions if decisions is not None else Decision.objects.of_case("assessment", case_id)
    given = rating_decisions(list(known))
    if hasattr(assessment, "answer_pk"):
        task = assessment.answer_pk
    else:
        asked = WorkItem.objects.open().filter(case_id=case_id, node="acknowledge")
        task = asked.values_list("task_id", flat=True).first()
    return ResultView(
        assessment=assessment,
        is_own=is_own,
        achievements=achievements_of(assessment, rows, is_own=is_own),
        ratings=ratings_of(assessment),
        rows=rows,
        rated=given[0] if given else None,
        ratified=given[-1] if len(given) > 1 else None,
        answer_task=task if is_own else None,
        objected=objected(case_id) if assessment.status in MAY_BE_OBJECTED else None,
    )


def self_rated(assessment: Assessment, ratings: Sequence[BehaviourRating] = ()) -> list[tuple[str, str, str]]:
    """What the person said of themselves: what is rated, their own words, the assessor's; the last "" while unrated."""
    words = {str(rating): said.label for rating, said in RATINGS.items()}
    given = {row.value: row.grade_words for row in ratings}
    rows = [("work", _("Work result"), str(assessment.get_work_rating_display() or "") if ratings else "")]
    values = judging_of(assessment.rule_set).values(assessment)
    rows += [(value.code, value.label, given.get(value.code, "")) for value in values]
    own = assessment.self_rating
    return [(str(label), words.get(own[key], number(own[key])), beside) for key, label, beside in rows if key in own]


def opened_since(skp: Skp, since: datetime) -> str:
    """Whether an assessment of the plan was opened since then, as a sentence; "" where none was."""
    opened = Assessment.objects.filter(skp=skp, opened_at__gte=since).exists()
    return "penilaiannya sudah dibuka." if opened else ""


def achievements_of(assessment: Assessment, rows: Sequence[ResultRealisation], *, is_own: bool) -> list[HowItCame]:
    """How each indicator's achievement came about; under PP 46, its value by the formula of its aspect."""
    how = aspect_how if assessment.rule_set == pp46_2011.CODE else achievement_how
    return [how(row, assessment, is_own=is_own) for row in rows]


def ratings_of(assessment: Assessment) -> list[BehaviourRating]:
    """The ratings in the order of the rule set's values; one query."""
    values = judging_of(assessment.rule_set).values(assessment)
    order = {value.code: place for place, value in enumerate(values)}
    return sorted(assessment.behaviours.all(), key=lambda row: order.get(row.value, len(order)))


def _case_of(assessment: Assessment) -> int:
    return int(assessment.cases.order_by("-pk").values_list("pk", flat=True)[0])

"""What can be read: one's own assessments, and one assessment with all that it rests on."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from workflows.assessment.field_reviews import reviews_of
from workflows.assessment.models import Assessment, AssessmentProcess
from workflows.assessment.period_words import LATEST_FIRST
from workflows.assessment.progress import history, stairs
from workflows.assessment.queries import COLOURS, READ_WITH, achievements_of, result_view, self_rated
from workflows.assessment.realisation import rows_of
from workflows.assessment.settling import rulings_of
from workflows.assessment.whole_period import Whole, whole_of
from workflows.audit import clock
from workflows.engine.models import WorkItem
from workflows.engine.person_pages import still_theirs
from workflows.engine.progress import so_far, whose_turn
from workflows.engine.sight import SEES_EVERYBODY, may_see_case
from workflows.organization.login import has_role

MOST = 36  # three years of months, with a second post in some


class Mine(LoginRequiredMixin, View):
    """One's own assessments, the latest month first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Three queries however many there are."""
        employee = getattr(request.user, "employee", None)
        if employee is None:
            raise PermissionDenied
        found = Assessment.objects.filter(employee=employee).select_related("period", "position")
        assessments = list(found.order_by(*LATEST_FIRST, "pk")[:MOST])
        keys = [assessment.pk for assessment in assessments]
        items = {
            item.case.assessmentprocess.assessment_id: item
            for item in WorkItem.objects.open()
            .filter(case__assessmentprocess__assessment__in=keys)
            .select_related("case__assessmentprocess", "principal", "owner", "person")
        }
        today = clock.today()
        rows = [
            {
                "assessment": assessment,
                "colour": COLOURS.get(assessment.predicate, ""),
                "mine": item is not None and item.principal_id is None and item.owner_id == request.user.pk,
                "item": item,
                "turn": whose_turn([item], today) if item is not None else "",
            }
            for assessment in assessments
            for item in [items.get(assessment.pk)]
        ]
        posts = {assessment.position_id for assessment in assessments}
        return render(request, "assessment/mine.html", {"rows": rows, "has_several_posts": len(posts) > 1})


class ReadAssessment(LoginRequiredMixin, View):
    """An assessment that the reader may see; the rest of the house does not know that it exists."""

    assessment: Assessment
    case: AssessmentProcess
    is_own: bool

    def load(self, pk: int) -> None:
        """Read it with its case.

        :raises Http404: there is none, or the reader may not see it.
        """
        case = (
            AssessmentProcess.objects.filter(assessment=pk)
            .select_related(
                "person__user", "position__unit", "position__reports_to__reports_to__reports_to__reports_to",
                "chain_version",
                *(f"assessment__{name}" for name in READ_WITH),
            )
            .order_by("-pk")
            .first()
        )  # fmt: skip
        if case is None or not self.may_see(case):
            raise Http404
        self.case, self.assessment = case, case.assessment
        self.is_own = self.assessment.employee.user_id == self.request.user.pk

    def may_see(self, case: AssessmentProcess) -> bool:
        """Whether the reader may see this case."""
        return may_see_case(self.request.user, case)

    @property
    def sees_ratings(self) -> bool:
        """The person reads the rating when the predicate is out, those who decide and check as soon as it is given."""
        return self.assessment.has_result or not self.is_own


class Detail(ReadAssessment):
    """One assessment: where it is, what was reached, how it is rated and why."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        self.load(pk)
        assessment, today = self.assessment, clock.today()
        found = so_far(self.case)
        items, decisions = found.items, found.decisions
        rows = rows_of(assessment)
        result = None
        if self.sees_ratings and assessment.is_rated and assessment.status != Assessment.Status.CLOSED:
            result = result_view(assessment, is_own=self.is_own, rows=rows, decisions=decisions)
        told = [*decisions, *rulings_of(result.objected if result is not None else None)]
        context: dict[str, Any] = {
            "assessment": assessment, "case": self.case, "is_own": self.is_own, "month": assessment.period.start,
            "chain": stairs(self.case, decisions, items, today),
            "timeline": history(assessment, told, sees_ratings=self.sees_ratings),
            "turn": whose_turn(items, today), "item": items[0] if items else None, "questions": found.questions,
            "still_theirs": still_theirs(items, decisions, self.request.user),
            "task": next((item.task_id for item in items if self._is_mine(item)), None),
            "colour": COLOURS.get(assessment.predicate, ""),
            "achievements": achievements_of(assessment, rows, is_own=self.is_own),
            "result": result, "rows": rows, "own_rating": self_rated(assessment) if result is None else result.own,
            "whole": self.whole(), "reviews": reviews_of(assessment),
        }  # fmt: skip
        return render(request, "assessment/detail.html", context)

    def whole(self) -> Whole | None:
        """The parts put together, for the person and whoever sees everybody: one superior need not see the other's."""
        if not self.assessment.is_part or not (self.is_own or has_role(self.request.user, *SEES_EVERYBODY)):
            return None
        return whole_of(self.assessment.employee, self.assessment.period)

    def _is_mine(self, item: WorkItem) -> bool:
        return self.is_own and item.principal_id is None and item.owner_id == self.request.user.pk

"""The pages of the three human tasks: account for the month, rate or ratify, answer the result."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from workflows.assessment import actions
from workflows.assessment.behind import Behind, behind_with
from workflows.assessment.evidence import has_opened
from workflows.assessment.field_reviews import reviews_of
from workflows.assessment.forms import AnswerForm, RatingForm, SelfAssessmentForm, rating_form
from workflows.assessment.judging import judging_of
from workflows.assessment.judging.contract import Judging
from workflows.assessment.models import Assessment, AssessmentProcess, ResultRealisation
from workflows.assessment.progress import history, stairs
from workflows.assessment.queries import achievements_of, answer_task_in, result_view, self_rated
from workflows.assessment.realisation import rows_of, sums_until_now, take_quantity
from workflows.assessment.remarkable import remarks_on
from workflows.audit.verbs import Verb
from workflows.engine.asking_why import require_in
from workflows.engine.forms import APPROVE, RETURN, DecisionForm
from workflows.engine.progress import ChainStep
from workflows.engine.step import is_open
from workflows.engine.telling import what_happened
from workflows.engine.timeline import TimelineEntry
from workflows.engine.views import DecideView, TaskView
from workflows.rules.permenpanrb_6_2022 import RATINGS, Suggestion
from workflows.skp.models import Indicator

RELATED = (
    "assessment__period", "assessment__snapshot", "assessment__employee", "assessment__position__unit",
    "assessment__skp", "position__reports_to__reports_to__reports_to__reports_to",
)  # fmt: skip


class AssessmentTask(TaskView):
    """What the task pages of an assessment have in common: they are only for whoever is asked.

    Everybody else who may see the assessment reads its own page, which keeps an unratified rating from the person.
    """

    process_model = AssessmentProcess
    related = RELATED

    @property
    def assessment(self) -> Assessment:
        """The assessment of the task."""
        return self.case.assessment

    @cached_property
    def rows(self) -> list[ResultRealisation]:
        """What each indicator reached."""
        return rows_of(self.assessment)

    @cached_property
    def behind(self) -> Behind:
        """What the result rests on."""
        return behind_with(self.assessment, self.case.pk, self.rows, self.decisions)

    @property
    def way(self) -> Judging:
        """The way of the rule set to which the assessment is bound."""
        return judging_of(self.assessment.rule_set)

    def get(self, request: HttpRequest, task_id: int) -> HttpResponse:
        """The task to whoever is asked; others are led to the assessment."""
        self.load(task_id)
        if self.item is None and any(item.closed_at is None for item in self.items):
            return redirect("assessment:detail", self.assessment.pk)
        return self.page(self.get_form()) if is_open(self.task) else self.moved_on(what_happened(self.case))

    def page(self, form: Any, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """The page of the open task, to whoever is asked."""
        self.load_once()
        if self.item is None:
            raise PermissionDenied
        return super().page(form, refusal=refusal, status=status)

    def extra_context(self) -> dict[str, Any]:
        """The assessment and its month."""
        return {"assessment": self.assessment, "month": self.assessment.period.start}

    def chain(self) -> list[ChainStep]:
        """The person at both ends, the tiers between."""
        return stairs(self.case, self.decisions, self.items, self.today)

    def timeline(self) -> list[TimelineEntry]:
        """What was done; whoever is asked reads it all."""
        return history(self.assessment, self.decisions, sees_ratings=True)


class SelfAssess(AssessmentTask):
    """The person enters levels with their evidence; quantities stand as verified."""

    template_name = "assessment/self_assess.html"
    success_message = _("Your self-assessment is sent.")

    def get_form(self, data: Any = None, files: Any = None) -> SelfAssessmentForm:
        """The levels of this SKP."""
        return SelfAssessmentForm(
            data, rows=self.rows, assessment=self.assessment, way=self.way,
            initial={"note": self.assessment.self_note},
        )  # fmt: skip

    def perform(self, form: SelfAssessmentForm) -> None:
        """Send it."""
        actions.self_assess(
            task_id=self.task.pk, levels=form.levels(), note=form.cleaned_data["note"], own=form.self_rating(),
            by=self.by,
        )  # fmt: skip

    def extra_context(self) -> dict[str, Any]:
        """The quantities as they stand now, and what is to be corrected."""
        sums = sums_until_now(self.assessment, self.rows)
        quantities = [row for row in self.rows if row.indicator.measure == Indicator.Measure.QUANTITY]
        for row in quantities:
            take_quantity(row, sums)  # shown, not stored: the action takes them again when it is sent
        returned = next((d for d in reversed(self.decisions) if d.verb in {Verb.RETURN, Verb.SUBMIT}), None)
        return {
            **super().extra_context(),
            "quantities": zip(quantities, achievements_of(self.assessment, quantities, is_own=True), strict=True),
            "returned": returned if returned is not None and returned.verb == Verb.RETURN else None,
        }  # fmt: skip


class DecideAssessment(AssessmentTask, DecideView):
    """The first tier rates; every later one ratifies. Which it is, the assessment's own status says."""

    success_message = _("Your decision is recorded.")
    reads_first = False  # ratifying needs nothing of the case that the action does not read itself
    take_back = staticmethod(actions.take_back)
    recorded: ClassVar[Mapping[str, Any]] = {APPROVE: actions.approve_as_signed, RETURN: actions.send_back}
    withdraw = staticmethod(actions.withdraw)
    withdraw_words = _("What you filled in stays. You can change it and send it again until the deadline.")
    own_page = "assessment:detail"

    @property
    def is_rating(self) -> bool:
        """Whether this tier rates."""
        return self.assessment.status == Assessment.Status.SELF_ASSESSED

    @property
    def template_name(self) -> str:  # type: ignore[override]
        """The page of the tier."""
        return "assessment/rate.html" if self.is_rating else "assessment/ratify.html"

    @cached_property
    def suggestion(self) -> Suggestion:
        """What the system would rate, as of today."""
        return self.way.suggest(self.assessment, self.rows, self.today)

    def get_form(self, data: Any = None, files: Any = None) -> DecisionForm:
        """The form of the tier, bound to what the page showed."""
        tier = self.asking_tier
        initial = {} if data is not None else {"seen": self.case.content_hash, "return_to": "1"}
        # What was typed for a rating is read as one even where the task has moved on, so that nothing is lost.
        if not (self.is_rating if data is None else "feedback" in data):
            words = {
                APPROVE: (_("Ratify"), _("The predicate is out, and the person can answer it.")),
                RETURN: (_("Return to the assessor"), _("The assessor rates again, then it comes back to you.")),
            }
            steps = self.steps if tier.number > 2 else None  # behind the assessor there is no choice
            return DecisionForm(data, tier=tier, words=words, initial=initial, steps=steps)
        self.load_once()
        words = {
            APPROVE: (_("Give this rating"), _("It goes on to whoever ratifies it.")),
            RETURN: (_("Return for correction"), _("Back to the person's self-assessment, then to you again.")),
        }
        return rating_form(
            data, assessment=self.assessment, rows=lambda: self.rows, suggested=lambda: self.suggestion.rating,
            tier=tier, words=words, initial=initial,
        )  # fmt: skip

    def steps(self) -> list[tuple[str, Any]]:
        """To which tier before its own whoever ratifies may return: the person is not asked again by them."""
        return super().steps()[1:]

    def perform(self, form: Any) -> None:
        """Call the action of what was chosen."""
        common = {"task_id": self.task_id, "by": self.by, "seen": form.cleaned_data["seen"]}
        if form.cleaned_data["verb"] == RETURN:
            actions.send_back(reason=form.reason, to_tier=form.to_tier, **common)
        elif isinstance(form, RatingForm):
            actions.rate(**form.given(), **common)
        else:
            actions.ratify(reason=form.reason, **common)

    def show_violation(self, form: Any, violation: Any) -> None:
        """Rules name what they refuse by the law's words; the form has its own."""
        names = {"work_result": "work_rating"} if "work_rating" in form.fields else {}
        violation.field = names.get(violation.field or "", violation.field)
        super().show_violation(form, violation)

    def extra_context(self) -> dict[str, Any]:
        """The evidence: achievements, the suggestion, and for whoever ratifies the rating itself."""
        context = {
            **super().extra_context(), "is_rating": self.is_rating, "reviews": reviews_of(self.assessment),
        }  # fmt: skip
        if self.is_rating:
            achievements = achievements_of(self.assessment, self.rows, is_own=False)
            suggested = self.suggestion.rating
            label = RATINGS[suggested].label if suggested else ""
            return {
                **context, "in_numbers": self.way.in_numbers, "achievements": achievements,
                "suggestion": self.suggestion, "suggested_label": label,
                "own_rating": self_rated(self.assessment),
                "evidence_opened": has_opened(self.assessment, self.rows, self.case.round, self.by),
                "returned": next((d for d in reversed(self.decisions) if d.verb == Verb.RETURN), None)
                if self.case.round > 1 and self.assessment.is_rated else None,
            }  # fmt: skip
        return {
            **context,
            "remarks": remarks_on(self.assessment),
            "result": result_view(self.assessment, self.behind, is_own=False),
        }


class Acknowledge(AssessmentTask):
    """The person accepts the result."""

    template_name = "assessment/acknowledge.html"
    success_message = _("You accepted the result. It is final.")

    def get_form(self, data: Any = None, files: Any = None) -> AnswerForm:
        """The answer."""
        return AnswerForm(data)

    def perform(self, form: AnswerForm) -> None:
        """Accept."""
        actions.acknowledge(task_id=self.task.pk, by=self.by, note=form.cleaned_data["note"])

    def page(self, form: Any, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """The page; the note is a reason where HR demands one."""
        require_in(form, "note", self.request, {Verb.ACKNOWLEDGE}, "assessment", is_own=True)
        return super().page(form, refusal=refusal, status=status)

    def show_violation(self, form: Any, violation: Any) -> None:
        """A reason that is missing is told at the note."""
        violation.field = "note" if violation.field == "reason" else violation.field
        super().show_violation(form, violation)

    def extra_context(self) -> dict[str, Any]:
        """The result with all that it rests on."""
        shown = result_view(self.assessment, self.behind, is_own=True, answer_task=answer_task_in(self.items))
        return {**super().extra_context(), "result": shown, "ratings": shown.ratings}

"""Objecting to a result, and hearing an objection."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from workflows.assessment.field_reviews import reviews_of
from workflows.assessment.models import Assessment, AssessmentProcess, ResultRealisation
from workflows.assessment.progress import history
from workflows.assessment.progress import stairs as assessment_stairs
from workflows.assessment.queries import result_view
from workflows.assessment.realisation import rows_of
from workflows.audit.models import Decision
from workflows.engine.forms import APPROVE
from workflows.engine.progress import ChainStep
from workflows.engine.step import is_open
from workflows.engine.telling import what_happened
from workflows.engine.views import DecideView, TaskView
from workflows.objection import actions
from workflows.objection.forms import CHANGE, ObjectionForm, ruling_form
from workflows.objection.models import Objection, ObjectionPoint, ObjectionProcess
from workflows.objection.progress import stairs
from workflows.objection.queries import result_rows

LINE = "position__reports_to__reports_to__reports_to__reports_to"
# A rule names what it refuses by its own words; the form has its own.
FIELDS = {"work_result": "work_rating", "behaviour": "behaviour_rating"}


class ObjectTo(TaskView):
    """The person objects to the result that waits for their answer; to everybody else there is nothing to do here."""

    process_model = AssessmentProcess
    related = ("assessment__period", "assessment__snapshot", "assessment__employee", "position__unit", LINE)
    template_name = "objection/object_to.html"
    success_message = _("Your objection is sent. Until it is decided the result stays as it is.")

    @property
    def assessment(self) -> Assessment:
        """The contested assessment."""
        return self.case.assessment

    @cached_property
    def rows(self) -> list[ResultRealisation]:
        """What each indicator reached."""
        return rows_of(self.assessment)

    def load(self, task_id: int) -> None:
        """Only the person's own answer; of a task that is theirs no more it is told what happened."""
        super().load(task_id)
        if self.case.person.user_id != self.request.user.pk or any(item.tier_id for item in self.items):
            raise PermissionDenied

    def get_form(self, data: Any = None, files: Any = None) -> ObjectionForm:
        """The points that may be contested."""
        return ObjectionForm(data, files, rows=self.rows)

    def perform(self, form: ObjectionForm) -> None:
        """Object."""
        self.objection = actions.object_to(task_id=self.task.pk, points=form.points(), by=self.by)

    def post(self, request: HttpRequest, task_id: int) -> HttpResponse:
        """Object, and show the objection; or say why not."""
        response = super().post(request, task_id)
        return redirect("objection:detail", self.objection.pk) if response.status_code == 302 else response

    def page(self, form: Any, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """The form, while the result waits for an answer."""
        if self.assessment.status != Assessment.Status.RATIFIED:
            raise PermissionDenied
        return super().page(form, refusal=refusal, status=status)

    def chain(self) -> list[ChainStep]:
        """The assessment's own."""
        return assessment_stairs(self.case, self.decisions, self.items, self.today)

    def timeline(self) -> Any:
        """The assessment's own."""
        return history(self.assessment, self.decisions, sees_ratings=True)

    def extra_context(self) -> dict[str, Any]:
        """The result."""
        return {
            "assessment": self.assessment, "month": self.assessment.period.start,
            "result": result_view(self.assessment, is_own=True, rows=self.rows, decisions=self.decisions),
        }  # fmt: skip


class HearObjection(DecideView):
    """Whoever hears it sees both sides on one page and rules; everybody else reads the objection's own page."""

    process_model = ObjectionProcess
    related = (
        "objection__assessment__period", "objection__assessment__snapshot", "objection__assessment__employee",
        "objection__assessment__skp", "objection__assessment__position__unit", "objection__assessor",
        "objection__contested", LINE,
    )  # fmt: skip
    template_name = "objection/hear.html"
    recorded: ClassVar[Mapping[str, Any]] = {APPROVE: actions.rule_as_signed}
    withdraw = staticmethod(actions.withdraw)
    withdraw_words = _("The result is accepted with it, and final: it cannot be objected to a second time.")
    withdrawn_words = _("Your objection is withdrawn. The result is final.")
    own_page = "objection:detail"

    @property
    def objection(self) -> Objection:
        """The objection."""
        return self.case.objection

    @property
    def assessment(self) -> Assessment:
        """The contested assessment."""
        return self.objection.assessment

    @cached_property
    def rows(self) -> list[ResultRealisation]:
        """What each indicator reached."""
        return rows_of(self.assessment)

    def load(self, task_id: int) -> None:
        """As every task; whoever gave the rating is not asked, in whatever post they stand today."""
        super().load(task_id)
        if self.by.nip in self.case.barred:
            self.item = None
        points = ObjectionPoint.objects.select_related("realisation__indicator")
        prefetch_related_objects(
            [self.objection], Prefetch("points", points)
        )  # what the hash rests on is what is shown
        prefetch_related_objects([self.assessment], "behaviours")

    def get(self, request: HttpRequest, task_id: int) -> HttpResponse:
        """The hearing to whoever is asked; others are led to the objection."""
        self.load(task_id)
        if self.item is None and is_open(self.task):
            return redirect("objection:detail", self.objection.pk)
        return self.page(self.get_form()) if is_open(self.task) else self.moved_on(what_happened(self.case))

    def page(self, form: Any, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """The hearing, to whoever is asked."""
        if self.item is None:
            raise PermissionDenied
        return super().page(form, refusal=refusal, status=status)

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        """The ruling, bound to what the page showed, with the contested rating filled in."""
        initial = {"seen": self.case.content_hash} if data is None else {}
        return ruling_form(
            data, tier=self.asking_tier, assessment=self.assessment, initial=initial, rows=lambda: self.rows
        )

    def perform(self, form: Any) -> None:
        """Uphold or change."""
        common = {
            "task_id": self.task_id, "by": self.by, "seen": form.cleaned_data["seen"],
            "reason": form.cleaned_data["reason"],
        }  # fmt: skip
        if form.cleaned_data["outcome"] == CHANGE:
            actions.change(given=form.given(), **common)
        else:
            actions.uphold(**common)

    def show_violation(self, form: Any, violation: Any) -> None:
        """At the field that the form has for it."""
        violation.field = FIELDS.get(violation.field or "", violation.field)
        super().show_violation(form, violation)

    def announce(self, form: Any) -> None:
        """Say that it is done; a ruling is not taken back."""
        messages.success(self.request, _("Your ruling is recorded."))

    def chain(self) -> list[ChainStep]:
        """The person, then who hears it."""
        return stairs(self.case, self.decisions, self.items, self.today)

    def extra_context(self) -> dict[str, Any]:
        """Both sides: the points with their evidence; the rating, how it came about, the assessor's statement."""
        rated = list(Decision.objects.of_case("assessment", self.objection.contested_id))
        return {
            "objection": self.objection, "assessment": self.assessment, "month": self.assessment.period.start,
            "points": self.objection.in_order(), "results": result_rows(self.objection), "names_asked": True,
            "reviews": reviews_of(self.assessment),
            "result": result_view(self.assessment, is_own=False, rows=self.rows, decisions=rated),
        }  # fmt: skip

"""Reading an objection: its points, where it is, how it was decided; and the assessor's statement."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views import View

from workflows.assessment.models import AssessmentProcess
from workflows.assessment.views import evidence
from workflows.audit import clock
from workflows.engine.authority import may_do
from workflows.engine.models import WorkItem
from workflows.engine.person_pages import still_theirs
from workflows.engine.progress import so_far, whose_turn
from workflows.engine.refusals import Refusal
from workflows.engine.sight import may_see_case
from workflows.objection import actions
from workflows.objection.forms import StatementForm
from workflows.objection.models import ObjectionPoint, ObjectionProcess
from workflows.objection.progress import history, is_side, questions_read_by, stairs
from workflows.objection.queries import result_rows
from workflows.organization.actor import Actor
from workflows.rules.violation import RuleViolation

READ_WITH = (
    "person__user", "position__unit", "position__reports_to__reports_to__reports_to__reports_to", "chain_version",
    "tier", "objection__assessment__period", "objection__assessment__snapshot", "objection__assessment__employee",
    "objection__assessor",
)  # fmt: skip


def case_seen_by(request: HttpRequest, objection_id: int) -> ObjectionProcess:
    """The case of the objection, where the reader may see it; whoever gave the rating may, wherever they are now.

    :raises Http404: there is none, or it is not to be seen.
    """
    case = ObjectionProcess.objects.filter(objection=objection_id).select_related(*READ_WITH).first()
    if case is None:
        raise Http404
    if is_side(case, request.user) or may_see_case(request.user, case) or _hears(request, case):
        return case
    raise Http404


def _hears(request: HttpRequest, case: ObjectionProcess) -> bool:
    """Whether the reader is asked to hear it, also in another's place."""
    waiting = WorkItem.objects.open().filter(case_id=case.pk).select_related("owner", "principal", "tier", "acting")
    by, today = Actor.of_request(request), clock.today()
    return any(may_do(item, by, today) for item in waiting)


class Detail(LoginRequiredMixin, View):
    """An objection, for both sides, whoever hears it and whoever may see the person."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        self.case = case_seen_by(request, pk)
        return self.page(StatementForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The assessor's statement."""
        self.case = case_seen_by(request, pk)
        form = StatementForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            actions.state(objection_id=pk, text=form.cleaned_data["text"], by=Actor.of_request(request))
        except Refusal as refusal:
            return self.page(form, refusal=str(refusal), status=refusal.status)
        except RuleViolation as violation:
            form.add_error("text", violation.message)
            return self.page(form, status=422)
        messages.success(request, _("Your statement is kept with the objection."))
        return redirect("objection:detail", pk)

    def page(self, form: StatementForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """Points, ruling, statement where the reader reads it, how far it is."""
        case, objection, user = self.case, self.case.objection, self.request.user
        found, today = so_far(case), clock.today()
        is_rater = self._is_rater()
        reads_statement = not objection.is_waiting or is_rater or not is_side(case, user)
        mine = [item for item in found.items if item.owner_id == user.pk and not is_side(case, user)]
        context: dict[str, Any] = {
            "case": case, "objection": objection, "assessment": objection.assessment, "form": form, "refusal": refusal,
            "month": objection.assessment.period.start, "is_own": case.person.user_id == user.pk,
            "points": objection.points.select_related("realisation__indicator").order_by("number"),
            "results": result_rows(objection),
            "chain": stairs(case, found.decisions, found.items, today),
            "timeline": history(case, found.decisions, user), "turn": whose_turn(found.items, today),
            "item": found.items[0] if found.items else None, "task": mine[0].task_id if mine else None,
            "still_theirs": still_theirs(found.items, found.decisions, user), "names_asked": True,
            "questions": questions_read_by(case, found.questions, user), "reads_statement": reads_statement,
            "may_state": self._may_state() and objection.is_waiting and not objection.statement, "now": clock.now(),
        }  # fmt: skip
        return render(self.request, "objection/detail.html", context, status=status)

    def _is_rater(self) -> bool:
        employee = getattr(self.request.user, "employee", None)
        return employee is not None and employee.nip in self.case.barred

    def _may_state(self) -> bool:
        employee = getattr(self.request.user, "employee", None)
        return employee is not None and self.case.objection.may_state(employee)


class Behind(evidence.Evidence):
    """The reports behind the realisations, for whoever may see the objection, in whatever line they stand."""

    template_name = "objection/behind.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        self.objection = case_seen_by(request, pk).objection
        return super().get(request, self.objection.assessment_id)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Nothing is corrected here: what is wrong is ruled on."""
        raise Http404

    def may_see(self, case: AssessmentProcess) -> bool:
        """Asked already, of the objection; of the assessment itself nothing is asked any more."""
        self.item = None
        return True

    def extra_context(self) -> dict[str, Any]:
        """The way back."""
        return {"objection_id": self.objection.pk}


class Evidence(LoginRequiredMixin, View):
    """An evidence file, handed out to those who may see the objection alone."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """The file as a download, so that nothing in it runs in the page."""
        point = ObjectionPoint.objects.filter(pk=pk).exclude(evidence_file="").first()
        if point is None:
            raise Http404
        case_seen_by(request, point.objection_id)
        return FileResponse(point.evidence_file.open("rb"), as_attachment=True)

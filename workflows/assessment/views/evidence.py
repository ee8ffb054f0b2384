"""The evidence behind an assessment: the reports behind each realisation; the assessor may correct one, with why."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from workflows.assessment import actions
from workflows.assessment.evidence import evidence_of, remember_opening
from workflows.assessment.field_reviews import reviews_of
from workflows.assessment.forms.fields import score_field
from workflows.assessment.models import Assessment, AssessmentProcess, ResultRealisation
from workflows.assessment.queries import achievements_of
from workflows.assessment.realisation import rows_of
from workflows.assessment.views.pages import ReadAssessment
from workflows.audit import clock
from workflows.engine.authority import may_do
from workflows.engine.models import WorkItem
from workflows.engine.refusals import Refusal
from workflows.feedback.queries import Beside, notes_for
from workflows.organization.actor import Actor
from workflows.rules.violation import RuleViolation


class CorrectionForm(forms.Form):
    """What was reached instead, and why."""

    indicator = forms.IntegerField(widget=forms.HiddenInput)
    realised = score_field(_("Realised"), None)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The person reads it."),
    )  # fmt: skip


class Evidence(ReadAssessment):
    """Whoever may see the assessment, and whoever is asked about it; opening it is recorded."""

    item: WorkItem | None  # what the reader is asked of the case now

    template_name = "assessment/evidence.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page; the first opening of what stands here leaves a row."""
        self.load(pk)
        if self.by.employee is not None and not self.is_own:
            remember_opening(self.assessment, self.rows, self.case.round, self.by, clock.now())
        return self.page(None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Correct a realisation, or say why not."""
        self.load(pk)
        if self.item is None:
            raise Http404
        form = CorrectionForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            actions.correct_realisation(task_id=self.item.task_id, by=self.by, **form.cleaned_data)
        except Refusal as refusal:
            return self.page(form, refusal=str(refusal), status=refusal.status)
        except RuleViolation as violation:
            form.add_error(violation.field if violation.field in form.fields else None, violation.message)
            return self.page(form, status=422)
        messages.success(request, translated("The realisation is corrected. The person reads the reason."))
        return redirect("assessment:evidence", pk)

    def may_see(self, case: AssessmentProcess) -> bool:
        """Also whoever acts or decides for the one who is asked."""
        items = WorkItem.objects.open().filter(case_id=case.pk).select_related("owner", "principal", "tier", "acting")
        today = clock.today()
        self.item = next((item for item in items if item.tier_id and may_do(item, self.by, today)), None)
        return self.item is not None or super().may_see(case)

    @cached_property
    def by(self) -> Actor:
        """The reader."""
        return Actor.of_request(self.request)

    @cached_property
    def rows(self) -> list[ResultRealisation]:
        """What each indicator reached."""
        return rows_of(self.assessment)

    def page(self, form: CorrectionForm | None, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """The page, with the correction that was refused where there is one."""
        is_rating = self.item is not None and self.assessment.status == Assessment.Status.SELF_ASSESSED
        corrected = str(form.data.get("indicator", "")) if form is not None else ""
        hows = achievements_of(self.assessment, self.rows, is_own=self.is_own)
        how_of = {row.pk: how for row, how in zip(self.rows, hows, strict=True)}
        groups = [
            (behind, [(row, how_of[row.pk], self.form_of(row, form, corrected, is_rating)) for row in behind.rows])
            for behind in evidence_of(self.assessment, self.rows)
        ]
        context: dict[str, Any] = {
            "assessment": self.assessment, "is_own": self.is_own, "groups": groups, "form": form, "refusal": refusal,
            "month": self.assessment.period.start, "beside": self.said_of_them(),
            "reviews": reviews_of(self.assessment),
            "back": reverse("engine:task", args=[self.item.task_id]) if self.item is not None else "",
        }  # fmt: skip
        return render(self.request, self.template_name, context | self.extra_context(), status=status)

    def said_of_them(self) -> Beside | None:
        """Notes, incidents and released opinions of these days, for whoever rates or checks."""
        if self.is_own:
            return None
        return notes_for(self.assessment.employee, *self.assessment.span, self.request.user)

    def extra_context(self) -> dict[str, Any]:
        """What a page of another process shows besides."""
        return {}

    def form_of(
        self, row: ResultRealisation, form: CorrectionForm | None, corrected: str, is_rating: bool
    ) -> CorrectionForm | None:
        """The form to correct this row: only for whoever rates now."""
        if not is_rating:
            return None
        if form is not None and corrected == str(row.indicator_id):
            return form
        return CorrectionForm(
            initial={"indicator": row.indicator_id, "realised": row.realised}, auto_id=f"id_{row.pk}_%s"
        )

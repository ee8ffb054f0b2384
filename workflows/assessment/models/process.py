"""The case in which an assessment is made."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.assessment.models.assessment import Assessment
from workflows.engine.models import TieredCase
from workflows.organization.calendar import end_of
from workflows.rules.wording import MONTHS


class AssessmentProcess(TieredCase):
    """One assessment on its way: the person, the assessor, the assessor's superior, the person again."""

    process_code: ClassVar[str] = "assessment"

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="cases", verbose_name=_("assessment")
    )

    class Meta:
        verbose_name = _("assessment process")
        verbose_name_plural = _("assessment processes")

    @property
    def subject(self) -> Assessment:
        """The assessment."""
        return self.assessment

    @property
    def is_ratified(self) -> bool:
        """Whether the last tier has ratified, so that the person is asked to acknowledge."""
        return self.outcome == self.Outcome.APPROVED and self.asked is None

    def content(self) -> dict[str, object]:
        """What the deciding tier sees: realisations, ratings, notes."""
        a = self.assessment
        return {
            "self_note": a.self_note, "work_rating": a.work_rating, "behaviour_rating": a.behaviour_rating,
            "feedback": a.feedback, "departure_reason": a.departure_reason,
            "realisations": [
                list(row)
                for row in a.realisations.order_by("indicator_id").values_list(
                    "indicator_id", "target", "realised", "achievement", "evidence"
                )
            ],
            "behaviours": [list(row) for row in a.behaviours.order_by("value").values_list("value", "rating", "note")],
        }  # fmt: skip

    def task_title(self, node: str) -> str:
        """The line in an inbox."""
        month = MONTHS[self.assessment.period.start.month - 1]
        if node == "self_assess":
            return f"Penilaian {month}: isi realisasi dan penilaian diri"
        if node == "acknowledge":
            return f"Penilaian {month}: tanggapi hasilnya"
        return f"Penilaian {month} {self.person.name}"

    def task_summary(self, node: str) -> str:
        """The small line below it: what is asked at this tier."""
        if node == "decide" and self.asked is not None:
            tier = self.asked.tier
            return f"{tier.title}. Menyimpang dari saran sistem." if self.assessment.departs else f"{tier.title}."
        return self.position.title

    def task_due(self, node: str, at: datetime) -> datetime:
        """Self-assessment by the period's deadline, acknowledgement by the end of the days to object."""
        if node == "acknowledge" and self.assessment.objection_until is not None:
            return end_of(self.assessment.objection_until)
        due = self.assessment.period.assessment_due_on
        return max(end_of(due), end_of(at.date())) if due else super().task_due(node, at)

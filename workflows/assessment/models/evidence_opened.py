"""Who opened the evidence behind an assessment, and what stood there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.assessment.models.assessment import Assessment
from workflows.organization.models import Employee


class EvidenceOpened(models.Model):
    """One row for a person, a round and what the evidence was then: opening it again adds nothing."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="evidence_openings", verbose_name=_("assessment")
    )
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by"))
    round = models.PositiveSmallIntegerField(_("round"))
    content = models.CharField(_("hash of what was opened"), max_length=64)
    at = models.DateTimeField(_("opened at"))

    class Meta:
        verbose_name = _("opening of evidence")
        verbose_name_plural = _("openings of evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "employee", "round", "content"], name="evidence_opening_once_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.employee}"

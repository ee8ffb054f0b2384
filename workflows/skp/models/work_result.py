"""A planned result (RHK) of an SKP, and the superior's result that it carries on: the cascade."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.history import FieldHistory
from workflows.skp.models.agreement import PerformanceAgreement
from workflows.skp.models.skp import Skp


class WorkResult(models.Model):
    """A planned result. `carries_on` is a result of the assessor's own set SKP; the head's come from the agreement."""

    class Kind(models.TextChoices):
        MAIN = "MAIN", _("main")
        ADDITIONAL = "ADDITIONAL", _("additional")

    skp = models.ForeignKey(Skp, on_delete=models.CASCADE, related_name="results", verbose_name="SKP")
    number = models.PositiveSmallIntegerField(_("number"))
    ref = models.CharField(_("reference"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.CharField(_("planned result"), max_length=500)
    carries_on = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_on_by",
        verbose_name=_("carries on"),
    )
    agreement = models.ForeignKey(
        PerformanceAgreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("performance agreement"),
    )
    source = models.CharField(_("source"), max_length=100, blank=True)

    history = FieldHistory()

    class Meta:
        verbose_name = _("planned result")
        verbose_name_plural = _("planned results")
        constraints = [
            models.UniqueConstraint(fields=["skp", "number"], name="work_result_number_once"),
            models.CheckConstraint(
                condition=models.Q(carries_on__isnull=True) | ~models.Q(carries_on=models.F("id")),
                name="work_result_not_its_own_source",
            ),
        ]

    def __str__(self) -> str:
        return self.text

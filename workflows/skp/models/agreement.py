"""The unit's performance agreement (perjanjian kinerja): the source of the highest goals."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models import Period, Unit
from workflows.organization.models.history import FieldHistory


class PerformanceAgreement(models.Model):
    """One indicator of one goal that a unit committed itself to for a year."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+", verbose_name=_("year"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("unit"))
    goal = models.CharField(_("goal"), max_length=500)
    indicator = models.CharField(_("indicator"), max_length=500)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2)
    target_unit = models.CharField(_("unit of measure"), max_length=60)
    source = models.CharField(_("source"), max_length=100, blank=True)

    history = FieldHistory()

    class Meta:
        verbose_name = _("performance agreement")
        verbose_name_plural = _("performance agreement")
        constraints = [
            models.UniqueConstraint(fields=["period", "unit", "goal", "indicator"], name="agreement_indicator_once"),
        ]

    def __str__(self) -> str:
        return self.indicator

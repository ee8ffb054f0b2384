"""What verified reports added up to, by indicator and month; the year's is the sum of its months."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.skp.models import Indicator


class MonthlyRealisation(models.Model):
    """A running sum kept by `targets.actions.run_up`, from verified quantities alone."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="realisations", verbose_name=_("indicator")
    )
    month = models.PositiveSmallIntegerField(_("month"))
    quantity = models.DecimalField(_("verified quantity"), max_digits=14, decimal_places=2, default=0)
    reports = models.PositiveIntegerField(_("verified activities"), default=0)

    class Meta:
        verbose_name = _("realisation")
        verbose_name_plural = _("realisations")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "month"], name="realisation_once_a_month"),
            models.CheckConstraint(condition=models.Q(month__range=(1, 12)), name="realisation_month_1_to_12"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.month}: {self.quantity}"

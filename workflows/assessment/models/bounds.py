"""From when which achievement suggests which rating: a parameter of the office, no article names it."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.history import FieldHistory
from workflows.rules.permenpanrb_6_2022 import DEFAULT_PARAMETERS, Parameters


class SuggestionBoundsQuerySet(models.QuerySet["SuggestionBounds"]):
    """Filters over bounds that read aloud."""

    def in_force(self, on: date) -> Parameters:
        """The bounds that began last; those that Jenjang ships with where the office set none."""
        row = self.filter(start__lte=on).order_by("-start").first()
        return DEFAULT_PARAMETERS if row is None else Parameters(row.above_from, row.below_under)


class SuggestionBounds(models.Model):
    """Bounds in per cent, in force from `start` until the next row's."""

    start = models.DateField(_("in force from"), unique=True)
    above_from = models.DecimalField(
        _("above expectation from (%)"), max_digits=6, decimal_places=2, default=Decimal(110)
    )
    below_under = models.DecimalField(
        _("below expectation under (%)"), max_digits=6, decimal_places=2, default=Decimal(80)
    )
    source = models.CharField(_("source"), max_length=120, blank=True)

    objects = SuggestionBoundsQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("bounds of the suggestion")
        verbose_name_plural = _("bounds of the suggestion")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(below_under__gt=0, below_under__lte=models.F("above_from")),
                name="suggestion_bounds_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.start:%d-%m-%Y}"

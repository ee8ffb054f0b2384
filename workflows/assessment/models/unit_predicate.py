"""How a unit as a whole did in a period: set by the level above, expected to be mirrored by its people's predicates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models import Period, Unit
from workflows.organization.models.history import FieldHistory


class UnitPredicate(models.Model):
    """The predicate of a unit in a period. The leader of the unit takes it as the rating of their work result."""

    class Predicate(models.TextChoices):
        OUTSTANDING = "OUTSTANDING", "Istimewa"
        GOOD = "GOOD", "Baik"
        NEEDS_IMPROVEMENT = "NEEDS_IMPROVEMENT", "Butuh Perbaikan"
        POOR = "POOR", "Kurang"
        VERY_POOR = "VERY_POOR", "Sangat Kurang"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predicates", verbose_name=_("unit"))
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="unit_predicates", verbose_name=_("period")
    )
    predicate = models.CharField(_("predicate"), max_length=20, choices=Predicate.choices)
    reason = models.TextField(_("reason"))
    set_by = models.CharField(_("set by"), max_length=300)  # name, NIP and post as text: people change
    set_at = models.DateTimeField(_("set at"))

    history = FieldHistory()

    class Meta:
        verbose_name = _("unit's predicate")
        verbose_name_plural = _("units' predicates")
        constraints = [models.UniqueConstraint(fields=["unit", "period"], name="unit_predicate_once_a_period")]

    def __str__(self) -> str:
        return f"{self.unit} {self.period}: {self.get_predicate_display()}"


class DistributionReason(models.Model):
    """Why the predicates of a unit's people depart from what its own predicate lets expect; asked before closing."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+", verbose_name=_("period"))
    reason = models.TextField(_("reason"))
    given_by = models.CharField(_("given by"), max_length=300)
    given_at = models.DateTimeField(_("given at"))

    history = FieldHistory()

    class Meta:
        verbose_name = _("reason for a distribution")
        verbose_name_plural = _("reasons for distributions")
        constraints = [models.UniqueConstraint(fields=["unit", "period"], name="distribution_reason_once_a_period")]

    def __str__(self) -> str:
        return f"{self.unit} {self.period}"

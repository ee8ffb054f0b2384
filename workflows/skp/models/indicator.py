"""The measure of a planned result (IKI)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.history import FieldHistory
from workflows.skp.models.work_result import WorkResult


class Indicator(models.Model):
    """A measure with its annual target. A QUANTITY adds up over the months; a LEVEL is where the months end."""

    class Aspect(models.TextChoices):
        QUANTITY = "QUANTITY", _("quantity")
        QUALITY = "QUALITY", _("quality")
        TIME = "TIME", _("time")
        COST = "COST", _("cost")

    class Measure(models.TextChoices):
        QUANTITY = "QUANTITY", _("adds up")
        LEVEL = "LEVEL", _("level")

    class Direction(models.TextChoices):
        HIGHER = "HIGHER", _("higher is better")
        LOWER = "LOWER", _("lower is better")
        RANGE = "RANGE", _("within a range")

    result = models.ForeignKey(
        WorkResult, on_delete=models.CASCADE, related_name="indicators", verbose_name=_("planned result")
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("follows in a later version"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("indicator"), max_length=500)
    aspect = models.CharField(_("aspect"), max_length=10, choices=Aspect.choices)
    measure = models.CharField(_("measure"), max_length=8, choices=Measure.choices)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices, default=Direction.HIGHER)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2)
    target_low = models.DecimalField(_("from"), max_digits=14, decimal_places=2, null=True, blank=True)
    target_high = models.DecimalField(_("to"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit of measure"), max_length=60)

    history = FieldHistory()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.UniqueConstraint(fields=["result", "number"], name="indicator_number_once"),
            models.CheckConstraint(condition=models.Q(target__gte=0), name="indicator_target_not_negative"),
            models.CheckConstraint(
                condition=~models.Q(direction="RANGE")
                | models.Q(
                    target_low__isnull=False, target_high__isnull=False, target_low__lte=models.F("target_high")
                ),
                name="indicator_range_has_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.text

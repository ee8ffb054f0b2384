"""The parts of an assessment: what each indicator reached, and how each value of behaviour is rated."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.assessment.models.assessment import RATING_CHOICES, Assessment
from workflows.organization.models.history import FieldHistory
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS
from workflows.skp.models import Indicator


class ResultRealisation(models.Model):
    """What an indicator reached in the period: a quantity from verified reports, a level entered with evidence."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="realisations", verbose_name=_("assessment")
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", verbose_name=_("indicator"))
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2)
    realised = models.DecimalField(_("realised"), max_digits=14, decimal_places=2, null=True, blank=True)
    achievement = models.DecimalField(_("achievement in %"), max_digits=12, decimal_places=2, null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)
    reports = models.PositiveIntegerField(_("verified activities"), default=0)  # behind the quantity, as it was then

    history = FieldHistory()

    class Meta:
        verbose_name = _("realisation of an indicator")
        verbose_name_plural = _("realisations of indicators")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="result_realisation_once"),
            models.CheckConstraint(
                condition=models.Q(realised__isnull=True) | models.Q(realised__gte=0), name="realised_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.realised}"


class BehaviourRating(models.Model):
    """The rating of one of the seven values."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="behaviours", verbose_name=_("assessment")
    )
    value = models.CharField(_("value"), max_length=24, choices=[(b.code, b.label) for b in BEHAVIOURS])
    rating = models.CharField(_("rating"), max_length=8, choices=RATING_CHOICES)
    note = models.CharField(_("note"), max_length=500, blank=True)

    history = FieldHistory()

    class Meta:
        verbose_name = _("behaviour rating")
        verbose_name_plural = _("behaviour ratings")
        constraints = [models.UniqueConstraint(fields=["assessment", "value"], name="behaviour_once_a_value")]

    def __str__(self) -> str:
        return f"{self.get_value_display()}: {self.get_rating_display()}"

"""The parts of an assessment: what each indicator reached, and how each value of behaviour is rated."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.assessment.models.assessment import RATING_CHOICES, Assessment
from workflows.organization.models.history import FieldHistory
from workflows.rules import permenpanrb_8_2021, pp46_2011
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS
from workflows.rules.wording import exact
from workflows.skp.models import Indicator

SCORED_LABELS = {  # of the sets in numbers; what both rate they name alike
    **{code.upper(): label.capitalize() for code, label in pp46_2011.BEHAVIOURS.items()},
    **{code.upper(): label.capitalize() for code, label in permenpanrb_8_2021.BEHAVIOURS.items()},
}
# Of all rule sets; a value that two of them name alike bears the newer one's label: see `BehaviourRating.label`.
VALUE_LABELS = {**SCORED_LABELS, **{value.code: value.label for value in BEHAVIOURS}}


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
    corrected = models.BooleanField(_("corrected by the assessor"), default=False)
    corrected_from = models.DecimalField(
        _("before the correction"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    correction_reason = models.CharField(_("why it was corrected"), max_length=500, blank=True)
    corrected_by = models.CharField(_("corrected by"), max_length=300, blank=True)  # name and NIP as text

    history = FieldHistory()

    class Meta:
        verbose_name = _("realisation of an indicator")
        verbose_name_plural = _("realisations of indicators")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="result_realisation_once"),
            models.CheckConstraint(
                condition=models.Q(realised__isnull=True) | models.Q(realised__gte=0), name="realised_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(corrected=False) | ~models.Q(correction_reason=""),
                name="corrected_realisation_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.realised}"


class BehaviourRating(models.Model):
    """The rating of one value of behaviour: in words, or a score where the rule set assesses in numbers."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="behaviours", verbose_name=_("assessment")
    )
    value = models.CharField(_("value"), max_length=24, choices=sorted(VALUE_LABELS.items()))
    rating = models.CharField(_("rating"), max_length=8, choices=RATING_CHOICES, blank=True)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    history = FieldHistory()

    class Meta:
        verbose_name = _("behaviour rating")
        verbose_name_plural = _("behaviour ratings")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "value"], name="behaviour_once_a_value"),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) & ~models.Q(rating="")
                | models.Q(score__isnull=False, rating=""),
                name="behaviour_in_words_or_numbers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.grade_words}"

    @property
    def label(self) -> str:
        """The value as its own rule set names it; a code that none knows stands for itself."""
        return (VALUE_LABELS if self.score is None else SCORED_LABELS).get(self.value, self.value)

    @property
    def grade(self) -> str:
        """The rating's code, or the score in machine form."""
        return self.rating if self.score is None else str(self.score)

    @property
    def grade_words(self) -> str:
        """The rating or the score as a person reads it."""
        return str(self.get_rating_display()) if self.score is None else exact(self.score)

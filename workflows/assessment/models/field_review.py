"""What HR found where somebody works, for one assessment: who was spoken to, what was looked at, what it says."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.assessment.models.assessment import Assessment
from workflows.daily.models import DailyReport
from workflows.organization.models import User
from workflows.organization.models.history import FieldHistory
from workflows.rules.wording import day_in_words
from workflows.skp.models import WorkResult


class FieldReview(models.Model):
    """A visit and what it found. Written once: what is wrong in it is put right by another review, and both stay."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="field_reviews", verbose_name=_("assessment")
    )
    visited_on = models.DateField(_("visited on"))
    spoken_to = models.TextField(_("who was spoken to"))
    looked_at = models.TextField(_("what was looked at"), blank=True)
    reports = models.ManyToManyField(DailyReport, related_name="+", blank=True, verbose_name=_("reports looked at"))
    advice = models.TextField(_("advice to whoever ratifies"))
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    reviewed_by = models.CharField(_("reviewed by"), max_length=300)  # name, NIP and post as text: people change
    recorded_at = models.DateTimeField(_("recorded at"))

    history = FieldHistory()

    class Meta:
        verbose_name = _("field review")
        verbose_name_plural = _("field reviews")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(spoken_to="") & ~models.Q(advice=""), name="field_review_says_something"
            )
        ]
        indexes = [models.Index(fields=["assessment", "-recorded_at"], name="field_review_assessment")]

    def __str__(self) -> str:
        return f"{self.assessment}, {self.visited_on:%d-%m-%Y}"

    @property
    def title_in_words(self) -> str:
        """*Tinjauan lapangan 5 November 2026*."""
        return f"Tinjauan lapangan {day_in_words(self.visited_on)}"

    def in_words(self) -> str:
        """Who was spoken to, what was found about each result, the advice; reads its findings."""
        found = sorted(self.findings.all(), key=lambda row: row.result.number)
        lines = [f"{row.result.text}: {row.get_finding_display()}. {row.note}".strip() for row in found]
        return "\n".join([f"Ditemui: {self.spoken_to}", *lines, f"Saran: {self.advice}"])


class ReviewFinding(models.Model):
    """What a visit found about one work result, held against what is claimed of it."""

    class Finding(models.TextChoices):
        CONFIRMS = "CONFIRMS", _("confirms what is claimed")
        ABOVE = "ABOVE", _("above what is claimed")
        BELOW = "BELOW", _("below what is claimed")
        UNSEEN = "UNSEEN", _("cannot be seen")

    review = models.ForeignKey(
        FieldReview, on_delete=models.CASCADE, related_name="findings", verbose_name=_("field review")
    )
    result = models.ForeignKey(WorkResult, on_delete=models.PROTECT, related_name="+", verbose_name=_("work result"))
    finding = models.CharField(_("finding"), max_length=8, choices=Finding.choices)
    note = models.TextField(_("note"), blank=True)

    history = FieldHistory()

    class Meta:
        verbose_name = _("finding of a field review")
        verbose_name_plural = _("findings of field reviews")
        constraints = [
            models.UniqueConstraint(fields=["review", "result"], name="field_review_finds_once_a_result"),
            models.CheckConstraint(
                condition=models.Q(finding="CONFIRMS") | ~models.Q(note=""), name="field_review_finding_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result}: {self.get_finding_display()}"

"""The assessment of one SKP in one period."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models import Employee, Period, Position, Snapshot
from workflows.organization.models.history import FieldHistory
from workflows.rules.permenpanrb_6_2022 import RATINGS
from workflows.rules.predicates import LABELS
from workflows.rules.wording import day_and_month, day_in_words
from workflows.skp.models import Skp

RATING_CHOICES = [(str(rating), words.label) for rating, words in RATINGS.items()]
PREDICATE_CHOICES = [(str(predicate), label) for predicate, label in LABELS.items()]  # of all rule sets


class Assessment(models.Model):
    """An assessment on its way: realisation, self-assessment, rating with feedback, ratification, predicate.

    The rating is the assessor's judgement; the suggestion with its reasons is kept beside it, and so is a departure.
    """

    class Status(models.TextChoices):
        OPEN = "OPEN", _("waiting for self-assessment")
        SELF_ASSESSED = "SELF_ASSESSED", _("waiting for rating")
        RATED = "RATED", _("waiting for ratification")
        RETURNED = "RETURNED", _("returned")
        RATIFIED = "RATIFIED", _("waiting for acknowledgement")
        OBJECTED = "OBJECTED", _("objected to")
        FINAL = "FINAL", _("final")
        CLOSED = "CLOSED", _("closed without a result")  # nobody is assessed: they died, or were on leave all its days

    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("employee")
    )
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+", verbose_name=_("post"))
    skp = models.ForeignKey(Skp, on_delete=models.PROTECT, related_name="assessments", verbose_name="SKP")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("period"))
    # Of a part of the period, [from, until), in which another post or superior was; empty: the whole period.
    starts_on = models.DateField(_("part from"), null=True, blank=True)
    ends_on = models.DateField(_("part until (exclusive)"), null=True, blank=True)
    # Those of its days on which the person was on a long leave: they carry no target. Its first and last are worked.
    leave_days = models.PositiveSmallIntegerField(_("days of long leave"), default=0)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    rule_set = models.CharField(_("rule set"), max_length=40)
    status = models.CharField(_("status"), max_length=14, choices=Status.choices, default=Status.OPEN)
    self_note = models.TextField(_("the employee's account"), blank=True)
    self_rating = models.JSONField(_("the employee's own rating"), default=dict, blank=True)  # work, and each value
    suggested_rating = models.CharField(_("suggested rating"), max_length=8, choices=RATING_CHOICES, blank=True)
    suggestion = models.JSONField(_("why it is suggested"), default=dict, blank=True)  # reasons and trace, frozen
    work_rating = models.CharField(_("work result"), max_length=8, choices=RATING_CHOICES, blank=True)
    behaviour_rating = models.CharField(_("behaviour"), max_length=8, choices=RATING_CHOICES, blank=True)
    # The rule sets that assess in numbers; shown with two decimals, the trace carries the whole.
    work_value = models.DecimalField(_("value of work"), max_digits=9, decimal_places=2, null=True, blank=True)
    behaviour_value = models.DecimalField(
        _("value of behaviour"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    total = models.DecimalField(_("total value"), max_digits=9, decimal_places=2, null=True, blank=True)
    further = models.JSONField(_("what else the rule set asks"), default=dict, blank=True)
    rated_by = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rated by")
    )
    departure_reason = models.TextField(_("why the rating departs from the suggestion"), blank=True)
    feedback = models.TextField(_("feedback"), blank=True)
    predicate = models.CharField(_("predicate"), max_length=20, choices=PREDICATE_CHOICES, blank=True)
    trace = models.JSONField(_("how the predicate came about"), default=list, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    ratified_at = models.DateTimeField(_("ratified at"), null=True, blank=True)
    objection_until = models.DateField(_("objection until"), null=True, blank=True)
    final_at = models.DateTimeField(_("final at"), null=True, blank=True)
    # Of the latest; empty: nobody visited, so that no page asks for reviews in vain.
    field_reviewed_at = models.DateTimeField(_("field review recorded at"), null=True, blank=True)

    history = FieldHistory()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(
                fields=["skp", "period"], condition=models.Q(starts_on__isnull=True), name="assessment_once_a_period"
            ),
            models.UniqueConstraint(fields=["skp", "period", "starts_on"], name="assessment_once_a_part"),
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True, ends_on__isnull=True)
                | models.Q(starts_on__isnull=False, ends_on__gt=models.F("starts_on")),
                name="assessment_part_has_both_ends",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["RATIFIED", "OBJECTED", "FINAL"]) | ~models.Q(predicate=""),
                name="assessment_ratified_has_predicate",
            ),
            models.CheckConstraint(
                condition=models.Q(work_rating="") | models.Q(work_value__isnull=True),
                name="assessment_in_words_or_numbers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.employee}"

    @property
    def is_part(self) -> bool:
        """Whether it is of a part of the period only."""
        return self.starts_on is not None

    @property
    def is_cut(self) -> bool:
        """Whether its targets are a share of the period's: it is of a part, or a long leave lies in it."""
        return self.is_part or self.leave_days > 0

    @property
    def is_over(self) -> bool:
        """Whether nothing of it waits any more."""
        return self.status in OVER

    @property
    def worked_days(self) -> int:
        """Its days without those of long leave."""
        start, end = self.span
        return (end - start).days - self.leave_days

    @property
    def span(self) -> tuple[date, date]:
        """Its days, [start, end)."""
        return self.starts_on or self.period.start, self.ends_on or self.period.end

    @property
    def part_in_words(self) -> str:
        """*1 Juli sampai 14 Juli 2026*; empty for the whole period."""
        if self.starts_on is None or self.ends_on is None:
            return ""
        return f"{day_and_month(self.starts_on)} sampai {day_in_words(self.ends_on - timedelta(days=1))}"

    @property
    def has_result(self) -> bool:
        """Whether the predicate is out, so that the person may see it."""
        return self.status in {self.Status.RATIFIED, self.Status.OBJECTED, self.Status.FINAL}

    @property
    def is_rated(self) -> bool:
        """Whether it bears a rating, in words or in numbers, given or proposed."""
        return bool(self.work_rating) or self.total is not None

    @property
    def departs(self) -> bool:
        """Whether the assessor's rating of work differs from the suggestion."""
        return bool(self.work_rating and self.suggested_rating) and self.work_rating != self.suggested_rating


OVER = (Assessment.Status.FINAL, Assessment.Status.CLOSED)

"""A year, a quarter or a month of performance management, with its deadlines."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.history import FieldHistory
from workflows.rules.wording import MONTHS

QUARTERS = ("I", "II", "III", "IV")


class Period(models.Model):
    """A year, or one of its months or quarters, [start, end); every deadline is a parameter that HR can change."""

    class Kind(models.TextChoices):
        YEAR = "YEAR", _("year")
        QUARTER = "QUARTER", _("quarter")
        MONTH = "MONTH", _("month")

    class Status(models.TextChoices):
        OPEN = "OPEN", _("open")
        CLOSED = "CLOSED", _("closed")

    code = models.CharField(_("code"), max_length=7, unique=True)  # "2026", "2026-Q3", "2026-09"
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    year = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("year")
    )
    start = models.DateField(_("from"))
    end = models.DateField(_("until (exclusive)"))
    status = models.CharField(_("status"), max_length=6, choices=Status.choices, default=Status.OPEN)
    skp_due_on = models.DateField(_("SKP set by"), null=True, blank=True)
    target_due_on = models.DateField(_("monthly targets set by"), null=True, blank=True)
    late_until_day = models.PositiveSmallIntegerField(
        _("daily reports accepted until this day of the next month"), default=5
    )
    evidence_required = models.BooleanField(_("a result above 0 needs evidence"), default=False)
    assessment_due_on = models.DateField(_("assessed by"), null=True, blank=True)
    distribution_blocks = models.BooleanField(
        _("an unexpected distribution blocks closing"),
        default=False,
        help_text=_("Otherwise the year is closed with a reason for each unit that departs from what is expected."),
    )
    objection_days = models.PositiveSmallIntegerField(_("days to object"), default=14)

    history = FieldHistory()

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="period_ends_after_start"),
            models.CheckConstraint(
                condition=models.Q(kind="YEAR", year__isnull=True)
                | models.Q(kind__in=["QUARTER", "MONTH"], year__isnull=False),
                name="period_part_in_a_year",
            ),
            models.CheckConstraint(condition=models.Q(late_until_day__range=(1, 28)), name="period_late_until_day"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def month(self) -> int:
        """1 to 12; a year's is its first."""
        return self.start.month

    @property
    def months(self) -> range:
        """The months that it is made of, 1 to 12."""
        number = {self.Kind.YEAR: 12, self.Kind.QUARTER: 3}.get(self.Kind(self.kind), 1)
        return range(self.start.month, self.start.month + number)

    @property
    def title(self) -> str:
        """As a sentence names it: Oktober 2026, triwulan III 2026, tahun 2026."""
        year = self.start.year
        if self.kind == self.Kind.YEAR:
            return f"tahun {year}"
        if self.kind == self.Kind.QUARTER:
            return f"triwulan {QUARTERS[(self.start.month - 1) // 3]} {year}"
        return f"{MONTHS[self.start.month - 1]} {year}"

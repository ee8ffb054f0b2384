"""One thing done on a day."""

from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.daily.models.report import DailyReport
from workflows.organization.models.history import FieldHistory
from workflows.skp.models import WorkResult


def evidence_path(activity: "DailyActivity", filename: str) -> str:
    """Where an evidence file lies: by person, year and month; never served by its path."""
    report = activity.report
    return f"evidence/{report.employee.nip}/{report.day:%Y/%m}/{filename}"


class DailyActivity(models.Model):
    """A piece of work: of the post (linked to a planned result) or additional."""

    class Kind(models.TextChoices):
        MAIN = "MAIN", _("task of the post")
        ADDITIONAL = "ADDITIONAL", _("additional task")

    report = models.ForeignKey(
        DailyReport, on_delete=models.CASCADE, related_name="activities", verbose_name=_("report")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    result = models.ForeignKey(
        WorkResult, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("planned result")
    )
    description = models.CharField(_("what was done"), max_length=500)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2, default=0)
    unit = models.CharField(_("unit of measure"), max_length=60, blank=True)
    evidence_file = models.FileField(
        _("evidence"),
        upload_to=evidence_path,
        blank=True,
        max_length=250,
        validators=[FileExtensionValidator(["pdf", "jpg", "jpeg", "png", "webp"])],
    )
    evidence_link = models.URLField(_("link to evidence"), blank=True)
    entered_at = models.DateTimeField(_("entered at"))

    history = FieldHistory()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="activity_number_once"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="activity_ends_after_start"),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="activity_quantity_not_negative"),
            models.CheckConstraint(
                condition=~models.Q(kind="MAIN") | models.Q(result__isnull=False), name="activity_main_has_result"
            ),
        ]

    def __str__(self) -> str:
        return self.description

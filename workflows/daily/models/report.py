"""What a person did on a day: one report a person and day."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models import Employee, Position
from workflows.organization.models.history import FieldHistory

if TYPE_CHECKING:
    from workflows.daily.models.activity import DailyActivity


class DailyReportQuerySet(models.QuerySet["DailyReport"]):
    """Filters over reports that read aloud."""

    def of(self, employee: Employee) -> Self:
        """The employee's."""
        return self.filter(employee=employee)


class DailyReport(models.Model):
    """A report. Minutes count overlapping hours once; the marks tell the verifier what to look at."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("draft")
        SUBMITTED = "SUBMITTED", _("waiting for verification")
        RETURNED = "RETURNED", _("returned")
        VERIFIED = "VERIFIED", _("verified")
        REJECTED = "REJECTED", _("rejected")
        LAPSED = "LAPSED", _("lapsed")
        ANNULLED = "ANNULLED", _("annulled")

    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="daily_reports", verbose_name=_("employee")
    )
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+", verbose_name=_("post"))
    day = models.DateField(_("day"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    entered_at = models.DateTimeField(_("entered at"), null=True, blank=True)  # the latest of its activities
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    days_late = models.PositiveSmallIntegerField(_("working days late"), default=0)
    has_overlap = models.BooleanField(_("overlapping hours"), default=False)
    is_copied = models.BooleanField(_("copied text"), default=False)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)
    activity_count = models.PositiveSmallIntegerField(_("activities"), default=0)
    fingerprint = models.CharField(max_length=64, blank=True)  # of its texts, to find copies

    objects = DailyReportQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("daily report")
        verbose_name_plural = _("daily reports")
        constraints = [models.UniqueConstraint(fields=["employee", "day"], name="daily_report_once_a_day")]
        indexes = [
            models.Index(fields=["employee", "fingerprint"], name="daily_report_copies"),
            models.Index(fields=["status", "day"], name="daily_report_status_day"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.day:%d-%m-%Y}"

    @property
    def is_late(self) -> bool:
        """Whether it was entered after its day."""
        return self.days_late > 0

    def in_order(self) -> "list[DailyActivity]":
        """Its activities by number; read once, and again after `remember`."""
        if "_in_order" not in self.__dict__:
            self.remember(list(self.activities.order_by("number")) if self.pk else [])
        rows: list[DailyActivity] = self.__dict__["_in_order"]
        return rows

    def remember(self, activities: "list[DailyActivity]") -> None:
        """These are its activities, as just written: nobody has to read them again."""
        self.__dict__["_in_order"] = sorted(activities, key=lambda activity: activity.number)

"""One person's day as the attendance machine and HR have it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models import Employee
from workflows.organization.models.history import FieldHistory


class AttendanceDay(models.Model):
    """First and last punch of a day and its status; what it means for pay is read by the rules."""

    class Status(models.TextChoices):
        NONE = "", _("no status")
        PRESENT = "PRESENT", _("present")
        LEAVE = "LEAVE", _("leave")
        SICK = "SICK", _("sick")
        PERMITTED = "PERMITTED", _("permitted absence")
        DUTY = "DUTY", _("duty elsewhere")

    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="attendance", verbose_name=_("employee")
    )
    day = models.DateField(_("day"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, blank=True)
    first_in = models.TimeField(_("first punch"), null=True, blank=True)
    last_out = models.TimeField(_("last punch"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)

    history = FieldHistory()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=["employee", "day"], name="attendance_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(first_in__isnull=True)
                | models.Q(last_out__isnull=True)
                | models.Q(last_out__gte=models.F("first_in")),
                name="attendance_out_after_in",
            ),
        ]
        # A month of everybody, and whether the office has anything of a day.
        indexes = [models.Index(fields=["day"], name="attendance_day")]

    def __str__(self) -> str:
        return f"{self.employee} {self.day:%d-%m-%Y}"

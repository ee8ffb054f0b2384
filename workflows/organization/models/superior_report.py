"""An employee says that the superior on record is wrong: a task for HR, with what the record says beside it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.employee import Employee
from workflows.organization.models.history import FieldHistory
from workflows.organization.models.position import Position


class SuperiorReport(models.Model):
    """What the employee says, what the record said at that moment, and what HR did about it."""

    class Status(models.TextChoices):
        OPEN = "OPEN", _("waiting for HR")
        CORRECTED = "CORRECTED", _("corrected")
        KEPT = "KEPT", _("kept as it is")

    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="superior_reports", verbose_name=_("employee")
    )
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+", verbose_name=_("post"))
    on_record = models.CharField(_("superior on record"), max_length=400)  # frozen: name, post, and why they
    says = models.CharField(_("who it should be, in the employee's words"), max_length=500)
    claimed = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("should be")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    reported_at = models.DateTimeField(_("reported at"))
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=200, blank=True)

    history = FieldHistory()

    class Meta:
        verbose_name = _("report of a wrong superior")
        verbose_name_plural = _("reports of a wrong superior")
        constraints = [
            models.UniqueConstraint(
                fields=["employee"], condition=models.Q(status="OPEN"), name="superior_report_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(status="OPEN") | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="superior_report_closed_is_answered",
            ),
        ]
        indexes = [models.Index(fields=["reported_at"], condition=models.Q(status="OPEN"), name="superior_report_open")]

    def __str__(self) -> str:
        return f"{self.employee}: {self.says[:60]}"

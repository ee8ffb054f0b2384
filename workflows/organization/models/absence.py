"""Days that do not count towards a deadline: a person's leave, and an outage of the service."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.employee import Employee
from workflows.organization.models.history import FieldHistory, PeriodQuerySet


class Leave(models.Model):
    """An employee is away, [start, end). Their deadlines wait; a Plh or a delegate decides meanwhile."""

    class Kind(models.TextChoices):
        LEAVE = "LEAVE", _("leave")
        SICK = "SICK", _("sick")
        DUTY = "DUTY", _("on duty elsewhere")

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="leaves", verbose_name=_("employee"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.LEAVE)
    start = models.DateField(_("from"))
    end = models.DateField(_("until (exclusive)"))
    document = models.CharField(_("document"), max_length=120, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="leave_ends_after_start")
        ]
        indexes = [models.Index(fields=["employee", "start"], name="leave_of_employee")]

    def __str__(self) -> str:
        return f"{self.employee} {self.start:%d-%m-%Y}"


class Outage(models.Model):
    """The service was down, [starts_at, ends_at): the working days that it touched count towards no deadline."""

    starts_at = models.DateTimeField(_("down from"))
    ends_at = models.DateTimeField(_("up again"))
    reason = models.CharField(_("what happened"), max_length=250)

    history = FieldHistory()

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="outage_ends_after_start"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="outage_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d-%m-%Y %H.%M}"

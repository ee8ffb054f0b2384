"""A month's allowance of everyone: a run, each person's result with its lines and trace, and who is not paid."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.allowance.models.scheme import SchemeVersion
from workflows.organization.models import Employee, Period, Snapshot
from workflows.organization.models.history import FieldHistory


class AllowanceRun(models.Model):
    """A run over a month. A correction is a new run; nothing is overwritten."""

    class Status(models.TextChoices):
        OPEN = "OPEN", _("open")
        COMPUTED = "COMPUTED", _("computed")

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="allowance_runs", verbose_name=_("month"))
    number = models.PositiveSmallIntegerField(_("run"), default=1)
    scheme = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("scheme"))
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.OPEN)
    computed_at = models.DateTimeField(_("computed at"), null=True, blank=True)

    history = FieldHistory()

    class Meta:
        verbose_name = _("allowance run")
        verbose_name_plural = _("allowance runs")
        constraints = [
            models.UniqueConstraint(fields=["period", "number"], name="allowance_run_once"),
            models.UniqueConstraint(
                fields=["period"], condition=models.Q(status="OPEN"), name="allowance_one_open_run_a_month"
            ),
            models.CheckConstraint(
                condition=models.Q(status="OPEN", computed_at__isnull=True)
                | models.Q(status="COMPUTED", computed_at__isnull=False),
                name="allowance_run_computed_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} run {self.number}"


class AllowanceResult(models.Model):
    """One person's allowance in a run; lines and trace as the rule gave them."""

    run = models.ForeignKey(AllowanceRun, on_delete=models.CASCADE, related_name="results", verbose_name=_("run"))
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="allowances", verbose_name=_("employee")
    )
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="+")
    ceiling = models.DecimalField(_("ceiling"), max_digits=14, decimal_places=0)
    approved_minutes = models.PositiveIntegerField(_("approved minutes"))
    net = models.DecimalField(_("net"), max_digits=14, decimal_places=0)
    lines = models.JSONField(_("lines"), default=list)
    trace = models.JSONField(_("how it came about"), default=list)

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        constraints = [models.UniqueConstraint(fields=["run", "employee"], name="allowance_once_a_run")]

    def __str__(self) -> str:
        return f"{self.run} {self.employee}"


class AllowanceOmission(models.Model):
    """Somebody whom a run pays nothing, and why: nobody is dropped silently."""

    class Reason(models.TextChoices):
        OUTSIDE = "OUTSIDE", _("paid by another office")
        NO_CEILING = "NO_CEILING", _("no ceiling for the job class")
        REFUSED = "REFUSED", _("the rule refuses a value")

    run = models.ForeignKey(AllowanceRun, on_delete=models.CASCADE, related_name="omissions", verbose_name=_("run"))
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+", verbose_name=_("employee"))
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    explanation = models.CharField(_("explanation"), max_length=400)

    class Meta:
        verbose_name = _("not paid")
        verbose_name_plural = _("not paid")
        constraints = [models.UniqueConstraint(fields=["run", "employee"], name="allowance_omission_once_a_run")]

    def __str__(self) -> str:
        return f"{self.run} {self.employee}: {self.get_reason_display()}"

"""The annual targets of an SKP split over the months."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.history import FieldHistory
from workflows.skp.models import Indicator, Skp


class TargetPlan(models.Model):
    """One split of an SKP's targets; set, it is locked, and a later version replaces it."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("draft")
        SUBMITTED = "SUBMITTED", _("under approval")
        RETURNED = "RETURNED", _("returned")
        SET = "SET", _("set")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")
        REPLACED = "REPLACED", _("replaced")

    skp = models.ForeignKey(Skp, on_delete=models.PROTECT, related_name="target_plans", verbose_name="SKP")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    set_at = models.DateTimeField(_("set at"), null=True, blank=True)

    history = FieldHistory()

    class Meta:
        verbose_name = _("target plan")
        verbose_name_plural = _("target plans")
        constraints = [
            models.UniqueConstraint(fields=["skp", "version"], name="target_plan_version_once"),
            models.UniqueConstraint(fields=["skp"], condition=models.Q(status="SET"), name="target_plan_one_in_force"),
            models.UniqueConstraint(
                fields=["skp"],
                condition=models.Q(status__in=["DRAFT", "SUBMITTED", "RETURNED"]),
                name="target_plan_one_on_its_way",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="SET") | models.Q(set_at__isnull=False), name="target_plan_set_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skp} v{self.version}"


class MonthlyTarget(models.Model):
    """The target of one indicator in one month, 1 to 12."""

    plan = models.ForeignKey(TargetPlan, on_delete=models.CASCADE, related_name="months", verbose_name=_("plan"))
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="monthly_targets", verbose_name=_("indicator")
    )
    month = models.PositiveSmallIntegerField(_("month"))
    amount = models.DecimalField(_("target"), max_digits=14, decimal_places=2)

    history = FieldHistory()

    class Meta:
        verbose_name = _("monthly target")
        verbose_name_plural = _("monthly targets")
        constraints = [
            models.UniqueConstraint(fields=["plan", "indicator", "month"], name="monthly_target_once"),
            models.CheckConstraint(condition=models.Q(month__range=(1, 12)), name="monthly_target_month_1_to_12"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="monthly_target_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.month}"

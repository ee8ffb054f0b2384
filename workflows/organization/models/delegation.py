"""Who decides in another's place while they are on leave: a personal delegation, for named processes and days."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.employee import Employee
from workflows.organization.models.history import FieldHistory, PeriodQuerySet


class Delegation(models.Model):
    """The delegate stands in the posts that the delegator holds, [start, end), for the processes named.

    Posts that the delegator only acts for, or that were delegated to them, are not passed on: never further delegated.
    An ended one keeps its row; to end early is to bring `end` forward, to before `start` never.
    """

    delegator = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="delegations_given", verbose_name=_("delegated by")
    )
    delegate = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="delegations_taken", verbose_name=_("delegated to")
    )
    start = models.DateField(_("from"))
    end = models.DateField(_("until (exclusive)"))
    reason = models.CharField(_("reason"), max_length=250)

    objects = PeriodQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gte=models.F("start")), name="delegation_ends_after_start"),
            models.CheckConstraint(
                condition=~models.Q(delegator=models.F("delegate")), name="delegation_is_to_another"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="delegation_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.delegator} → {self.delegate}"


class DelegatedProcess(models.Model):
    """One of the processes that a delegation is for, by its code."""

    delegation = models.ForeignKey(
        Delegation, on_delete=models.CASCADE, related_name="processes", verbose_name=_("delegation")
    )
    process = models.CharField(_("process"), max_length=16)

    class Meta:
        verbose_name = _("delegated process")
        verbose_name_plural = _("delegated processes")
        constraints = [models.UniqueConstraint(fields=["delegation", "process"], name="delegation_process_once")]

    def __str__(self) -> str:
        return self.process

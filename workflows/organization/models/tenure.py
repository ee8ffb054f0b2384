"""Who holds which post since when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.employee import Employee
from workflows.organization.models.history import FieldHistory, PeriodQuerySet
from workflows.organization.models.position import Position


class Tenure(models.Model):
    """An employee in a post from `start` to before `end`. The database keeps two people out of one post at one time."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="tenures", verbose_name=_("employee"))
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="tenures", verbose_name=_("position"))
    start = models.DateField(_("from"))
    end = models.DateField(_("until (exclusive)"), null=True, blank=True)
    decree = models.CharField(_("decree"), max_length=120, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("tenure")
        verbose_name_plural = _("tenures")
        constraints = [
            models.UniqueConstraint(
                fields=["position"], condition=models.Q(end__isnull=True), name="position_one_open_holder"
            ),
            models.UniqueConstraint(
                fields=["employee"], condition=models.Q(end__isnull=True), name="employee_one_open_post"
            ),
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gt=models.F("start")),
                name="tenure_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee}, {self.position}"

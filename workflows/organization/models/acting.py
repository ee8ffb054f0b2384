"""Who acts for which post (Plt, Plh), by which decree, from when to when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.employee import Employee
from workflows.organization.models.history import FieldHistory, PeriodQuerySet
from workflows.organization.models.position import Position


class ActingAppointment(models.Model):
    """An acting officer for a post, [start, end): Plt where the post is vacant, Plh where its holder is away."""

    class Capacity(models.TextChoices):
        PLT = "PLT", "Plt"
        PLH = "PLH", "Plh"

    position = models.ForeignKey(
        Position, on_delete=models.PROTECT, related_name="acting_appointments", verbose_name=_("position acted for")
    )
    officer = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="acting_appointments", verbose_name=_("acting officer")
    )
    capacity = models.CharField(_("capacity"), max_length=3, choices=Capacity.choices)
    start = models.DateField(_("from"))
    end = models.DateField(_("until (exclusive)"), null=True, blank=True)
    decree = models.CharField(_("decree"), max_length=120)
    reason = models.CharField(_("reason"), max_length=250, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("acting appointment")
        verbose_name_plural = _("acting appointments")
        constraints = [
            models.UniqueConstraint(
                fields=["position"], condition=models.Q(end__isnull=True), name="position_one_open_acting_officer"
            ),
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gt=models.F("start")),
                name="acting_ends_after_start",
            ),
            models.CheckConstraint(condition=~models.Q(decree=""), name="acting_has_a_decree"),
        ]

    def __str__(self) -> str:
        return f"{self.get_capacity_display()} {self.position}: {self.officer}"

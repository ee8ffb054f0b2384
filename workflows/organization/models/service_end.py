"""That a person's service ended: retired, died, left the office."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.employee import Employee
from workflows.organization.models.history import FieldHistory


class ServiceEndQuerySet(models.QuerySet["ServiceEnd"]):
    """Filters over ends of service that read aloud."""

    def in_force(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def due(self, on: date) -> Self:
        """In force, its day come, and not carried out to the end."""
        return self.in_force().filter(done_at__isnull=True, since__lte=on)

    def assessed(self) -> Self:
        """Whose service up to the day is still assessed: everybody's but of whoever died, unless HR finishes it."""
        return self.in_force().exclude(kind=ServiceEnd.Kind.DIED, finishes=False)


class ServiceEnd(models.Model):
    """An end of service, recorded by HR; may lie ahead. Withdrawn where it was a mistake, never deleted.

    `since` is the first day without service; of whoever died, the day of death.
    """

    class Kind(models.TextChoices):
        RETIRED = "RETIRED", _("retired from service")
        DIED = "DIED", _("died")
        LEFT = "LEFT", _("left the office")

    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="service_ends", verbose_name=_("employee")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    since = models.DateField(_("no longer serves from"))
    decree = models.CharField(_("decree"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=250)
    finishes = models.BooleanField(_("assessments are finished"), default=False)  # of whoever died
    recorded_at = models.DateTimeField(_("recorded at"))
    done_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    # What it brought forward in the office, as it was: by table and key; read to put it back, and for nothing else.
    before = models.JSONField(default=dict, blank=True)

    objects = ServiceEndQuerySet.as_manager()
    history = FieldHistory(excluded_fields=["before"])

    class Meta:
        verbose_name = _("end of service")
        verbose_name_plural = _("ends of service")
        constraints = [
            models.UniqueConstraint(
                fields=["employee"],
                condition=models.Q(withdrawn_at__isnull=True, done_at__isnull=True),
                name="service_end_one_ahead",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="service_end_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(finishes=False) | models.Q(kind="DIED"), name="service_end_finishes_of_the_dead"
            ),
        ]
        indexes = [models.Index(fields=["employee", "since"], name="service_end_of_employee")]

    def __str__(self) -> str:
        return f"{self.employee}: {self.get_kind_display()} {self.since:%d-%m-%Y}"

    @property
    def is_ahead(self) -> bool:
        """Whether it is recorded and not carried out yet."""
        return self.done_at is None and self.withdrawn_at is None

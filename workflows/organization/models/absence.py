"""Days that do not count towards a deadline: a person's leave, and an outage of the service."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.employee import Employee
from workflows.organization.models.history import FieldHistory, PeriodQuerySet


class LeaveQuerySet(PeriodQuerySet):
    """Filters over leave that read aloud."""

    def long(self) -> Self:
        """During which service rests: no target, no report, no assessment of its days."""
        return self.filter(kind__in=LONG)

    def touching(self, first: date, after_last: date) -> Self:
        """With a day in [first, after_last)."""
        return self.filter(start__lt=after_last, end__gt=first)


class Leave(models.Model):
    """An employee is away, [start, end). Their deadlines wait; a Plh or a delegate decides meanwhile.

    In a long leave their service rests besides: its days are not assessed.
    """

    class Kind(models.TextChoices):
        LEAVE = "LEAVE", _("leave")
        SICK = "SICK", _("sick")
        DUTY = "DUTY", _("on duty elsewhere")
        GREAT = "GREAT", _("long leave (cuti besar)")
        UNPAID = "UNPAID", _("leave without state pay (CLTN)")
        STUDY = "STUDY", _("study assignment (tugas belajar)")

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="leaves", verbose_name=_("employee"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.LEAVE)
    start = models.DateField(_("from"))
    end = models.DateField(_("until (exclusive)"))
    document = models.CharField(_("document"), max_length=120, blank=True)

    objects = LeaveQuerySet.as_manager()
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

    @property
    def is_long(self) -> bool:
        """Whether service rests during it."""
        return self.kind in LONG

    @property
    def last_day(self) -> date:
        """The last day of it."""
        return self.end - timedelta(days=1)


LONG = (Leave.Kind.GREAT, Leave.Kind.UNPAID, Leave.Kind.STUDY)


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

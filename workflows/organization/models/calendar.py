"""The working calendar that HR edits: holidays and working hours."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.history import FieldHistory, PeriodQuerySet


class Holiday(models.Model):
    """A day on which nobody works. First filled from a library, then the table is the truth: joint leave moves."""

    class Kind(models.TextChoices):
        PUBLIC = "PUBLIC", _("public holiday")
        JOINT_LEAVE = "JOINT_LEAVE", _("joint leave")
        LOCAL = "LOCAL", _("local")

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    source = models.CharField(_("source"), max_length=200, blank=True)

    history = FieldHistory()

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")

    def __str__(self) -> str:
        return self.name


class WorkSchedule(models.Model):
    """Working hours from `start` to before `end`; the latest start wins, so Ramadan is a short row over a long one."""

    name = models.CharField(_("name"), max_length=100)
    start = models.DateField(_("from"))
    end = models.DateField(_("until (exclusive)"), null=True, blank=True)
    starts_at = models.TimeField(_("work starts"))
    ends_at = models.TimeField(_("work ends"))
    friday_ends_at = models.TimeField(_("work ends on Friday"))
    break_minutes = models.PositiveSmallIntegerField(_("break in minutes"))
    friday_break_minutes = models.PositiveSmallIntegerField(_("break on Friday in minutes"))

    objects = PeriodQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")

    def __str__(self) -> str:
        return self.name

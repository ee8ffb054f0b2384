"""A person as they stood in a period: post, unit, grade, assessor. What is assessed points here, not at the present."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.employee import Employee
from workflows.organization.models.period import Period
from workflows.organization.models.position import Position


class Snapshot(models.Model):
    """Frozen text and figures about an employee in a post at a moment of a period. Never changed."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="snapshots")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    taken_on = models.DateField(_("taken on"))
    name = models.CharField(_("name"), max_length=250)
    nip = models.CharField(_("NIP"), max_length=18)
    grade = models.CharField(_("grade"), max_length=8)
    kind = models.CharField(_("kind"), max_length=4)
    post = models.CharField(_("post"), max_length=250)
    unit = models.CharField(_("unit"), max_length=200)
    job_class = models.PositiveSmallIntegerField(_("job class"))
    eselon = models.CharField(_("eselon"), max_length=8, blank=True)
    on_probation = models.BooleanField(default=False)
    assessor_name = models.CharField(_("assessor"), max_length=250, blank=True)
    assessor_nip = models.CharField(max_length=18, blank=True)
    assessor_grade = models.CharField(max_length=8, blank=True)
    assessor_post = models.CharField(_("assessor's post"), max_length=270, blank=True)
    assessor_unit = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        constraints = [
            models.UniqueConstraint(fields=["employee", "position", "period", "taken_on"], name="snapshot_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.taken_on}"

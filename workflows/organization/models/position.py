"""A post (jabatan) and the post that it reports to."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.history import FieldHistory
from workflows.organization.models.unit import Unit


class Position(models.Model):
    """A post in a unit. The reporting line is `reports_to`, never the unit tree and never the eselon."""

    class Kind(models.TextChoices):
        HIGH_LEADER = "HIGH_LEADER", _("High leader (JPT)")
        ADMINISTRATOR = "ADMINISTRATOR", _("Administrator")
        SUPERVISOR = "SUPERVISOR", _("Supervisor (pengawas)")
        FUNCTIONAL = "FUNCTIONAL", _("Functional")
        EXECUTING = "EXECUTING", _("Executing (pelaksana)")

    code = models.CharField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=250)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    eselon = models.CharField(_("eselon"), max_length=8, blank=True)
    job_class = models.PositiveSmallIntegerField(_("job class"))
    reports_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("reports to")
    )

    history = FieldHistory()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            models.CheckConstraint(condition=~models.Q(reports_to=models.F("id")), name="position_not_own_superior"),
            models.CheckConstraint(condition=models.Q(job_class__range=(1, 17)), name="position_job_class_1_to_17"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a reporting line that comes back to this post; the database refuses it too."""
        above, seen = self.reports_to, []
        while above is not None:
            seen.append(above.title)
            if above.pk == self.pk and self.pk is not None:
                circle = _("The reporting line would run in a circle: %(line)s.") % {"line": " → ".join(seen)}
                raise ValidationError({"reports_to": circle})
            above = above.reports_to
        super().clean()

    @property
    def is_leading(self) -> bool:
        """Whether the post leads others by its kind."""
        return self.kind in {self.Kind.HIGH_LEADER, self.Kind.ADMINISTRATOR, self.Kind.SUPERVISOR}

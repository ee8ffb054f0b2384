"""What somebody may do besides being an employee. Who assesses whom is no role: the reporting line says it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.history import FieldHistory, PeriodQuerySet
from workflows.organization.models.user import User


class Role(models.TextChoices):
    """The roles that HR grants."""

    HR_ADMIN = "HR_ADMIN", _("HR admin")
    PERFORMANCE_TEAM = "PERFORMANCE_TEAM", _("Performance management team")
    AUDITOR = "AUDITOR", _("Auditor")
    LEADER = "LEADER", _("Leader")
    TECHNICAL_ADMIN = "TECHNICAL_ADMIN", _("Technical admin")


class RoleGrant(models.Model):
    """A role held from a day to before a day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants", verbose_name=_("log-in"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    start = models.DateField(_("from"))
    end = models.DateField(_("until (exclusive)"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(end__isnull=True), name="role_granted_once"
            ),
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gt=models.F("start")), name="role_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"

"""Where HR demands a reason: of whom, for doing what, in which process, from when to when."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.audit.verbs import Verb
from workflows.organization.models.history import FieldHistory, PeriodQuerySet
from workflows.organization.models.role import Role


class ReasonRuleQuerySet(PeriodQuerySet):
    """Rules by what they are about."""

    def about(self, verbs: Collection[str], processes: Collection[str]) -> "ReasonRuleQuerySet":
        """Those that are about one of these verbs, in one of these processes or in all."""
        return self.filter(verb__in=verbs, process__in={"", *processes})


class ReasonRule(models.Model):
    """Whoever is meant says why when they do this, in [start, end); an empty process means all of them.

    What the code itself demands is no row here: `organization/asked_reasons.py`, `ALWAYS`.
    """

    class Whom(models.TextChoices):
        """A role, or in which capacity somebody acts."""

        ANYBODY = "ANYBODY", _("anybody")
        CONCERNED = "CONCERNED", _("whoever the case is about")
        ACTING = "ACTING", _("an acting officer (Plt, Plh)")
        DELEGATE = "DELEGATE", _("whoever decides by delegation")
        HR_ADMIN = Role.HR_ADMIN.value, Role.HR_ADMIN.label
        PERFORMANCE_TEAM = Role.PERFORMANCE_TEAM.value, Role.PERFORMANCE_TEAM.label
        AUDITOR = Role.AUDITOR.value, Role.AUDITOR.label
        LEADER = Role.LEADER.value, Role.LEADER.label
        TECHNICAL_ADMIN = Role.TECHNICAL_ADMIN.value, Role.TECHNICAL_ADMIN.label

    verb = models.CharField(_("what is done"), max_length=16, choices=Verb.choices)
    process = models.CharField(_("process"), max_length=16, blank=True)
    role = models.CharField(_("of whom"), max_length=20, choices=Whom.choices, default=Whom.ANYBODY)
    start = models.DateField(_("from"))
    end = models.DateField(_("until (exclusive)"), null=True, blank=True)
    note = models.CharField(_("decree or note"), max_length=250)

    objects = ReasonRuleQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("rule on reasons")
        verbose_name_plural = _("rules on reasons")
        constraints = [
            models.UniqueConstraint(
                fields=["verb", "process", "role"],
                condition=models.Q(end__isnull=True),
                name="reason_rule_once_without_end",
            ),
            models.UniqueConstraint(fields=["verb", "process", "role", "start"], name="reason_rule_starts_once"),
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gt=models.F("start")),
                name="reason_rule_ends_after_start",
            ),
            models.CheckConstraint(condition=~models.Q(note=""), name="reason_rule_has_a_note"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.get_role_display()}"

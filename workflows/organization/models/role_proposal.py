"""What is proposed about an auditor's rights: one HR admin proposes, and it holds once another person confirmed it."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models.history import FieldHistory
from workflows.organization.models.role import Role, RoleGrant
from workflows.organization.models.user import User


class RoleProposalQuerySet(models.QuerySet["RoleProposal"]):
    """Filters over proposals that read aloud."""

    def open(self) -> Self:
        """Neither confirmed nor refused nor withdrawn."""
        return self.filter(outcome="")


class RoleProposal(models.Model):
    """A role to be granted or ended, or a one-time code to be issued; decided once, never rewritten, never deleted.

    `grant` is the grant that is to be ended, or the one that confirming made. `half` seals the first half of a code:
    nobody reads the code from it.
    """

    class Kind(models.TextChoices):
        GRANT = "GRANT", _("grant the role")
        END = "END", _("end the role")
        CODE = "CODE", _("issue a one-time code")

    class Outcome(models.TextChoices):
        CONFIRMED = "CONFIRMED", _("confirmed")
        REFUSED = "REFUSED", _("refused")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_proposals", verbose_name=_("log-in"))
    kind = models.CharField(_("what is proposed"), max_length=8, choices=Kind.choices)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("until (exclusive)"), null=True, blank=True)
    grant = models.ForeignKey(
        RoleGrant,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("role grant"),
    )
    half = models.CharField(max_length=64, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = RoleProposalQuerySet.as_manager()
    history = FieldHistory(excluded_fields=["half"])

    class Meta:
        verbose_name = _("proposal about an auditor")
        verbose_name_plural = _("proposals about auditors")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=models.Q(outcome=""), name="role_proposal_one_open"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="role_proposal_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_by__isnull=True, decided_at__isnull=True)
                | (~models.Q(outcome="") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="role_proposal_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(proposed_by=models.F("user")), name="role_proposal_not_of_oneself"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", "WITHDRAWN"])
                | (~models.Q(decided_by=models.F("proposed_by")) & ~models.Q(decided_by=models.F("user"))),
                name="role_proposal_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="WITHDRAWN") | models.Q(decided_by=models.F("proposed_by")),
                name="role_proposal_withdrawn_by_its_own",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="GRANT", start__isnull=False)
                | models.Q(kind="END", end__isnull=False, grant__isnull=False)
                | (models.Q(kind="CODE") & ~models.Q(half="")),
                name="role_proposal_says_what",
            ),
            models.CheckConstraint(
                condition=models.Q(end__isnull=True)
                | models.Q(start__isnull=True)
                | models.Q(end__gt=models.F("start")),
                name="role_proposal_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a second person."""
        return not self.outcome

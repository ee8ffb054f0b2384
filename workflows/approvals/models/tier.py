"""A tier: one step of a chain version, and the seats of its committee."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.approvals.models.chain import ChainVersion
from workflows.organization.models import Position, Role, Unit
from workflows.organization.models.history import FieldHistory


class Tier(models.Model):
    """Who decides at this step, how, within how many working days, and what follows when they don't."""

    class Rule(models.TextChoices):
        DIRECT_SUPERIOR = "DIRECT_SUPERIOR", _("direct superior")
        SUPERIOR_OF_SUPERIOR = "SUPERIOR_OF_SUPERIOR", _("superior of the direct superior")
        UNIT_HEAD = "UNIT_HEAD", _("head of a unit")
        POSITION = "POSITION", _("a post")
        ROLE = "ROLE", _("a role")
        COMMITTEE = "COMMITTEE", _("a committee")

    class Mode(models.TextChoices):
        ONE = "ONE", _("one person")
        ALL = "ALL", _("all")
        QUORUM = "QUORUM", _("so many of them")

    class Overdue(models.TextChoices):
        REMIND = "REMIND", _("remind")
        ESCALATE = "ESCALATE", _("escalate to the next superior")
        PASS_ON = "PASS_ON", _("pass on with a mark")

    version = models.ForeignKey(ChainVersion, on_delete=models.CASCADE, related_name="tiers", verbose_name=_("version"))
    number = models.PositiveSmallIntegerField(_("tier"))
    title = models.CharField(_("title"), max_length=80)  # what deciding is called here: "Pengesahan"
    rule = models.CharField(_("who decides"), max_length=24, choices=Rule.choices)
    position = models.ForeignKey(
        Position, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    mode = models.CharField(_("how"), max_length=8, choices=Mode.choices, default=Mode.ONE)
    quorum = models.PositiveSmallIntegerField(_("how many"), default=1)
    may_approve = models.BooleanField(_("may approve"), default=True)
    may_return = models.BooleanField(_("may return"), default=True)
    may_reject = models.BooleanField(_("may reject"), default=False)
    reason_to_approve = models.BooleanField(_("approving needs a reason"), default=False)
    skip_same_person = models.BooleanField(_("skip if the same person decided the tier before"), default=True)
    working_days = models.PositiveSmallIntegerField(_("working days"), default=3)
    overdue = models.CharField(_("when overdue"), max_length=8, choices=Overdue.choices, default=Overdue.ESCALATE)

    history = FieldHistory()

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="tier_number_once"),
            models.CheckConstraint(
                condition=~models.Q(rule="POSITION") | models.Q(position__isnull=False), name="tier_of_a_post_names_it"
            ),
            models.CheckConstraint(
                condition=~models.Q(rule="ROLE") | ~models.Q(role=""), name="tier_of_a_role_names_it"
            ),
            models.CheckConstraint(condition=models.Q(quorum__gte=1), name="tier_quorum_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Seat(models.Model):
    """A seat of a committee: whoever stands in the post has one voice. A committee without seats sits by its role."""

    tier = models.ForeignKey(Tier, on_delete=models.CASCADE, related_name="seats", verbose_name=_("tier"))
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+", verbose_name=_("post"))

    history = FieldHistory()

    class Meta:
        verbose_name = _("committee seat")
        verbose_name_plural = _("committee seats")
        constraints = [models.UniqueConstraint(fields=["tier", "position"], name="committee_seat_once")]

    def __str__(self) -> str:
        return str(self.position)

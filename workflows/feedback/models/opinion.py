"""Rounds of opinion (360°): whom is asked about whom, and what of the answers may be known.

No row links an answer to whoever gave it. While a round is open the answers lie mixed in one sealed urn; when it is
closed they become tallies and loose remarks, and the urn is destroyed. Of these, and of invitations, there is no field
history: a history would say when each answer came.
"""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models import Employee, Period
from workflows.organization.models.history import FieldHistory
from workflows.rules.opinions import LEAST


class Group(models.TextChoices):
    """From where a rater looks at the person; the superior is none, they rate anyway."""

    PEER = "PEER", _("peers")
    SUBORDINATE = "SUBORDINATE", _("subordinates")
    OUTSIDE = "OUTSIDE", _("outside parties")


class OpinionRoundQuerySet(models.QuerySet["OpinionRound"]):
    """Filters over rounds that read aloud."""

    def touching(self, start: date, end: date) -> Self:
        """Whose period has a day in [start, end)."""
        return self.filter(period__start__lt=end, period__end__gt=start)


class OpinionRound(models.Model):
    """One asking for opinions about one person in one period; closed once and for good."""

    class Status(models.TextChoices):
        OPEN = "OPEN", _("open")
        CLOSED = "CLOSED", _("closed")

    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="opinion_rounds", verbose_name=_("employee")
    )
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+", verbose_name=_("period"))
    minimum = models.PositiveSmallIntegerField(_("fewest answers that are shown"), default=LEAST)
    answer_until = models.DateField(_("answers until"))  # that day included
    status = models.CharField(_("status"), max_length=6, choices=Status.choices, default=Status.OPEN)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    answers = models.PositiveSmallIntegerField(_("answers"), null=True, blank=True)  # counted when it was closed

    objects = OpinionRoundQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("round of opinion (360°)")
        verbose_name_plural = _("rounds of opinion (360°)")
        constraints = [
            models.UniqueConstraint(fields=["employee", "period"], name="opinion_round_once"),
            models.CheckConstraint(condition=models.Q(minimum__gte=LEAST), name="opinion_round_minimum"),
            models.CheckConstraint(
                condition=models.Q(status="OPEN", closed_at__isnull=True, answers__isnull=True)
                | models.Q(status="CLOSED", closed_at__isnull=False, answers__isnull=False),
                name="opinion_round_closed_is_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee}, {self.period}"


class Invitation(models.Model):
    """That somebody is asked and, while the round is open, whether they have answered: no time, no word of the answer.

    Once the round is closed it is not kept who of those asked did answer (`is_answered` is None).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(OpinionRound, on_delete=models.CASCADE, related_name="invitations")
    rater = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="opinion_invitations")
    group = models.CharField(max_length=11, choices=Group.choices)
    is_answered = models.BooleanField(null=True, default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "rater"], name="opinion_rater_asked_once"),
            models.CheckConstraint(condition=~models.Q(group="OUTSIDE"), name="opinion_outside_has_no_name"),
        ]

    def __str__(self) -> str:
        return str(self.round)


class Urn(models.Model):
    """All answers of an open round in one sealed piece, written anew with each; see `urn.py`."""

    round = models.OneToOneField(OpinionRound, on_delete=models.CASCADE, related_name="urn", primary_key=True)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.round)


class Tally(models.Model):
    """How many of a closed round's answers gave this rating on this value; written once, all together.

    `groups` are the groups that were counted together, joined by "+": never fewer people than the round's minimum.
    """

    round = models.ForeignKey(OpinionRound, on_delete=models.CASCADE, related_name="tallies")
    groups = models.CharField(max_length=40)
    value = models.CharField(max_length=20)
    rating = models.CharField(max_length=8)
    count = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "groups", "value", "rating"], name="opinion_tally_once")
        ]

    def __str__(self) -> str:
        return f"{self.groups} {self.value} {self.rating}: {self.count}"


class Remark(models.Model):
    """A remark of a closed round, without group, value or time; its random key gives no order away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(OpinionRound, on_delete=models.CASCADE, related_name="remarks")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:60]

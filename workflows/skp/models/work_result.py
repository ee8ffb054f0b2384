"""A planned result (RHK) of an SKP, and the superior's result that it carries on: the cascade."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models import Position
from workflows.organization.models.history import FieldHistory
from workflows.skp.models.agreement import PerformanceAgreement
from workflows.skp.models.skp import Skp


class WorkResultQuerySet(models.QuerySet["WorkResult"]):
    """Filters over planned results that read aloud."""

    def carrying_on(self) -> Self:
        """Those of plans that count in the cascade: set, or on their way to it; not drafts and what was given up."""
        return self.filter(skp__status__in=[Skp.Status.SUBMITTED, Skp.Status.RETURNED, Skp.Status.SET])

    def carried_on_by_nobody(self) -> Self:
        """Gaps: main results in force, of a post that others report to, that no plan below carries on."""
        below = WorkResult.objects.carrying_on().filter(carries_on=models.OuterRef("pk"))
        reports = Position.objects.filter(reports_to=models.OuterRef("skp__position"))
        return self.filter(
            models.Exists(reports), ~models.Exists(below), skp__status=Skp.Status.SET, kind=WorkResult.Kind.MAIN
        )


class WorkResult(models.Model):
    """A planned result. `carries_on` is a result of the assessor's own set SKP; the head's come from the agreement."""

    class Kind(models.TextChoices):
        MAIN = "MAIN", _("main")
        ADDITIONAL = "ADDITIONAL", _("additional")

    skp = models.ForeignKey(Skp, on_delete=models.CASCADE, related_name="results", verbose_name="SKP")
    number = models.PositiveSmallIntegerField(_("number"))
    ref = models.CharField(_("reference"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.CharField(_("planned result"), max_length=500)
    carries_on = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_on_by",
        verbose_name=_("carries on"),
    )
    agreement = models.ForeignKey(
        PerformanceAgreement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("performance agreement"),
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("follows in a later version"),
    )
    source = models.CharField(_("source"), max_length=100, blank=True)

    objects = WorkResultQuerySet.as_manager()
    history = FieldHistory()

    class Meta:
        verbose_name = _("planned result")
        verbose_name_plural = _("planned results")
        constraints = [
            models.UniqueConstraint(fields=["skp", "number"], name="work_result_number_once"),
            models.CheckConstraint(
                condition=models.Q(carries_on__isnull=True) | ~models.Q(carries_on=models.F("id")),
                name="work_result_not_its_own_source",
            ),
        ]

    def __str__(self) -> str:
        return self.text

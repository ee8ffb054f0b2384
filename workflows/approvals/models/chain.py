"""A chain for a process and the people it applies to, and its versions."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models import Position, Unit
from workflows.organization.models.history import FieldHistory


class ProcessCode(models.TextChoices):
    """The processes that run through an approval chain; the codes are stored and used on the command line."""

    SKP = "skp", _("SKP")
    TARGETS = "targets", _("Monthly targets")
    DAILY = "daily", _("Daily report")
    ASSESSMENT = "assessment", _("Assessment")
    OBJECTION = "objection", _("Objection")


class ApprovalChain(models.Model):
    """A chain: for one process, for posts of a kind, an eselon or a unit subtree where these are given."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    process = models.CharField(_("process"), max_length=16, choices=ProcessCode.choices)
    position_kind = models.CharField(_("kind of post"), max_length=16, choices=Position.Kind.choices, blank=True)
    eselon = models.CharField(_("eselon"), max_length=8, blank=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit and below")
    )

    history = FieldHistory()

    class Meta:
        verbose_name = _("approval chain")
        verbose_name_plural = _("approval chains")

    def __str__(self) -> str:
        return self.name


class ChainVersion(models.Model):
    """A version of a chain. Once published it never changes; a case keeps the version with which it started."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("draft")
        PUBLISHED = "PUBLISHED", _("published")
        RETIRED = "RETIRED", _("retired")

    chain = models.ForeignKey(ApprovalChain, on_delete=models.PROTECT, related_name="versions", verbose_name=_("chain"))
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    same_person_may_decide_twice = models.BooleanField(_("one person may decide several tiers"), default=False)
    again_from_tier = models.PositiveSmallIntegerField(
        _("edited content is asked again from tier"),
        default=1,
        help_text=_("Where content changes while it waits, or after a return, the tiers from this one decide again."),
    )
    content_hash = models.CharField(_("content hash"), max_length=64, blank=True)
    drafted_by = models.CharField(_("drafted by"), max_length=200, blank=True)
    published_by = models.CharField(_("published by"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    history = FieldHistory()
    tiers_in_order: list[Any] | None = None  # where they were read together with the version

    class Meta:
        verbose_name = _("chain version")
        verbose_name_plural = _("chain versions")
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="chain_version_number_once"),
            models.UniqueConstraint(
                fields=["chain"], condition=models.Q(status="PUBLISHED"), name="chain_one_published_version"
            ),
            models.CheckConstraint(
                condition=models.Q(status="DRAFT") | ~models.Q(content_hash=""), name="chain_version_published_has_hash"
            ),
            models.CheckConstraint(condition=models.Q(again_from_tier__gte=1), name="chain_version_again_from_a_tier"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} v{self.number}"

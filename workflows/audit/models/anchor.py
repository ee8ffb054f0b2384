"""Seals of the record: where each stream ended on a day. The files are kept elsewhere; these rows make them again."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Anchor(models.Model):
    """A day's seal; written once."""

    day = models.DateField(_("day"), unique=True)
    sealed_at = models.DateTimeField(_("sealed at"))
    heads = models.JSONField()  # [[stream, place, signature], …]
    records = models.BigIntegerField(_("records"))
    seal = models.CharField(_("seal"), max_length=64)

    class Meta:
        verbose_name = _("seal of the record")
        verbose_name_plural = _("seals of the record")

    def __str__(self) -> str:
        return f"{self.day}"


class AnchorSending(models.Model):
    """That a seal left by mail, and to whom."""

    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="sendings")
    to = models.CharField(_("mailed to"), max_length=254)
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["anchor", "to"], name="anchor_sent_once")]

    def __str__(self) -> str:
        return f"{self.anchor} → {self.to}"

"""The outbox: what is to be told to somebody outside the transaction that caused it, once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models import User


class OutboxMessage(models.Model):
    """One message to one person. `key` says for what (`digest:2026-11-24:12`), so that no cause sends two.

    It is read on the person's first page in any case, and mailed where they have an address. Whoever mails it claims
    it for a time (`claimed_until`); a claim that ran out may be taken by another.
    """

    key = models.CharField(_("key"), max_length=120, unique=True)
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="messages", verbose_name=_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    link = models.CharField(_("link"), max_length=200, blank=True)  # a path of ours
    created_at = models.DateTimeField(_("written at"))
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failure = models.CharField(_("last failure"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)  # or found to have no address to go to
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["id"], condition=models.Q(sent_at__isnull=True), name="outbox_to_send"),
            models.Index(fields=["recipient", "-id"], condition=models.Q(read_at__isnull=True), name="outbox_unread"),
        ]

    def __str__(self) -> str:
        return self.key

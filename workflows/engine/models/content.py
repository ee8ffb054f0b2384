"""What a case contained before it was changed, so that whoever decides next is told what changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process


class EarlierContent(models.Model):
    """A content that a decider saw, kept when it was about to change: its hash, and its lines as a person reads them.

    `lines` is [[key, label, text], …] as `TieredCase.content_lines` gives them.
    """

    case = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+", verbose_name=_("case"))
    round = models.PositiveSmallIntegerField(_("round"))
    content_hash = models.CharField(_("content hash"), max_length=64)
    lines = models.JSONField(_("lines"))
    kept_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("earlier content")
        verbose_name_plural = _("earlier contents")
        constraints = [models.UniqueConstraint(fields=["case", "content_hash"], name="earlier_content_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.content_hash[:8]}"

"""What notes and incidents have in common: who wrote it in which capacity, and the other side's one answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.organization.models import Employee

LONGEST = 2_000  # characters of a text


class Written(models.Model):
    """Words of one person about another, never rewritten; whoever they concern answers once.

    Posts are frozen as text, with Plt or Plh in front; `…_for` is the absent holder in whose place an acting officer
    stood, so that both names stay.
    """

    author = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    author_post = models.CharField(_("author's post"), max_length=260, blank=True)
    author_for = models.CharField(_("on behalf of"), max_length=200, blank=True)
    on = models.DateField(_("on the day"))
    text = models.TextField(_("text"), max_length=LONGEST)
    written_at = models.DateTimeField(_("written at"))
    answer = models.TextField(_("answer"), max_length=LONGEST, blank=True)
    answered_at = models.DateTimeField(_("read and answered at"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_answered(self) -> bool:
        """Whether the other side has acknowledged it, with words or without."""
        return self.answered_at is not None

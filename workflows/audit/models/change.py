"""Which rows of field history a decision stands for: the link between *who decided* and *what changed*, sealed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.audit.models.decision import Decision


class Layout(models.Model):
    """The columns of a history table at one time; a digest covers those that the table had when the row was written.

    The number is computed from the table and its columns, so that writers need not look it up.
    """

    number = models.PositiveIntegerField(primary_key=True)
    history = models.CharField(max_length=64)  # the table
    columns = models.JSONField()

    def __str__(self) -> str:
        return f"{self.history} ({len(self.columns)})"


class Change(models.Model):
    """One row of a history, covered by a decision through a salted digest of all its columns."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="changes")
    layout = models.PositiveIntegerField()  # no foreign key: a writer computes it, and the check finds a strange one
    row = models.BigIntegerField()
    salt = models.CharField(max_length=16, blank=True)
    digest = models.CharField(max_length=64)
    blanked_by = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("recorded change")
        verbose_name_plural = _("recorded changes")
        constraints = [models.UniqueConstraint(fields=["layout", "row"], name="change_recorded_once")]

    def __str__(self) -> str:
        return f"{self.layout}#{self.row}"

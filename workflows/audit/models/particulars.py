"""The particulars of a decision: the people and the words, beside it, so that they can be taken away alone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.audit.models.decision import PARTICULARS, Decision


class Particulars(models.Model):
    """Who acted, for whom, whom it concerns, why, and whatever else the decision has to say.

    Written once with its decision. `blanked_by` is the one door: the recorded decision by which all of it, with the
    salt, was taken away.
    """

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, primary_key=True, related_name="particulars")
    salt = models.CharField(max_length=16, blank=True)
    actor_nip = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=200)
    actor_post = models.CharField(max_length=250, blank=True)
    principal_name = models.CharField(max_length=200, blank=True)
    principal_post = models.CharField(max_length=250, blank=True)
    person_nip = models.CharField(max_length=64, blank=True)
    person_name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)
    address = models.CharField(max_length=64, blank=True)
    blanked_by = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("particulars of a decision")
        verbose_name_plural = _("particulars of decisions")
        indexes = [
            models.Index(fields=["person_nip", "-decision"], name="particulars_person"),
            models.Index(fields=["actor_nip", "-decision"], name="particulars_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.reason}"

    def values(self) -> dict[str, object]:
        """What the digest covers."""
        return {name: getattr(self, name) for name in PARTICULARS}

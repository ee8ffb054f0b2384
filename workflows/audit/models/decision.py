"""A decision: who did what to which case, when, why, for whom, having seen what. Written once, never changed."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.audit.verbs import Verb


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Filters over the record that read aloud."""

    def of_case(self, process: str, case_id: int) -> Self:
        """Everything that happened to one case, oldest first."""
        return self.filter(process=process, case_id=case_id).order_by("id")

    def about(self, nip: str) -> Self:
        """Everything that concerns a person."""
        return self.filter(person_nip=nip)


class Decision(models.Model):
    """One line of the record; people and posts are frozen as text, so that it outlives them.

    `effective_at` is the moment that counts; `recorded_at` the server's. They differ only where the demonstration or
    an import gave a time.
    """

    verb = models.CharField(_("what"), max_length=16, choices=Verb.choices)
    process = models.CharField(_("process"), max_length=16)
    case_id = models.BigIntegerField(_("case"), null=True)
    subject = models.CharField(_("subject"), max_length=64, db_index=True)  # "daily.DailyReport#12"
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    tier = models.CharField(_("tier"), max_length=120, blank=True)
    tier_number = models.PositiveSmallIntegerField(null=True)

    actor_nip = models.CharField(_("by (NIP)"), max_length=64)
    actor_name = models.CharField(_("by"), max_length=200)
    actor_post = models.CharField(_("post"), max_length=250, blank=True)
    principal_name = models.CharField(_("on behalf of"), max_length=200, blank=True)
    principal_post = models.CharField(_("post acted for"), max_length=250, blank=True)
    capacity = models.CharField(_("capacity"), max_length=16, blank=True)  # PLT, PLH
    decree = models.CharField(_("decree"), max_length=120, blank=True)
    person_nip = models.CharField(_("person concerned (NIP)"), max_length=64, blank=True)
    person_name = models.CharField(_("person concerned"), max_length=200, blank=True)

    reason = models.TextField(_("reason"), blank=True)
    seen = models.CharField(_("hash of what was seen"), max_length=64, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    channel = models.CharField(_("channel"), max_length=16)
    request_id = models.CharField(_("request"), max_length=40, blank=True)
    effective_at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(_("recorded at"))

    stream = models.PositiveSmallIntegerField()
    seq = models.BigIntegerField()
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="decision_one_place_in_stream"),
            models.UniqueConstraint(fields=["stream", "prev_hash"], name="decision_no_fork"),
        ]
        indexes = [
            models.Index(fields=["process", "case_id", "id"], name="decision_case"),
            models.Index(fields=["person_nip", "-id"], name="decision_person"),
            models.Index(fields=["actor_nip", "-id"], name="decision_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.get_verb_display()} {self.subject}"

    def signed_values(self) -> dict[str, object]:
        """Everything that the signature covers: all but the row's own id, the signature and its predecessor."""
        left_out = {"id", "hash", "prev_hash"}
        return {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields if f.attname not in left_out}

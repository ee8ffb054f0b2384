"""A decision: who did what to which case, when, why, for whom, having seen what. Written once, never changed.

Of its two halves the decision is what stays for ever, and is signed; its particulars (people, words) are signed by a
salted digest alone, so that they can be taken away where the law says so, and the chain stays whole.
"""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.audit.verbs import Verb

FORM = 2  # of what is signed; the columns that each form signs are listed in `signed_values`
WITH_PARTICULARS = 1  # the form of the first records, which signed the particulars themselves
PARTICULARS = (
    "actor_nip", "actor_name", "actor_post", "principal_name", "principal_post", "person_nip", "person_name",
    "reason", "details", "address",
)  # fmt: skip
SIGNED_BESIDE = (
    "verb", "process", "case_id", "subject", "round", "tier", "tier_number", "capacity", "decree", "seen", "channel",
    "request_id", "effective_at", "recorded_at", "stream", "seq",
)  # fmt: skip
SIGNED = {
    WITH_PARTICULARS: (*SIGNED_BESIDE, *(name for name in PARTICULARS if name != "address")),
    FORM: (*SIGNED_BESIDE, "particulars_digest", "changes_digest"),
}


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Filters over the record that read aloud."""

    def of_case(self, process: str, case_id: int) -> Self:
        """Everything that happened to one case, oldest first."""
        return self.filter(process=process, case_id=case_id).order_by("id")

    def about(self, nip: str) -> Self:
        """Everything that concerns a person."""
        return self.filter(particulars__person_nip=nip)

    def by(self, nip: str) -> Self:
        """Everything that a person, or a job, did."""
        return self.filter(particulars__actor_nip=nip)


class DecisionManager(models.Manager.from_queryset(DecisionQuerySet)):  # type: ignore[misc]
    """Decisions are read with their particulars."""

    def get_queryset(self) -> DecisionQuerySet:
        """All of them."""
        found: DecisionQuerySet = super().get_queryset().select_related("particulars")
        return found


class Particular:
    """One of the particulars, read from the decision itself; `short_description` is what the back-office calls it."""

    def __init__(self, label: Any) -> None:
        self.short_description = label

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, decision: Any, owner: type | None = None) -> Any:
        return self if decision is None else getattr(decision.particulars, self.name)


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
    capacity = models.CharField(_("capacity"), max_length=16, blank=True)  # PLT, PLH
    decree = models.CharField(_("decree"), max_length=120, blank=True)
    seen = models.CharField(_("hash of what was seen"), max_length=64, blank=True)
    channel = models.CharField(_("channel"), max_length=16)
    request_id = models.CharField(_("request"), max_length=40, blank=True)
    effective_at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(_("recorded at"))

    particulars_digest = models.CharField(max_length=64, blank=True)
    changes_digest = models.CharField(max_length=64, blank=True)  # of the list of its changes; empty where it has none
    form = models.PositiveSmallIntegerField()
    stream = models.PositiveSmallIntegerField()
    seq = models.BigIntegerField()
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    actor_nip = Particular(_("by (NIP)"))
    actor_name = Particular(_("by"))
    actor_post = Particular(_("post"))
    principal_name = Particular(_("on behalf of"))
    principal_post = Particular(_("post acted for"))
    person_nip = Particular(_("person concerned (NIP)"))
    person_name = Particular(_("person concerned"))
    reason = Particular(_("reason"))
    details = Particular(_("details"))
    address = Particular(_("address"))

    objects = DecisionManager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="decision_one_place_in_stream"),
            models.UniqueConstraint(fields=["stream", "prev_hash"], name="decision_no_fork"),
        ]
        indexes = [
            models.Index(fields=["process", "case_id", "id"], name="decision_case"),
            models.Index(fields=["effective_at", "id"], name="decision_moment"),
            models.Index(fields=["verb", "effective_at", "id"], name="decision_verb_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.get_verb_display()} {self.subject}"

    def signed_values(self) -> dict[str, object]:
        """Everything that the signature covers beside the signature before: what the row's form says."""
        return {name: getattr(self, name) for name in SIGNED[self.form]}

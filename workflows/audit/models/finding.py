"""What auditors write: notes, questions, findings. Rows are only added; a further row amends what was written."""

from typing import Any, Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.audit.canonical import content_hash
from workflows.audit.models.decision import Decision

# What a row's digest covers. A field that comes later needs a digest of its own: these are in the record already.
DIGESTED = (
    "id", "kind", "severity", "text", "follows_id", "is_communicated", "title", "subject", "process", "case_id",
    "about_id", "author_key", "author_nip", "author_name", "written_at",
)  # fmt: skip


class FindingQuerySet(models.QuerySet["Finding"]):
    """Filters over auditors' notes that read aloud."""

    def first_rows(self) -> Self:
        """Those with which a thread begins."""
        return self.filter(follows=None)

    def with_standing(self) -> models.QuerySet[Any]:
        """First rows, each with `is_closed`, `is_told` (communicated to the head of HR) and `weighs` (its severity as
        it was amended last).
        """
        further = Finding.objects.filter(follows=models.OuterRef("pk"))
        amended = further.exclude(severity="").order_by("-pk").values("severity")[:1]
        told = models.Exists(further.filter(kind=Finding.Kind.COMMUNICATION))
        return self.first_rows().annotate(
            is_closed=models.Exists(further.filter(kind=Finding.Kind.CLOSING)),
            is_told=models.ExpressionWrapper(models.Q(is_communicated=True) | told, output_field=models.BooleanField()),
            weighs=Coalesce(models.Subquery(amended), "severity"),
        )

    def thread(self, first: "Finding") -> Self:
        """A first row with all that follows it, oldest first."""
        return self.filter(models.Q(pk=first.pk) | models.Q(follows=first)).order_by("pk")

    def about_case(self, process: str, case_id: int) -> Self:
        """First rows about this case."""
        return self.first_rows().filter(process=process, case_id=case_id)


class Finding(models.Model):
    """One row of an auditor, in a thread: the first row, and rows that follow it. Written once, never changed.

    `subject`, `process` and `case_id` are what it is about, as the record names it, `title` the same in words; all
    empty where it is general. The author is frozen as text; `author_key` is the log-in's key.
    """

    class Kind(models.TextChoices):
        NOTE = "NOTE", pgettext_lazy("auditor", "note")
        QUESTION = "QUESTION", pgettext_lazy("auditor", "question")
        FINDING = "FINDING", pgettext_lazy("auditor", "finding")
        RECOMMENDATION = "RECOMMENDATION", pgettext_lazy("auditor", "recommendation")
        AMENDMENT = "AMENDMENT", pgettext_lazy("auditor", "amendment")
        COMMUNICATION = "COMMUNICATION", pgettext_lazy("auditor", "communicated to the head of HR")
        CLOSING = "CLOSING", pgettext_lazy("auditor", "closing")

    class Severity(models.TextChoices):
        LOW = "LOW", pgettext_lazy("severity", "low")
        MEDIUM = "MEDIUM", pgettext_lazy("severity", "medium")
        HIGH = "HIGH", pgettext_lazy("severity", "high")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices, blank=True)
    text = models.TextField(_("text"))
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers", verbose_name=_("follows")
    )
    is_communicated = models.BooleanField(_("communicated to the head of HR"), default=False)
    title = models.CharField(_("about"), max_length=250, blank=True)
    subject = models.CharField(_("subject"), max_length=64, blank=True)
    process = models.CharField(_("process"), max_length=16, blank=True)
    case_id = models.BigIntegerField(_("case"), null=True)
    about = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="findings", verbose_name=_("decision")
    )
    author_key = models.BigIntegerField()
    author_nip = models.CharField(_("by (NIP)"), max_length=64)
    author_name = models.CharField(_("by"), max_length=200)
    written_at = models.DateTimeField(_("written at"))

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("auditor's note")
        verbose_name_plural = _("auditors' notes")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="finding_says_something"),
            models.CheckConstraint(
                condition=~models.Q(kind="FINDING") | ~models.Q(severity=""), name="finding_has_severity"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["AMENDMENT", "COMMUNICATION", "CLOSING"])
                | models.Q(follows__isnull=False),
                name="finding_amended_follows",
            ),
            models.CheckConstraint(
                condition=models.Q(is_communicated=False) | ~models.Q(kind="NOTE") & models.Q(follows__isnull=True),
                name="finding_note_stays_private",
            ),
            models.UniqueConstraint(fields=["follows"], condition=models.Q(kind="CLOSING"), name="finding_closed_once"),
        ]
        indexes = [models.Index(fields=["process", "case_id"], name="finding_case")]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.get_kind_display()}"

    @property
    def record_key(self) -> str:
        """As the record names it."""
        return f"{self._meta.label}#{self.pk}"

    @property
    def digest(self) -> str:
        """SHA-256 of everything that was written, which the record has as what was seen."""
        return content_hash({name: getattr(self, name) for name in DIGESTED})

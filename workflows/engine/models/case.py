"""What every case that runs through an approval chain has in common."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from workflows.approvals.models import ChainVersion, Tier
from workflows.approvals.resolver import Asked, Gap
from workflows.audit.canonical import content_hash
from workflows.organization.calendar import due_after
from workflows.organization.models import Employee, Position


class TieredCase(Process):
    """A viewflow process about one person in one post, on one chain version, at one tier, in one round.

    Subclasses name their subject and say how it reads in an inbox. `asked` and `step` live in memory only, for the
    length of an action: whom the next tier asks, and the rows that the step will write.
    """

    class Outcome(models.TextChoices):
        NONE = "", _("none yet")
        APPROVED = "APPROVED", _("approved")
        RETURNED = "RETURNED", _("returned")
        REJECTED = "REJECTED", _("rejected")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")
        LAPSED = "LAPSED", _("lapsed")

    process_code: ClassVar[str]  # as the chains and commands name it
    barred_with: ClassVar[tuple[str, ...]] = ()  # the relations that `barred` reads, for whoever reads many cases

    person = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+", verbose_name=_("post"))
    chain_version = models.ForeignKey(
        ChainVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("chain version")
    )
    tier = models.ForeignKey(
        Tier, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tier")
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    # 0: with tiers of a version that the case has left (`votes.BEFORE_THE_FIRST`).
    asked_from = models.PositiveSmallIntegerField(_("this round began at tier"), default=1)
    outcome = models.CharField(_("last outcome"), max_length=10, choices=Outcome.choices, blank=True)

    asked: Asked | Gap | None = None
    step: Any = None

    class Meta:
        abstract = True

    # ---- what the gates read ----
    @property
    def has_tier_to_ask(self) -> bool:
        """Whether a further tier has to decide."""
        return self.asked is not None

    @property
    def is_returned(self) -> bool:
        """Whether the last decision sent the case back to the person."""
        return self.outcome == self.Outcome.RETURNED

    @property
    def is_ended_early(self) -> bool:
        """Whether the case ended without all tiers: rejected, withdrawn or lapsed."""
        return self.outcome in {self.Outcome.REJECTED, self.Outcome.WITHDRAWN, self.Outcome.LAPSED}

    # ---- what subclasses say ----
    @property
    def barred(self) -> frozenset[str]:
        """Those (by NIP) who decide no tier of it because of what they did before; nobody, unless a process says so."""
        return frozenset()

    def why_barred(self, who: str) -> str:
        """Why they do not, as a sentence that begins with whom it is said of: *Anda*, a name."""
        return f"{who} terlibat dalam hal yang dipersoalkan, jadi tidak memutusnya."

    def hides_document(self, user: Any, done: str) -> bool:
        """Whether the paper from which `done` (a verb) was recorded is not yet for this user, who may see the case."""
        return False

    def line_on(self, on: date) -> date:
        """The day whose reporting line decides: today's, unless it is about service that ended under somebody else."""
        return on

    def askable(self) -> "list[Employee]":
        """Whom a decider may ask before deciding; the person concerned first. May query."""
        return [self.person]

    @property
    def subject(self) -> models.Model:
        """The row that is decided on."""
        raise NotImplementedError

    def content(self) -> dict[str, object]:
        """What a decider sees, as values; its hash binds the decision to it. May query."""
        raise NotImplementedError

    def task_title(self, node: str) -> str:
        """The task's line in an inbox, in Indonesian: *Laporan Mala Prasasta, 18 November*."""
        raise NotImplementedError

    def task_summary(self, node: str) -> str:
        """The small line below it."""
        return ""

    def task_has_mark(self, node: str) -> bool:
        """Whether the task must be opened and read, and cannot be decided with many at once."""
        return True

    def task_due(self, node: str, at: datetime) -> datetime:
        """When a task of the person (not of a tier) is due."""
        return due_after(at.date(), 3, self.person)

    def content_lines(self) -> list[tuple[str, str, str]]:
        """The content as a person compares it: key, label and text of each line, in order; keys say what is the same.

        Kept when the content is about to change, so that the next reader is told what did. May query.
        """
        raise NotImplementedError

    # ---- the record ----
    @property
    def content_hash(self) -> str:
        """SHA-256 of the content."""
        return content_hash(self.content())

    @property
    def subject_key(self) -> str:
        """The subject as the record names it: `daily.DailyReport#12`."""
        subject = self.subject
        return f"{subject._meta.label}#{subject.pk}"

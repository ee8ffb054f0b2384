"""What is remarkable about a decision: each remark a small function of values that gives its sentence, or nothing.

None of them says that something was wrong. They say where an auditor would look first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.auditing.office_hours import Hours
from workflows.audit.record import SYSTEM
from workflows.audit.verbs import Verb
from workflows.organization.actor import Channel
from workflows.organization.capacities import acting_as

# What a tier decides; the rest are a person's own steps, or the keeping of the office's data.
VERDICTS = frozenset({Verb.APPROVE, Verb.RETURN, Verb.REJECT, Verb.DECIDE, Verb.OVERRIDE, Verb.RECORD_OUTSIDE})
# What people do for themselves at any hour: their own plans and reports, questions, putting off.
OWN_STEPS = frozenset({
    Verb.SUBMIT, Verb.WITHDRAW, Verb.ACKNOWLEDGE, Verb.OBJECT, Verb.ASK, Verb.ANSWER, Verb.SNOOZE, Verb.REMIND,
    Verb.ESCALATE, Verb.LAPSE, Verb.SKIP, Verb.EXPORT,
})  # fmt: skip
DRAFTS = frozenset({Verb.SET, Verb.AMEND})  # through the staff's pages: somebody's own draft


class Remark(TextChoices):
    """The remarks; a search can ask for each."""

    OVERRIDE = "override", gettext_lazy("Override")
    FOR_ANOTHER = "for-another", gettext_lazy("Acted for another")
    OUTSIDE_DOCUMENT = "outside-document", gettext_lazy("From a signed document")
    IMPORT = "import", gettext_lazy("From an import")
    LATE = "late", gettext_lazy("Late entry")
    BULK = "bulk", gettext_lazy("Many at once")
    QUICK = "quick", gettext_lazy("Quick decision")
    HOURS = "hours", gettext_lazy("Outside working hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the remarks are made of.

    `companions` are the other cases that the actor decided in the same request or moment; `previous_at` is when the
    actor acted before, in another request; `arrived_at` when the case moved before; `hours` those of the actor's day.
    """

    verb: str
    channel: str
    actor_nip: str
    at: datetime
    capacity: str = ""
    decree: str = ""
    principal_name: str = ""
    principal_post: str = ""
    document: str = ""
    days_late: int = 0
    companions: int = 0
    previous_at: datetime | None = None
    arrived_at: datetime | None = None
    hours: Hours | None = None

    @property
    def is_by_person(self) -> bool:
        """Whether a person acted: not a job, and nobody whose name was taken away."""
        return bool(self.actor_nip) and not self.actor_nip.startswith(SYSTEM)

    @property
    def is_verdict(self) -> bool:
        """Whether a person decided a case."""
        return self.is_by_person and self.verb in VERDICTS

    @property
    def needs_hours(self) -> bool:
        """Whether the hour says anything: a decision, or a change of the office's data; not somebody's own step."""
        is_draft = self.verb in DRAFTS and self.channel == Channel.PAGE
        return self.is_by_person and self.verb not in OWN_STEPS and not is_draft


@dataclass(frozen=True, slots=True)
class Flag:
    """A remark with its sentence."""

    remark: Remark
    sentence: str

    @property
    def label(self) -> str:
        """The remark's own words."""
        return str(self.remark.label)

    @property
    def is_said_beside(self) -> bool:
        """Whether the line of who acted says the sentence already."""
        return self.remark in {Remark.OVERRIDE, Remark.FOR_ANOTHER, Remark.OUTSIDE_DOCUMENT}


def overridden(facts: Facts) -> str:
    """An HR admin decided instead of whoever was asked."""
    return _("An HR admin decided in place of whoever was asked.") if facts.verb == Verb.OVERRIDE else ""


def for_another(facts: Facts) -> str:
    """In which capacity, for whom, by which decree."""
    if not facts.capacity:
        return ""
    return _("Acted %(capacity)s for %(name)s, %(decree)s.") % {
        "capacity": acting_as(facts.capacity, facts.principal_post),
        "name": facts.principal_name or _("a vacant post"),
        "decree": facts.decree or _("without a decree's number"),
    }


def from_document(facts: Facts) -> str:
    """HR keyed in what somebody without a log-in had signed."""
    if facts.verb != Verb.RECORD_OUTSIDE:
        return ""
    return _("Keyed in from a paper: %(document)s.") % {"document": facts.document or _("the document is not named")}


def imported(facts: Facts) -> str:
    """From a file."""
    is_import = facts.verb == Verb.IMPORT or facts.channel == Channel.IMPORT
    return _("Came with a file, not through the pages.") if is_import else ""


def late(facts: Facts) -> str:
    """A report that was sent after its day."""
    if facts.verb != Verb.SUBMIT or not facts.days_late:
        return ""
    return ngettext(
        "Entered %(days)s working day after its day.", "Entered %(days)s working days after its day.", facts.days_late
    ) % {"days": facts.days_late}


def in_bulk(facts: Facts) -> str:
    """With other cases in one request, or at the very same moment."""
    if not facts.is_verdict or not facts.companions:
        return ""
    return ngettext(
        "Decided at once with %(count)s other case.", "Decided at once with %(count)s other cases.", facts.companions
    ) % {"count": facts.companions}


def quick(facts: Facts, within: int) -> str:
    """At most so many seconds after the case had come, or after the actor's step before."""
    if not facts.is_verdict:
        return ""
    told = []
    if (seconds := _seconds(facts.arrived_at, facts.at, within)) is not None:
        told.append(_("%(seconds)s s after the case had come.") % {"seconds": seconds})
    if (seconds := _seconds(facts.previous_at, facts.at, within)) is not None:
        told.append(_("%(seconds)s s after the same person's step before.") % {"seconds": seconds})
    return " ".join(told)


def outside_hours(facts: Facts) -> str:
    """On a day off, or before or after the hours of the day."""
    return facts.hours.why_outside(facts.at) if facts.needs_hours and facts.hours is not None else ""


def _seconds(since: datetime | None, at: datetime, within: int) -> int | None:
    """Whole seconds between, where they are few; None also where both are one moment, which is one transaction."""
    if since is None or not timedelta(0) < at - since <= timedelta(seconds=within):
        return None
    return round((at - since).total_seconds())


def flags_of(facts: Facts, *, quick_within: int) -> list[Flag]:
    """All that is remarkable."""
    found: dict[Remark, Callable[[Facts], str]] = {
        Remark.OVERRIDE: overridden,
        Remark.FOR_ANOTHER: for_another,
        Remark.OUTSIDE_DOCUMENT: from_document,
        Remark.IMPORT: imported,
        Remark.LATE: late,
        Remark.BULK: in_bulk,
        Remark.QUICK: lambda facts: quick(facts, quick_within),
        Remark.HOURS: outside_hours,
    }
    return [Flag(remark, sentence) for remark, say in found.items() if (sentence := say(facts))]

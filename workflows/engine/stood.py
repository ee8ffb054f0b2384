"""What a case and everything around it come to at an instant, as values and as JSON; `as_of.stood` finds it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from viewflow.workflow.models import Task

from workflows.approvals.dry_run import Decider, Foreseen
from workflows.approvals.models import ChainVersion
from workflows.audit.as_of import Row, Subject, different, plain, subject_of
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.organization.as_of import Around


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The version by which the case ran, what state that was in, and whom its tiers meant by the line of that day."""

    version: ChainVersion
    status: str
    tiers: tuple[Foreseen, ...] = ()

    @property
    def status_words(self) -> str:
        """The state as people read it."""
        return str(ChainVersion.Status(self.status).label)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "chain": self.version.chain.name, "version": self.version.number, "status": self.status,
            "content_hash": self.version.content_hash, "tiers": [_tier(each) for each in self.tiers],
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A task that was open, and whom it asked."""

    task: Task
    items: list[WorkItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """All of it. `case` is None before the subject was handed in; `then` before it was written down; `chain` where
    there is no case, or the record does not say any more by which version it ran.

    `taken` are the decisions by which some of the history left the database, into an archive or as the law asks.
    `around` is what was known at the instant, `around_today` what is known today of the same day. `latest` is what the
    history says last, `today` what the tables hold: the two are the same where nobody wrote past the history.
    """

    process: str
    subject: Subject
    key: int
    at: datetime
    then: Row | None
    latest: Row | None
    today: Row | None
    case: Any
    cases: Sequence[Any]
    round: int
    chain: Chain | None
    around: Around
    around_today: Around
    waiting: list[Waiting] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    later: list[Decision] = field(default_factory=list)
    taken: list[Decision] = field(default_factory=list)
    beside: list[tuple[str, int]] = field(default_factory=list)
    names: dict[tuple[str, int], str] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The subject as the record names it."""
        return self.subject.key_of(self.key)

    @property
    def title(self) -> str:
        """What the subject is called."""
        return self.names[self.subject.model._meta.label, self.key]

    @property
    def stands_beside(self) -> list[tuple[str, int, str]]:
        """What stands beside it: the process, the key, and what it is called."""
        found = ((other, key, subject_of(other).model._meta.label) for other, key in self.beside)
        return [(other, key, self.names[label, key]) for other, key, label in found]

    @property
    def written_past_the_history(self) -> bool:
        """Whether today's rows are not what the history leads to, all of it being there: somebody wrote past it."""
        return not self.taken and bool(different(self.latest, self.today))

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        differing = different(self.then, self.today)
        return {
            "process": self.process, "subject": self.reference, "case": self.case.pk if self.case else None,
            "at": plain(self.at), "stood": self.then.as_dict() if self.then else None, "round": self.round,
            "around": self.around.as_dict(), "around_as_known_today": self.around_today.as_dict(),
            "chain": self.chain.as_dict() if self.chain else None,
            "waiting": [_waiting(each) for each in self.waiting],
            "decisions": [_decision(each) for each in self.decisions], "later_decisions": len(self.later),
            "differs_today": [
                {"row": f"{label}#{key}", "fields": sorted(names)} for (label, key), names in sorted(differing.items())
            ],
            "beside": [subject_of(other).key_of(key) for other, key in self.beside],
            "history_taken_by": [d.pk for d in self.taken],
            "written_past_the_history": self.written_past_the_history,
            "names": {f"{label}#{key}": name for (label, key), name in sorted(self.names.items())},
        }  # fmt: skip


def _tier(foreseen: Foreseen) -> dict[str, Any]:
    tier = foreseen.tier
    return {
        "number": tier.number, "title": tier.title, "rule": tier.rule, "mode": tier.mode,
        "outcome": str(foreseen.outcome), "needed": foreseen.needed, "note": foreseen.note,
        "deciders": [_decider(each) for each in foreseen.deciders],
    }  # fmt: skip


def _decider(decider: Decider) -> dict[str, Any]:
    return {
        "nip": decider.nip, "name": decider.name, "post": decider.post, "why": str(decider.why),
        "capacity": decider.capacity, "decree": decider.decree, "on_behalf_of": decider.on_behalf_of,
        "from": plain(decider.start), "until": plain(decider.last),
    }  # fmt: skip


def _waiting(waiting: Waiting) -> dict[str, Any]:
    return {
        "task": waiting.task.pk, "step": waiting.task.flow_task.name, "since": plain(waiting.task.created),
        "asked": [_asked(item) for item in waiting.items],
    }  # fmt: skip


def _asked(item: WorkItem) -> dict[str, Any]:
    return {
        "person": str(getattr(item.owner, "employee", item.owner)) if item.owner else None,
        "post": item.principal.title if item.principal else None, "acting": str(item.acting) if item.acting else None,
        "team": item.team, "tier": item.tier.title if item.tier else None, "since": plain(item.created_at),
    }  # fmt: skip


def _decision(d: Decision) -> dict[str, Any]:
    return {
        "id": d.pk, "verb": d.verb, "case": d.case_id, "round": d.round, "tier": d.tier, "at": plain(d.effective_at),
        "recorded_at": plain(d.recorded_at), "by": {"nip": d.actor_nip, "name": d.actor_name, "post": d.actor_post},
        "for": {"name": d.principal_name, "post": d.principal_post, "capacity": d.capacity, "decree": d.decree},
        "reason": d.reason, "seen": d.seen, "channel": d.channel,
    }  # fmt: skip

"""Publishing a chain version by a second person: its content is hashed and from then on never changes."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from workflows.approvals.by_whom import entry, had_a_hand_in, may_shape_chains, reason_given
from workflows.approvals.content import content_of, hash_of
from workflows.approvals.drafts import lock_draft, same_content
from workflows.approvals.models import ApprovalChain, ChainVersion
from workflows.approvals.plans import plan_of
from workflows.approvals.ties import tied_with
from workflows.audit import clock
from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor
from workflows.organization.keeping import moment_of
from workflows.organization.models.history import stamp
from workflows.rules.chain_tiers import ChainProblem, ChainRefused, publishing_problems
from workflows.rules.violation import RuleViolation

__all__ = ["Published", "content_of", "hash_of", "problems_of", "publish", "publish_first"]
NOT_PUBLISHED = "Rancangan belum dapat diterbitkan."


@dataclass(frozen=True, slots=True)
class Published:
    """The version in force now, and the one that it replaces; None where it is the first."""

    version: ChainVersion
    replaced: ChainVersion | None


def publish(*, by: Actor, version: ChainVersion, reason: str, seen: str, at: datetime | None = None) -> Published:
    """Publish a draft; new cases run by it, running ones keep theirs. The version in force before it is retired.

    `seen` is the hash of the content that the publisher had before them.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: no draft any more; the actor drafted or
        edited it; it changed meanwhile; no reason. :raises ChainRefused: everything that keeps it from being published.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        # All chains of the process, always in this order: of two chains that tie, only one is published.
        process = ApprovalChain.objects.filter(versions=version.pk).values("process")
        list(ApprovalChain.objects.select_for_update().filter(process__in=process).order_by("pk"))
        lock_draft(version)
        may_shape_chains(by, moment.date())
        if had_a_hand_in(version, by):
            raise RuleViolation(
                "Anda ikut menyusun rancangan ini. Minta admin kepegawaian lain menerbitkannya.",
                None,
                "editor_does_not_publish",
            )
        why = reason_given(reason)
        same_content(version, seen)
        if problems := problems_of(version):
            raise ChainRefused(problems, NOT_PUBLISHED, "chain_refused")
        content = hash_of(version)
        replaced = version.chain.versions.select_for_update().filter(status=ChainVersion.Status.PUBLISHED).first()
        entries = []
        if replaced is not None:
            stamp(replaced, user=by.history_user, reason=why, at=at)
            replaced.status = ChainVersion.Status.RETIRED
            replaced.save(update_fields=["status"])
            told = {**_told(replaced), "replaced_by": version.number}
            entries.append(entry(Verb.RETIRE, replaced, by, moment, reason=why, details=told))
        _put_in_force(version, content, by.signatory(moment.date()).name, moment)
        stamp(version, user=by.history_user, reason=why, at=at)
        version.save(update_fields=["content_hash", "status", "published_by", "published_at"])
        entries.append(entry(Verb.PUBLISH, version, by, moment, reason=why, seen=content, details=_told(version)))
        record(*entries)
    return Published(version, replaced)


def problems_of(version: ChainVersion) -> list[ChainProblem]:
    """Everything that keeps the version from being published, ties with other chains included."""
    problems = publishing_problems(plan_of(version))
    for other in tied_with(version.chain):
        sentence = (
            f"Rantai “{other.name}” ({other.code}) berlaku bagi jabatan yang sama dan sama khususnya, "
            "sehingga tidak jelas mana yang dipakai. Ubah syarat rantai ini, atau akhiri rantai itu."
        )
        problems.append(ChainProblem(None, "condition", sentence))
    return problems


def publish_first(version: ChainVersion, published_by: str) -> None:
    """Publish a chain's first version, as shipped; later versions go through `publish`, by a second person."""
    _put_in_force(version, hash_of(version), published_by, clock.now())
    stamp(version, reason="publish")
    version.save(update_fields=["content_hash", "status", "published_by", "published_at"])


def _put_in_force(version: ChainVersion, content: str, published_by: str, moment: datetime) -> None:
    version.content_hash = content
    version.status = ChainVersion.Status.PUBLISHED
    version.published_by = published_by
    version.published_at = moment


def _told(version: ChainVersion) -> dict[str, object]:
    return {"chain": version.chain.code, "version": version.number, "content_hash": version.content_hash}

"""Opening a chain, drafting a version of it, editing the draft, and throwing a draft away. Only drafts change.

A chain has one open draft at a time. Saving a draft stores the whole of it at once, as the page shows it; whoever
saves says which content they had before them, so that two people never overwrite each other unseen.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from workflows.approvals.by_whom import entry, may_shape_chains, reason_given
from workflows.approvals.drafts import checked, lock_draft, same_content
from workflows.approvals.heads import head_of, head_values, heads_problems
from workflows.approvals.models import ApprovalChain, ChainVersion
from workflows.approvals.plans import plan_of
from workflows.approvals.recording import as_details
from workflows.approvals.tier_rows import store_tiers
from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor
from workflows.organization.keeping import moment_of
from workflows.organization.models.history import save_changed, stamp
from workflows.rules.chain_comparison import compare
from workflows.rules.chain_head import ChainHead
from workflows.rules.chain_tiers import ChainPlan, ChainProblem, ChainRefused
from workflows.rules.violation import RuleViolation

NEW_CHAIN, NEW_DRAFT, AMENDED = "rantai baru", "rancangan baru", "rancangan diubah"  # where nobody gave a reason
CONDITION = ("position_kind", "eselon", "unit")
NOT_OPENED, NOT_CHANGED = "Rantai belum dibuat.", "Rantai belum diubah."


def open_chain(*, by: Actor, head: ChainHead, reason: str = "", at: datetime | None = None) -> ChainVersion:
    """Open a chain for a process and the posts that it is meant for, with an empty draft of its first version.

    :raises PermissionDenied: the actor is no HR admin. :raises ChainRefused: everything that is wrong with its head.
    """
    moment = moment_of(by, at)
    head = head.tidied()
    with transaction.atomic():
        may_shape_chains(by, moment.date())
        problems = heads_problems(head)
        if ApprovalChain.objects.filter(code=head.code).exists():
            sentence = f"Kode {head.code} sudah dipakai rantai lain. Pilih kode lain."
            problems.append(ChainProblem(None, "code", sentence))
        if problems:
            raise ChainRefused(problems, NOT_OPENED, "chain_head_refused")
        chain = ApprovalChain(code=head.code, process=head.process, **head_values(head))
        stamp(chain, user=by.history_user, reason=reason or NEW_CHAIN, at=at)
        chain.save()
        version = _new_draft(chain, by, moment, at, reason)
        record(
            entry(Verb.OPEN, chain, by, moment, reason=reason, details=_condition(chain)),
            entry(Verb.OPEN, version, by, moment, reason=reason, details={"chain": chain.code, "version": 1}),
        )
    return version


def draft_version(
    *, by: Actor, chain: ApprovalChain, copy: bool = True, reason: str = "", at: datetime | None = None
) -> ChainVersion:
    """Draft the next version: a copy of the published one, or empty (also where nothing is published).

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: the chain has an open draft.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        chain.refresh_from_db(from_queryset=ApprovalChain.objects.select_for_update())
        may_shape_chains(by, moment.date())
        if (open_draft := chain.versions.filter(status=ChainVersion.Status.DRAFT).first()) is not None:
            raise RuleViolation(
                f"Sudah ada rancangan versi {open_draft.number} dari {open_draft.drafted_by}. "
                "Lanjutkan rancangan itu, atau buang dahulu.",
                None,
                "chain_has_a_draft",
            )
        published = chain.versions.filter(status=ChainVersion.Status.PUBLISHED).first() if copy else None
        version = _new_draft(chain, by, moment, at, reason)
        details: dict[str, object] = {"chain": chain.code, "version": version.number}
        if published is not None:
            plan = plan_of(published)
            _store(version, plan, by, reason or NEW_DRAFT, at)
            details["copy_of"] = published.number
        record(entry(Verb.OPEN, version, by, moment, reason=reason, details=details))
    return version


def amend_draft(
    *, by: Actor, version: ChainVersion, plan: ChainPlan, seen: str, reason: str = "", at: datetime | None = None
) -> bool:
    """Store the whole draft as the plan says, its tiers numbered 1 to n in their order. True where anything changed.

    `seen` is the hash of the content that the editor had before them. Rows whose `key` the plan names are kept.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: no draft any more; somebody changed it
        meanwhile. :raises ChainRefused: what a draft cannot hold, every problem at once.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        lock_draft(version)
        may_shape_chains(by, moment.date())
        same_content(version, seen)
        wanted = checked(plan)
        changes = compare(plan_of(version), wanted)
        if not changes:
            return False
        _store(version, wanted, by, reason or AMENDED, at)
        details: dict[str, object] = {
            "chain": version.chain.code,
            "version": version.number,
            "changes": as_details(changes),
        }
        record(entry(Verb.AMEND, version, by, moment, reason=reason, seen=seen, details=details))
    return True


def throw_away(*, by: Actor, version: ChainVersion, reason: str, at: datetime | None = None) -> None:
    """Throw a draft away, its tiers recorded; a chain that never had another version goes with it.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: no draft any more; no reason.
    """
    moment = moment_of(by, at)
    why = reason_given(reason)
    with transaction.atomic():
        list(ApprovalChain.objects.select_for_update().filter(pk=version.chain_id))
        lock_draft(version)
        chain = version.chain
        may_shape_chains(by, moment.date())
        said = as_details(compare(ChainPlan(), plan_of(version)))
        details = {"chain": chain.code, "version": version.number, "thrown_away": said}
        decided = entry(Verb.ANNUL, version, by, moment, reason=why, details=details)
        for seat in [seat for tier in version.tiers.all() for seat in tier.seats.all()]:
            stamp(seat, user=by.history_user, reason=why, at=at)
            seat.delete()
        for tier in version.tiers.all():
            stamp(tier, user=by.history_user, reason=why, at=at)
            tier.delete()
        stamp(version, user=by.history_user, reason=why, at=at)
        version.delete()
        if not chain.versions.exists():
            stamp(chain, user=by.history_user, reason=why, at=at)
            chain.delete()
        record(decided)


def amend_chain(
    *,
    by: Actor,
    chain: ApprovalChain,
    name: str,
    position_kind: str,
    eselon: str,
    unit: str,
    reason: str,
    at: datetime | None = None,
) -> bool:
    """Rename a chain, or say anew for whom it is meant as long as no version was published. True where it changed.

    `unit` is the unit's code, empty for none.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: no reason; the condition of a chain
        that was published. :raises ChainRefused: everything that is wrong with its head.
    """
    moment = moment_of(by, at)
    why = reason_given(reason)
    with transaction.atomic():
        chain.refresh_from_db(from_queryset=ApprovalChain.objects.select_for_update())
        may_shape_chains(by, moment.date())
        head = replace(head_of(chain), name=name, position_kind=position_kind, eselon=eselon, unit=unit).tidied()
        if problems := heads_problems(head):
            raise ChainRefused(problems, NOT_CHANGED, "chain_head_refused")
        wanted = head_values(head)
        before = {"name": chain.name, **_condition(chain)}
        if any(getattr(chain, field) != wanted[field] for field in CONDITION) and was_published(chain):
            raise RuleViolation(
                "Syarat rantai yang pernah terbit tidak dapat diubah, karena pengajuan berjalan menurutnya. "
                "Buat rantai baru dengan syarat yang dikehendaki.",
                "position_kind",
                "chain_condition_fixed",
            )
        changed = save_changed(chain, user=by.history_user, reason=why, at=at, **wanted)
        if changed:
            after = {"name": chain.name, **_condition(chain)}
            record(entry(Verb.AMEND, chain, by, moment, reason=why, details={"before": before, "after": after}))
    return changed


def was_published(chain: ApprovalChain) -> bool:
    """Whether any version of the chain is or was in force."""
    return chain.versions.exclude(status=ChainVersion.Status.DRAFT).exists()


def _new_draft(chain: ApprovalChain, by: Actor, moment: datetime, at: datetime | None, reason: str) -> ChainVersion:
    latest = chain.versions.order_by("-number").first()
    version = ChainVersion(
        chain=chain, number=latest.number + 1 if latest else 1, drafted_by=by.signatory(moment.date()).name
    )
    stamp(version, user=by.history_user, reason=reason or NEW_DRAFT, at=at)
    version.save()
    return version


def _store(version: ChainVersion, plan: ChainPlan, by: Actor, reason: str, at: datetime | None) -> None:
    save_changed(
        version, user=by.history_user, reason=reason, at=at, again_from_tier=plan.again_from_tier,
        same_person_may_decide_twice=plan.same_person_may_decide_twice,
    )  # fmt: skip
    store_tiers(version, plan.tiers, user=by.history_user, reason=reason, at=at)


def _condition(chain: ApprovalChain) -> dict[str, object]:
    head = head_of(chain)
    return {name: getattr(head, name) for name in ("process", "position_kind", "eselon", "unit")}

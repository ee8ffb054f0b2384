"""Retiring a chain: its published version ends, and the posts that it was for fall to a less specific chain."""

from datetime import datetime

from django.db import transaction

from workflows.approvals.by_whom import entry, may_shape_chains, reason_given
from workflows.approvals.models import ApprovalChain, ChainVersion
from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor
from workflows.organization.keeping import moment_of
from workflows.organization.models.history import stamp
from workflows.rules.violation import RuleViolation


def retire(*, by: Actor, version: ChainVersion, reason: str, at: datetime | None = None) -> ChainVersion:
    """Retire the published version; cases that run by it finish by it.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: not in force; no reason; the chain of
        its process that is for everybody, without which nobody would be left to decide.
    """
    moment = moment_of(by, at)
    why = reason_given(reason)
    with transaction.atomic():
        chain = ApprovalChain.objects.select_for_update().get(pk=version.chain_id)
        version.refresh_from_db(
            from_queryset=ChainVersion.objects.select_for_update(of=("self",)).select_related("chain")
        )
        may_shape_chains(by, moment.date())
        if version.status != ChainVersion.Status.PUBLISHED:
            raise RuleViolation(
                f"Versi {version.number} tidak sedang berlaku, jadi tidak dapat diakhiri.", None, "version_not_in_force"
            )
        if is_for_everybody(chain):
            raise RuleViolation(
                "Rantai ini berlaku bagi semua jabatan. Tanpa rantai ini tidak ada yang memutus. "
                "Terbitkan versi baru sebagai gantinya.",
                None,
                "chain_for_everybody_stays",
            )
        stamp(version, user=by.history_user, reason=why, at=at)
        version.status = ChainVersion.Status.RETIRED
        version.save(update_fields=["status"])
        details: dict[str, object] = {
            "chain": chain.code, "version": version.number, "content_hash": version.content_hash,
        }  # fmt: skip
        record(entry(Verb.RETIRE, version, by, moment, reason=why, details=details))
    return version


def is_for_everybody(chain: ApprovalChain) -> bool:
    """Whether the chain asks nothing of a post."""
    return not (chain.position_kind or chain.eselon or chain.unit_id)

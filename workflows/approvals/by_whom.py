"""Who may shape chains, and who had a hand in a draft: whoever did does not publish it."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied

from workflows.approvals.models import ApprovalChain, ChainVersion, Seat, Tier
from workflows.audit import clock
from workflows.audit.models import Decision
from workflows.audit.record import Entry
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Role
from workflows.rules.violation import RuleViolation

PROCESS = "approvals"
HAND_IN = (Verb.OPEN, Verb.AMEND)


def may_shape_chains(by: Actor, on: date) -> None:
    """HR admins may, as persons: a job neither drafts nor publishes. Asked under the lock.

    :raises PermissionDenied: anybody else.
    """
    user = by.user
    if user is None or not user.is_active or not (user.is_superuser or has_role(user, Role.HR_ADMIN, on=on)):
        raise PermissionDenied


def reason_given(reason: str) -> str:
    """The reason without blanks around it.

    :raises RuleViolation: there is none.
    """
    if not reason.strip():
        raise RuleViolation("Alasan belum diisi. Tulis mengapa.", "reason", "reason_missing")
    return reason.strip()


def subject_of(row: ApprovalChain | ChainVersion) -> str:
    """The row as the record names it."""
    return f"{row._meta.label}#{row.pk}"


def entry(
    verb: Verb,
    row: ApprovalChain | ChainVersion,
    by: Actor,
    moment: datetime,
    *,
    reason: str = "",
    seen: str = "",
    details: dict[str, object] | None = None,
) -> Entry:
    """A decision about a chain or a version, by the actor in their own post."""
    return Entry(
        verb=verb,
        process=PROCESS,
        subject=subject_of(row),
        signatory=by.signatory(moment.date()),
        reason=reason,
        seen=seen,
        details=details or {},
        channel=by.channel,
        request_id=by.request_id,
        at=moment,
    )


def editors_of(version: ChainVersion) -> dict[str, str]:
    """Everybody who drafted or edited the version, by NIP, from the record, the first one first.

    Of a chain that was never published also whoever wrote its condition: that goes out with the first version.
    """
    subjects = [subject_of(version)]
    if not version.chain.versions.exclude(status=ChainVersion.Status.DRAFT).exists():
        subjects.append(subject_of(version.chain))
    hands = Decision.objects.filter(subject__in=subjects, process=PROCESS, verb__in=HAND_IN).order_by("id")
    return dict(hands.values_list("particulars__actor_nip", "particulars__actor_name"))


def had_a_hand_in(version: ChainVersion, by: Actor) -> bool:
    """Whether the actor drafted or edited the version: by the record, and by the log-in in the field history.

    The history besides, because an NIP that was corrected since keeps its log-in.
    """
    if by.signatory(clock.today()).nip in editors_of(version):
        return True
    return any(
        (
            ChainVersion.history.filter(id=version.pk, history_user=by.user).exists(),
            Tier.history.filter(version_id=version.pk, history_user=by.user).exists(),
            Seat.history.filter(
                tier_id__in=Tier.history.filter(version_id=version.pk).values("id"), history_user=by.user
            ).exists(),
        )
    )

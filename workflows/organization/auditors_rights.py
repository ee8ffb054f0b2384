"""The auditors' rights, which take two: one HR admin proposes, another person confirms, and only then it holds.

Granting and ending the role, and a one-time code for an auditor's log-in. Whoever confirms is another HR admin or an
auditor, never who proposed it and never whom it concerns. A second log-in that an HR admin has just made or opened for
themselves confirms nothing: an HR admin's role and password have to be known for `SETTLES` days.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from workflows.audit import clock
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor
from workflows.organization.auditors import audits, person_in_words
from workflows.organization.granting import refuse_end, refuse_grant, write_end, write_grant
from workflows.organization.keeping import PROCESS, keeps_the_office, moment_of, require_reason
from workflows.organization.login import has_role
from workflows.organization.models import OneTimeCode, Role, RoleGrant, RoleProposal, User
from workflows.organization.models.history import save_changed, stamp
from workflows.organization.one_time_codes import end_open_codes, first_half, second_half, write_code
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words

Kind, Outcome = RoleProposal.Kind, RoleProposal.Outcome
SETTLES = timedelta(days=30)
BY_A_JOB = "(system:"  # in a code's issuer


def propose_grant(
    *, by: Actor, user: User, start: date, end: date | None = None, reason: str, at: datetime | None = None
) -> RoleProposal:
    """Propose that the person is an auditor from `start` to before `end`.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: oneself; no reason; proposed already;
        what `grant_role` refuses.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        holder = _may_be_proposed(by, user, Kind.GRANT, reason, moment)
        refuse_grant(holder, Role.AUDITOR, start, end)
        return _propose(RoleProposal(user=holder, kind=Kind.GRANT, start=start, end=end), by, reason, moment, at)


def propose_end(*, by: Actor, grant: RoleGrant, end: date, reason: str, at: datetime | None = None) -> RoleProposal:
    """Propose that this grant of the auditor's role ends before `end`.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: one's own; no reason; another role;
        proposed already; what `end_role` refuses.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        holder = _may_be_proposed(by, grant.user, Kind.END, reason, moment)
        grant.refresh_from_db(from_queryset=RoleGrant.objects.select_for_update(of=("self",)))
        if grant.role != Role.AUDITOR:
            raise RuleViolation("Hanya peran auditor yang diakhiri berdua.", "role", "proposal_not_auditor")
        refuse_end(grant, end)
        return _propose(RoleProposal(user=holder, kind=Kind.END, grant=grant, end=end), by, reason, moment, at)


def propose_code(*, by: Actor, user: User, reason: str) -> tuple[RoleProposal, str]:
    """Propose a one-time code for an auditor's log-in; the first half of it as text, which is never shown again.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: oneself; no reason; proposed already; no
        auditor.
    """
    half, seal = first_half()
    moment = moment_of(by, None)
    with transaction.atomic():
        holder = _may_be_proposed(by, user, Kind.CODE, reason, moment)
        if not audits(holder, moment.date()):
            raise RuleViolation(
                "Ini bukan akun auditor. Terbitkan kodenya seperti biasa.", "user", "proposal_not_auditor"
            )
        if not holder.is_active:
            raise RuleViolation("Pegawai ini tidak aktif. Aktifkan dahulu datanya.", "user", "user_inactive")
        return _propose(RoleProposal(user=holder, kind=Kind.CODE, half=seal), by, reason, moment, None), half


def confirm(*, by: Actor, proposal: RoleProposal, answer: str = "", at: datetime | None = None) -> str:
    """Confirm what another proposed: it holds at once. Gives the second half of a code as text, else nothing.

    :raises PermissionDenied: the actor is neither HR admin nor auditor. :raises RuleViolation: one's own proposal, or
        about oneself; decided already; too new to the office; what has become impossible meanwhile.
    """
    moment = moment_of(by, at)
    half, code_hash = second_half(proposal.half) if proposal.kind == Kind.CODE else ("", "")
    with transaction.atomic():
        holder = _may_be_decided(by, proposal, moment)
        _refuse_unsettled(by, moment)
        entries: list[Entry] = []
        values: dict[str, object] = {}
        why = proposal.reason
        if proposal.kind == Kind.GRANT and proposal.start is not None:
            refuse_grant(holder, proposal.role, proposal.start, proposal.end)
            end_open_codes(holder, moment)
            values["grant"], entry = write_grant(
                holder, proposal.role, proposal.start, proposal.end, by=by, reason=why, moment=moment, at=at
            )
            entries.append(entry)
        elif proposal.kind == Kind.END and proposal.end is not None:
            grant = RoleGrant.objects.select_for_update(of=("self",)).get(proposals=proposal)
            refuse_end(grant, proposal.end)
            entries += write_end(grant, proposal.end, by=by, reason=why, moment=moment, at=at)
        elif proposal.kind == Kind.CODE:
            entries.append(write_code(holder, code_hash, by=by, now=moment))
        _decide(proposal, Outcome.CONFIRMED, by, answer, moment, at, **values)
        record(_entry(proposal, Verb.APPROVE, by, answer.strip(), moment), *entries)
    return half


def refuse(*, by: Actor, proposal: RoleProposal, answer: str, at: datetime | None = None) -> RoleProposal:
    """Refuse what another proposed, with a reason: everything stays as it is.

    :raises PermissionDenied: the actor is neither HR admin nor auditor. :raises RuleViolation: one's own proposal, or
        about oneself; decided already; no reason.
    """
    moment = moment_of(by, at)
    require_reason(answer)
    with transaction.atomic():
        _may_be_decided(by, proposal, moment)
        _decide(proposal, Outcome.REFUSED, by, answer, moment, at)
        record(_entry(proposal, Verb.REJECT, by, answer.strip(), moment))
    return proposal


def withdraw(*, by: Actor, proposal: RoleProposal, answer: str, at: datetime | None = None) -> RoleProposal:
    """Take one's own proposal back, with a reason.

    :raises PermissionDenied: another's proposal. :raises RuleViolation: decided already; no reason.
    """
    moment = moment_of(by, at)
    require_reason(answer)
    with transaction.atomic():
        _locked(proposal)
        if by.user is None or by.user.pk != proposal.proposed_by_id or not by.user.is_active:
            raise PermissionDenied
        _refuse_decided(proposal)
        _decide(proposal, Outcome.WITHDRAWN, by, answer, moment, at)
        record(_entry(proposal, Verb.WITHDRAW, by, answer.strip(), moment))
    return proposal


def may_decide(user: Any, on: date) -> bool:
    """Whether the person is one of those who confirm or refuse what others propose."""
    return bool(user.is_active and (user.is_superuser or has_role(user, Role.HR_ADMIN, Role.AUDITOR, on=on)))


def _may_be_proposed(by: Actor, user: User, kind: str, reason: str, moment: datetime) -> User:
    """The locked log-in that the proposal is about."""
    require_reason(reason)
    holder = User.objects.select_for_update().get(pk=user.pk)
    if by.user is None or not keeps_the_office(by, moment.date()):
        raise PermissionDenied
    if by.user.pk == holder.pk:
        raise RuleViolation(
            "Tidak seorang pun mengatur perannya sendiri. Minta admin kepegawaian lain mengusulkannya.",
            "user", "role_of_oneself",
        )  # fmt: skip
    if RoleProposal.objects.open().filter(user=holder, kind=kind).exists():
        raise RuleViolation(
            f"Usulan seperti ini tentang {person_in_words(holder)} sudah ada dan menunggu orang kedua. Tunggu "
            "putusannya, atau tarik dahulu usulan itu.",
            "user", "proposed_already",
        )  # fmt: skip
    return holder


def _propose(proposal: RoleProposal, by: Actor, reason: str, moment: datetime, at: datetime | None) -> RoleProposal:
    proposal.role, proposal.reason = Role.AUDITOR, reason.strip()[:500]
    proposal.proposed_by, proposal.proposed_at = by.user, moment  # type: ignore[assignment]  # asked before
    stamp(proposal, user=by.history_user, reason=proposal.reason, at=at)
    proposal.save(force_insert=True)
    record(_entry(proposal, Verb.SUBMIT, by, proposal.reason, moment))
    return proposal


def _locked(proposal: RoleProposal) -> None:
    rows = RoleProposal.objects.select_for_update(of=("self",)).select_related("user", "proposed_by")
    proposal.refresh_from_db(from_queryset=rows)


def _may_be_decided(by: Actor, proposal: RoleProposal, moment: datetime) -> User:
    """The locked log-in that the locked proposal is about."""
    _locked(proposal)
    holder = User.objects.select_for_update().get(pk=proposal.user_id)
    if by.user is None or not may_decide(by.user, moment.date()):
        raise PermissionDenied
    _refuse_decided(proposal)
    if by.user.pk == proposal.proposed_by_id:
        raise RuleViolation(
            "Anda sendiri yang mengusulkannya. Admin kepegawaian lain atau auditor yang memutusnya.",
            None, "proposal_of_oneself",
        )  # fmt: skip
    if by.user.pk == proposal.user_id:
        raise RuleViolation(
            "Usulan ini tentang Anda sendiri. Admin kepegawaian lain atau auditor lain yang memutusnya.",
            None, "proposal_about_oneself",
        )  # fmt: skip
    return holder


def _refuse_decided(proposal: RoleProposal) -> None:
    if not proposal.is_open:
        raise RuleViolation("Usulan ini sudah diputus atau ditarik.", None, "proposal_decided")


def _refuse_unsettled(by: Actor, moment: datetime) -> None:
    """An auditor's role and code took two already; an HR admin's take one, who could be the one who proposes."""
    if by.user is None or by.user.is_superuser or has_role(by.user, Role.AUDITOR, on=moment.date()):
        return
    since = timezone.now() - SETTLES  # as the server wrote it down; the day from which a role holds may be given
    given = RoleGrant.history.filter(user=by.user, role=Role.HR_ADMIN, history_type="+", history_user__isnull=False)
    latest = given.filter(history_date__gt=since).order_by("-history_date").values_list("history_date", flat=True)
    holds = RoleGrant.objects.on(moment.date()).filter(user=by.user, role=Role.HR_ADMIN)
    if (when := latest.filter(id__in=holds.values("pk")).first()) is not None:
        raise RuleViolation(_too_new("Peran admin kepegawaian Anda diberikan", when), None, "decider_too_new")
    codes = OneTimeCode.objects.filter(user=by.user, used_at__gt=clock.now() - SETTLES)
    code = codes.exclude(issued_by__contains=BY_A_JOB).order_by("-used_at").first()
    if code is not None and code.used_at is not None:
        raise RuleViolation(_too_new("Kata sandi Anda dibuat dengan kode", code.used_at), None, "decider_too_new")


def _too_new(what: str, when: datetime) -> str:
    day = timezone.localtime(when).date()
    settled = day + SETTLES + timedelta(days=1)
    return (
        f"{what} {day_in_words(day)}. Usulan tentang auditor dapat Anda konfirmasi mulai {day_in_words(settled)}; "
        "sampai saat itu mintalah auditor atau admin kepegawaian lain."
    )


def _decide(
    proposal: RoleProposal, outcome: str, by: Actor, answer: str, moment: datetime, at: datetime | None,
    **values: object,
) -> None:  # fmt: skip
    save_changed(
        proposal, user=by.history_user, reason=answer.strip(), at=at, outcome=outcome, answer=answer.strip()[:500],
        decided_by=by.user, decided_at=moment, **values,
    )  # fmt: skip


def _entry(proposal: RoleProposal, verb: Verb, by: Actor, reason: str, moment: datetime) -> Entry:
    proposer = proposal.proposed_by
    details: dict[str, object] = {
        "kind": proposal.kind, "role": proposal.role,
        "start": proposal.start.isoformat() if proposal.start else None,
        "end": proposal.end.isoformat() if proposal.end else None,
        "grant": proposal.grant_id, "proposed_by": proposer.username,
    }  # fmt: skip
    return Entry(
        verb=verb, process=PROCESS, subject=f"{RoleProposal._meta.label}#{proposal.pk}",
        signatory=by.signatory(moment.date()), person_nip=proposal.user.username,
        person_name=getattr(getattr(proposal.user, "employee", None), "name", ""), reason=reason, details=details,
        channel=by.channel, request_id=by.request_id, at=moment,
    )  # fmt: skip

"""What is done to delegations: an assessor who is away lets a colleague decide in their place, and ends it early."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor
from workflows.organization.keeping import PROCESS, keeps_the_office, moment_of, require_keeper, require_reason
from workflows.organization.models import DelegatedProcess, Delegation, Employee, Position, Tenure
from workflows.organization.models.history import save_changed, stamp
from workflows.organization.reporting import DEEPEST
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words


def delegate(
    *,
    by: Actor,
    delegator: Employee,
    to: Employee,
    processes: Collection[str],
    start: date,
    end: date,
    reason: str,
    at: datetime | None = None,
) -> Delegation:
    """Let `to` decide these processes in the posts that the delegator holds, from `start` to before `end`.

    The delegator does it themselves; HR admins do it for others, also from a day that is past, never to themselves.

    :raises PermissionDenied: the actor is neither. :raises RuleViolation: no reason or process; a time that ends before
        it starts, is over or begins in the past; to oneself, to somebody who cannot log in, or who stands below; the
        delegator leads nobody; one of the processes is delegated already in that time.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        # Two delegations of one person wait for each other here, so that each sees the other's time.
        giver = Employee.objects.select_for_update().get(pk=delegator.pk)
        _may_delegate(by, giver, to, moment.date())
        codes = sorted(set(processes))
        _complete(codes, reason)
        _in_time(by, giver, start, end, moment.date())
        taker = _able_to_decide(to, giver)
        _not_from_below(giver, taker, start, end)
        _not_twice(giver, codes, start, end)
        delegation = Delegation(delegator=giver, delegate=taker, start=start, end=end, reason=reason.strip())
        stamp(delegation, user=by.history_user, reason=reason.strip(), at=at)
        delegation.save()
        for code in codes:
            DelegatedProcess.objects.create(delegation=delegation, process=code)
        record(delegation_entry(delegation, Verb.DELEGATE, codes, by, reason, moment))
    return delegation


def end_delegation(
    *, by: Actor, delegation: Delegation, reason: str, end: date | None = None, at: datetime | None = None
) -> Delegation:
    """End a delegation early: before `end`, or at once; one that has not begun never begins. What was decided stays.

    :raises PermissionDenied: neither the delegator nor an HR admin. :raises RuleViolation: no reason; it is over; the
        end lies in the past, or not before the present one.
    """
    moment = moment_of(by, at)
    require_reason(reason)
    with transaction.atomic():
        locked = Delegation.objects.select_for_update(of=("self",)).select_related("delegator", "delegate")
        delegation.refresh_from_db(from_queryset=locked)
        if not _is_own(by, delegation.delegator):
            require_keeper(by, moment.date())
        if delegation.end <= max(moment.date(), delegation.start):
            raise RuleViolation("Delegasi ini sudah berakhir.", "end", "delegation_is_over")
        earliest = max(moment.date(), delegation.start)
        last = end or earliest
        if last < earliest:
            raise RuleViolation(
                f"Delegasi ini paling cepat berakhir {day_in_words(earliest)}: yang sudah lewat tidak dapat diubah.",
                "end",
                "delegation_end_is_past",
            )
        if last >= delegation.end:
            raise RuleViolation(
                "Delegasi hanya dapat diakhiri lebih awal. Untuk memperpanjang, buat delegasi baru.",
                "end",
                "delegation_only_shortened",
            )
        save_changed(delegation, user=by.history_user, reason=reason.strip(), at=at, end=last)
        codes = sorted(delegation.processes.values_list("process", flat=True))
        record(delegation_entry(delegation, Verb.AMEND, codes, by, reason, moment))
    return delegation


def posts_held_in(employee: Employee, start: date, end: date) -> set[int]:
    """The keys of the posts that the employee holds at some time in [start, end)."""
    held = Tenure.objects.filter(Q(end__isnull=True) | Q(end__gt=start), employee=employee, start__lt=end)
    return set(held.values_list("position_id", flat=True))


def standing_below(posts: Collection[int], above: Collection[int]) -> set[int]:
    """Which of these posts stand below one of `above` in the reporting line, at any depth. One query a level."""
    found: set[int] = set()
    reached = {post: post for post in posts}
    for _ in range(DEEPEST):
        line = Position.objects.filter(pk__in=set(reached.values()), reports_to__isnull=False)
        superiors = dict(line.values_list("pk", "reports_to_id"))
        reached = {post: superiors[at] for post, at in reached.items() if at in superiors}
        found |= {post for post, at in reached.items() if at in above}
        reached = {post: at for post, at in reached.items() if post not in found}
        if not reached:
            break
    return found


def _is_own(by: Actor, delegator: Employee) -> bool:
    return by.user is not None and by.user.is_active and by.employee is not None and by.employee.pk == delegator.pk


def _may_delegate(by: Actor, giver: Employee, to: Employee, on: date) -> None:
    if _is_own(by, giver):
        return
    require_keeper(by, on)
    if by.employee is not None and by.employee.pk == to.pk:
        raise RuleViolation(
            "Tidak seorang pun mencatat delegasi kepada dirinya sendiri. Minta admin kepegawaian lain melakukannya.",
            "delegate",
            "delegation_by_its_delegate",
        )


def _complete(codes: list[str], reason: str) -> None:
    if not codes:
        raise RuleViolation("Pilih sekurang-kurangnya satu proses.", "processes", "delegation_of_nothing")
    if not reason.strip():
        raise RuleViolation("Alasan delegasi belum diisi. Contoh: cuti tahunan.", "reason", "reason_missing")


def _in_time(by: Actor, giver: Employee, start: date, end: date, today: date) -> None:
    if end <= start:
        raise RuleViolation("Hari terakhir lebih awal daripada hari mulai.", "end", "delegation_ends_after_start")
    if end <= today:
        raise RuleViolation("Masa delegasi ini sudah lewat. Pilih hari yang akan datang.", "end", "delegation_is_over")
    if start < today and not keeps_the_office(by, today):
        raise RuleViolation(
            f"Delegasi paling cepat mulai hari ini, {day_in_words(today)}.", "start", "delegation_starts_in_the_past"
        )


def _able_to_decide(to: Employee, giver: Employee) -> Employee:
    """The delegate as the database has them: another person, active, who can log in."""
    if to.pk == giver.pk:
        raise RuleViolation("Delegasi diberikan kepada orang lain. Pilih rekan.", "delegate", "delegation_to_oneself")
    taker = Employee.objects.select_related("user").get(pk=to.pk)
    if not taker.is_active or not taker.user.is_active:
        raise RuleViolation(f"{taker.name} tidak aktif. Pilih pegawai yang aktif.", "delegate", "delegate_inactive")
    if not taker.user.has_usable_password():
        raise RuleViolation(
            f"{taker.name} belum pernah masuk ke Jenjang, jadi tidak dapat memutus. Pilih orang lain, atau minta admin "
            "kepegawaian memberinya kode sekali pakai.",
            "delegate",
            "delegate_without_log_in",
        )
    return taker


def _not_from_below(giver: Employee, taker: Employee, start: date, end: date) -> None:
    """Only held posts are passed on, and to nobody whose own cases come up to them."""
    held = posts_held_in(giver, start, end)
    if not Position.objects.filter(reports_to__in=held).exists():
        raise RuleViolation(
            f"Pada masa itu tidak seorang pun melapor kepada jabatan {giver.name} sendiri. Yang dipegang sebagai Plt, "
            "Plh, atau penerima delegasi tidak dapat didelegasikan lagi.",
            "delegate",
            "delegation_without_reports",
        )
    if standing_below(posts_held_in(taker, start, end), held):
        raise RuleViolation(
            f"{taker.name} adalah bawahan {giver.name}: urusannya sendiri akan sampai kepadanya. Pilih rekan "
            "setingkat atau atasan.",
            "delegate",
            "delegate_stands_below",
        )


def _not_twice(giver: Employee, codes: list[str], start: date, end: date) -> None:
    clash = (
        DelegatedProcess.objects.filter(
            delegation__delegator=giver, process__in=codes, delegation__start__lt=end, delegation__end__gt=start
        )
        .exclude(delegation__start=F("delegation__end"))  # ended before it began
        .select_related("delegation__delegate")
        .order_by("delegation__start")
        .first()
    )
    if clash is not None:
        raise RuleViolation(
            f"Pada masa itu ada delegasi kepada {clash.delegation.delegate.name} sejak "
            f"{day_in_words(clash.delegation.start)} untuk proses yang sama. Akhiri dahulu, atau pilih hari lain.",
            "start",
            "delegated_already",
        )


def delegation_entry(
    delegation: Delegation, verb: Verb, codes: list[str], by: Actor, reason: str, moment: datetime
) -> Entry:
    """What is recorded of a delegation as it stands."""
    return Entry(
        verb=verb,
        process=PROCESS,
        subject=f"{Delegation._meta.label}#{delegation.pk}",
        signatory=by.signatory(moment.date()),
        person_nip=delegation.delegator.nip,
        person_name=delegation.delegator.name,
        reason=reason.strip(),
        details={
            "delegate_nip": delegation.delegate.nip,
            "delegate_name": delegation.delegate.name,
            "processes": codes,
            "start": delegation.start.isoformat(),
            "end": delegation.end.isoformat(),
        },
        channel=by.channel,
        request_id=by.request_id,
        at=moment,
    )

"""What is done to the office's people and posts: acting officers, roles, and log-ins in step with employees."""

from datetime import date, datetime

from django.db import transaction

from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor
from workflows.organization.auditors import refuse_alone
from workflows.organization.granting import refuse_end, refuse_grant, write_end, write_grant
from workflows.organization.keeping import PROCESS, moment_of, require_keeper, require_reason
from workflows.organization.models import ActingAppointment, Employee, Position, Role, RoleGrant, User
from workflows.organization.models.history import save_changed, stamp
from workflows.rules.violation import RuleViolation

ROLE_FIRST = (
    "NIP dan keaktifan akunnya tidak diubah seorang diri. Usulkan dahulu akhir perannya; setelah orang kedua "
    "mengonfirmasinya, datanya dapat diubah."
)


def appoint_acting(
    *,
    by: Actor,
    position: Position,
    officer: Employee,
    capacity: str,
    start: date,
    decree: str,
    end: date | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> ActingAppointment:
    """Appoint an acting officer (Plt, Plh) for a post from `start` to before `end`. Nobody appoints themselves.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: oneself; no decree; an inactive officer.
    :raises IntegrityError: the post has an acting officer in that time (`position_one_acting_at_a_time`).
    """
    moment = moment_of(by, at)
    if not decree.strip():
        raise RuleViolation("Surat perintah belum diisi. Tulis nomor dan tanggalnya.", "decree", "acting_decree")
    with transaction.atomic():
        post = Position.objects.select_for_update().get(pk=position.pk)
        require_keeper(by, moment.date())
        _not_for_oneself(by, officer)
        if not officer.is_active:
            raise RuleViolation(
                f"{officer.name} tidak aktif dan tidak dapat ditunjuk. Pilih pegawai yang aktif.",
                "officer",
                "acting_officer_inactive",
            )
        appointment = ActingAppointment(
            position=post, officer=officer, capacity=capacity, start=start, end=end, decree=decree, reason=reason
        )
        stamp(appointment, user=by.history_user, reason=reason or decree, at=at)
        appointment.save()
        record(acting_entry(appointment, Verb.APPOINT, by, reason, moment))
    return appointment


def end_acting(
    *, by: Actor, appointment: ActingAppointment, end: date, reason: str, at: datetime | None = None
) -> ActingAppointment:
    """End an appointment before `end`, the first day on which the officer acts no more.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: no reason; not after its start.
    """
    return amend_acting(by=by, appointment=appointment, end=end, reason=reason, at=at)


def amend_acting(
    *,
    by: Actor,
    appointment: ActingAppointment,
    reason: str,
    end: date | None,
    capacity: str | None = None,
    start: date | None = None,
    decree: str | None = None,
    at: datetime | None = None,
) -> ActingAppointment:
    """Correct an appointment's time, capacity or decree; who acts for which post never changes.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: one's own; no reason, no decree, or it
        would end before it starts. :raises IntegrityError: another's time is touched.
    """
    moment = moment_of(by, at)
    require_reason(reason)
    with transaction.atomic():
        appointment.refresh_from_db(from_queryset=ActingAppointment.objects.select_for_update())
        require_keeper(by, moment.date())
        _not_for_oneself(by, appointment.officer)
        begins = start or appointment.start
        if end is not None and end <= begins:
            raise RuleViolation("Tanggal berakhir harus sesudah tanggal mulai.", "end", "acting_ends_after_start")
        if decree is not None and not decree.strip():
            raise RuleViolation("Surat perintah belum diisi. Tulis nomor dan tanggalnya.", "decree", "acting_decree")
        changed = save_changed(
            appointment, user=by.history_user, reason=reason, at=at, start=begins, end=end,
            capacity=capacity or appointment.capacity, decree=decree or appointment.decree,
        )  # fmt: skip
        if changed:
            record(acting_entry(appointment, Verb.AMEND, by, reason, moment))
    return appointment


def grant_role(
    *,
    by: Actor,
    user: User,
    role: str,
    start: date,
    end: date | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> RoleGrant:
    """Grant a role from `start` to before `end`. Nobody grants to themselves, and no person alone makes an auditor.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: to oneself; held already in that time;
        an inactive log-in; not beside another role; a person grants AUDITOR (`auditors_rights.propose_grant`).
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        holder = User.objects.select_for_update().get(pk=user.pk)
        require_keeper(by, moment.date())
        _not_oneself(by, holder)
        _not_an_auditors(by, role)
        refuse_grant(holder, role, start, end)
        grant, entry = write_grant(holder, role, start, end, by=by, reason=reason, moment=moment, at=at)
        record(entry)
    return grant


def end_role(*, by: Actor, grant: RoleGrant, end: date, reason: str, at: datetime | None = None) -> RoleGrant:
    """End a role before `end`. Only shortens: a longer time is a new grant. Nobody changes their own, nor alone an
    auditor's.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: one's own; no reason; `end` not after
        the start, or later than the present end; a person ends AUDITOR (`auditors_rights.propose_end`).
    """
    moment = moment_of(by, at)
    require_reason(reason)
    with transaction.atomic():
        grant.refresh_from_db(from_queryset=RoleGrant.objects.select_for_update(of=("self",)).select_related("user"))
        require_keeper(by, moment.date())
        _not_oneself(by, grant.user)
        _not_an_auditors(by, grant.role)
        refuse_end(grant, end)
        if entries := write_end(grant, end, by=by, reason=reason, moment=moment, at=at):
            record(*entries)
    return grant


def keep_employee(*, by: Actor, employee: Employee, reason: str, at: datetime | None = None) -> Employee:
    """Store a new or corrected employee, the log-in in step: its name is the NIP, and it is active while they are.

    A new log-in has no usable password until HR issues a one-time code. An NIP that changes keeps the log-in.

    :raises PermissionDenied: the actor is no HR admin. :raises IntegrityError: another has this NIP.
    :raises RuleViolation: the log-in is an auditor's and would be closed, opened or renamed.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        require_keeper(by, moment.date())
        if employee.user_id is None:
            employee.user = User.objects.create_user(employee.nip, is_active=employee.is_active)
        else:
            user = User.objects.select_for_update().get(pk=employee.user_id)
            if (user.username, user.is_active) != (employee.nip, employee.is_active):
                field = "nip" if user.username != employee.nip else "is_active"
                refuse_alone(by, user, moment.date(), ROLE_FIRST, field)
                user.username, user.is_active = employee.nip, employee.is_active
                user.save(update_fields=["username", "is_active"])
        stamp(employee, user=by.history_user, reason=reason, at=at)
        employee.save()
    return employee


def _not_oneself(by: Actor, user: User) -> None:
    if by.user is not None and by.user.pk == user.pk:
        raise RuleViolation(
            "Tidak seorang pun mengatur perannya sendiri. Minta admin kepegawaian lain melakukannya.",
            "user",
            "role_of_oneself",
        )


def _not_an_auditors(by: Actor, role: str) -> None:
    if by.user is not None and role == Role.AUDITOR:
        raise RuleViolation(
            "Peran auditor diberikan dan diakhiri berdua. Buat usulan; orang lain mengonfirmasinya.",
            "role",
            "auditor_takes_two",
        )


def _not_for_oneself(by: Actor, officer: Employee) -> None:
    """An acting officer decides on others' work: HR admins do not give that to themselves."""
    if by.employee is not None and by.employee.pk == officer.pk:
        raise RuleViolation(
            "Tidak seorang pun menetapkan penunjukannya sendiri. Minta admin kepegawaian lain melakukannya.",
            "officer",
            "acting_of_oneself",
        )


def acting_entry(appointment: ActingAppointment, verb: Verb, by: Actor, reason: str, moment: datetime) -> Entry:
    """What is recorded of an appointment as it stands."""
    return Entry(
        verb=verb,
        process=PROCESS,
        subject=f"{ActingAppointment._meta.label}#{appointment.pk}",
        signatory=by.signatory(moment.date()),
        person_nip=appointment.officer.nip,
        person_name=appointment.officer.name,
        reason=reason,
        details={
            "position": appointment.position.code,
            "title": appointment.position.title,
            "capacity": appointment.capacity,
            "decree": appointment.decree,
            "start": appointment.start.isoformat(),
            "end": appointment.end.isoformat() if appointment.end else None,
        },
        channel=by.channel,
        request_id=by.request_id,
        at=moment,
    )

"""What is done to the office's people and posts: acting officers, roles, and log-ins in step with employees."""

from datetime import date, datetime

from django.db import transaction

from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor
from workflows.organization.keeping import PROCESS, moment_of, require_keeper, require_reason
from workflows.organization.models import ActingAppointment, Employee, Position, RoleGrant, User
from workflows.organization.models.history import save_changed, stamp
from workflows.rules.violation import RuleViolation


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
    """Grant a role from `start` to before `end`. Nobody grants to themselves.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: to oneself; held already in that time;
        an inactive log-in.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        holder = User.objects.select_for_update().get(pk=user.pk)
        require_keeper(by, moment.date())
        _not_oneself(by, holder)
        if not holder.is_active:
            raise RuleViolation("Akun ini tidak aktif. Pilih pegawai yang aktif.", "user", "role_user_inactive")
        for held in RoleGrant.objects.filter(user=holder, role=role):
            if (end is None or held.start < end) and (held.end is None or start < held.end):
                raise RuleViolation(
                    f"Peran {held.get_role_display()} sudah diberikan kepada orang ini pada masa itu. "
                    "Akhiri dahulu yang lama, atau pilih tanggal lain.",
                    "role",
                    "role_held_already",
                )
        grant = RoleGrant(user=holder, role=role, start=start, end=end)
        stamp(grant, user=by.history_user, reason=reason, at=at)
        grant.save()
        record(role_entry(grant, Verb.APPOINT, by, reason, moment))
    return grant


def end_role(*, by: Actor, grant: RoleGrant, end: date, reason: str, at: datetime | None = None) -> RoleGrant:
    """End a role before `end`. Only shortens: a longer time is a new grant. Nobody changes their own.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: one's own; no reason; `end` not after
        the start, or later than the present end.
    """
    moment = moment_of(by, at)
    require_reason(reason)
    with transaction.atomic():
        grant.refresh_from_db(from_queryset=RoleGrant.objects.select_for_update(of=("self",)).select_related("user"))
        require_keeper(by, moment.date())
        _not_oneself(by, grant.user)
        if end <= grant.start:
            raise RuleViolation("Tanggal berakhir harus sesudah tanggal mulai.", "end", "role_ends_after_start")
        if grant.end is not None and end > grant.end:
            raise RuleViolation(
                "Peran hanya dapat diakhiri lebih awal. Untuk memperpanjang, berikan peran baru.",
                "end",
                "role_only_shortened",
            )
        if save_changed(grant, user=by.history_user, reason=reason, at=at, end=end):
            record(role_entry(grant, Verb.AMEND, by, reason, moment))
    return grant


def keep_employee(*, by: Actor, employee: Employee, reason: str, at: datetime | None = None) -> Employee:
    """Store a new or corrected employee, the log-in in step: its name is the NIP, and it is active while they are.

    A new log-in has no usable password until HR issues a one-time code. An NIP that changes keeps the log-in.

    :raises PermissionDenied: the actor is no HR admin. :raises IntegrityError: another has this NIP.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        require_keeper(by, moment.date())
        if employee.user_id is None:
            employee.user = User.objects.create_user(employee.nip, is_active=employee.is_active)
        else:
            user = User.objects.select_for_update().get(pk=employee.user_id)
            if (user.username, user.is_active) != (employee.nip, employee.is_active):
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


def role_entry(grant: RoleGrant, verb: Verb, by: Actor, reason: str, moment: datetime) -> Entry:
    """What is recorded of a role as it stands."""
    person: Employee | None = getattr(grant.user, "employee", None)
    return Entry(
        verb=verb,
        process=PROCESS,
        subject=f"{RoleGrant._meta.label}#{grant.pk}",
        signatory=by.signatory(moment.date()),
        person_nip=grant.user.username,
        person_name=person.name if person else "",
        reason=reason,
        details={
            "role": grant.role,
            "start": grant.start.isoformat(),
            "end": grant.end.isoformat() if grant.end else None,
        },
        channel=by.channel,
        request_id=by.request_id,
        at=moment,
    )

"""How a role is granted and ended: what is refused whoever does it, the row, and what is recorded. No door of its own.

The doors are `actions.py`, and for the auditors' rights `auditors_rights.py`.
"""

from datetime import date, datetime

from workflows.audit.record import Entry
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor
from workflows.organization.auditors import refuse_incompatible
from workflows.organization.keeping import PROCESS
from workflows.organization.models import Employee, RoleGrant, User
from workflows.organization.models.history import save_changed, stamp
from workflows.rules.violation import RuleViolation


def refuse_grant(holder: User, role: str, start: date, end: date | None) -> None:
    """What cannot be granted, asked with the log-in locked.

    :raises RuleViolation: an inactive log-in; held already in that time; not beside another role; ends too early.
    """
    if not holder.is_active:
        raise RuleViolation("Akun ini tidak aktif. Pilih pegawai yang aktif.", "user", "role_user_inactive")
    if end is not None and end <= start:
        raise RuleViolation("Tanggal berakhir harus sesudah tanggal mulai.", "end", "role_ends_after_start")
    for held in RoleGrant.objects.filter(user=holder, role=role):
        if (end is None or held.start < end) and (held.end is None or start < held.end):
            raise RuleViolation(
                f"Peran {held.get_role_display()} sudah diberikan kepada orang ini pada masa itu. "
                "Akhiri dahulu yang lama, atau pilih tanggal lain.",
                "role",
                "role_held_already",
            )
    refuse_incompatible(holder, role, start, end)


def refuse_end(grant: RoleGrant, end: date) -> None:
    """A role is only shortened.

    :raises RuleViolation: `end` is not after the start, or later than the present end.
    """
    if end <= grant.start:
        raise RuleViolation("Tanggal berakhir harus sesudah tanggal mulai.", "end", "role_ends_after_start")
    if grant.end is not None and end > grant.end:
        raise RuleViolation(
            "Peran hanya dapat diakhiri lebih awal. Untuk memperpanjang, berikan peran baru.",
            "end",
            "role_only_shortened",
        )


def write_grant(
    holder: User, role: str, start: date, end: date | None, *, by: Actor, reason: str, moment: datetime,
    at: datetime | None,
) -> tuple[RoleGrant, Entry]:  # fmt: skip
    """Store the grant; gives what is to be recorded."""
    grant = RoleGrant(user=holder, role=role, start=start, end=end)
    stamp(grant, user=by.history_user, reason=reason, at=at)
    grant.save()
    return grant, role_entry(grant, Verb.APPOINT, by, reason, moment)


def write_end(
    grant: RoleGrant, end: date, *, by: Actor, reason: str, moment: datetime, at: datetime | None
) -> list[Entry]:
    """End the locked grant before `end`; gives what is to be recorded, nothing where it ends then already."""
    if not save_changed(grant, user=by.history_user, reason=reason, at=at, end=end):
        return []
    return [role_entry(grant, Verb.AMEND, by, reason, moment)]


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

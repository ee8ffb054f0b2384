"""What every action on the office asks first: when it counts, whether the actor keeps the office, and the reason."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied

from workflows.audit import clock
from workflows.organization.actor import GIVES_TIME, Actor
from workflows.organization.login import has_role
from workflows.organization.models import Role
from workflows.rules.violation import RuleViolation

PROCESS = "organization"  # under which the record keeps what is done to the office


def moment_of(by: Actor, at: datetime | None) -> datetime:
    """When it counts: now, or the given moment where the channel may give one.

    :raises RuleViolation: a time was given through a channel that may not.
    """
    if at is not None and by.channel not in GIVES_TIME:
        raise RuleViolation("Waktu hanya dapat diberikan oleh impor dan peragaan.", "at", "time_not_yours")
    return at or clock.now()


def keeps_the_office(by: Actor, on: date) -> bool:
    """Whether the actor is a job or an HR admin; asked under the lock."""
    if by.user is None:
        return bool(by.job)
    return by.user.is_active and (by.user.is_superuser or has_role(by.user, Role.HR_ADMIN, on=on))


def require_keeper(by: Actor, on: date) -> None:
    """Refuse everybody but jobs and HR admins; asked under the lock.

    :raises PermissionDenied: the actor is neither.
    """
    if not keeps_the_office(by, on):
        raise PermissionDenied


def require_reason(reason: str) -> None:
    """Refuse what is done without saying why.

    :raises RuleViolation: the reason is empty.
    """
    if not reason.strip():
        raise RuleViolation("Alasan perubahan belum diisi.", "reason", "reason_missing")

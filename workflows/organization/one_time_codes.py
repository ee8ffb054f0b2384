"""The one-time code by which HR lets somebody in who has no password: issued once, shown once, worth one password.

An auditor's comes in two halves, each read by another person, so that nobody who keeps the office can log in as the
auditor; the doors to it are in `auditors_rights.py`.
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.crypto import salted_hmac

from workflows.audit import clock
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor
from workflows.organization.auditors import refuse_alone
from workflows.organization.login import has_role
from workflows.organization.models import OneTimeCode, Role, User
from workflows.rules.violation import RuleViolation

# Without 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: it is read from paper, often by somebody without their glasses.
ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
LENGTH = 8
HALF = 6  # of a code in two halves: whoever knows the other one still guesses among 148 million
MOST_FAILURES = 5
REFUSED = (
    "NIP dan kode sekali pakai tidak cocok, atau kodenya sudah tidak berlaku. "
    "Periksa kembali keduanya, atau minta kode baru kepada admin kepegawaian."
)


PROPOSE = "Kode sekali pakainya diterbitkan berdua: usulkan dari halaman pegawai itu, lalu orang lain mengonfirmasinya."


def issue(user: User, *, by: Actor) -> str:
    """A new code for this log-in, as text; the only moment at which anybody can read it. Earlier codes end.

    :raises PermissionDenied: the actor is a person without the role of an HR admin.
    :raises RuleViolation: the log-in is inactive, or belongs to the system and not to a person of the office; or it is
        an auditor's, for whom nobody issues one alone.
    """
    if by.user is not None and not (by.user.is_superuser or has_role(by.user, Role.HR_ADMIN)):
        raise PermissionDenied
    code = _drawn(LENGTH)
    code_hash = make_password(code)
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        now = clock.now()
        refuse_alone(by, locked, now.date(), PROPOSE, "user")
        record(write_code(locked, code_hash, by=by, now=now))
    return code


def first_half() -> tuple[str, str]:
    """The first half of a code as text, for whoever proposes it, and its seal, from which nobody reads it."""
    half = _drawn(HALF)
    return half, _sealed(half)


def second_half(seal: str) -> tuple[str, str]:
    """The second half as text, for whoever confirms it, and the hash of the whole code."""
    half = _drawn(HALF)
    return half, make_password(seal + half)


def write_code(locked: User, code_hash: str, *, by: Actor, now: datetime) -> Entry:
    """Keep the new code of this locked log-in and end the earlier ones; gives what is to be recorded.

    :raises RuleViolation: the log-in is inactive, or belongs to the system.
    """
    if not locked.is_active:
        raise RuleViolation("Pegawai ini tidak aktif. Aktifkan dahulu datanya.", "user", "user_inactive")
    if locked.is_superuser:
        raise RuleViolation("Akun teknis tidak dibuka dengan kode sekali pakai.", "user", "user_technical")
    end_open_codes(locked, now)
    signatory = by.signatory(now.date())
    issued = OneTimeCode.objects.create(
        user=locked,
        code_hash=code_hash,
        issued_by=f"{signatory.name} ({signatory.nip})"[:200],
        issued_at=now,
        expires_at=now + timedelta(days=settings.ONE_TIME_CODE_DAYS),
    )
    person = getattr(locked, "employee", None)
    return Entry(
        verb=Verb.OPEN,
        process="organization",
        subject=f"{User._meta.label}#{locked.pk}",
        signatory=signatory,
        person_nip=locked.username,
        person_name=person.name if person else "",
        reason="Kode sekali pakai diterbitkan.",
        details={"expires_at": issued.expires_at.isoformat()},
        channel=by.channel,
        request_id=by.request_id,
    )


def end_open_codes(user: User, now: datetime) -> None:
    """Let no code that was issued to this log-in let anybody in any more."""
    for earlier in OneTimeCode.objects.filter(user=user, used_at__isnull=True, expires_at__gt=now):
        earlier.expires_at = now
        earlier.save(update_fields=["expires_at"])


def redeem(nip: str, code: str, password: str) -> User:
    """Set the password of the log-in with this NIP and use the code up. Not case-sensitive; blanks do no harm.

    Every refusal says the same and takes as long, so that nobody learns which NIP has a code. A code dies after
    five failures.

    :raises RuleViolation: wrong NIP or code; used, expired or failed too often (code `one_time_code`).
    :raises django.core.exceptions.ValidationError: the password is too weak; the code stays good.
    """
    written = _as_hashed("".join(code.split()).upper().replace("-", ""))
    user: User | None = None
    with transaction.atomic():  # left without an error, so that the failure stays counted
        found = (
            OneTimeCode.objects.select_for_update()
            .filter(
                user__username=nip.strip(),
                user__is_active=True,
                used_at__isnull=True,
                expires_at__gt=clock.now(),
                failures__lt=MOST_FAILURES,
            )
            .order_by("-pk")
            .first()
        )
        if found is None:
            make_password(written)  # as slow as a comparison
        elif check_password(written, found.code_hash):
            user = User.objects.select_for_update().get(pk=found.user_id)
            validate_password(password, user)
            user.set_password(password)
            user.save(update_fields=["password"])
            found.used_at = clock.now()
            found.save(update_fields=["used_at"])
        else:
            found.failures += 1
            found.save(update_fields=["failures"])
    if user is None:
        raise RuleViolation(REFUSED, "code", "one_time_code")
    return user


def _drawn(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _sealed(half: str) -> str:
    """By a key that the database does not hold, so that whoever reads a seal there cannot try out all halves."""
    return salted_hmac("workflows.organization.one_time_codes", half, algorithm="sha256").hexdigest()


def _as_hashed(written: str) -> str:
    """What was typed, as `second_half` hashed it where it is two halves."""
    return _sealed(written[:HALF]) + written[HALF:] if len(written) == 2 * HALF else written

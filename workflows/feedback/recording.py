"""What every act of this app asks and leaves in the record: whose words are refused, who acted, about whom."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from workflows.audit.record import Entry, Signatory
from workflows.audit.verbs import Verb
from workflows.feedback.models import Incident, Note, OpinionRound
from workflows.feedback.models.written import LONGEST
from workflows.organization.actor import Actor
from workflows.organization.models import Employee
from workflows.organization.reporting import Officer
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words, number

PROCESS = "feedback"  # under which the record keeps notes, incidents and rounds
FURTHEST_BACK = timedelta(days=366)  # [?] how old a day may be about which something is written


def writer_of(by: Actor) -> Employee:
    """The person who writes.

    :raises PermissionDenied: a job, a technical log-in, or somebody who no longer serves.
    """
    if by.user is None or by.employee is None or not by.user.is_active:
        raise PermissionDenied
    return by.employee


def require_day(on: date, moment: datetime) -> None:
    """Refuse a day that is to come, or too long ago to be remembered rightly.

    :raises RuleViolation: such a day.
    """
    today = timezone.localdate(moment)
    if on > today:
        raise RuleViolation("Tanggal ini belum tiba. Tulis tanggal hari ini atau sebelumnya.", "on", "day_to_come")
    if on < today - FURTHEST_BACK:
        raise RuleViolation(
            f"Tanggal ini terlalu lama. Paling awal {day_in_words(today - FURTHEST_BACK)}.", "on", "day_too_long_ago"
        )


def said(text: str, field: str, missing: str, *, at_most: int = LONGEST) -> str:
    """The text without blanks around it; with no `missing` it may be empty.

    :raises RuleViolation: nothing is said where something has to be, or too much.
    """
    words = text.strip()
    if missing and not words:
        raise RuleViolation(missing, field, f"{field}_missing")
    if len(words) > at_most:
        raise RuleViolation(f"Tulisan ini lebih dari {number(at_most)} huruf. Ringkaslah.", field, f"{field}_too_long")
    return words


def in_words(officer: Officer) -> tuple[str, str]:
    """The officer's title (Plt and Plh in front) and the absent holder's name, to be frozen."""
    return officer.title[:260], officer.holder.name if officer.holder is not None else ""


def entry(
    subject: Note | Incident | OpinionRound,
    verb: Verb,
    by: Actor,
    moment: datetime,
    *,
    person: Employee,
    signatory: Signatory | None = None,
    reason: str = "",
    details: dict[str, object] | None = None,
) -> Entry:
    """The decision about it."""
    return Entry(
        verb=verb,
        process=PROCESS,
        subject=f"{subject._meta.label}#{subject.pk}",
        signatory=signatory or by.signatory(timezone.localdate(moment)),
        person_nip=person.nip,
        person_name=person.name,
        reason=reason,
        details=details or {},
        channel=by.channel,
        request_id=by.request_id,
        at=moment,
    )

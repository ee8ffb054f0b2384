"""Lines of the record as any action could have left them, for what is searched and remarked."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from workflows.audit.models import Decision
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.verbs import Verb

JAYA, SITI = "197301011995121034", "197807242000022052"
NAMES = {JAYA: "Jaya Ramadan", SITI: "Siti Pratama"}
_cases = count(1)


def at(day: date, hour: int = 10, minute: int = 0, second: int = 0) -> datetime:
    """The moment of the day, aware."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute, second)))


JUNE = at(date(2026, 6, 10))  # a Wednesday
A_SATURDAY = at(date(2026, 6, 13))


def entry(by: str = JAYA, **how: Any) -> Entry:
    """What is recorded: an approval of a case of its own, unless told."""
    case = how.pop("case_id", None) if "case_id" in how else next(_cases)
    signatory = {
        name: how.pop(name) for name in ("capacity", "decree", "principal_name", "principal_post") if name in how
    }
    values = {
        "verb": Verb.APPROVE, "process": "skp", "case_id": case, "subject": f"skp.Skp#{case}", "at": JUNE,
        "channel": "PAGE", "person_nip": "1", "person_name": "Ani", "reason": "Menurut berkas.", **how,
    }  # fmt: skip
    return Entry(signatory=Signatory(nip=by, name=NAMES.get(by, by), **signatory), **values)


def recorded(*entries: Entry) -> list[Decision]:
    """These lines, written in one transaction."""
    with transaction.atomic():
        return record(*entries)


def one(by: str = JAYA, **how: Any) -> Decision:
    """One line."""
    return recorded(entry(by, **how))[0]


def many(number: int, by: str = JAYA, **how: Any) -> list[Decision]:
    """So many lines, each a minute after the one before."""
    start = how.pop("at", JUNE)
    return [one(by, at=start + timedelta(minutes=place), **how) for place in range(number)]

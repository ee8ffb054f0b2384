"""A closed year moves into a sealed file: people, words and histories leave the database, the chain stays.

The file holds the record from behind the last archive on, whole, and is verified before anything is blanked. The
decision by which it was archived names the file by its SHA-256 and every row that was blanked.
"""

import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from viewflow.workflow.models import Process

from workflows.audit import clock
from workflows.audit.door import blank
from workflows.audit.exporting import for_the_owner_alone, write_lines
from workflows.audit.models import Decision, DecisionQuerySet
from workflows.audit.record import Entry
from workflows.audit.verbs import Verb
from workflows.audit.verifying.anchors import Heads
from workflows.audit.verifying.exports import Export, signed
from workflows.audit.verifying.walking import verify
from workflows.organization.actor import Actor
from workflows.organization.models import Period
from workflows.rules.violation import RuleViolation

SUBJECT = "audit.Archive"
READ_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Archived:
    """What moved: how many records the file holds, how many decisions were blanked, and the file's SHA-256."""

    records: int
    blanked: int
    sha256: str


def archive_year(year: int, path: Path, *, by: Actor, reason: str) -> Archived:
    """Write the record into the file, verify it, and blank what the finished cases of this year and before left.

    What was done to the office itself (appointments, chains, periods) stays: it is needed to read later years.

    :raises RuleViolation: the year is not closed, or not long enough; a case of it is still open; no reason.
    :raises OSError: the file cannot be written, or is there already.
    :raises ValueError: the record is not sound; nothing is blanked.
    """
    _refuse_what_is_not_over(year, reason)
    until, begin = timezone.now(), _end_of_last_archive()
    with open(path, "x", encoding="utf-8", opener=for_the_owner_alone) as file:
        records = write_lines(file, begin)
    found = verify(Export(path), partial(signed, settings.AUDIT_KEY))
    if not found.sound:
        raise ValueError("The record is not sound: run verify_audit. Nothing was archived.")
    sha256 = sha256_of(path)
    keys = list(_over(year).filter(recorded_at__lt=until).values_list("pk", flat=True))
    heads = [[stream, seq, head] for stream, (seq, head) in sorted(Export(path).heads().items())]
    blank(
        Entry(
            verb=Verb.ARCHIVE, process="audit", subject=f"{SUBJECT}#{year}", signatory=by.signatory(clock.today()),
            reason=reason, channel=by.channel, request_id=by.request_id,
            details={"file": path.name, "sha256": sha256, "heads": heads, "decisions": len(keys), "records": records},
        ),
        keys,
    )  # fmt: skip
    return Archived(records, len(keys), sha256)


def sha256_of(path: Path) -> str:
    """The file's SHA-256 (64 hex digits)."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while some := file.read(READ_AT_ONCE):
            digest.update(some)
    return digest.hexdigest()


def _over(year: int) -> DecisionQuerySet:
    return Decision.objects.filter(_of_cases_until(year), particulars__blanked_by=None)


def _refuse_what_is_not_over(year: int, reason: str) -> None:
    if not reason.strip():
        raise RuleViolation("Alasan pengarsipan belum diisi.", "reason", "reason_missing")
    period = Period.objects.filter(code=f"{year}").first()
    if period is None or period.status != Period.Status.CLOSED:
        raise RuleViolation(f"Tahun {year} belum ditutup. Tutup dahulu periodenya.", "year", "archive_year_open")
    earliest = year + 1 + settings.ARCHIVE_AFTER_YEARS
    if clock.today().year < earliest:
        raise RuleViolation(
            f"Tahun {year} baru boleh diarsipkan mulai 1 Januari {earliest}.", "year", "archive_too_early"
        )
    cases = Decision.objects.filter(_of_cases_until(year)).values("case_id")
    still = Process.objects.filter(finished=None, pk__in=cases)
    if still.exists():
        raise RuleViolation(
            f"Masih ada {still.count()} perkara dari tahun {year} atau sebelumnya yang belum selesai. "
            "Selesaikan dahulu.",
            "year", "archive_case_open",
        )  # fmt: skip


def _of_cases_until(year: int) -> Q:
    return Q(case_id__isnull=False, effective_at__year__lte=year)


def _end_of_last_archive() -> Heads:
    last = Decision.objects.filter(verb=Verb.ARCHIVE, subject__startswith=f"{SUBJECT}#").order_by("-pk").first()
    heads = last.details["heads"] if last is not None else []
    return {int(stream): (int(seq), str(head)) for stream, seq, head in heads}

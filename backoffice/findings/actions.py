"""What an auditor does: the only door to notes, findings and saved searches.

What is written ends with its decision. A saved search is a bookmark: it changes nothing that anybody relies on, and is
not recorded.
"""

from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import translation

from backoffice.filters import PROCESSES
from backoffice.findings.access import audits
from workflows.audit import clock
from workflows.audit.about import About
from workflows.audit.models import Finding, SavedQuery
from workflows.audit.models.saved_query import LONGEST
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor
from workflows.organization.models import User
from workflows.printing.words import long_date
from workflows.rules.violation import RuleViolation

PROCESS = "audit"  # under which the record keeps what auditors do
Kind = Finding.Kind
VERBS = {Kind.AMENDMENT: Verb.AMEND, Kind.COMMUNICATION: Verb.PUBLISH, Kind.CLOSING: Verb.CLOSE}
FIRST = (Kind.NOTE, Kind.QUESTION, Kind.FINDING, Kind.RECOMMENDATION)
FURTHER = (Kind.NOTE, Kind.QUESTION, Kind.RECOMMENDATION, Kind.AMENDMENT, Kind.COMMUNICATION, Kind.CLOSING)
CLOSED = "Sudah ditutup, jadi tidak ditambah lagi. Tulis temuan baru bila masih ada hal."
LEFT_OUT = ("page", "after", "before", "file", "csrfmiddlewaretoken")  # of a query: where one stood, not what is asked


def write(
    *, by: Actor, kind: str, text: str, severity: str = "", about: About | None = None, is_communicated: bool = False
) -> Finding:
    """Begin a thread with a note, a question, a finding or a recommendation.

    :raises PermissionDenied: the actor is no auditor. :raises RuleViolation: nothing is said; a finding without its
    severity; a note that is communicated.
    """
    if kind not in FIRST:
        raise RuleViolation("Pilih jenis tulisan: catatan, pertanyaan, temuan, atau rekomendasi.", "kind", "kind")
    if kind == Kind.FINDING and not severity:
        raise RuleViolation("Pilih bobot temuan: ringan, sedang, atau berat.", "severity", "severity_missing")
    if kind == Kind.NOTE and is_communicated:
        raise RuleViolation(
            "Catatan hanya untuk auditor. Tulis sebagai temuan, pertanyaan, atau rekomendasi untuk menyampaikannya.",
            "is_communicated", "note_is_private",
        )  # fmt: skip
    at = about or About()
    row = Finding(
        kind=kind, severity=severity, text=text.strip(), is_communicated=is_communicated, subject=at.subject,
        process=at.process, case_id=at.case_id, about=at.decision, title=in_words(at)[:250],
    )  # fmt: skip
    return _written(by, row)


def follow(*, by: Actor, first: Finding, kind: str, text: str, severity: str = "") -> Finding:
    """Add a row to a thread: what was written is amended, communicated or closed by it and by nothing else.

    :raises PermissionDenied: the actor is no auditor. :raises RuleViolation: nothing is said; the thread is closed; a
    note is communicated.
    """
    if kind not in FURTHER:
        raise RuleViolation("Pilih apa yang ditambahkan.", "kind", "kind")
    if kind == Kind.COMMUNICATION and first.kind == Kind.NOTE:
        raise RuleViolation(
            "Catatan hanya untuk auditor dan tidak disampaikan. Tulis temuan baru untuk disampaikan.",
            "kind", "note_is_private",
        )  # fmt: skip
    row = Finding(
        kind=kind, severity=severity if kind == Kind.AMENDMENT else "", text=text.strip(), follows=first,
        subject=first.subject, process=first.process, case_id=first.case_id, about_id=first.about_id,
        title=first.title,
    )  # fmt: skip
    return _written(by, row)


def _written(by: Actor, row: Finding) -> Finding:
    if not row.text:
        raise RuleViolation("Tulis isinya.", "text", "text_missing")
    moment = clock.now()
    with transaction.atomic():
        user, signatory = _auditor(by, moment.date())
        if row.follows is not None and Finding.objects.filter(follows=row.follows, kind=Kind.CLOSING).exists():
            raise RuleViolation(CLOSED, "kind", "thread_closed")
        row.author_key, row.author_nip, row.author_name = user.pk, signatory.nip, signatory.name
        row.written_at = moment
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as twice:  # two closed it at once
            raise RuleViolation(CLOSED, "kind", "thread_closed") from twice
        # Not the words: HR reads the record, and what auditors have not communicated is nothing for HR.
        record(
            Entry(
                verb=VERBS.get(Kind(row.kind), Verb.SUBMIT), process=PROCESS, subject=row.record_key,
                signatory=signatory, seen=row.digest, channel=by.channel, request_id=by.request_id,
            )
        )  # fmt: skip
    return row


def _auditor(by: Actor, on: date) -> tuple[User, Signatory]:
    """The actor, also as frozen text.

    :raises PermissionDenied: no auditor.
    """
    if by.user is None or not audits(by.user):
        raise PermissionDenied
    return by.user, by.signatory(on)


def in_words(about: About) -> str:
    """*SKP Ghaliyati Wahyuni: Jaya Ramadan menyetujui, 18 November 2026*; frozen with the note, since names change."""
    found = about.decision or about.first
    if found is None:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        process = str(dict(PROCESSES).get(found.process, found.process))
        who = found.person_name or found.subject
        if about.decision is None:
            return f"{process} {who}"
        return f"{process} {who}: {found.actor_name} {found.get_verb_display()}, {long_date(found.effective_at)}"


def save_query(*, by: Actor, name: str, query: str, is_shared: bool = False) -> SavedQuery:
    """Keep a search of the record under a name.

    :raises PermissionDenied: the actor is no auditor. :raises RuleViolation: no name, nothing searched, a name twice.
    """
    asked = QueryDict(query, mutable=True)
    for left_out in LEFT_OUT:
        asked.pop(left_out, None)
    for empty in [each for each, values in asked.lists() if not any(values)]:
        del asked[empty]
    if not name.strip():
        raise RuleViolation("Beri nama pencarian ini.", "name", "name_missing")
    if not asked or len(asked.urlencode()) > LONGEST:
        raise RuleViolation("Tidak ada syarat pencarian yang dapat disimpan. Cari dulu, lalu simpan.", None, "query")
    with transaction.atomic():
        user, signatory = _auditor(by, clock.today())
        kept = SavedQuery(
            name=name.strip(), query=asked.urlencode(), is_shared=is_shared, owner_key=user.pk,
            owner_name=signatory.name, saved_at=clock.now(),
        )  # fmt: skip
        try:
            with transaction.atomic():
                kept.save(force_insert=True)
        except IntegrityError as taken:
            raise RuleViolation("Nama ini sudah dipakai. Pilih nama lain.", "name", "name_taken") from taken
    return kept


def put_away(*, by: Actor, kept: SavedQuery) -> None:
    """Take one's own saved search from the list; the row stays.

    :raises PermissionDenied: the actor is no auditor, or it is somebody else's.
    """
    with transaction.atomic():
        kept = SavedQuery.objects.select_for_update().get(pk=kept.pk)
        user, _signatory = _auditor(by, clock.today())
        if kept.owner_key != user.pk:
            raise PermissionDenied
        kept.is_active = False
        kept.save(update_fields=["is_active"])

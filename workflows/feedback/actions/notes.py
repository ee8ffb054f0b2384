"""Writing a note to one's direct superior or subordinate, and the one answer to it."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.moment import history_date, moment_of
from workflows.engine.outbox import tell
from workflows.feedback.models import Note
from workflows.feedback.recording import entry, in_words, require_day, said, writer_of
from workflows.feedback.sides import Bond, direct_bond
from workflows.organization.actor import Actor
from workflows.organization.models import Employee
from workflows.organization.models.history import save_changed, stamp
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words
from workflows.skp.models import Skp, WorkResult

DOWN, UP = Note.Direction.DOWN, Note.Direction.UP
SUBJECTS = {
    Note.Kind.FEEDBACK: "Umpan balik",
    Note.Kind.COACHING: "Catatan bimbingan",
    Note.Kind.DIALOGUE: "Hasil dialog kinerja",
}  # in the recipient's message, whatever language the author reads


def write_note(
    *,
    by: Actor,
    recipient: Employee,
    kind: str,
    on: date,
    text: str,
    agreed: str = "",
    until: date | None = None,
    result: WorkResult | None = None,
    at: datetime | None = None,
) -> Note:
    """Write to the other side: feedback, coaching, or what a dialogue of that day agreed on and until when.

    :raises PermissionDenied: the actor is no active person of the office. :raises RuleViolation: neither was the
        other's direct superior that day; a day to come or long past; no text; a dialogue without what was agreed, or
        agreed until a day before it; a result that is not in the subordinate's plan.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        author = writer_of(by)
        require_day(on, moment)
        direction, bond = _sides(author, recipient, on)
        own, other = (bond.superior, bond.subordinate) if direction == DOWN else (bond.subordinate, bond.superior)
        if kind not in Note.Kind.values:
            raise RuleViolation("Pilih jenis catatan.", "kind", "kind_unknown")
        words = said(text, "text", "Tulis catatannya: apa yang terlihat, dan apa yang diharapkan.")
        promise = _promise(kind, on, agreed, until)
        _of_the_plan(result, bond)
        author_post, author_for = in_words(own)
        recipient_post, recipient_for = in_words(other)
        note = Note(
            author=author, author_post=author_post, author_for=author_for, recipient=recipient,
            recipient_post=recipient_post, recipient_for=recipient_for, direction=direction, kind=kind, on=on,
            text=words, agreed=promise, until=until if promise else None, result=result, written_at=moment,
        )  # fmt: skip
        stamp(note, user=by.history_user, reason="write_note", at=history_date(by, moment))
        note.save()
        tell(
            recipient.user, f"note:{note.pk}", f"{SUBJECTS[Note.Kind(kind)]} dari {author.name}",
            "Buka untuk membaca dan menanggapinya.", reverse("feedback:note", args=[note.pk]), at=moment,
        )  # fmt: skip
        details: dict[str, object] = {"kind": kind, "direction": direction, "on": on.isoformat()}
        if recipient_for:
            details["recipient_for"] = recipient_for
        if promise:
            details |= {"agreed": promise, "until": until.isoformat() if until else ""}
        signatory = by.signatory_as(own, on)
        record(
            entry(note, Verb.SUBMIT, by, moment, person=recipient, signatory=signatory, reason=words, details=details)
        )
    return note


def answer_note(*, by: Actor, note: Note, answer: str = "", at: datetime | None = None) -> Note:
    """Acknowledge a note, with words or without; once, by whoever it was written to.

    :raises PermissionDenied: somebody else. :raises RuleViolation: it was answered already, or too much is said.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        locked = Note.objects.select_for_update(of=("self",)).select_related("author__user", "recipient__user")
        note.refresh_from_db(from_queryset=locked)
        if writer_of(by).pk != note.recipient_id:
            raise PermissionDenied
        if note.is_answered:
            raise RuleViolation("Catatan ini sudah Anda tanggapi.", "answer", "note_answered_already")
        words = said(answer, "answer", "")
        save_changed(
            note, user=by.history_user, reason="answer_note", at=history_date(by, moment), answer=words,
            answered_at=moment,
        )  # fmt: skip
        tell(
            note.author.user, f"note-answer:{note.pk}", f"{note.recipient.name} menanggapi catatan Anda",
            "Buka untuk membacanya.", reverse("feedback:note", args=[note.pk]), at=moment,
        )  # fmt: skip
        record(entry(note, Verb.ACKNOWLEDGE, by, moment, person=note.recipient, reason=words))
    return note


def _sides(author: Employee, recipient: Employee, on: date) -> tuple[Note.Direction, Bond]:
    """Whether the author wrote as the superior or as the subordinate, and in which posts."""
    if bond := direct_bond(author, recipient, on):
        return DOWN, bond
    if bond := direct_bond(recipient, author, on):
        return UP, bond
    raise RuleViolation(
        f"Pada {day_in_words(on)} {recipient.name} bukan atasan atau bawahan langsung Anda.", "on", "note_to_neither"
    )


def _promise(kind: str, on: date, agreed: str, until: date | None) -> str:
    if kind != Note.Kind.DIALOGUE:
        if agreed.strip() or until is not None:
            raise RuleViolation(
                "Kesepakatan dan batas waktunya hanya untuk dialog kinerja. Pilih dialog kinerja, atau kosongkan.",
                "agreed",
                "agreed_without_dialogue",
            )
        return ""
    words = said(agreed, "agreed", "Tulis apa yang disepakati dalam dialog ini.")
    if until is not None and until < on:
        raise RuleViolation("Batas waktu kesepakatan mendahului dialognya.", "until", "until_before_dialogue")
    return words


def _of_the_plan(result: WorkResult | None, bond: Bond) -> None:
    person = bond.subordinate.employee
    if result is not None and not (result.skp.employee_id == person.pk and result.skp.status == Skp.Status.SET):
        raise RuleViolation(f"Hasil kerja ini tidak ada dalam SKP {person.name}.", "result", "result_of_another")

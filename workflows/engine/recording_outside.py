"""What somebody outside the office decided on paper, recorded by HR with the signed file.

For a tier whose decider cannot log in: it is the process's own action under another verb, as an override is. The record
says RECORD_OUTSIDE, as what, by whose signature, and the hash of the file.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.db import transaction

from workflows.engine.deciding import recorded_of
from workflows.engine.models import SignedDocument, WorkItem
from workflows.engine.moment import moment_of
from workflows.engine.reasons import required
from workflows.engine.refusals import MovedOn, NotAllowedHere, NotYours, OwnCase
from workflows.organization.actor import Actor, OutsideDocument
from workflows.organization.login import has_role
from workflows.organization.models import Role
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The signed document as it is keyed in."""

    file: File
    number: str
    dated: date
    signatory: str
    signatory_post: str


def record_outside(
    *,
    task_id: int,
    verb: str,
    reason: str,
    paper: Paper,
    by: Actor,
    given: object = None,
    seen: str | None = None,
    at: datetime | None = None,
) -> SignedDocument:
    """Decide a tier by a signed document; `verb` is one of `deciding.recorded_of` (approve, return, reject).

    `given` is what else stands on the paper, as the action of that step takes it: a rating, a ruling's rating.

    :raises NotYours: no HR admin. :raises OwnCase: it is about the actor, whom they act for, or the signatory.
    :raises NotAllowedHere: who is asked can log in, or the step is not recorded from a document.
    :raises Refusal: see `turn`. :raises RuleViolation: without a reason, the document is not named, or what is given
        is not whole.
    """
    kept: SignedDocument | None = None
    try:
        with transaction.atomic():
            moment = moment_of(by, at)
            if by.user is None or not has_role(by.user, Role.HR_ADMIN, on=moment.date()):
                raise NotYours("Dokumen dari pejabat luar dicatat oleh admin kepegawaian.")
            item = WorkItem.objects.open().filter(task=task_id, tier__isnull=False).select_related("person").first()
            if item is None:
                raise MovedOn("Tahap ini sudah diputus. Muat ulang daftar untuk melihat yang masih menunggu.")
            _refuse_paper(paper, item, moment.date())
            action = recorded_of(item.process, item.node).get(verb)
            if action is None:
                raise NotAllowedHere("Langkah ini meminta lebih dari satu putusan, jadi tidak dicatat dari dokumen.")
            required(reason, "Tulis mengapa putusan ini dicatat dari dokumen.")
            kept = _kept(paper, item, by, moment)
            more = {} if given is None else {"given": given}
            action(task_id=task_id, by=replace(by, outside=_named(kept)), reason=reason, seen=seen, at=at, **more)
    except BaseException:
        if kept is not None:
            kept.file.delete(save=False)  # the row is undone with the transaction, the file is not
        raise
    return kept


def _refuse_paper(paper: Paper, item: WorkItem, on: date) -> None:
    for value, field, sentence in (
        (paper.number, "number", "Tulis nomor dokumen."),
        (paper.signatory, "signatory", "Tulis nama penanda tangan."),
        (paper.signatory_post, "signatory_post", "Tulis jabatan penanda tangan."),
    ):
        if not value.strip():
            raise RuleViolation(sentence, field, "document_unnamed")
    if paper.dated > on:
        raise RuleViolation(f"Tanggal dokumen tidak boleh sesudah {day_in_words(on)}.", "dated", "document_of_later")
    if paper.signatory.strip().casefold() == item.person.name.casefold():
        raise OwnCase(f"Perkara ini menyangkut {item.person.name} sendiri, jadi orang lain yang menandatanganinya.")


def _kept(paper: Paper, item: WorkItem, by: Actor, at: datetime) -> SignedDocument:
    content: Any = paper.file
    content.seek(0)
    digest = hashlib.file_digest(content, "sha256").hexdigest()
    content.seek(0)
    kept = SignedDocument(
        case_id=item.case_id, sha256=digest, number=paper.number.strip(), dated=paper.dated,
        signatory=paper.signatory.strip(), signatory_post=paper.signatory_post.strip(), recorded_by=by.user,
        recorded_at=at,
    )  # fmt: skip
    kept.file.save(content.name or "dokumen.pdf", content, save=False)
    kept.save(force_insert=True)
    return kept


def _named(kept: SignedDocument) -> OutsideDocument:
    return OutsideDocument(
        key=kept.pk, sha256=kept.sha256, number=kept.number, dated=kept.dated, signatory=kept.signatory,
        signatory_post=kept.signatory_post,
    )  # fmt: skip

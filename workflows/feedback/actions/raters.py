"""Answering a round of opinion: by whoever was asked, and by an outside party on paper, entered by HR.

An answer by somebody who was asked leaves no decision in the record, on purpose: README, *No line for an answer*.
"""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.moment import moment_of
from workflows.feedback.actions.opinions import lock, require_conductor, require_open
from workflows.feedback.models import Invitation, OpinionRound, Urn
from workflows.feedback.models.opinion import Group
from workflows.feedback.recording import entry, said, writer_of
from workflows.feedback.urn import LONGEST_REMARK, seal, unseal
from workflows.organization.actor import Actor
from workflows.rules.berakhlak import BEHAVIOURS
from workflows.rules.opinions import RATINGS, Answer
from workflows.rules.violation import RuleViolation


def give_opinion(
    *, by: Actor, invitation: Invitation, ratings: Mapping[str, str], remark: str = "", at: datetime | None = None
) -> None:
    """Answer once: a rating for each of the seven values, and perhaps a remark. It cannot be taken back or read again.

    :raises PermissionDenied: somebody else was asked. :raises RuleViolation: it was answered already; the round is
        over; a value without a rating; too long a remark.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        of = invitation.round
        lock(of)
        invitation.refresh_from_db(fields=["is_answered", "rater"])
        if writer_of(by).pk != invitation.rater_id:
            raise PermissionDenied
        require_open(of, moment)
        if invitation.is_answered:
            raise RuleViolation("Anda sudah menjawab. Jawaban tidak dapat diubah.", None, "answered_already")
        _drop(of, _answer(invitation.group, ratings, remark))
        invitation.is_answered = True
        invitation.save(update_fields=["is_answered"])


def record_outside_opinion(
    *, by: Actor, of: OpinionRound, ratings: Mapping[str, str], remark: str = "", at: datetime | None = None
) -> None:
    """Enter a paper form of an outside party, without name. Recorded is who entered one, never what it said.

    :raises PermissionDenied: as `open_round`. :raises RuleViolation: a round about oneself, or over; a value without a
        rating; too long a remark.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        lock(of)
        require_conductor(by, of.employee, moment)
        require_open(of, moment)
        _drop(of, _answer(Group.OUTSIDE, ratings, remark))
        record(entry(of, Verb.RECORD_OUTSIDE, by, moment, person=of.employee))


def _answer(group: str, ratings: Mapping[str, str], remark: str) -> Answer:
    for value in BEHAVIOURS:
        if ratings.get(value.code) not in RATINGS:
            raise RuleViolation(f"Nilai {value.label} belum dipilih.", value.code, "value_without_rating")
    words = said(remark, "remark", "", at_most=LONGEST_REMARK)
    return Answer(str(group), tuple(ratings[value.code] for value in BEHAVIOURS), words)


def _drop(of: OpinionRound, answer: Answer) -> None:
    """Into the urn, which is sealed anew; the round is locked."""
    urn = Urn.objects.select_for_update().get(round=of)
    urn.sealed = seal(of, [*unseal(of, bytes(urn.sealed)), answer])
    urn.save(update_fields=["sealed"])

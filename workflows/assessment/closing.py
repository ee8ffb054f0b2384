"""Closing a period and reopening it: HR's, once everything of it is final. What it waits for: `waiting.py`."""

from datetime import datetime

from django.db import transaction

from workflows.assessment.models import Assessment
from workflows.assessment.waiting import CHECKS as CHECKS
from workflows.assessment.waiting import never_assessed, unfinished
from workflows.assessment.waiting import register_check as register_check
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.engine.reasons import required
from workflows.organization.actor import Actor
from workflows.organization.keeping import PROCESS, moment_of, require_keeper
from workflows.organization.models import Period
from workflows.organization.models.history import save_changed
from workflows.organization.periods import lock_period
from workflows.rules.violation import RuleViolation

WHY = "Tulis mengapa periode ini dibuka kembali. Alasan itu tercatat."


def close_period(*, period: Period, by: Actor, reason: str = "", at: datetime | None = None) -> Period:
    """Close a period of which nothing waits any more: no assessment is opened in it, no report of its days sent.

    A year of which no annual assessment was opened is closed with a reason alone.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: it is closed already; something of it
        still waits (`period_unfinished`): what, where, and whose; a reason is missing (`year_not_assessed`).
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        lock_period(period)
        require_keeper(by, moment.date())
        if period.status == Period.Status.CLOSED:
            raise RuleViolation(f"Periode {period.title} sudah ditutup.", "period", "period_closed")
        if waiting := unfinished(period, moment.date()):
            sentences = " ".join(waiting)
            raise RuleViolation(
                f"Periode {period.title} belum dapat ditutup. {sentences}", "period", "period_unfinished"
            )
        if not reason.strip() and (sentence := never_assessed(period)):
            raise RuleViolation(sentence, "reason", "year_not_assessed")
        _turn(period, Period.Status.CLOSED, Verb.CLOSE, by, reason.strip(), moment, at)
    return period


def reopen_period(*, period: Period, by: Actor, reason: str, at: datetime | None = None) -> Period:
    """Open a closed period again, with a reason; its year first, where that is closed too.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: no reason; it is not closed, or its year
        is.
    """
    moment = moment_of(by, at)
    why = required(reason, WHY)
    with transaction.atomic():
        lock_period(period)
        require_keeper(by, moment.date())
        if period.status != Period.Status.CLOSED:
            raise RuleViolation(f"Periode {period.title} masih terbuka.", "period", "period_open")
        if period.year is not None and period.year.status == Period.Status.CLOSED:
            raise RuleViolation(
                f"Tahun {period.start.year} sudah ditutup. Buka kembali tahun itu dulu, lalu {period.title}.",
                "period", "year_closed",
            )  # fmt: skip
        _turn(period, Period.Status.OPEN, Verb.REOPEN, by, why, moment, at)
    return period


def _turn(
    period: Period, status: str, verb: Verb, by: Actor, reason: str, moment: datetime, at: datetime | None
) -> None:
    save_changed(period, user=by.history_user, reason=reason or str(verb), at=at, status=status)
    record(
        Entry(
            verb=verb, process=PROCESS, subject=f"{Period._meta.label}#{period.pk}",
            signatory=by.signatory(moment.date()), reason=reason,
            details={"period": period.code, "assessments": Assessment.objects.filter(period=period).count()},
            channel=by.channel, request_id=by.request_id, at=moment,
        )
    )  # fmt: skip

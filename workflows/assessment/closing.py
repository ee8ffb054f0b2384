"""Closing a period and reopening it: HR's, once everything of it is final.

What else has to be in order before a period is closed registers itself (`register_check`).
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from workflows.assessment.models import Assessment
from workflows.assessment.models.assessment import OVER
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.daily.models import DailyReport
from workflows.engine.reasons import required
from workflows.organization.actor import Actor
from workflows.organization.keeping import PROCESS, moment_of, require_keeper
from workflows.organization.models import Period
from workflows.organization.models.history import save_changed
from workflows.organization.periods import lock_period
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words, number

Check = Callable[[Period], Sequence[str]]  # why the period cannot be closed yet, in sentences
CHECKS: list[Check] = []
FIRST = 3  # so many are named of those who are waited for
UNDECIDED = (DailyReport.Status.SUBMITTED, DailyReport.Status.RETURNED)
WHY = "Tulis mengapa periode ini dibuka kembali. Alasan itu tercatat."


def register_check(check: Check) -> None:
    """Make known what else has to be in order before a period is closed; asked of every period, whatever its kind."""
    if check not in CHECKS:
        CHECKS.append(check)


def close_period(*, period: Period, by: Actor, reason: str = "", at: datetime | None = None) -> Period:
    """Close a period of which nothing waits any more: no assessment is opened in it, no report of its days sent.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: it is closed already, or something of it
        still waits (`period_unfinished`): what, where, and whose.
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


def unfinished(period: Period, on: date) -> list[str]:
    """Why the period cannot be closed yet, in sentences: what still waits, how many and whose, its parts' included."""
    if on < period.end:
        return [f"Periode ini baru berakhir {day_in_words(period.end)}."]
    registered = [sentence for check in CHECKS for sentence in check(period)]
    return [*_assessments(period), *_reports(period), *registered]


def _assessments(period: Period) -> list[str]:
    rows = Assessment.objects.filter(Q(period=period) | Q(period__year=period)).exclude(status__in=OVER)
    groups = rows.values("period__start", "period", "status").annotate(number=Count("pk"))
    parts = {part.pk: part for part in Period.objects.filter(Q(pk=period.pk) | Q(year=period))}
    sentences = []
    for group in groups.order_by("period__start", "period", "status"):
        whose = rows.filter(period=group["period"], status=group["status"]).order_by("employee__name", "pk")
        label = Assessment.Status(group["status"]).label
        sentences.append(
            f"{number(group['number'])} penilaian {parts[group['period']].title} {label}: "
            f"{_named(whose, group['number'])}."
        )
    return sentences


def _reports(period: Period) -> list[str]:
    rows = DailyReport.objects.filter(day__gte=period.start, day__lt=period.end, status__in=UNDECIDED)
    sentences = []
    for group in rows.order_by("status").values("status").annotate(number=Count("pk")):
        whose = rows.filter(status=group["status"]).order_by("day", "pk")
        label = DailyReport.Status(group["status"]).label
        sentences.append(f"{number(group['number'])} laporan harian {label}: {_named(whose, group['number'])}.")
    return sentences


def _named(whose: QuerySet[Any], count: int) -> str:
    """The first of them by name, each once; and that there are more."""
    text = ", ".join(dict.fromkeys(whose.values_list("employee__name", flat=True)[:FIRST]))
    return f"{text}, dan lainnya" if count > FIRST else text


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

"""Annulling a verified report that turned out false: what ran up by it runs down, and what was built on it follows.

The allowance, the assessment and whatever else is built on reports register how they follow: this app may not import
them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.daily.models import DailyActivity, DailyProcess, DailyReport
from workflows.engine.entries import entry_of
from workflows.engine.moment import history_date, moment_of
from workflows.engine.reasons import required
from workflows.engine.refusals import NotAllowedHere, NotYours, OwnCase
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Role
from workflows.organization.models.history import save_changed
from workflows.organization.periods import closed_among, periods_of
from workflows.rules.wording import day_in_words
from workflows.targets.running_down import run_down

MAY_ANNUL = (Role.HR_ADMIN, Role.PERFORMANCE_TEAM)
WHY = "Tulis apa yang tidak benar dari laporan ini. Pegawai dan atasannya membacanya."


@dataclass(frozen=True, slots=True)
class Annulment:
    """A report that is annulled in this transaction, with its activities that counted, who does it and why."""

    report: DailyReport
    counted: Sequence[DailyActivity]
    by: Actor
    reason: str
    at: datetime


Follower = Callable[[Annulment], list[str]]  # what followed, or what somebody has to do now, in sentences
FOLLOWERS: list[Follower] = []


def register(follower: Follower) -> None:
    """Make known how an app follows an annulment."""
    if follower not in FOLLOWERS:
        FOLLOWERS.append(follower)


def annul(*, report: DailyReport, reason: str, by: Actor, at: datetime | None = None) -> list[str]:
    """Annul a verified report; gives what followed from it, in sentences, as the record keeps them.

    :raises NotYours: neither HR nor the performance management team. :raises OwnCase: it is their own report.
    :raises NotAllowedHere: it is not verified, or its day's period is closed. :raises RuleViolation: without a reason.
    """
    with transaction.atomic():
        moment = moment_of(by, at)
        case = _case_of(report)
        report.refresh_from_db(from_queryset=DailyReport.objects.select_related("employee").select_for_update())
        _refuse_stranger(report, by, moment)
        _refuse_state(report)
        reason = required(reason, WHY)
        counted = [row for row in report.in_order() if row.result_id is not None]
        run_down(counted, month=report.day.month)
        save_changed(
            report, user=by.history_user, reason=reason, at=history_date(by, moment),
            status=DailyReport.Status.ANNULLED,
        )  # fmt: skip
        annulment = Annulment(report, counted, by, reason, moment)
        followed = [sentence for follow in FOLLOWERS for sentence in follow(annulment)]
        record(entry_of(case, Verb.ANNUL, by, moment, reason=reason, details={"followed": followed}))
    return followed


def _case_of(report: DailyReport) -> DailyProcess:
    """The latest case of the report, locked before the report as every act on a case locks them."""
    cases = DailyProcess.objects.select_related("person", "position").select_for_update(of=("self",))
    case = cases.filter(report=report).order_by("-pk").first()
    if case is None:
        raise NotAllowedHere("Laporan ini belum pernah dikirim.")
    return case


def _refuse_stranger(report: DailyReport, by: Actor, moment: datetime) -> None:
    if by.user is None or not has_role(by.user, *MAY_ANNUL, on=moment.date()):
        raise NotYours("Laporan dibatalkan oleh pengelola kepegawaian atau tim pengelola kinerja.")
    if by.employee == report.employee:
        raise OwnCase("Laporan ini milik Anda sendiri. Minta rekan lain yang membatalkannya.")


def _refuse_state(report: DailyReport) -> None:
    if report.status != DailyReport.Status.VERIFIED:
        raise NotAllowedHere(
            f"Laporan ini {report.get_status_display()}. Hanya laporan yang disahkan yang dapat dibatalkan."
        )
    closed = closed_among(periods_of(report.day))
    if closed is not None:
        raise NotAllowedHere(
            f"Periode {closed.title} sudah ditutup, sehingga laporan {day_in_words(report.day)} tetap seperti adanya. "
            "Buka kembali periode itu lebih dahulu."
        )

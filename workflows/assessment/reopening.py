"""An assessment begins anew where what it rests on turned out false: the person accounts again, then all tiers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from workflows.assessment.models import Assessment, AssessmentProcess
from workflows.assessment.rating import UNRATED
from workflows.assessment.reconsidering import LOCK, RELATED
from workflows.audit.verbs import Verb
from workflows.daily.annulling import Annulment
from workflows.engine.models import WorkItem
from workflows.engine.moment import history_date
from workflows.engine.starting import start
from workflows.engine.turns import turn
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed
from workflows.rules.wording import day_in_words

Status = Assessment.Status
# With the person it waits already, and a hearing reads the figures as they are: neither begins anew.
NOT_RATED = frozenset({Status.OPEN, Status.RETURNED})
CLEARED: Mapping[str, object] = {
    **UNRATED, "status": Status.OPEN, "predicate": "", "trace": [], "ratified_at": None, "objection_until": None,
    "final_at": None,
}  # fmt: skip


def follow_annulment(annulment: Annulment) -> list[str]:
    """Reopen what was assessed with the report's quantities; gives a sentence for each."""
    report = annulment.report
    if not annulment.counted:
        return []
    posts = {row.result.skp.position_id for row in annulment.counted if row.result is not None}
    rested = Assessment.objects.filter(
        employee=report.employee, position__in=posts, period__start__lte=report.day, period__end__gt=report.day
    ).select_related("period", "employee", "position")
    why = f"Laporan {day_in_words(report.day)} dibatalkan: {annulment.reason}"
    by = replace(Actor.system("annulment", channel=annulment.by.channel), request_id=annulment.by.request_id)
    return [_follow(assessment, by, why, annulment.at) for assessment in rested.order_by("pk")]


def _follow(assessment: Assessment, by: Actor, why: str, at: datetime) -> str:
    name = f"Penilaian {assessment.period}"
    if assessment.status in NOT_RATED:
        return f"{name} menunggu penilaian diri dan memakai realisasi yang baru."
    if assessment.status == Status.OBJECTED:
        return f"{name} sedang dalam keberatan; pemutusnya membaca pembatalan ini."
    reopen(assessment=assessment, by=by, why=why, at=at)
    return f"{name} dibuka kembali dan dimulai lagi dari penilaian diri."


def reopen(*, assessment: Assessment, by: Actor, why: str, at: datetime) -> None:
    """End the case that runs, if one does, and begin a new one with the person; earlier results stay in the history.

    Called in the transaction of what makes it necessary.

    :raises MovedOn: somebody acts on the running case at this moment.
    """
    dated = history_date(by, at)
    running = WorkItem.objects.open().filter(case__assessmentprocess__assessment=assessment)
    task_id = running.order_by("pk").values_list("task_id", flat=True).first()
    if task_id is not None:
        with turn(AssessmentProcess, task_id, by=by, at=dated, related=RELATED, lock=LOCK, duty=True) as t:
            t.close(Verb.CLOSE, why, outcome=AssessmentProcess.Outcome.WITHDRAWN)
    assessment.refresh_from_db(from_queryset=Assessment.objects.select_for_update())
    save_changed(assessment, user=by.history_user, reason=why, at=dated, **CLEARED)
    start(
        "assessment", by=by, at=at, person=assessment.employee, position=assessment.position, verb=Verb.REOPEN,
        ask=False, reason=why, assessment=assessment,
    )  # fmt: skip

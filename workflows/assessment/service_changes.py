"""What becomes of a person's assessments when their service ends, or rests for a long leave.

Who retired or left is assessed for the days served, by whoever was superior then, without an account of theirs. Nothing
is rated of whoever died, unless HR finishes it. Of a long leave only what is not accounted for yet is shortened.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_update_with_history

from workflows.assessment.models import Assessment, AssessmentProcess, ResultRealisation
from workflows.assessment.opening import days_of
from workflows.assessment.parts import part_targets
from workflows.assessment.rating import UNRATED
from workflows.assessment.realisation import REFRESHED, rows_of, sums_until_now, take_quantity
from workflows.assessment.reconsidering import LOCK, RELATED
from workflows.assessment.running import running_achievements
from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.ending_cases import keys_of, list_of
from workflows.engine.held import held
from workflows.engine.models import WorkItem
from workflows.engine.moment import history_date
from workflows.engine.refusals import MovedOn, NotAllowedHere
from workflows.engine.service_changes import NO_LEAVE, Change, Following, change_of
from workflows.engine.turns import turn
from workflows.organization.actor import Actor
from workflows.organization.models import ServiceEnd
from workflows.organization.models.history import save_changed
from workflows.organization.service import parts_of_service
from workflows.rules.service_parts import ServicePart

Status = Assessment.Status
WITH_THE_PERSON = (Status.OPEN, Status.RETURNED)
ON_ITS_WAY = (Status.SELF_ASSESSED, Status.RATED)
PASSED_OVER = "Penilaian diri dilewati, karena pegawai tidak dapat masuk lagi. Tingkat yang dicapai diisi penilai."


def foresee(change: Change) -> Iterator[Following]:
    """What becomes of each that is not over."""
    own: QuerySet[Any] = Assessment.objects.filter(employee=change.person).annotate(
        first=Coalesce("starts_on", "period__start"), after=Coalesce("ends_on", "period__end")
    )
    if change.end is not None:
        yield from _of_leave(own, change, change.end)
    elif change.drops_everything:
        yield from _of_the_dead(own, change)
    else:
        yield from _of_an_end(own, change)


def _of_the_dead(own: QuerySet[Any], change: Change) -> Iterator[Following]:
    link = list_of(Assessment, change.person)
    waiting = keys_of(own.filter(status__in=[*WITH_THE_PERSON, *ON_ITS_WAY]))
    yield Following(what=_("assessments without a result: they are closed"), keys=waiting, link=link, act=close)
    out = keys_of(own.filter(status=Status.RATIFIED))
    yield Following(what=_("results that wait for an answer: final at once"), keys=out, link=link, act=finalise)


def _of_an_end(own: QuerySet[Any], change: Change) -> Iterator[Following]:
    link = list_of(Assessment, change.person)
    behind = Q(first__gte=change.start)
    unrated = own.filter(status__in=[*WITH_THE_PERSON, *ON_ITS_WAY])
    later = keys_of(unrated.filter(behind))
    yield Following(what=_("assessments of days after the end: they are closed"), keys=later, link=link, act=close)
    served = own.exclude(behind)
    cut = keys_of(served.filter(status__in=WITH_THE_PERSON, after__gt=change.start))
    yield Following(what=_("assessments shortened to the days served"), keys=cut, link=link, act=reckon_anew)
    asked = keys_of(served.filter(status__in=WITH_THE_PERSON))
    yield Following(what=_("self-assessments passed over: rated at once"), keys=asked, link=link, act=pass_over)
    on_their_way = keys_of(served.filter(status__in=ON_ITS_WAY))
    yield Following(what=_("assessments with their assessor: they go on"), keys=on_their_way, link=link)
    out = keys_of(own.filter(status=Status.RATIFIED))
    yield Following(what=_("results that wait for an answer: final after their days"), keys=out, link=link)


def _of_leave(own: QuerySet[Any], change: Change, end: date) -> Iterator[Following]:
    link = list_of(Assessment, change.person)
    touched = own.filter(first__lt=end, after__gt=change.start)
    if change.kind == NO_LEAVE:
        # A part that the leave cut off begins or ends where the leave did, and lies beside it.
        beside = Q(first=end, starts_on__isnull=False) | Q(after=change.start, ends_on__isnull=False)
        shortened = own.filter(Q(pk__in=touched.filter(leave_days__gt=0).values("pk")) | beside)
        again = keys_of(shortened.filter(status__in=WITH_THE_PERSON))
        yield Following(what=_("assessments that count these days again"), keys=again, link=link, act=reckon_anew)
        closed = keys_of(touched.filter(status=Status.CLOSED))
        yield Following(what=_("assessments closed by it"), keys=closed, link=link, bars=True)
        accounted = keys_of(shortened.exclude(status__in=[*WITH_THE_PERSON, Status.CLOSED]))
        yield Following(what=_("assessments accounted for without its days"), keys=accounted, link=link, bars=True)
        return
    alone = Q(first__gte=change.start, after__lte=end)
    with_person = touched.filter(status__in=WITH_THE_PERSON)
    gone, kept = keys_of(with_person.filter(alone)), keys_of(with_person.exclude(alone))
    yield Following(what=_("assessments of days of leave alone: they are closed"), keys=gone, link=link, act=close)
    yield Following(what=_("assessments shortened to the days worked"), keys=kept, link=link, act=reckon_anew)
    accounted = keys_of(touched.filter(status__in=ON_ITS_WAY))
    yield Following(what=_("assessments accounted for already: they stay as they are"), keys=accounted, link=link)


def close(key: int, change: Change, by: Actor, at: datetime | None) -> None:
    """An assessment ends without a result. :raises MovedOn: nothing of it waits."""
    _end(key, change, by, at, status=Status.CLOSED)


def finalise(key: int, change: Change, by: Actor, at: datetime | None) -> None:
    """A result that waits for the answer of somebody who died is final. :raises MovedOn: nothing of it waits."""
    _end(key, change, by, at, status=Status.FINAL)


def pass_over(key: int, change: Change, by: Actor, at: datetime | None) -> None:
    """Go on to the assessor without the person's account: quantities as verified by now, levels as they stand.

    :raises MovedOn: nothing of it waits. :raises NotAllowedHere: it does not wait for the person.
    """
    with turn(AssessmentProcess, _task_of(key), by=by, at=at, related=RELATED, lock=LOCK) as t:
        assessment: Assessment = t.case.assessment
        if assessment.status not in WITH_THE_PERSON:
            raise NotAllowedHere("Penilaian ini tidak menunggu penilaian diri.")
        _take_what_is_verified(assessment, rows_of(assessment), by, t.history_date)
        save_changed(
            assessment, user=by.history_user, reason=change.why, at=t.history_date, status=Status.SELF_ASSESSED,
            **UNRATED,
        )  # fmt: skip
        t.hand_in(f"{change.why} {PASSED_OVER}", verb=Verb.SKIP)


def pass_over_for_the_gone(*, task_id: int, by: Actor, at: datetime | None = None) -> bool:
    """As `pass_over`, of an assessment opened after the end; a duty of `tick`. False: whom it waits for is not gone."""
    case = AssessmentProcess.objects.filter(task=task_id).select_related("person").first()
    if case is None:
        raise MovedOn("Pekerjaan ini tidak ditemukan.")
    ended = ServiceEnd.objects.assessed().filter(employee=case.person, done_at__isnull=False)
    end = ended.select_related("employee").order_by("-since").first()
    if end is None or case.person.is_active:
        return False
    pass_over(case.assessment_id, change_of(end), by, at)
    return True


def waiting_for_the_gone() -> list[int]:
    """The tasks in which somebody is asked for their account whose service has ended."""
    ended = ServiceEnd.objects.assessed().filter(done_at__isnull=False).values("employee")
    rows = WorkItem.objects.open().filter(process="assessment", node="self_assess", person__is_active=False)
    return list(rows.filter(person__in=ended).order_by("pk").values_list("task_id", flat=True))


def reckon_anew(key: int, change: Change, by: Actor, at: datetime | None) -> None:
    """Fit an assessment that waits for the person to the days worked as they are known now: its ends, its targets.

    :raises MovedOn: nothing of it waits. :raises NotAllowedHere: it was accounted for, or no day of it was worked.
    """
    with held(_task_of(key), by=by, at=at) as h:
        rows = Assessment.objects.select_for_update(of=("self",)).select_related("period", "position", "skp")
        assessment = rows.get(pk=key)
        if assessment.status not in WITH_THE_PERSON:
            raise NotAllowedHere("Penilaian ini sudah diisi pegawai.")
        dated = history_date(by, h.at)
        starts_on, ends_on, leave_days = _days_now(assessment)
        save_changed(
            assessment, user=by.history_user, reason=change.why, at=dated, starts_on=starts_on, ends_on=ends_on,
            leave_days=leave_days,
        )  # fmt: skip
        found = rows_of(assessment)
        indicators = [row.indicator for row in found]
        if assessment.is_cut:
            due = part_targets(assessment, indicators)
        else:
            running = running_achievements([assessment.skp_id], assessment.period)
            due = {row.indicator: row.target for row in running}
        for row in found:
            row.target = due.get(row.indicator_id, Decimal(0))
        _take_what_is_verified(assessment, found, by, dated, also=["target"])
        details = {"days": assessment.worked_days, "leave_days": leave_days}
        record(h.entry(Verb.AMEND, None, reason=change.why, details=details))


def _days_now(assessment: Assessment) -> tuple[date | None, date | None, int]:
    """Its ends and its days of leave, by the part of service that has most of its days."""
    place = (assessment.employee_id, assessment.position)
    parts = parts_of_service([place], assessment.period)[assessment.employee_id, assessment.position_id]
    start, end = assessment.span

    def shared(part: ServicePart) -> int:
        return (min(part.end, end) - max(part.start, start)).days

    found = max(parts, key=shared, default=None)
    if found is None or shared(found) <= 0:
        raise NotAllowedHere("Pada hari-hari penilaian ini pegawai tidak bertugas di jabatan itu.")
    return days_of([found], assessment.period)[0]


def _take_what_is_verified(
    assessment: Assessment, rows: list[ResultRealisation], by: Actor, dated: datetime | None, also: Any = ()
) -> None:
    sums = sums_until_now(assessment, rows)
    for row in rows:
        take_quantity(row, sums)
    bulk_update_with_history(
        rows, ResultRealisation, [*REFRESHED, *also], default_user=by.history_user,
        default_change_reason="service_change", default_date=dated,
    )  # fmt: skip


def _end(key: int, change: Change, by: Actor, at: datetime | None, *, status: str) -> None:
    with turn(AssessmentProcess, _task_of(key), by=by, at=at, related=RELATED, lock=LOCK, duty=True) as t:
        t.close(Verb.CLOSE, change.why, outcome=AssessmentProcess.Outcome.LAPSED)
        values = {"final_at": t.at} if status == Status.FINAL else {}
        save_changed(
            t.case.assessment, user=by.history_user, reason=change.why, at=t.history_date, status=status, **values
        )  # fmt: skip


def _task_of(key: int) -> int:
    """:raises MovedOn: nothing of it waits."""
    waiting = WorkItem.objects.open().filter(case__assessmentprocess__assessment=key).order_by("pk")
    task_id = waiting.values_list("task_id", flat=True).first()
    if task_id is None:
        raise MovedOn("Penilaian ini tidak menunggu siapa pun lagi.")
    return task_id

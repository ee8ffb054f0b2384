"""Opening a period's assessments: one for every SKP in force, thousands in chunks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from workflows.assessment.models import Assessment
from workflows.assessment.realisation import new_rows
from workflows.audit.inserting import plan_checks_anew
from workflows.engine.moment import history_date, moment_of
from workflows.engine.refusals import NotYours
from workflows.engine.starting_together import Beginning, start_together
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Period, Role
from workflows.organization.models.history import create_with_history
from workflows.organization.periods import lock_period
from workflows.organization.service import parts_of_service
from workflows.organization.snapshots import take_snapshot, take_snapshots
from workflows.organization.whole_office import WholeOffice
from workflows.rules.calendar import ONE_DAY
from workflows.rules.rule_sets import in_force
from workflows.rules.service_parts import ServicePart, is_whole
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words
from workflows.skp.models import Skp

OPENERS = (Role.HR_ADMIN, Role.PERFORMANCE_TEAM)
CHUNK = 250  # a chunk holds every head of the record that it touches until it is written
OTHER_CYCLE = {Period.Kind.MONTH: Period.Kind.QUARTER, Period.Kind.QUARTER: Period.Kind.MONTH}
CYCLE_IN_WORDS = {Period.Kind.MONTH: "per bulan", Period.Kind.QUARTER: "per triwulan"}


def open_assessments(*, period: Period, by: Actor, at: datetime | None = None) -> list[Assessment]:
    """Open the period's assessment of every SKP that is set; those that are open already are left as they are.

    Each chunk is a transaction of its own, so that a second run goes on where the first was interrupted. Gives the
    assessments that were opened now.

    :raises NotYours: somebody else than HR, the performance management team or a periodic duty.
    :raises RuleViolation: the period has not ended or is closed, or its year is assessed in the other cycle.
    """
    moment = moment_of(by, at)
    if by.user is not None and not has_role(by.user, *OPENERS, on=moment.date()):
        raise NotYours("Penilaian dibuka oleh pengelola kepegawaian atau tim pengelola kinerja.")
    require_openable(period, moment.date())
    keys = without_assessment(period)
    opened: list[Assessment] = []
    office = WholeOffice(moment.date()) if keys else None
    for first in range(0, len(keys), CHUNK):
        opened += _open(keys[first : first + CHUNK], period, by, moment, office)  # type: ignore[arg-type]
    return opened


def require_openable(period: Period, on: date) -> None:
    """Refuse a period that is not over, is closed, or is not of the cycle in which its year is assessed.

    :raises RuleViolation: with the reason.
    """
    if on < period.end:
        raise RuleViolation(
            f"Penilaian {period.title} dapat dibuka mulai {day_in_words(period.end)}, sesudah periode itu berakhir.",
            field="period", code="period_not_over",
        )  # fmt: skip
    for closed in (period, period.year):
        if closed is not None and closed.status == Period.Status.CLOSED:
            raise RuleViolation(
                f"Periode {closed.title} sudah ditutup. Buka kembali periode itu dulu.",
                field="period", code="period_closed",
            )  # fmt: skip
    other = OTHER_CYCLE.get(Period.Kind(period.kind))
    assessed = Period.objects.filter(Exists(Assessment.objects.filter(period=OuterRef("pk"))), kind=other)
    begun = assessed.filter(year=period.year_id).order_by("start").first() if other else None
    if other and begun is not None:
        raise RuleViolation(
            f"Tahun {period.start.year} dinilai {CYCLE_IN_WORDS[other]}: penilaian {begun.title} sudah dibuka. "
            "Dalam satu tahun penilaian berkala dibuka per bulan atau per triwulan, tidak keduanya.",
            field="period", code="other_cycle",
        )  # fmt: skip


def plans_of(period: Period) -> QuerySet[Skp]:
    """The SKP that are assessed in the period: set, for its year, of somebody who serves."""
    return Skp.objects.in_force().filter(period=period.year_id or period.pk, employee__is_active=True)


def without_assessment(period: Period) -> list[int]:
    """The keys of the SKP that are still to be opened; one for each person and post, whichever version was assessed."""
    opened = set(Assessment.objects.filter(period=period).values_list("employee_id", "position_id"))
    plans = plans_of(period).order_by("pk").values_list("pk", "employee_id", "position_id")
    return [key for key, *whose in plans if tuple(whose) not in opened]


def _open(keys: Sequence[int], period: Period, by: Actor, at: datetime, office: WholeOffice) -> list[Assessment]:
    """Those of these SKP that are still in force and not opened, in one transaction."""
    with transaction.atomic():
        plan_checks_anew()
        # Two runs at once meet here; the second finds what the first has opened. A plan stays as it is meanwhile.
        lock_period(period)
        require_openable(period, at.date())
        plans = list(plans_of(period).filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk"))
        people = [skp.employee_id for skp in plans]
        rows = Assessment.objects.filter(period=period, employee__in=people)
        already = set(rows.values_list("employee_id", "position_id"))
        plans = [skp for skp in plans if (skp.employee_id, skp.position_id) not in already]
        for skp in plans:
            skp.employee, skp.position = office.people[skp.employee_id], office.posts[skp.position_id]
        served = parts_of_service([(skp.employee_id, skp.position) for skp in plans], period)
        # Whoever was not in the post in the period is not assessed there.
        plans = [skp for skp in plans if served[skp.employee_id, skp.position_id]]
        snapshots = take_snapshots([(skp.employee, skp.position) for skp in plans], period, office)
        common: Any = {"user": by.history_user, "reason": "open_assessments", "at": history_date(by, at)}
        assessments = [
            Assessment(
                employee=skp.employee, position=skp.position, skp=skp, period=period, starts_on=starts_on,
                ends_on=ends_on, rule_set=in_force(period.start), opened_at=at,
                snapshot=snapshots[skp.employee_id, skp.position_id]
                if ends_on is None or ends_on == period.end
                else take_snapshot(skp.employee, skp.position, period, ends_on - ONE_DAY),
            )
            for skp in plans
            for starts_on, ends_on in _spans(served[skp.employee_id, skp.position_id], period)
        ]  # fmt: skip
        if assessments:
            create_with_history(assessments, **common)
            create_with_history(new_rows(assessments, period), **common)
            start_together(
                "assessment",
                [Beginning(person=a.employee, position=a.position, fields={"assessment": a}) for a in assessments],
                by=by, at=at, office=office,
            )  # fmt: skip
    return assessments


def _spans(parts: Sequence[ServicePart], period: Period) -> list[tuple[date | None, date | None]]:
    """The ends of each part; of the whole period none."""
    if is_whole(parts, period.start, period.end):
        return [(None, None)]
    return [(part.start, part.end) for part in parts]

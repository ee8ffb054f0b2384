"""Opening a period's assessments: one for every SKP in force, thousands in chunks."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from workflows.assessment.models import Assessment
from workflows.assessment.realisation import new_rows
from workflows.audit.inserting import plan_checks_anew
from workflows.engine.moment import history_date, moment_of
from workflows.engine.refusals import NotYours
from workflows.engine.starting_together import Beginning, start_together
from workflows.organization.actor import Actor
from workflows.organization.login import has_role
from workflows.organization.models import Leave, Period, Position, Role, ServiceEnd
from workflows.organization.models.history import create_with_history
from workflows.organization.periods import lock_period
from workflows.organization.service import Place, parts_of_service, served_in
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
    """The SKP that are assessed in the period: set, for its year, of somebody who served in the post in the period.

    Whose service has ended since is assessed for the time up to then, but for those who died.
    """
    ended = ServiceEnd.objects.assessed().filter(employee=OuterRef("employee"), since__gt=period.start)
    of_year = Skp.objects.in_force().filter(served_in(period), period=period.year_id or period.pk)
    return of_year.filter(Q(employee__is_active=True) | Exists(ended))


def without_assessment(period: Period) -> list[int]:
    """The keys of the SKP that are still to be opened; one for each person and post, whichever version was assessed."""
    return list(whose_is_missing(period))


def whose_is_missing(period: Period) -> dict[int, str]:
    """Of `without_assessment`, by key, the employee's name."""
    opened = set(Assessment.objects.filter(period=period).values_list("employee_id", "position_id"))
    plans = plans_of(period).order_by("pk").values_list("pk", "employee_id", "position_id", "employee__name")
    missing = {(who, post): (key, name) for key, who, post, name in plans if (who, post) not in opened}
    away = _all_on_leave(missing, period)
    return dict(found for place, found in missing.items() if place not in away)


def _all_on_leave(places: Collection[Place], period: Period) -> set[Place]:
    """Those of these (employee, post) who were on a long leave whenever they served; two queries, or one."""
    people = set(Leave.objects.long().touching(period.start, period.end).values_list("employee_id", flat=True))
    asked = [place for place in places if place[0] in people]
    posts = Position.objects.in_bulk({post for _employee, post in asked})
    served = parts_of_service([(employee, posts[post]) for employee, post in asked], period) if asked else {}
    return {place for place, parts in served.items() if not parts}


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
                ends_on=ends_on, leave_days=leave_days, rule_set=in_force(period.start), opened_at=at,
                snapshot=snapshots[skp.employee_id, skp.position_id]
                if ends_on is None or ends_on == period.end
                else take_snapshot(skp.employee, skp.position, period, ends_on - ONE_DAY),
            )
            for skp in plans
            for starts_on, ends_on, leave_days in days_of(served[skp.employee_id, skp.position_id], period)
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


def days_of(parts: Sequence[ServicePart], period: Period) -> list[tuple[date | None, date | None, int]]:
    """The ends of each part, of the whole period none, and the days of long leave in it."""
    if is_whole(parts, period.start, period.end):
        return [(None, None, parts[0].leave_days)]
    return [(part.start, part.end, part.leave_days) for part in parts]

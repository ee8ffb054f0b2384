"""A long leave: its days carry no target, months of leave alone are not opened, what is open is fitted to it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from backoffice.duties import do_duties
from tests import factories as make
from tests.workflows.assessment import states
from tests.workflows.assessment.test_parts import replace_superior
from workflows.assessment.models import Assessment
from workflows.assessment.opening import open_assessments, without_assessment
from workflows.assessment.whole_period import whole_of
from workflows.attendance.models import AttendanceDay
from workflows.attendance.reading import read_months
from workflows.audit.models import Decision
from workflows.engine.absences import record_leave, withdraw_leave
from workflows.engine.models import OutboxMessage
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Leave, Role
from workflows.organization.periods import year_of
from workflows.portal.month import month_of_one, span_of
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
TICK = Actor.system("tick", Channel.DEMO)
RECORDED = date(2026, 11, 4)
JAN_2027 = make.at(date(2027, 1, 4), 6)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr(office):
    return make.actor(make.with_role(Role.HR_ADMIN))


def day(number, month=10):
    return date(2026, month, number)


def away(hr, person, start, end, kind="GREAT", **given):
    return record_leave(
        employee=person, kind=kind, start=start, end=end, by=hr, document="SK 851/2026", at=make.at(RECORDED, 12),
        **given,
    )  # fmt: skip


def october(office):
    open_assessments(period=states.october(), by=TICK, at=make.at(date(2026, 11, 2), 6))
    return list(Assessment.objects.filter(employee=office.staff).order_by("starts_on"))


def target(assessment, measure="QUANTITY"):
    return assessment.realisations.get(indicator__measure=measure).target


# ---- opening ----
@pytest.mark.parametrize("kind", ["GREAT", "UNPAID", "STUDY"])
def test_a_month_of_leave_alone_is_not_opened(office, hr, kind):
    states.set_plan(office.staff, office.posts["staff"])
    states.set_plan(office.other, office.posts["other"])
    away(hr, office.staff, day(15, 9), day(10, 11), kind)

    assert len(without_assessment(states.october())) == 1
    assert october(office) == []
    assert Assessment.objects.get().employee == office.other
    assert without_assessment(states.october()) == []


def test_leave_of_other_kinds_changes_no_assessment(office, hr):
    states.set_plan(office.staff, office.posts["staff"])
    away(hr, office.staff, day(1), day(1, 11), "LEAVE")

    (assessment,) = october(office)
    assert (assessment.is_cut, target(assessment)) == (False, 30)


def test_a_month_that_leave_begins_in_is_assessed_for_the_days_before(office, hr):
    states.set_plan(office.staff, office.posts["staff"])
    away(hr, office.staff, day(17), day(1, 12))

    (part,) = october(office)
    assert part.span == (day(1), day(17))
    assert (target(part), target(part, "LEVEL"), part.leave_days) == (Decimal("15.48"), 90, 0)


def test_leave_inside_a_month_takes_its_days_out_of_the_targets_and_splits_nothing(office, hr):
    states.set_plan(office.staff, office.posts["staff"])
    away(hr, office.staff, day(10), day(20))

    (assessment,) = october(office)

    assert (assessment.is_part, assessment.leave_days, assessment.worked_days) == (False, 10, 21)
    assert target(assessment) == Decimal("20.32")  # 30 in 31 days, 21 of them worked
    assert assessment.realisations.get(indicator__measure="QUANTITY").realised == 16


def test_of_a_year_the_months_of_leave_carry_no_target(office, hr):
    states.set_plan(office.staff, office.posts["staff"])
    away(hr, office.staff, day(1, 3), day(1, 5))

    (assessment,) = open_assessments(period=year_of(RECORDED), by=TICK, at=JAN_2027)

    assert (assessment.is_part, assessment.leave_days) == (False, 61)
    assert target(assessment) == Decimal("299.84")  # of 360 in 365 days, 304 were worked


def test_a_part_with_leave_inside_weighs_by_its_days_worked(office, hr):
    states.set_plan(office.staff, office.posts["staff"])
    replace_superior(office)  # on the 17th
    away(hr, office.staff, day(2), day(14))
    first, second = october(office)
    assert [part.worked_days for part in (first, second)] == [4, 15]
    rated = {"status": "FINAL", "behaviour_rating": "MEETS", "predicate": "GOOD"}
    Assessment.objects.filter(pk=first.pk).update(work_rating="ABOVE", **rated)
    Assessment.objects.filter(pk=second.pk).update(work_rating="BELOW", **rated)

    whole = whole_of(office.staff, states.october())

    # (3 × 4 + 1 × 15) ÷ 19 = 1,42; by the calendar's 16 and 15 days it would be 2,03.
    assert whole.trace[0].inputs["rata-rata"].startswith("1.42")
    assert whole.predicate == "NEEDS_IMPROVEMENT"


# ---- what is open when it is recorded ----
def test_what_waits_for_the_person_is_fitted_to_the_days_worked(office, hr):
    assessment = states.opened(office.staff, office.posts["staff"])

    _leave, taken = away(hr, office.staff, day(10), day(20))

    assert (taken.followed.done, taken.followed.left) == (1, [])
    assessment.refresh_from_db()
    assert (assessment.status, assessment.leave_days, target(assessment)) == ("OPEN", 10, Decimal("20.32"))
    decision = Decision.objects.latest("pk")
    assert (decision.verb, decision.actor_nip, decision.details) == (
        "AMEND", "system:service_change", {"days": 21, "leave_days": 10},
    )  # fmt: skip
    assert decision.reason == "Cuti besar 10\u00a0Oktober 2026 sampai 19\u00a0Oktober 2026."


def test_what_is_of_leave_alone_is_closed(office, hr):
    assessment = states.opened(office.staff, office.posts["staff"])

    away(hr, office.staff, day(1), day(1, 11))

    assessment.refresh_from_db()
    assert assessment.status == "CLOSED"


def test_what_was_accounted_for_stays(office, hr):
    assessment = states.self_assessed(office.staff, office.posts["staff"])

    _leave, taken = away(hr, office.staff, day(1), day(1, 11))

    assessment.refresh_from_db()
    assert (assessment.status, assessment.leave_days, taken.followed.done) == ("SELF_ASSESSED", 0, 0)


def test_a_corrected_leave_fits_it_anew(office, hr):
    assessment = states.opened(office.staff, office.posts["staff"])
    leave, _ = away(hr, office.staff, day(10), day(20))

    record_leave(
        employee=office.staff, kind="GREAT", start=day(10), end=day(13), by=hr, leave=leave,
        reason="Kembali lebih awal.", at=make.at(RECORDED, 13),
    )  # fmt: skip

    assessment.refresh_from_db()
    assert (assessment.leave_days, target(assessment)) == (3, Decimal("27.10"))


# ---- withdrawing ----
def test_withdrawn_the_days_count_again(office, hr):
    assessment = states.opened(office.staff, office.posts["staff"])
    leave, _ = away(hr, office.staff, day(17), day(1, 12))
    assessment.refresh_from_db()
    assert assessment.span == (day(1), day(17))

    withdraw_leave(leave=leave, reason="Salah pegawai.", by=hr, at=make.at(RECORDED, 13))

    assessment.refresh_from_db()
    assert (assessment.is_part, target(assessment), Leave.objects.count()) == (False, 30, 0)
    assert Decision.objects.get(verb="ANNUL").reason == "Salah pegawai."
    assert Leave.history.count() == 2


@pytest.mark.parametrize("until", [day(20), day(1, 11)])
def test_it_is_not_withdrawn_once_something_was_closed_or_accounted_for_by_it(office, hr, until):
    assessment = states.opened(office.staff, office.posts["staff"])
    leave, _ = away(hr, office.staff, day(1), until)
    if until == day(20):
        Assessment.objects.filter(pk=assessment.pk).update(status="SELF_ASSESSED")

    with pytest.raises(RuleViolation, match="tidak dapat ditarik lagi"):
        withdraw_leave(leave=leave, reason="Salah pegawai.", by=hr, at=make.at(RECORDED, 13))
    assert Leave.objects.count() == 1


def test_who_may_not(office, hr):
    own = make.with_role(Role.HR_ADMIN, "Rina HR")
    leave, _ = away(hr, own, day(1), day(5))
    with pytest.raises(RuleViolation, match="cutinya sendiri"):
        withdraw_leave(leave=leave, reason="Salah pegawai.", by=make.actor(own), at=make.at(RECORDED, 13))
    with pytest.raises(PermissionDenied):
        withdraw_leave(leave=leave, reason="Salah pegawai.", by=make.actor(office.head), at=make.at(RECORDED, 13))
    with pytest.raises(RuleViolation, match="ditarik"):
        withdraw_leave(leave=leave, reason=" ", by=hr, at=make.at(RECORDED, 13))
    assert Leave.objects.count() == 1


# ---- reports, attendance, reminders ----
def test_no_report_is_owed_on_leave_and_no_absence_is_counted(office, hr):
    away(hr, office.staff, day(2, 11), day(7, 11))
    AttendanceDay.objects.create(employee=office.other, day=day(3, 11), status="PRESENT")

    month = month_of_one(office.staff, span_of(day(10, 11)))
    assert month.missed([day(3, 11), day(9, 11)]) == [day(9, 11)]
    reading = read_months([office.staff.pk], day(1, 11), day(10, 11), today=day(10, 11))[office.staff.pk]
    assert {each.day.day: each.kind for each in reading.days} == dict.fromkeys((2, 3, 4, 5, 6), "LEAVE")
    assert reading.unknown == (day(9, 11),)


def test_nobody_is_reminded_during_the_leave_and_due_dates_wait_for_its_end(office, hr):
    assessment = states.opened(office.staff, office.posts["staff"])
    due = states.task(assessment).due_at
    away(hr, office.staff, day(5, 11), day(5, 12))
    assert due < states.task(assessment).due_at
    assert states.task(assessment).due_at.date() > day(5, 12)

    for number in (9, 20, 30):
        do_duties(make.at(day(number, 11), 9), TICK, at=make.at(day(number, 11), 9))

    assert not OutboxMessage.objects.filter(recipient=office.staff.user).exists()

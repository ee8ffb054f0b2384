"""Outages, holidays and leave move open work by the working days that they take away, and never forward."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests import factories as make
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.engine.absences import keep_holiday, record_leave, record_outage
from workflows.engine.models import WorkItem
from workflows.organization.calendar import due_after
from workflows.organization.models import Holiday, Leave, Outage, Period
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))
THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)
NEXT_MONDAY = date(2026, 11, 30)
LATER = make.at(date(2026, 12, 1), 9)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr(office):
    return make.actor(make.with_role("HR_ADMIN"))


def down(hr, first, last=None, *, hours=(9, 12), reason="Jaringan pusat data terputus", **kwargs):
    """The service was down between these hours of the first and the last day."""
    return record_outage(
        starts_at=make.at(first, hours[0]), ends_at=make.at(last or first, hours[1]), reason=reason, by=hr, at=LATER,
        **kwargs,
    )[1]  # fmt: skip


def asked(office, day, person=None):
    """An item asked on the day, due three working days later."""
    make.submitted_report(person or office.staff, day)
    return WorkItem.objects.latest("pk")


def due(item):
    item.refresh_from_db()
    assert (item.due_at.astimezone(LATER.tzinfo).hour, item.due_at.minute) == (23, 59) or item.due_at.minute == 59
    return item.due_at.astimezone(LATER.tzinfo).date()


def test_outage_moves_what_was_running_as_if_it_had_been_known(office, hr):
    items = {day: asked(office, day) for day in (date(2026, 11, 18), date(2026, 11, 20), MONDAY, TUESDAY, WEDNESDAY)}

    taken = down(hr, TUESDAY)

    assert (taken.days, taken.moved) == ({TUESDAY}, 2)
    expected = {day: due_after(day, 3).date() for day in (date(2026, 11, 20), MONDAY, TUESDAY, WEDNESDAY)}
    assert {day: due(items[day]) for day in expected} == expected == {
        date(2026, 11, 20): THURSDAY, MONDAY: FRIDAY, TUESDAY: FRIDAY, WEDNESDAY: NEXT_MONDAY,
    }  # fmt: skip
    assert due(items[date(2026, 11, 18)]) == MONDAY  # was over before


@pytest.mark.parametrize("first", [MONDAY, TUESDAY, FRIDAY, date(2026, 11, 20)])
@pytest.mark.parametrize("length", [1, 2, 4, 9])
def test_moved_due_date_is_the_one_that_would_have_been_counted(office, hr, first, length):
    days = [date(2026, 11, day) for day in (16, 18, 20, 23, 24, 25, 26, 27, 30)]
    items = {day: asked(office, day) for day in days}
    before = {day: due(item) for day, item in items.items()}

    record_outage(
        starts_at=make.at(first, 7), ends_at=make.at(first + timedelta(days=length - 1), 17), reason="Gangguan",
        by=hr, at=make.at(date(2026, 12, 9), 9),
    )  # fmt: skip

    for day, item in items.items():
        counted = due_after(day, 3).date() if before[day] >= first else before[day]
        assert due(item) == counted, day


def test_outage_takes_a_day_once(office, hr):
    item = asked(office, MONDAY)

    assert [down(hr, TUESDAY).moved, down(hr, TUESDAY, hours=(8, 15)).moved] == [1, 0]
    assert due(item) == FRIDAY


def test_outage_of_an_hour_on_a_day_off_or_at_night_moves_nothing(office, hr):
    item = asked(office, MONDAY)
    Holiday.objects.create(day=TUESDAY, name="Pilkada", kind="LOCAL")

    for first, hours in ((WEDNESDAY, (9, 10)), (TUESDAY, (8, 16)), (date(2026, 11, 28), (8, 16)), (MONDAY, (17, 23))):
        assert down(hr, first, hours=hours).days == set()
    assert due(item) == THURSDAY


def test_closed_work_is_left_alone(office, hr):
    item = asked(office, MONDAY)
    make.daily.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(WEDNESDAY, 9))

    assert down(hr, TUESDAY).moved == 0
    assert due(item) == THURSDAY


def test_day_on_which_the_owner_was_away_is_not_given_back_twice(office, hr):
    Leave.objects.create(employee=office.section, start=TUESDAY, end=WEDNESDAY)
    item, others = asked(office, MONDAY), asked(office, MONDAY, office.stranger)
    WorkItem.objects.filter(pk=others.pk).update(owner=office.division.user)

    assert down(hr, TUESDAY).moved == 1

    assert (due(item), due(others)) == (FRIDAY, FRIDAY)


def test_moved_due_date_falls_on_no_leave_day_of_its_owner(office, hr):
    item = asked(office, MONDAY)
    Leave.objects.create(employee=office.section, start=FRIDAY, end=date(2026, 12, 2))

    down(hr, TUESDAY)

    assert due(item) == date(2026, 12, 2)


def test_outage_is_recorded_with_what_it_moved(office, hr):
    asked(office, MONDAY)

    down(hr, TUESDAY, WEDNESDAY, hours=(9, 12))

    decision = Decision.objects.latest("id")
    assert (decision.verb, decision.process, decision.reason) == ("SET", "organization", "Jaringan pusat data terputus")
    assert decision.details == {
        "starts_at": "2026-11-24T09:00:00+07:00", "ends_at": "2026-11-25T12:00:00+07:00",
        "days": ["2026-11-24", "2026-11-25"], "moved": 1,
    }  # fmt: skip
    outage = Outage.objects.get()
    assert decision.subject == f"organization.Outage#{outage.pk}"
    assert outage.history.get().history_change_reason == "Jaringan pusat data terputus"


def test_corrected_outage_moves_by_what_is_new_and_brings_nothing_forward(office, hr):
    item = asked(office, MONDAY)
    down(hr, TUESDAY)
    outage = Outage.objects.get()

    taken = down(hr, WEDNESDAY, reason="Salah tanggal", outage=outage)

    assert (taken.days, due(item)) == ({WEDNESDAY}, NEXT_MONDAY)
    outage.refresh_from_db()
    assert (outage.starts_at, outage.reason) == (make.at(WEDNESDAY, 9), "Jaringan pusat data terputus")
    assert Decision.objects.latest("id").verb == "AMEND"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"hours": (12, 9)}, "outage_ends_after_start"),
        ({"first": date(2026, 12, 2)}, "outage_not_over"),
        ({"first": date(2026, 9, 1), "last": TUESDAY}, "outage_too_long"),
        ({"reason": " "}, ""),
    ],
)
def test_outage_that_cannot_be_is_refused(office, hr, values, code):
    item = asked(office, MONDAY)
    decisions = Decision.objects.count()

    with pytest.raises(RuleViolation) as refused:
        down(hr, **{"first": TUESDAY, **values})

    assert (refused.value.code or "") == code
    assert (Outage.objects.count(), Decision.objects.count(), due(item)) == (0, decisions, THURSDAY)


@pytest.mark.parametrize("role", ["PERFORMANCE_TEAM", "AUDITOR", "LEADER", "TECHNICAL_ADMIN", ""])
def test_only_hr_keeps_the_calendar(office, role):
    by = make.actor(make.with_role(role) if role else office.head)
    item = asked(office, MONDAY)

    for act in (
        lambda: down(by, TUESDAY),
        lambda: away(by, office.section, TUESDAY, FRIDAY),
        lambda: keep_holiday(holiday=Holiday(day=TUESDAY, name="Libur", kind="LOCAL"), by=by, reason="SE", at=LATER),
    ):
        with pytest.raises(PermissionDenied):
            act()

    assert [model.objects.count() for model in (Outage, Leave, Holiday)] == [0, 0, 0]
    assert due(item) == THURSDAY


# ---- the late window of daily reports ----
def test_outage_within_the_late_window_extends_it(office, hr):
    down(hr, date(2026, 11, 3), date(2026, 11, 4), hours=(8, 16))

    october, november = Period.objects.get(code="2026-10"), Period.objects.get(code="2026-11")
    assert (october.late_until_day, november.late_until_day) == (9, 5)  # the 5th was a Thursday
    assert october.history.latest("history_id").history_user == hr.user
    assert Decision.objects.latest("id").details["windows"] == {"2026-10": 9}

    report = make.submitted_report(office.staff, date(2026, 10, 30), when=make.at(date(2026, 11, 9), 10))
    assert report.days_late == 4  # of six working days two were lost


def test_outage_before_the_window_opens_extends_nothing(office, hr):
    down(hr, date(2026, 10, 28), hours=(8, 16))

    assert set(Period.objects.values_list("late_until_day", flat=True)) == {5}


def test_report_of_a_lost_day_is_in_time_on_the_next_working_day(office, hr):
    down(hr, FRIDAY, hours=(8, 16))

    report = make.submitted_report(office.staff, FRIDAY, when=make.at(NEXT_MONDAY, 9))

    assert (report.days_late, report.is_late) == (0, False)
    assert make.submitted_report(office.other, THURSDAY, when=make.at(NEXT_MONDAY, 9)).days_late == 1
    assert DailyReport.objects.count() == 2


# ---- leave and holidays ----
def away(by, employee, start, end, **kwargs):
    return record_leave(
        employee=employee, kind="LEAVE", start=start, end=end, document="SI/12/2026", by=by, at=LATER, **kwargs
    )


def test_leave_moves_the_work_of_whoever_is_away_and_nobody_elses(office, hr):
    mine, others = asked(office, MONDAY), asked(office, MONDAY, office.section)

    leave, taken = away(hr, office.section, TUESDAY, FRIDAY)

    assert (taken.moved, due(mine), due(others)) == (1, date(2026, 12, 1), THURSDAY)
    decision = Decision.objects.latest("id")
    assert (decision.person_name, decision.reason) == ("Jaya Ramadan", "SI/12/2026")
    assert decision.details == {"kind": "LEAVE", "start": "2026-11-24", "end": "2026-11-27", "moved": 1}
    assert leave.history.get().history_change_reason == "SI/12/2026"


def test_longer_leave_moves_by_the_days_added_and_a_shorter_one_brings_nothing_forward(office, hr):
    item = asked(office, MONDAY)
    leave, _ = away(hr, office.section, TUESDAY, WEDNESDAY)
    assert due(item) == FRIDAY

    away(hr, office.section, TUESDAY, THURSDAY, leave=leave, reason="Diperpanjang")
    assert due(item) == NEXT_MONDAY
    away(hr, office.section, TUESDAY, WEDNESDAY, leave=leave, reason="Kembali lebih awal")

    assert due(item) == NEXT_MONDAY
    assert [d.verb for d in Decision.objects.filter(process="organization").order_by("id")] == ["SET", "AMEND", "AMEND"]


@pytest.mark.parametrize(("end", "code"), [(TUESDAY, "leave_ends_after_start"), (date(2030, 1, 1), "leave_too_long")])
def test_leave_that_cannot_be_is_refused(office, hr, end, code):
    with pytest.raises(RuleViolation) as refused:
        away(hr, office.section, TUESDAY, end)

    assert refused.value.code == code
    assert not Leave.objects.exists()


def test_nobody_records_their_own_leave(office, hr):
    with pytest.raises(RuleViolation) as refused:
        away(hr, hr.employee, TUESDAY, FRIDAY)

    assert refused.value.code == "leave_of_oneself"
    assert not Leave.objects.exists()


def test_new_holiday_moves_everybodys_work(office, hr):
    item = asked(office, MONDAY)
    holiday = Holiday(day=TUESDAY, name="Cuti bersama", kind="JOINT_LEAVE")

    assert keep_holiday(holiday=holiday, by=hr, reason="SKB 2026", at=LATER).moved == 1

    assert due(item) == FRIDAY
    holiday.day = WEDNESDAY
    assert keep_holiday(holiday=holiday, by=hr, reason="Dipindah", at=LATER).moved == 1
    assert due(item) == NEXT_MONDAY
    assert Decision.objects.latest("id").details == {
        "day": "2026-11-25", "name": "Cuti bersama", "days": ["2026-11-25"], "moved": 1,
    }  # fmt: skip


def test_thousand_items_move_in_few_statements(office, hr, django_assert_max_num_queries):
    template = asked(office, MONDAY)
    WorkItem.objects.bulk_create(
        WorkItem(
            **{
                field.attname: getattr(template, field.attname)
                for field in WorkItem._meta.concrete_fields
                if not field.primary_key
            }
        )
        for _ in range(1000)
    )

    with django_assert_max_num_queries(25):
        assert down(hr, TUESDAY).moved == 1001

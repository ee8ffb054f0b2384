"""Today: the most urgent duty stands alone and large; what came back, missed days, the month and its achievement."""

from datetime import date, datetime

import pytest
from django.utils import timezone, translation

from tests import factories as make
from workflows.attendance.models import AttendanceDay
from workflows.daily import actions
from workflows.engine.models import WorkItem
from workflows.organization.models import Holiday
from workflows.portal.addressing import greeting_of
from workflows.targets.models import MonthlyTarget, TargetPlan

TODAY = date(2026, 11, 24)


def task_of(report):
    return WorkItem.objects.open().get(case__dailyprocess__report=report).task_id


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(0, 0, "Good morning"), (10, 59, "Good morning"), (11, 0, "Good day"), (15, 0, "Good afternoon"),
     (18, 29, "Good afternoon"), (18, 30, "Good evening")],
)  # fmt: skip
def test_the_greeting_follows_the_hour(hour, minute, said):
    with translation.override("en"):
        assert greeting_of(datetime(2026, 11, 24, hour, minute, tzinfo=timezone.get_current_timezone()), None) == said


def test_todays_report_is_the_one_big_thing(office, open_as):
    page = open_as(office.staff, "/")

    assert page.status_code == 200
    assert page.context["duty"].url == "/daily/write/?day=2026-11-24"
    assert page.context["duty"].second_url == ""  # there is nothing to copy
    assert page.content.decode().count('class="hero"') == 1


def test_yesterdays_report_can_be_copied(office, open_as):
    make.submitted_report(office.staff)

    assert open_as(office.staff, "/").context["duty"].second_url == "/daily/write/?day=2026-11-24&copy=1"


def test_a_sent_report_is_no_duty_any_more(office, open_as):
    make.submitted_report(office.staff, TODAY)

    page = open_as(office.staff, "/")

    assert page.context["duty"] is None
    assert page.context["month"].reported == 1


def test_nothing_is_due_on_a_holiday(office, open_as):
    Holiday.objects.create(day=TODAY, name="Libur", kind="LOCAL")

    assert open_as(office.staff, "/").context["duty"] is None


def test_nothing_is_due_from_somebody_away(office, open_as):
    AttendanceDay.objects.create(employee=office.staff, day=TODAY, status="DUTY")

    assert open_as(office.staff, "/").context["duty"] is None


def test_an_overdue_decision_comes_before_ones_own_report(office, open_as):
    make.submitted_report(office.staff, date(2026, 11, 16))

    page = open_as(office.section, "/")

    assert page.context["duty"].url == "/inbox/"
    assert [duty.url for duty in page.context["other_duties"]] == ["/daily/write/?day=2026-11-24"]


def test_a_returned_report_is_shown_with_the_words_of_whoever_returned_it(office, open_as):
    report = make.submitted_report(office.staff)
    actions.send_back(task_id=task_of(report), by=make.actor(office.section), reason="Mohon lampirkan <bukti>.")

    text = open_as(office.staff, "/").content.decode()

    assert "Jaya Ramadan" in text
    assert "Mohon lampirkan &lt;bukti&gt;." in text
    assert f"/inbox/{task_of(report)}/" in text
    assert "Sabtu, 5\u00a0Desember 2026" in text


def test_missed_days_leave_out_leave_holidays_and_what_was_sent(office, open_as):
    Holiday.objects.create(day=date(2026, 11, 18), name="Libur", kind="LOCAL")
    AttendanceDay.objects.create(employee=office.staff, day=date(2026, 11, 19), status="LEAVE")
    AttendanceDay.objects.create(employee=office.staff, day=date(2026, 11, 17), status="PRESENT")
    make.submitted_report(office.staff)

    page = open_as(office.staff, "/")

    missed = [*page.context["missed"], *page.context["missed_more"]]
    assert missed[:3] == [date(2026, 11, 20), date(2026, 11, 17), date(2026, 11, 16)]
    assert len(missed) == 16 - 3  # of 16 working days up to yesterday: one holiday, one on leave, one sent
    assert "/daily/write/?day=2026-11-20" in page.content.decode()
    month = page.context["month"]
    assert (month.reported, month.away, month.total) == (1, 1, 15)


def test_last_months_days_are_shown_while_their_window_is_open(office, open_as, settings):
    settings.DEMO_TODAY = date(2026, 12, 4)
    missed = open_as(office.staff, "/").context
    assert date(2026, 11, 30) in [*missed["missed"], *missed["missed_more"]]

    settings.DEMO_TODAY = date(2026, 12, 7)
    missed = open_as(office.staff, "/").context
    assert date(2026, 11, 30) not in [*missed["missed"], *missed["missed_more"]]


def test_whoever_is_waited_for_is_named_and_their_delay_is_theirs(office, open_as):
    make.submitted_report(office.staff, date(2026, 11, 16))
    make.submitted_report(office.staff, make.A_MONDAY, make.entries(description="Lain"))

    month = open_as(office.staff, "/").context["month"]

    assert any("Jaya Ramadan" in label for label, _count in month.facts)
    assert (month.overdue, month.overdue_at) == (1, "Jaya Ramadan")


def test_achievement_counts_verified_quantities_and_shows_where_it_should_be(office, open_as):
    skp = make.draft_skp(office.staff, office.posts["staff"])
    skp.status, skp.set_at = "SET", make.at(date(2026, 1, 20))
    skp.save()
    result = skp.results.get()
    plan = TargetPlan.objects.create(skp=skp, status="SET", set_at=make.at(date(2026, 1, 20)))
    MonthlyTarget.objects.create(plan=plan, indicator=result.indicators.get(number=1), month=11, amount=30)
    verified = make.submitted_report(office.staff, date(2026, 11, 20), make.entries(result, quantity=7))
    actions.verify(task_id=task_of(verified), by=make.actor(office.section))
    make.submitted_report(office.staff, make.A_MONDAY, make.entries(result, quantity=4, description="Lain"))

    (achieved,) = open_as(office.staff, "/").context["achievements"]

    assert (achieved.verified, achieved.waiting, achieved.returned) == (7, 4, 0)
    assert achieved.should_be == 24  # 30 × 17 ÷ 21
    assert achieved.sum_in_words == "7"


def test_statements_do_not_grow_with_the_month(office, client, django_assert_max_num_queries):
    client.force_login(office.staff.user)
    for day in range(2, 21):
        if date(2026, 11, day).weekday() < 5:
            make.submitted_report(office.staff, date(2026, 11, day), make.entries(description=f"Hari {day}"))
    report = make.submitted_report(office.staff)
    actions.send_back(task_id=task_of(report), by=make.actor(office.section), reason="Mohon lampirkan bukti.")
    client.get("/")

    with django_assert_max_num_queries(22):
        client.get("/")


def test_a_log_in_without_a_person_is_told_so(db, client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("teknis"))

    page = client.get("/")

    assert page.status_code == 200
    assert "hero" not in page.content.decode()


def test_yesterday_is_not_missed_by_whoever_came_today(office, open_as):
    post = make.position("Analis", office.posts["staff"].unit, office.posts["section"])
    newcomer = make.employee("Baru Sekali", post, since=TODAY)

    page = open_as(newcomer, "/")

    assert page.context["missed_count"] == 0
    assert page.context["duty"] is not None

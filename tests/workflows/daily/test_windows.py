"""Until when a returned report can be corrected, and whose planned results a report may name."""

from dataclasses import replace
from datetime import date, time

import pytest

from tests import factories as make
from workflows.audit.models import Decision
from workflows.daily import actions
from workflows.daily.forms import PREFIX, regrouped
from workflows.daily.models import DailyActivity, DailyReport
from workflows.engine.models import WorkItem
from workflows.engine.refusals import NotAllowedHere
from workflows.organization.actor import Actor
from workflows.organization.models import Period
from workflows.organization.periods import open_year, year_of
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
IN_SEPTEMBER = date(2026, 9, 14)  # its window closes on Monday the 5th of October
TICK = Actor.system("tick", channel="DEMO")


@pytest.fixture
def office():
    return make.office()


def returned(office, on, hour=10):
    report = make.submitted_report(office.staff, IN_SEPTEMBER)
    item = WorkItem.objects.open().get(case__dailyprocess__report=report)
    actions.send_back(
        task_id=item.task_id, by=make.actor(office.section), reason="Mohon dirinci.", at=make.at(on, hour)
    )
    return WorkItem.objects.open().get(case__dailyprocess__report=report)


@pytest.mark.parametrize(
    ("sent_back", "due"),
    [
        (date(2026, 9, 15), date(2026, 10, 5)),
        (date(2026, 10, 5), date(2026, 10, 8)),  # at least three working days
        (date(2026, 11, 20), date(2026, 11, 25)),  # a verifier who was late takes nothing away from the person
    ],
)
def test_a_returned_report_can_be_corrected_until_its_window_closes_and_three_days_at_least(office, sent_back, due):
    item = returned(office, sent_back)

    assert item.due_at == make.at(due, 23, 59)
    given = make.entries(description="Memeriksa 3 usulan mutasi dari Dinas Pendidikan")
    report = actions.correct(task_id=item.task_id, entries=given, by=make.actor(office.staff), at=make.at(due, 22))
    assert (report.status, report.days_late) == (DailyReport.Status.SUBMITTED, 0)


def test_the_window_of_a_return_is_the_months_own_parameter(office):
    Period.objects.filter(code="2026-09").update(late_until_day=20)

    assert returned(office, date(2026, 9, 15)).due_at == make.at(date(2026, 10, 20), 23, 59)


def test_after_its_window_a_returned_report_is_not_corrected_but_lapses(office):
    item = returned(office, date(2026, 9, 15))
    late = make.at(date(2026, 10, 6), 8)

    with pytest.raises(RuleViolation, match="hanya dapat diisi sampai"):
        actions.correct(task_id=item.task_id, entries=make.entries(), by=make.actor(office.staff), at=late)
    report = actions.lapse(task_id=item.task_id, by=TICK, at=late)

    assert report.status == DailyReport.Status.LAPSED


def test_nothing_lapses_before_its_window_has_closed(office):
    item = returned(office, date(2026, 9, 15))

    with pytest.raises(NotAllowedHere, match="belum lewat"):
        actions.lapse(task_id=item.task_id, by=TICK, at=make.at(date(2026, 10, 5), 23))

    assert DailyReport.objects.get().status == DailyReport.Status.RETURNED
    assert not Decision.objects.filter(verb="LAPSE").exists()


def naming(result_id):
    return [replace(make.entries()[0], is_main=True, result_id=result_id)]


@pytest.mark.parametrize("act", [actions.save_draft, actions.submit])
def test_a_report_names_no_result_of_somebody_else_not_even_as_a_draft(office, act):
    others = make.draft_skp(office.other, office.posts["other"]).results.get()

    for key in (others.pk, 10**9):
        with pytest.raises(RuleViolation, match="SKP Anda sendiri"):
            act(employee=office.staff, day=make.A_MONDAY, entries=naming(key), by=make.actor(office.staff))

    assert not DailyReport.objects.exists()
    assert not DailyActivity.objects.exists()


def test_a_report_names_no_result_of_another_year(office):
    open_year(2025)
    skp = make.draft_skp(office.staff, office.posts["staff"])
    skp.period = year_of(date(2025, 1, 1))
    skp.save(update_fields=["period"])

    with pytest.raises(RuleViolation, match="SKP Anda sendiri"):
        make.submitted_report(office.staff, given=naming(skp.results.get().pk))


def test_a_draft_leaves_out_what_cannot_be_stored_yet(office):
    whole = make.entries()[0]
    given = [whole, replace(whole, ends=None), replace(whole, ends=time(7)), replace(whole, description=" ")]

    report = actions.save_draft(
        employee=office.staff, day=make.A_MONDAY, entries=given, by=Actor(user=make.actor(office.staff).user)
    )

    assert (report.status, report.activities.count()) == (DailyReport.Status.DRAFT, 1)


@pytest.mark.parametrize("total", ["", "x", "²", "-3", "9" * 40])
def test_a_number_of_groups_that_is_none_does_no_harm(total):
    groups = regrouped({f"{PREFIX}-TOTAL_FORMS": total, f"{PREFIX}-0-description": "Rapat", "tambah": "1"})

    assert (groups[0]["description"], groups[-1]) == ("Rapat", {})
    assert len(groups) <= 25


@pytest.mark.parametrize(("entered_on", "late"), [(IN_SEPTEMBER, 0), (date(2026, 9, 15), 1)])
def test_between_midnight_and_seven_the_day_of_entry_is_the_offices_and_not_that_of_utc(office, entered_on, late):
    report = make.submitted_report(office.staff, IN_SEPTEMBER, when=make.at(entered_on, 0, 14))
    item = WorkItem.objects.open().get(case__dailyprocess__report=report)
    actions.send_back(
        task_id=item.task_id, by=make.actor(office.section), reason="Mohon dirinci.", at=make.at(entered_on, 0, 16)
    )
    item = WorkItem.objects.open().get(case__dailyprocess__report=report)
    given = make.entries(description="Memeriksa 3 usulan mutasi dari Dinas Pendidikan")

    corrected = actions.correct(
        task_id=item.task_id, entries=given, by=make.actor(office.staff), at=make.at(entered_on, 0, 20)
    )

    assert (corrected.status, corrected.days_late) == (DailyReport.Status.SUBMITTED, late)

"""Each verb of a daily report: allowed, refused by status, refused by person, and what it leaves behind."""

from datetime import timedelta
from decimal import Decimal

import pytest
from viewflow.workflow.models import Task

from tests import factories as make
from workflows.audit.models import Decision
from workflows.daily import actions
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.engine.refusals import MovedOn, NotYours
from workflows.rules.violation import RuleViolation
from workflows.targets.models import MonthlyRealisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


def open_item(report):
    return WorkItem.objects.open().get(case__dailyprocess__report=report)


def test_submitted_report_waits_for_the_direct_superior(office):
    report = make.submitted_report(office.staff)

    item = open_item(report)
    assert report.status == DailyReport.Status.SUBMITTED
    assert (item.owner_id, item.principal_id) == (office.section.user_id, office.posts["section"].pk)
    assert item.title == "Laporan Ghaliyati Wahyuni, 23\u00a0November"
    assert item.summary == "2 kegiatan, 2 jam 45 menit. Masuk pada harinya."
    assert make.at(make.A_MONDAY + timedelta(days=3), 23, 59) == item.due_at
    decision = Decision.objects.get()
    assert decision.verb == "SUBMIT"
    assert decision.actor_name == decision.person_name == "Ghaliyati Wahyuni"
    assert decision.effective_at == make.at(make.A_MONDAY)


def test_verified_report_runs_up_to_the_realisation_at_once(office):
    skp = make.draft_skp(office.staff, office.posts["staff"])
    result = skp.results.get()
    report = make.submitted_report(office.staff, given=make.entries(result, quantity=7))
    item = open_item(report)

    actions.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(make.A_MONDAY, 17))

    report.refresh_from_db()
    assert report.status == DailyReport.Status.VERIFIED
    realisation = MonthlyRealisation.objects.get()
    assert (realisation.month, realisation.quantity, realisation.reports) == (11, Decimal(7), 1)
    process = report.cases.get()
    assert process.status == "DONE"
    assert process.finished == make.at(make.A_MONDAY, 17)
    assert not WorkItem.objects.open().exists()
    assert set(Task.objects.filter(process=process).values_list("status", flat=True)) == {"DONE"}


def test_second_decision_is_told_what_happened(office):
    report = make.submitted_report(office.staff)
    item = open_item(report)
    actions.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(make.A_MONDAY, 17))

    with pytest.raises(MovedOn, match=r"Jaya Ramadan menyetujuinya pada 23\xa0November 2026 pukul 17\.00"):
        actions.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(make.A_MONDAY, 17, 5))

    assert Decision.objects.filter(verb="APPROVE").count() == 1


@pytest.mark.parametrize("who", ["staff", "other", "stranger", "division", "head"])
def test_only_the_asked_superior_verifies(office, who):
    report = make.submitted_report(office.staff)

    with pytest.raises(NotYours):
        actions.verify(task_id=open_item(report).task_id, by=make.actor(getattr(office, who)))

    report.refresh_from_db()
    assert report.status == DailyReport.Status.SUBMITTED
    assert Decision.objects.count() == 1


def test_returned_report_comes_back_until_it_is_verified(office):
    report = make.submitted_report(office.staff)
    section = make.actor(office.section)
    actions.send_back(task_id=open_item(report).task_id, by=section, reason="Mohon lampirkan bukti.")
    item = open_item(report)
    assert (item.node, item.owner_id, item.principal_id) == ("correct", office.staff.user_id, None)

    actions.correct(
        task_id=item.task_id, entries=make.entries(description="Memeriksa 3 usulan"), by=make.actor(office.staff)
    )
    item = open_item(report)
    assert item.node == "decide"
    actions.verify(task_id=item.task_id, by=section)

    report.refresh_from_db()
    assert report.status == DailyReport.Status.VERIFIED
    verbs = list(Decision.objects.order_by("id").values_list("verb", "round"))
    assert verbs == [("SUBMIT", 1), ("RETURN", 1), ("SUBMIT", 2), ("APPROVE", 2)]


def test_return_without_a_reason_changes_nothing(office):
    report = make.submitted_report(office.staff)

    with pytest.raises(RuleViolation, match="Tulis alasannya"):
        actions.send_back(task_id=open_item(report).task_id, by=make.actor(office.section), reason=" ")

    report.refresh_from_db()
    assert report.status == DailyReport.Status.SUBMITTED
    assert open_item(report).node == "decide"


def test_submission_and_decision_stay_within_their_statements(office, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        report = make.submitted_report(office.staff)
    item = open_item(report)
    section = make.actor(office.section)
    with django_assert_max_num_queries(22):
        actions.verify(task_id=item.task_id, by=section, at=make.at(make.A_MONDAY, 17))

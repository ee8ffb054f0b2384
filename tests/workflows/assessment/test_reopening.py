"""A report that an assessment rests on is annulled: the realisation runs down, and the assessment begins anew."""

from datetime import date
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.assessment import states
from workflows.assessment import actions
from workflows.assessment.models import Assessment
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.annulling import annul
from workflows.engine.models import WorkItem
from workflows.organization.models import Role

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 5)
ANNULLED_ON = date(2026, 11, 20)
WHY = "Berkas itu tidak pernah ada."
REOPENED = "Penilaian 2026-10 dibuka kembali dan dimulai lagi dari penilaian diri."


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr():
    return make.with_role(Role.HR_ADMIN)


def verified_report(office, skp, quantity=4):
    report = make.submitted_report(office.staff, DAY, given=make.entries(skp.results.get(), quantity=quantity))
    item = WorkItem.objects.open().get(case__dailyprocess__report=report)
    daily.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(DAY, 17))
    return report


def at_state(office, status):
    """An assessment of October in that state, and a report of October that counted for it."""
    people = {"person": office.staff, "post": office.posts["staff"]}
    if status == "RATED":
        assessment = states.rated(assessor=office.section, **people)
    elif status in {"RATIFIED", "FINAL"}:
        assessment = states.ratified(assessor=office.section, above=office.division, **people)
    else:
        assessment = getattr(states, {"OPEN": "opened", "SELF_ASSESSED": "self_assessed"}[status])(**people)
    report = verified_report(office, assessment.skp)
    if status == "FINAL":
        by = make.actor(office.staff)
        actions.acknowledge(task_id=states.task(assessment).task_id, by=by, at=make.at(date(2026, 11, 10), 9))
    assessment.refresh_from_db()
    assert assessment.status == status
    return assessment, report


@pytest.mark.parametrize("status", ["SELF_ASSESSED", "RATED", "RATIFIED", "FINAL"])
def test_an_assessment_that_rests_on_the_report_begins_anew_with_the_person(office, hr, status):
    assessment, report = at_state(office, status)

    followed = annul(report=report, reason=WHY, by=make.actor(hr), at=make.at(ANNULLED_ON, 9))

    assert followed == [REOPENED]
    assessment.refresh_from_db()
    assert (assessment.status, assessment.predicate, assessment.work_rating, assessment.final_at) == (
        Assessment.Status.OPEN, "", "", None,
    )  # fmt: skip
    item = states.task(assessment)
    assert (item.node, item.owner) == ("self_assess", office.staff.user)
    assert assessment.cases.count() == 2
    assert assessment.cases.order_by("pk").first().finished is not None
    verbs = list(Decision.objects.order_by("pk").values_list("verb", flat=True))[-3:]
    assert verbs == (["CLOSE", "REOPEN", "ANNUL"] if status != "FINAL" else [verbs[0], "REOPEN", "ANNUL"])
    reopened = Decision.objects.get(verb="REOPEN")
    assert reopened.reason == f"Laporan 5\u00a0Oktober 2026 dibatalkan: {WHY}"
    assert Assessment.history.filter(id=assessment.pk).latest().history_change_reason == reopened.reason


def test_the_earlier_result_stays_in_the_history_and_the_new_one_goes_by_the_new_realisation(office, hr):
    assessment, report = at_state(office, "FINAL")
    annul(report=report, reason=WHY, by=make.actor(hr), at=make.at(ANNULLED_ON, 9))

    actions.self_assess(
        task_id=states.task(assessment).task_id, levels=states.levels(assessment), by=make.actor(office.staff),
        at=make.at(ANNULLED_ON, 10),
    )  # fmt: skip

    quantity = assessment.realisations.get(indicator__measure="QUANTITY")
    assert (quantity.realised, quantity.reports) == (Decimal(16), 10)  # 20 with the report
    assert assessment.history.filter(status="FINAL", predicate="GOOD").exists()


def test_what_still_waits_for_the_person_only_reads_the_new_figures(office, hr):
    assessment, report = at_state(office, "OPEN")

    followed = annul(report=report, reason=WHY, by=make.actor(hr), at=make.at(ANNULLED_ON, 9))

    assert followed == ["Penilaian 2026-10 menunggu penilaian diri dan memakai realisasi yang baru."]
    assert assessment.cases.count() == 1


def test_a_report_that_served_no_result_reopens_nothing(office, hr):
    assessment, _report = at_state(office, "FINAL")
    report = make.submitted_report(office.staff, date(2026, 10, 6))
    item = WorkItem.objects.open().get(case__dailyprocess__report=report)
    daily.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(date(2026, 10, 6), 17))

    assert annul(report=report, reason=WHY, by=make.actor(hr), at=make.at(ANNULLED_ON, 9)) == []

    assessment.refresh_from_db()
    assert assessment.status == Assessment.Status.FINAL

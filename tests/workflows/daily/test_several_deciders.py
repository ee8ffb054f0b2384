"""A report decided by several: a committee's votes, HR's override, a return to an earlier tier."""

import pytest

from tests import factories as make
from tests.workflows.engine.reconsidering import (
    REASON,
    TWO_OF_THREE,
    TWO_TIERS,
    last,
    members,
    open_items,
    overriding,
    verbs,
)
from workflows.daily import actions
from workflows.daily.models import DailyReport
from workflows.engine.refusals import NotAllowedHere
from workflows.targets.models import MonthlyRealisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def committee():
    return members()


def items(report):
    return open_items(case__dailyprocess__report=report)


def sent(office, tiers):
    make.chain(tiers=tiers, position_kind="EXECUTING")
    result = make.draft_skp(office.staff, office.posts["staff"]).results.get()
    return make.submitted_report(office.staff, given=make.entries(result))


def test_two_of_three_verify_a_report_and_the_first_changes_nothing(office, committee):
    report = sent(office, [TWO_OF_THREE])
    task_id = items(report)[0].task_id

    actions.verify(task_id=task_id, by=make.actor(committee[0]))

    report.refresh_from_db()
    assert (report.status, report.decided_at, len(items(report))) == ("SUBMITTED", None, 2)
    assert not MonthlyRealisation.objects.exists()
    actions.verify(task_id=task_id, by=make.actor(committee[2]))
    report.refresh_from_db()
    assert (report.status, items(report)) == ("VERIFIED", [])
    assert MonthlyRealisation.objects.get().quantity == 3


def test_one_rejection_of_three_ends_nothing_and_the_second_does(office, committee):
    report = sent(office, [TWO_OF_THREE])
    task_id = items(report)[0].task_id

    actions.reject(task_id=task_id, by=make.actor(committee[0]), reason="Tidak sesuai.")
    report.refresh_from_db()
    assert (report.status, report.decided_at) == ("SUBMITTED", None)

    actions.reject(task_id=task_id, by=make.actor(committee[1]), reason="Tidak sesuai.")
    report.refresh_from_db()
    assert report.status == "REJECTED"


def test_a_vote_is_taken_back_and_given_again(office, committee):
    report = sent(office, [TWO_OF_THREE])
    task_id = items(report)[0].task_id
    actions.reject(task_id=task_id, by=make.actor(committee[0]), reason="Tidak sesuai.")

    actions.take_back(task_id=task_id, by=make.actor(committee[0]))

    assert len(items(report)) == 3
    actions.verify(task_id=task_id, by=make.actor(committee[0]))
    actions.verify(task_id=task_id, by=make.actor(committee[1]))
    report.refresh_from_db()
    assert report.status == "VERIFIED"


@pytest.mark.parametrize(
    ("verb", "status", "recorded"),
    [("verify", "VERIFIED", "APPROVE"), ("send_back", "RETURNED", "RETURN"), ("reject", "REJECTED", "REJECT")],
)
def test_hr_overrides_each_decision(office, verb, status, recorded):
    report = sent(office, [{"rule": "DIRECT_SUPERIOR", "may_reject": True}])
    hr = make.with_role("HR_ADMIN")

    getattr(actions, verb)(task_id=items(report)[0].task_id, by=overriding(hr), reason=REASON)

    report.refresh_from_db()
    assert report.status == status
    assert (last().verb, last().details["as"], last().actor_name) == ("OVERRIDE", recorded, "Ratna HR")


def test_later_tier_returns_to_the_first_and_the_report_waits_there(office):
    report = sent(office, TWO_TIERS)
    actions.verify(task_id=items(report)[0].task_id, by=make.actor(office.section))

    actions.send_back(
        task_id=items(report)[0].task_id, by=make.actor(office.division), reason="Periksa jumlahnya.", to_tier=1
    )

    report.refresh_from_db()
    (item,) = items(report)
    assert (report.status, report.decided_at, item.tier.number, item.owner_id) == (
        "SUBMITTED", None, 1, office.section.user_id,
    )  # fmt: skip
    assert verbs("daily") == [("SUBMIT", None, 1), ("APPROVE", 1, 1), ("RETURN", 2, 1)]
    assert last().details["to"] == "tahap 1, Tahap 1"
    actions.verify(task_id=item.task_id, by=make.actor(office.section))
    actions.verify(task_id=items(report)[0].task_id, by=make.actor(office.division))
    report.refresh_from_db()
    assert report.status == "VERIFIED"


@pytest.mark.parametrize("number", [0, 2, 3, 99])
def test_return_goes_to_a_tier_before_or_to_none(office, number):
    report = sent(office, TWO_TIERS)
    actions.verify(task_id=items(report)[0].task_id, by=make.actor(office.section))
    before = (verbs("daily"), list(DailyReport.objects.values()), items(report))

    with pytest.raises(NotAllowedHere, match="Pilih tahap sebelum tahap ini"):
        actions.send_back(
            task_id=items(report)[0].task_id, by=make.actor(office.division), reason="Periksa lagi.", to_tier=number
        )

    assert (verbs("daily"), list(DailyReport.objects.values()), items(report)) == before


def test_return_to_a_tier_is_taken_back(office):
    report = sent(office, TWO_TIERS)
    actions.verify(task_id=items(report)[0].task_id, by=make.actor(office.section))
    task_id = items(report)[0].task_id
    actions.send_back(task_id=task_id, by=make.actor(office.division), reason="Periksa jumlahnya.", to_tier=1)

    actions.take_back(task_id=task_id, by=make.actor(office.division))

    report.refresh_from_db()
    (item,) = items(report)
    assert (report.status, item.tier.number, report.cases.get().round) == ("SUBMITTED", 2, 1)
    actions.verify(task_id=item.task_id, by=make.actor(office.division))
    report.refresh_from_db()
    assert report.status == "VERIFIED"

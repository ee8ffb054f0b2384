"""A report withdrawn or changed while it waits, and a decision on it taken back: allowed, refused, all or nothing."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from viewflow.workflow.models import Task

from tests import factories as make
from tests.workflows.engine.reconsidering import last, open_items, verbs
from workflows.audit.models import Decision
from workflows.daily import actions
from workflows.daily.entries import entries_of
from workflows.daily.models import DailyActivity, DailyProcess, DailyReport
from workflows.engine.differences import since_last_round, since_seen
from workflows.engine.models import EarlierContent, WorkItem
from workflows.engine.refusals import ContentChanged, MovedOn, NotAllowedHere, NotYours
from workflows.rules.daily import ReportRefused
from workflows.rules.violation import RuleViolation
from workflows.targets.models import MonthlyRealisation

pytestmark = pytest.mark.django_db
FIVE = make.at(make.A_MONDAY, 17)
SOON = FIVE + timedelta(minutes=9)
TUESDAY = make.at(make.A_MONDAY + timedelta(days=1), 9)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def result(office):
    return make.draft_skp(office.staff, office.posts["staff"]).results.get()


@pytest.fixture
def report(office, result):
    return make.submitted_report(office.staff, given=make.entries(result))


def items(report):
    return open_items(case__dailyprocess__report=report)


def task_of(report):
    return items(report)[0].task_id


def everything():
    return (
        list(DailyReport.objects.order_by("pk").values()),
        list(DailyActivity.objects.order_by("pk").values()),
        list(MonthlyRealisation.objects.values_list("indicator", "month", "quantity", "reports")),
        list(WorkItem.objects.order_by("pk").values_list("pk", "closed_at", "closing")),
        list(Task.objects.order_by("pk").values_list("pk", "status")),
        Decision.objects.count(),
        EarlierContent.objects.count(),
        DailyReport.history.count() + DailyActivity.history.count(),
    )


def refused(refusal, action, **kwargs):
    before = everything()
    with pytest.raises(refusal) as caught:
        action(**kwargs)
    assert everything() == before
    return str(caught.value)


def changed(report, **values):
    """The report's entries with another first activity."""
    report = DailyReport.objects.get(pk=report.pk)
    first, *rest = entries_of(list(report.activities.all()))
    return [replace(first, **values), *rest]


# ---- withdraw ----
def test_withdrawn_report_is_a_draft_and_can_be_sent_again(office, report):
    actions.withdraw(task_id=task_of(report), by=make.actor(office.staff), reason="Salah tanggal.", at=FIVE)

    report.refresh_from_db()
    assert (report.status, report.entered_at, report.submitted_at, report.minutes) == ("DRAFT", None, None, 0)
    assert (report.cases.get().outcome, report.cases.get().status) == ("WITHDRAWN", "DONE")
    assert items(report) == []
    assert (last().verb, last().reason, last().actor_name) == ("WITHDRAW", "Salah tanggal.", "Ghaliyati Wahyuni")

    actions.submit(employee=office.staff, day=make.A_MONDAY, by=make.actor(office.staff), at=TUESDAY)

    report.refresh_from_db()
    assert (report.status, report.days_late, report.cases.count()) == ("SUBMITTED", 1, 2)
    assert len(items(report)) == 1


@pytest.mark.parametrize("who", ["section", "division", "other", "stranger"])
@pytest.mark.parametrize("verb", ["withdraw", "change"])
def test_nobody_else_withdraws_or_changes(office, report, who, verb):
    given = {"entries": changed(report, description="Lain")} if verb == "change" else {}

    refused(NotYours, getattr(actions, verb), task_id=task_of(report), by=make.actor(getattr(office, who)), **given)


def test_report_is_not_withdrawn_after_the_first_decision(office):
    make.chain(tiers=[{"rule": "DIRECT_SUPERIOR"}, {"rule": "SUPERIOR_OF_SUPERIOR"}], position_kind="EXECUTING")
    report = make.submitted_report(office.staff)
    actions.verify(task_id=task_of(report), by=make.actor(office.section))

    said = refused(NotAllowedHere, actions.withdraw, task_id=task_of(report), by=make.actor(office.staff))

    assert said.startswith("Sudah ada yang memutus")


@pytest.mark.parametrize("ended", ["verify", "send_back", "reject"])
@pytest.mark.parametrize("verb", ["withdraw", "change"])
def test_what_waits_no_longer_is_neither_withdrawn_nor_changed(office, ended, verb):
    make.chain(tiers=[{"rule": "DIRECT_SUPERIOR", "may_reject": True}], position_kind="EXECUTING")
    report = make.submitted_report(office.staff)
    task_id = task_of(report)
    getattr(actions, ended)(task_id=task_id, by=make.actor(office.section), reason="Tidak sesuai.")
    given = {"entries": changed(report, description="Lain")} if verb == "change" else {}

    refused(MovedOn, getattr(actions, verb), task_id=task_id, by=make.actor(office.staff), **given)


def test_returned_report_is_corrected_and_not_withdrawn(office, report):
    actions.send_back(task_id=task_of(report), by=make.actor(office.section), reason="Lampirkan bukti.")

    refused(NotYours, actions.withdraw, task_id=task_of(report), by=make.actor(office.staff))


# ---- change ----
def test_changed_report_goes_through_again_and_its_verifier_sees_what_changed(office, report):
    seen, task_id = DailyProcess.objects.get().content_hash, task_of(report)

    actions.change(
        task_id=task_id, entries=changed(report, description="Memeriksa 3 usulan"), by=make.actor(office.staff), at=FIVE
    )

    report.refresh_from_db()
    case = DailyProcess.objects.get()
    assert (report.status, case.round, case.outcome) == ("SUBMITTED", 2, "")
    assert verbs("daily") == [("SUBMIT", None, 1), ("AMEND", 1, 2)]
    assert [change.label for change in since_last_round(case)] == ["Kegiatan 1"]
    assert [change.label for change in since_seen(case, seen)] == ["Kegiatan 1"]
    refused(MovedOn, actions.verify, task_id=task_id, by=make.actor(office.section), seen=seen)
    refused(ContentChanged, actions.verify, task_id=task_of(report), by=make.actor(office.section), seen=seen)
    actions.verify(task_id=task_of(report), by=make.actor(office.section), seen=case.content_hash)
    report.refresh_from_db()
    assert report.status == "VERIFIED"


def test_changed_report_begins_at_the_tier_that_the_chain_names(office):
    version = make.chain(
        tiers=[{"rule": "DIRECT_SUPERIOR"}, {"rule": "SUPERIOR_OF_SUPERIOR"}], position_kind="EXECUTING"
    )
    report = make.submitted_report(office.staff)
    actions.verify(task_id=task_of(report), by=make.actor(office.section))
    assert version.again_from_tier == 1

    actions.change(task_id=task_of(report), entries=changed(report, description="Lain"), by=make.actor(office.staff))

    assert (items(report)[0].tier.number, report.cases.get().round) == (1, 2)


@pytest.mark.parametrize(
    ("values", "late"),
    [
        ({"description": "Memeriksa tiga usulan"}, 0),
        ({"evidence_link": "https://berkas.example.go.id/1"}, 0),
        ({"quantity": Decimal(9)}, 1),
        ({"ends": time(9, 40)}, 1),
    ],
    ids=str,
)
def test_better_words_keep_the_moment_of_entry_and_more_work_does_not(office, report, values, late):
    actions.change(
        task_id=task_of(report), entries=changed(report, **values), by=make.actor(office.staff), at=TUESDAY
    )  # fmt: skip

    report.refresh_from_db()
    assert (report.days_late, report.entered_at) == (late, TUESDAY if late else make.at(make.A_MONDAY))


def test_nothing_changed_is_no_change(office, report):
    said = refused(
        RuleViolation, actions.change, task_id=task_of(report), entries=changed(report), by=make.actor(office.staff)
    )

    assert said == "Belum ada yang diubah, jadi laporan ini tetap menunggu seperti semula."


def test_change_is_checked_as_a_submission(office, report):
    refused(ReportRefused, actions.change, task_id=task_of(report), entries=[], by=make.actor(office.staff))
    refused(
        ReportRefused, actions.change, task_id=task_of(report), entries=changed(report, description="Lain"),
        by=make.actor(office.staff), at=make.at(date(2026, 12, 6)),
    )  # fmt: skip


# ---- take back ----
@pytest.fixture
def verified(office, report):
    task_id = task_of(report)
    actions.verify(task_id=task_id, by=make.actor(office.section), at=FIVE)
    return task_id


def test_verification_taken_back_leaves_the_realisation_as_before(office, report, verified):
    assert MonthlyRealisation.objects.get().quantity == 3

    actions.take_back(task_id=verified, by=make.actor(office.section), at=SOON)

    report.refresh_from_db()
    assert (report.status, report.decided_at) == ("SUBMITTED", None)
    assert not MonthlyRealisation.objects.exists()
    assert (last().verb, last().details["verb"]) == ("TAKE_BACK", "APPROVE")
    actions.verify(task_id=task_of(report), by=make.actor(office.section), at=SOON)
    assert MonthlyRealisation.objects.values_list("month", "quantity", "reports").get() == (11, 3, 1)


def test_what_others_ran_up_stays(office, result, report):
    second = make.submitted_report(office.staff, day=date(2026, 11, 20), given=make.entries(result, quantity=5))
    actions.verify(task_id=task_of(second), by=make.actor(office.section), at=FIVE)
    task_id = task_of(report)
    actions.verify(task_id=task_id, by=make.actor(office.section), at=FIVE)
    assert MonthlyRealisation.objects.values_list("quantity", "reports").get() == (8, 2)

    actions.take_back(task_id=task_id, by=make.actor(office.section), at=SOON)

    assert MonthlyRealisation.objects.values_list("quantity", "reports").get() == (5, 1)


@pytest.mark.parametrize("verb", ["send_back", "reject"])
def test_return_and_rejection_are_taken_back(office, verb):
    make.chain(tiers=[{"rule": "DIRECT_SUPERIOR", "may_reject": True}], position_kind="EXECUTING")
    report = make.submitted_report(office.staff)
    task_id = task_of(report)
    getattr(actions, verb)(task_id=task_id, by=make.actor(office.section), reason="Tidak sesuai.", at=FIVE)

    actions.take_back(task_id=task_id, by=make.actor(office.section), at=SOON)

    report.refresh_from_db()
    assert (report.status, report.decided_at) == ("SUBMITTED", None)
    assert [(i.node, i.owner_id) for i in items(report)] == [("decide", office.section.user_id)]


@pytest.mark.parametrize("who", ["staff", "division", "stranger"])
def test_nobody_takes_back_anothers_decision(office, verified, who):
    refused(NotYours, actions.take_back, task_id=verified, by=make.actor(getattr(office, who)), at=SOON)


def test_after_ten_minutes_the_verification_stands(office, verified):
    late = FIVE + timedelta(minutes=11)

    refused(NotAllowedHere, actions.take_back, task_id=verified, by=make.actor(office.section), at=late)


def test_what_waits_still_has_nothing_to_take_back(office, report):
    refused(NotAllowedHere, actions.take_back, task_id=task_of(report), by=make.actor(office.section))

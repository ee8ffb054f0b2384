"""The rows that batched nodes leave are those that viewflow's own nodes leave for the same walk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from viewflow import this
from viewflow.workflow import act, flow
from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.models import Task
from viewflow.workflow.signals import flow_finished, flow_started, task_finished, task_started

from tests import factories as make
from workflows.approvals.resolver import Asked, chain_for
from workflows.audit.verbs import Verb
from workflows.daily import flows as home
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine import tiers
from workflows.engine.models import WorkItem
from workflows.engine.starting import start
from workflows.engine.turns import turn

pytestmark = pytest.mark.django_db
NOON = make.at(make.A_MONDAY, 12)


def decider(activation: Any) -> Any:
    """Whom the tier asks; nobody where it is parked."""
    asked = activation.process.asked
    return asked.officers[0].employee.user if isinstance(asked, Asked) else None


@pytest.fixture(scope="module")
def stock_flow():
    """The daily report's flow word for word, written with viewflow's own nodes. It is not registered."""

    class StockDailyReportFlow(Flow):
        process_class = DailyProcess
        process_title = "Kembaran"
        lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

        start = flow.StartHandle().Next(this.more_tiers)
        more_tiers = flow.If(act.process.has_tier_to_ask).Then(this.decide).Else(this.end)
        decide = flow.View(object).Assign(decider).Next(this.outcome)
        outcome = (
            flow.Switch()
            .Case(this.correct, act.process.is_returned)
            .Case(this.end, act.process.is_ended_early)
            .Default(this.more_tiers)
        )
        correct = flow.View(object).Assign(lambda activation: activation.process.person.user).Next(this.corrected)
        corrected = flow.If(act.process.is_ended_early).Then(this.end).Else(this.more_tiers)
        end = flow.End()

    with pytest.MonkeyPatch.context() as patched:
        # viewflow stores where a flow is found: give it a home inside an app for the time of the test.
        StockDailyReportFlow.__module__, StockDailyReportFlow.__qualname__ = home.__name__, "StockDailyReportFlow"
        patched.setattr(home, "StockDailyReportFlow", StockDailyReportFlow, raising=False)
        yield StockDailyReportFlow


class Ours:
    """The walk through our own frame."""

    def __init__(self, report: DailyReport, person: Any) -> None:
        self.report = report
        self.case = start(
            "daily", by=make.actor(person), at=NOON, person=person, position=report.position, report=report
        )

    def step(self, by: Any, change: Callable[[Any], None]) -> None:
        task = Task.objects.get(process_id=self.case.pk, finished=None)
        with turn(DailyProcess, task.pk, by=make.actor(by), at=NOON + timedelta(hours=1)) as t:
            change(t)

    def approve(self, by: Any) -> None:
        self.step(by, lambda t: t.approve())

    def send_back(self, by: Any) -> None:
        self.step(by, lambda t: t.send_back("Lampirkan bukti."))

    def reject(self, by: Any) -> None:
        self.step(by, lambda t: t.reject("Tidak benar."))

    def hand_in(self, by: Any) -> None:
        self.step(by, lambda t: t.hand_in())

    def withdraw(self, by: Any) -> None:
        self.step(by, lambda t: t.close(Verb.WITHDRAW, outcome="WITHDRAWN"))


class Stock:
    """The same walk through viewflow's own nodes, each writing its own rows."""

    def __init__(self, flow_class: Any, report: DailyReport, person: Any) -> None:
        activation = flow_class.start.activation_class.create(flow_class.start, None, None)
        self.case = activation.process
        self.case.person, self.case.position, self.case.report = person, report.position, report
        self.case.chain_version = chain_for("daily", report.position)
        tiers.ask_next(self.case, make.A_MONDAY)
        with transaction.atomic():
            activation.execute()

    def step(self, by: Any, change: Callable[[DailyProcess], None]) -> None:
        task = Task.objects.get(process_id=self.case.pk, finished=None)
        with task.activation() as activation:
            if task.owner is None:  # parked: claimed by who does it
                activation.assign(by.user)
            task.owner = by.user
            change(activation.process)
            activation.process.save()
            activation.start(None)
            activation.execute()

    def approve(self, by: Any) -> None:
        def change(case: DailyProcess) -> None:
            case.outcome, case.asked = "APPROVED", None
            tiers.ask_next(case, make.A_MONDAY, just_decided={by.nip}, decided_before={by.nip}, is_agreed_so_far=True)

        self.step(by, change)

    def send_back(self, by: Any) -> None:
        self.step(by, lambda case: setattr(case, "outcome", "RETURNED"))

    def reject(self, by: Any) -> None:
        self.step(by, lambda case: setattr(case, "outcome", "REJECTED"))

    def withdraw(self, by: Any) -> None:
        self.step(by, lambda case: setattr(case, "outcome", "WITHDRAWN"))

    def hand_in(self, by: Any) -> None:
        def change(case: DailyProcess) -> None:
            case.round, case.outcome, case.tier = case.round + 1, "", None
            tiers.ask_next(case, make.A_MONDAY)

        self.step(by, change)


def rows_of(case_id: int) -> tuple[Any, ...]:
    """What a walk left in viewflow's tables, keys replaced by names and places."""
    case = DailyProcess.objects.get(pk=case_id)
    tasks = list(Task.objects.filter(process_id=case_id).order_by("pk").prefetch_related("previous"))
    place = {task.pk: number for number, task in enumerate(tasks)}
    rows = [
        (
            task.flow_task.name,
            task.flow_task_type,
            task.status,
            str(task.token),
            task.owner_id,
            task.owner_permission,
            task.data,
            task.started is not None,
            task.finished is not None,
            sorted(place[previous.pk] for previous in task.previous.all()),
        )
        for task in tasks
    ]
    return case.status, case.finished is not None, case.outcome, case.round, case.tier_id, case.data, rows


TWO_TIERS = ({"rule": "DIRECT_SUPERIOR", "may_reject": True}, {"rule": "SUPERIOR_OF_SUPERIOR", "may_reject": True})
WALKS = {
    "asked": [],
    "approved by both": [("approve", "section"), ("approve", "division")],
    "waits for the second": [("approve", "section")],
    "returned": [("send_back", "section")],
    "returned, corrected, approved": [
        ("send_back", "section"), ("hand_in", "staff"), ("approve", "section"), ("approve", "division"),
    ],
    "returned by the second, twice": [
        ("approve", "section"), ("send_back", "division"), ("hand_in", "staff"), ("approve", "section"),
        ("send_back", "division"), ("hand_in", "staff"),
    ],
    "rejected": [("reject", "section")],
    "rejected by the second": [("approve", "section"), ("reject", "division")],
    "returned and withdrawn": [("send_back", "section"), ("withdraw", "staff")],
}  # fmt: skip


@pytest.fixture
def office():
    return make.office()


def report_of(person, post):
    return DailyReport.objects.create(employee=person, day=make.A_MONDAY, position=post, status="SUBMITTED")


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS.keys())
def test_batched_nodes_leave_the_rows_of_stock_nodes(office, stock_flow, walk):
    make.chain(tiers=TWO_TIERS, position_kind="EXECUTING")
    report = report_of(office.staff, office.posts["staff"])
    ours, stock = Ours(report, office.staff), Stock(stock_flow, report, office.staff)

    for verb, who in walk:
        for each in (ours, stock):
            getattr(each, verb)(getattr(office, who))

    assert rows_of(ours.case.pk) == rows_of(stock.case.pk)


def test_rows_are_the_same_where_every_tier_would_be_passed_over(office, stock_flow):
    """The line ends above the official outside: nobody would decide, so the case is parked and not agreed."""
    report = report_of(office.outside, office.posts["outside"])

    ours, stock = Ours(report, office.outside), Stock(stock_flow, report, office.outside)

    found = rows_of(ours.case.pk)
    assert found == rows_of(stock.case.pk)
    assert [row[0] for row in found[-1]] == ["start", "more_tiers", "decide"]


def test_rows_are_the_same_where_a_gap_parks_the_case(office, stock_flow):
    make.vacant(office.posts["section"])
    report = report_of(office.staff, office.posts["staff"])

    ours, stock = Ours(report, office.staff), Stock(stock_flow, report, office.staff)

    found = rows_of(ours.case.pk)
    assert found == rows_of(stock.case.pk)
    assert found[-1][-1][2:5:2] == ("NEW", None)


def test_signals_are_those_of_stock_nodes(office, stock_flow):
    """Whoever listens hears the same in the same order; but of its end viewflow says twice that it is finished."""
    heard: dict[Any, list[tuple[str, str]]] = {}

    def listen(sender, process, task, signal, **_):
        heard.setdefault(sender, []).append((names[signal], task.flow_task.name))

    names = {task_started: "started", task_finished: "finished", flow_started: "begun", flow_finished: "over"}
    for signal in names:
        signal.connect(listen)
    try:
        report = report_of(office.staff, office.posts["staff"])
        ours, stock = Ours(report, office.staff), Stock(stock_flow, report, office.staff)
        for each in (ours, stock):
            each.approve(office.section)
    finally:
        for signal in names:
            signal.disconnect(listen)

    assert heard[stock_flow][-3:] == [("finished", "end"), ("over", "end"), ("finished", "end")]
    assert heard[home.DailyReportFlow] == heard[stock_flow][:-1]


def test_times_of_the_rows_are_the_moment_that_was_given(office):
    report = report_of(office.staff, office.posts["staff"])
    ours = Ours(report, office.staff)
    ours.approve(office.section)

    later = NOON + timedelta(hours=1)
    tasks = Task.objects.filter(process_id=ours.case.pk).order_by("pk")
    assert [(task.created, task.finished) for task in tasks] == [
        (NOON, NOON), (NOON, NOON), (NOON, later), (later, later), (later, later), (later, later),
    ]  # fmt: skip
    assert DailyProcess.objects.get(pk=ours.case.pk).finished == later
    item = WorkItem.objects.get()
    assert (item.created_at, item.closed_at, item.closing) == (NOON, later, "DONE")

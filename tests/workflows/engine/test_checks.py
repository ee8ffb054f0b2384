"""System checks: a flow without a lock, nodes that batched steps cannot carry, names that nobody knows any more."""

import gc

import pytest
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.base import Flow
from viewflow.workflow.lock import CacheLock, SelectForUpdateLock
from viewflow.workflow.models import Process, Task

from tests import factories as make
from workflows.daily.models import DailyProcess
from workflows.engine import nodes
from workflows.engine.checks import check_flows, check_stored_names, every_flow
from workflows.engine.flow import PrivateFlow
from workflows.engine.registry import FLOWS, flow_of, register

WAITING = SelectForUpdateLock(nowait=False, attempts=1)


@pytest.fixture
def forgotten():
    """Flows of a test are forgotten after it: by our registry, and by Python."""
    known = dict(FLOWS)
    yield
    FLOWS.clear()
    FLOWS.update(known)
    gc.collect()


def found(*ids):
    return [error for error in check_flows(None) if error.id in ids or not ids]


def test_flows_of_the_house_pass():
    assert check_flows(None) == []
    assert set(FLOWS) >= {"skp", "targets", "daily", "assessment"}
    for each in FLOWS.values():
        assert issubclass(each, PrivateFlow)
        assert isinstance(each.lock_impl, SelectForUpdateLock)
        assert not each.lock_impl.nowait


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize("lock", [None, SelectForUpdateLock(), SelectForUpdateLock(nowait=True), CacheLock()])
def test_flow_without_a_waiting_row_lock_is_refused(lock):
    class Unlocked(Flow):
        start = flow.StartHandle().Next(this.end)
        end = flow.End()

    if lock is not None:
        Unlocked.lock_impl = lock

    assert ["Unlocked" in error.msg for error in found("engine.E001")] == [True]


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize("node", [flow.Split, flow.SplitFirst])
def test_parallel_branches_are_refused(node):
    class Branching(Flow):
        lock_impl = WAITING
        start = flow.StartHandle().Next(this.split)
        split = node().Next(this.one).Next(this.two)
        one = flow.View(object).Next(this.join)
        two = flow.View(object).Next(this.join)
        join = flow.Join().Next(this.end)
        end = flow.End()

    assert len(found("engine.E002")) == 2


@pytest.mark.usefixtures("forgotten")
def test_boundary_event_is_refused():
    class WithTimer(Flow):
        lock_impl = WAITING
        start = flow.StartHandle().Next(this.decide)
        decide = flow.View(object).OnTimeout(60, this.end).Next(this.end)
        end = flow.End()

    assert any("decide" in error.msg for error in found("engine.E002"))


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize("stray", [flow.View(object).Next(this.end), flow.Function(print).Next(this.end)])
def test_stock_node_among_batched_ones_is_refused(stray):
    """It would write a row whose predecessor is not written yet, and fail at the first case."""

    class Mixed(PrivateFlow):
        process_class = type("MixedProcess", (), {"process_code": "mixed", "_meta": DailyProcess._meta})
        start = nodes.Start().Next(this.step)
        step = stray
        end = nodes.End()

    assert any("Mixed.step" in error.msg for error in found("engine.E002"))


@pytest.mark.usefixtures("forgotten")
def test_two_flows_of_one_code_are_refused():
    with pytest.raises(ValueError, match="daily"):

        class SecondDailyFlow(PrivateFlow):
            process_class = DailyProcess
            start = nodes.Start().Next(this.end)
            end = nodes.End()


@pytest.mark.usefixtures("forgotten")
def test_same_name_in_another_module_is_another_flow():
    twin = type("DailyReportFlow", (), {"process_class": DailyProcess, "__module__": "elsewhere"})

    with pytest.raises(ValueError, match="daily"):
        register(twin)


def test_unknown_code_names_those_that_are_known():
    with pytest.raises(LookupError, match="daily"):
        flow_of("tidak-ada")


@pytest.mark.django_db
def test_stored_names_that_no_flow_has_are_found():
    make.submitted_report(make.office().staff)
    assert check_stored_names(None, ["default"]) == []

    Task.objects.filter(flow_task_type="HUMAN").update(flow_task="daily/flows.DailyReportFlow.examine")
    Process.objects.update(flow_class="daily/flows.OldFlow")

    errors = check_stored_names(None, ["default"])
    assert [error.id for error in errors] == ["engine.E003"] * 2
    assert [error.msg.split(" names ")[1].split(",")[0] for error in errors] == [
        "daily/flows.DailyReportFlow.examine", "daily/flows.OldFlow",
    ]  # fmt: skip
    assert check_stored_names(None, None) == []


def test_every_flow_of_the_house_is_looked_at():
    assert set(every_flow()) >= set(FLOWS.values())


@pytest.mark.django_db
def test_viewflows_own_permissions_give_nothing_away():
    office = make.office()
    make.submitted_report(office.staff)
    case = DailyProcess.objects.get()
    the_flow = FLOWS["daily"].instance

    assert not the_flow.has_view_permission(office.section.user)
    assert the_flow.has_view_permission(office.section.user, case)
    assert the_flow.has_view_permission(office.staff.user, case)
    assert not the_flow.has_view_permission(office.stranger.user, case)
    assert not the_flow.has_manage_permission(office.head.user, case)
    task = Task.objects.get(flow_task_type="HUMAN")
    for user in (office.section.user, office.stranger.user):
        assert not task.flow_task.can_execute(user, task)
        assert not task.flow_task.can_assign(user, task)
        assert not task.flow_task.can_unassign(user, task)

"""Moving a task beside a decision at the same moment, with real threads: one of them wins, and nothing is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from viewflow.workflow.models import Task

from tests import factories as make
from tests.workflows.audit.chain import broken_links
from tests.workflows.engine.test_concurrency import AT_ONCE, at_once, kinds
from tests.workflows.engine.test_moving_versions import CHECK, RATIFY, next_version
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.claiming import claim
from workflows.engine.models import WorkItem
from workflows.engine.moving import hand_over, reassign
from workflows.engine.moving_versions import move_version

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]
WHEN = make.at(make.A_MONDAY, 17)
TIMES = 10


@pytest.fixture
def office():
    return make.office()


def tasks_of(office: make.Office, count: int = TIMES) -> list[int]:
    for back in range(count):
        make.submitted_report(office.staff, make.A_MONDAY - timedelta(days=back))
    return list(WorkItem.objects.open().order_by("pk").values_list("task_id", flat=True))


def verifying(tasks: list[int], by: Any) -> Callable[[int], Any]:
    return lambda number: daily.verify(task_id=tasks[number], by=by, at=WHEN)


def test_reassigning_beside_deciding_lets_one_of_them_happen(office):
    peer = make.employee("Budi Santoso", office.posts["second_section"], sex="M")
    tasks = tasks_of(office)
    holder = make.actor(office.section)

    def give(number: int) -> Any:
        return reassign(task_id=tasks[number], to=peer, by=holder, reason="Dinas luar.", at=WHEN)

    outcomes = at_once(*[verifying(tasks, holder), give] * (AT_ONCE // 2), rounds=TIMES)

    done = kinds(outcomes)
    assert done["DailyReport"] + done["WorkItem"] == TIMES
    assert done["MovedOn"] + done["NotYours"] == TIMES * (AT_ONCE - 1)
    for task_id in tasks:
        decided = Decision.objects.filter(case_id=Task.objects.get(pk=task_id).process_id, verb="APPROVE").count()
        assert decided + WorkItem.objects.open().filter(task_id=task_id, owner=peer.user).count() == 1
    assert broken_links() == []


def test_handing_over_beside_deciding_lets_one_of_them_happen(office):
    peer = make.employee("Budi Santoso", office.posts["second_section"], sex="M")
    tasks = tasks_of(office)
    items = dict(WorkItem.objects.open().values_list("task_id", "pk"))
    holder, hr = make.actor(office.section), make.actor(make.with_role("HR_ADMIN"))

    def hand(number: int) -> Any:
        (result,) = hand_over(item_ids=[items[tasks[number]]], to=peer, by=hr, reason="Sakit lama.", at=WHEN)
        return result

    outcomes = at_once(*[verifying(tasks, holder), hand] * (AT_ONCE // 2), rounds=TIMES)

    handed = sum(getattr(outcome, "done", False) for outcome in outcomes)
    assert kinds(outcomes)["DailyReport"] + handed == TIMES
    assert Decision.objects.filter(verb="HAND_OVER").count() == handed
    assert Decision.objects.filter(verb="APPROVE").count() == TIMES - handed
    assert WorkItem.objects.open().filter(principal=office.posts["second_section"]).count() == handed
    assert DailyReport.objects.filter(status="VERIFIED").count() == TIMES - handed
    assert broken_links() == []


def test_eight_who_claim_at_once_are_one(office):
    make.vacant(office.posts["section"])
    tasks = tasks_of(office)
    members = [make.actor(make.with_role("PERFORMANCE_TEAM", f"Anggota {n}")) for n in range(AT_ONCE)]

    def claiming(by: Any) -> Callable[[int], Any]:
        return lambda number: claim(task_id=tasks[number], by=by, at=WHEN)

    outcomes = at_once(*(claiming(by) for by in members), rounds=TIMES)

    assert kinds(outcomes) == {"WorkItem": TIMES, "MovedOn": TIMES * (AT_ONCE - 1)}
    assert Decision.objects.filter(verb="CLAIM").count() == TIMES
    owners = dict(WorkItem.objects.open().values_list("task_id", "owner_id"))
    assert {task.pk: task.owner_id for task in Task.objects.filter(pk__in=tasks)} == owners
    assert broken_links() == []


def test_moving_to_a_version_beside_deciding_leaves_each_case_whole(office):
    """Both may happen, one after the other: the decision counts once, and who is asked follows the case's version."""
    old = make.chain(tiers=[CHECK, RATIFY], position_kind="EXECUTING")
    tasks = tasks_of(office)
    cases = {task_id: Task.objects.get(pk=task_id).process_id for task_id in tasks}
    new = next_version(old, CHECK, {**RATIFY, "rule": "POSITION", "position": office.posts["head"]})
    holder, hr = make.actor(office.section), make.actor(make.with_role("HR_ADMIN"))

    def move(number: int) -> Any:
        (result,) = move_version(case_ids=[cases[tasks[number]]], to=new, by=hr, reason="Diperbaiki.", at=WHEN)
        return result

    outcomes = at_once(*[verifying(tasks, holder), move] * (AT_ONCE // 2), rounds=TIMES)

    assert kinds(outcomes)["DailyReport"] == TIMES, [o for o in outcomes if isinstance(o, Exception)][:3]
    moved = sum(getattr(outcome, "done", False) for outcome in outcomes)
    assert moved == Decision.objects.filter(verb="MOVE_VERSION").count() == TIMES
    assert Decision.objects.filter(verb="APPROVE").count() == TIMES
    for case in DailyProcess.objects.all():
        assert (case.chain_version_id, case.tier.version_id, case.tier.number) == (new.pk, new.pk, 2)
        assert WorkItem.objects.open().get(case=case.pk).principal == office.posts["head"]
    assert broken_links() == []

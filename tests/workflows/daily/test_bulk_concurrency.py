"""One press against another, and against single decisions, at the same moment: one decision each, and nobody dies."""

import threading
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from tests import factories as make
from tests.workflows.audit.chain import broken_links
from tests.workflows.engine.test_concurrency import at_once
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.bulk import verify_many
from workflows.daily.models import DailyActivity, DailyProcess, DailyReport
from workflows.engine.many import LOCKED
from workflows.engine.models import WorkItem
from workflows.engine.refusals import MovedOn
from workflows.engine.starting import start
from workflows.targets.models import MonthlyRealisation

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.slow]
TIMES, TASKS = 20, 10
WHEN = make.at(make.A_MONDAY, 17)
DECIDED = ("APPROVE", "RETURN")


@pytest.fixture
def office():
    """The small office, whose section's head has a Plh: two people who may verify the same reports."""
    made = make.office()
    make.acting(made.stranger, made.posts["section"], "PLH", start=make.A_MONDAY)
    return made


def waiting(office, count):
    """The tasks of so many reports of two people, each for a result of their own; as many days back as it takes."""
    results = {who: make.draft_skp(getattr(office, who), office.posts[who]).results.get() for who in ("staff", "other")}
    with transaction.atomic():
        for number in range(count):
            who = ("staff", "other")[number % 2]
            person, day = getattr(office, who), make.A_MONDAY - timedelta(days=number // 2)
            report = DailyReport.objects.create(
                employee=person, day=day, position=office.posts[who], status="SUBMITTED"
            )
            DailyActivity.objects.create(
                report=report, number=1, starts="08:00", ends="09:00", kind="MAIN", result=results[who],
                description=f"Usulan {day}", quantity=2, entered_at=make.at(day),
            )  # fmt: skip
            start(
                "daily", by=make.actor(person), at=make.at(day), person=person, position=report.position, report=report
            )
    return list(WorkItem.objects.open().order_by("pk").values_list("task_id", flat=True))


def press(by, keys):
    return {result.task_id: str(result.outcome.value) for result in verify_many(task_ids=keys, by=by, at=WHEN)}


def assert_each_was_decided_once(keys):
    """One decision for each task, that of its report; the quantities of what was verified; whole chains."""
    cases = list(DailyProcess.objects.select_related("report"))
    decided = Decision.objects.filter(verb__in=DECIDED)
    assert len(cases) == len(keys)
    assert Counter(decided.values_list("case_id", flat=True)) == {case.pk: 1 for case in cases}
    verb_of = {"VERIFIED": "APPROVE", "RETURNED": "RETURN"}
    assert {case.pk: verb_of[case.report.status] for case in cases} == dict(decided.values_list("case_id", "verb"))
    verified = sum(case.report.status == "VERIFIED" for case in cases)
    assert sum(row.quantity for row in MonthlyRealisation.objects.all()) == Decimal(2 * verified)
    assert sum(row.reports for row in MonthlyRealisation.objects.all()) == verified
    assert broken_links() == []


def test_two_presses_over_the_same_tasks_decide_each_once_twenty_times_over(office):
    keys = waiting(office, TIMES * TASKS)
    holder, plh = make.actor(office.section), make.actor(office.stranger)
    of_round = [keys[number * TASKS : (number + 1) * TASKS] for number in range(TIMES)]

    outcomes = at_once(
        lambda number: press(holder, of_round[number]),
        lambda number: press(plh, of_round[number][::-1]),
        rounds=TIMES,
    )

    assert {type(outcome) for outcome in outcomes} == {dict}
    said = Counter((key, word) for outcome in outcomes for key, word in outcome.items())
    assert {word for _, word in said} <= {"APPROVED", "CHANGED", "LOCKED"}
    assert [key for key in keys if said[key, "APPROVED"] != 1] == []
    assert_each_was_decided_once(keys)


def test_press_against_single_decisions_twenty_times_over(office):
    """Four tabs open the same reports one by one, from both ends, while they are verified with one press."""
    keys = waiting(office, TIMES * TASKS)
    holder, plh = make.actor(office.section), make.actor(office.stranger)
    of_round = [keys[number * TASKS : (number + 1) * TASKS] for number in range(TIMES)]

    def singly(by, in_order, verify):
        def act(number):
            said = {}
            for key in of_round[number][::in_order]:
                try:
                    if verify:
                        daily.verify(task_id=key, by=by, at=WHEN)
                    else:
                        daily.send_back(task_id=key, by=by, reason="Lampirkan bukti.", at=WHEN)
                    said[key] = "APPROVED"
                except MovedOn:
                    said[key] = "CHANGED"
            return said

        return act

    outcomes = at_once(
        lambda number: press(holder, of_round[number]),
        singly(holder, 1, True),
        singly(plh, -1, True),
        singly(plh, 1, False),
        singly(holder, -1, False),
        rounds=TIMES,
    )

    assert [outcome for outcome in outcomes if not isinstance(outcome, dict)] == []
    said = Counter((key, word) for outcome in outcomes for key, word in outcome.items())
    assert {word for _, word in said} <= {"APPROVED", "CHANGED", "LOCKED"}
    assert [key for key in keys if said[key, "APPROVED"] != 1] == []
    assert_each_was_decided_once(keys)


def test_case_that_somebody_holds_is_passed_over_at_once(office):
    """Nobody waits for it: the others are verified, and it says that it still waits."""
    keys = waiting(office, 6)
    held, released = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            DailyProcess.objects.select_for_update(of=("self",)).get(task=keys[2])
            held.set()
            released.wait(30)
        connection.close()

    holding = threading.Thread(target=hold)
    holding.start()
    try:
        assert held.wait(30)
        results = verify_many(task_ids=keys, by=make.actor(office.section), at=WHEN)
    finally:
        released.set()
        holding.join()

    assert [str(result.outcome.value) for result in results] == ["APPROVED"] * 2 + ["LOCKED"] + ["APPROVED"] * 3
    assert results[2].refusal == LOCKED
    assert list(WorkItem.objects.open().values_list("task_id", flat=True)) == [keys[2]]
    assert press(make.actor(office.section), keys[2:3]) == {keys[2]: "APPROVED"}
    assert_each_was_decided_once(keys)

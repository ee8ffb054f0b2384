"""Several at once, with real threads and connections: one decision a task, no submission lost, no chain broken."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from tests import factories as make
from tests.workflows.audit.chain import broken_links, by_actions
from tests.workflows.engine.eight_ways import waiting_tasks
from workflows.audit.models import Decision
from workflows.audit.record import Entry, Signatory, record
from workflows.audit.verbs import Verb
from workflows.daily import actions as daily
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.models import WorkItem
from workflows.engine.refusals import MovedOn, NotAllowedHere
from workflows.targets.models import MonthlyRealisation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT_ONCE = 8


def at_once(*acts: Callable[[], Any], rounds: int = 1) -> list[Any]:
    """Run these at the same moment, each in its own thread and connection; what each gave, or the error it met.

    `rounds` times over, all threads starting each round together.
    """
    barrier = threading.Barrier(len(acts), timeout=60)
    outcomes: list[Any] = []

    def run(act: Callable[..., Any]) -> None:
        try:
            connection.ensure_connection()
            for number in range(rounds):
                barrier.wait()
                try:
                    outcomes.append(act(number) if rounds > 1 else act())
                except Exception as error:  # noqa: BLE001  whatever it is, the test looks at it
                    outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


def kinds(outcomes: Sequence[Any]) -> Counter[str]:
    """How many ended how."""
    return Counter(type(each).__name__ for each in outcomes)


@pytest.fixture
def office():
    return make.office()


@pytest.mark.postgres
def test_eight_at_once_give_one_decision_a_hundred_times_over(office):
    """The head of the section and their Plh, each in four tabs: half approve, half return."""
    times = 100
    tasks = waiting_tasks(office, times)
    today = make.A_MONDAY
    make.acting(office.other, office.posts["section"], "PLH", start=today)
    holder, plh = make.actor(office.section), make.actor(office.other)
    when = make.at(today, 17)

    def approve(number: int) -> Any:
        return daily.verify(task_id=tasks[number], by=holder, at=when)

    def give_back(number: int) -> Any:
        return daily.send_back(task_id=tasks[number], by=plh, reason="Lampirkan bukti.", at=when)

    outcomes = at_once(*[approve, give_back] * (AT_ONCE // 2), rounds=times)

    assert kinds(outcomes) == {"DailyReport": times, "MovedOn": times * (AT_ONCE - 1)}
    decided = Decision.objects.filter(verb__in=["APPROVE", "RETURN"])
    assert Counter(decided.values_list("case_id", flat=True)) == dict.fromkeys(
        DailyProcess.objects.values_list("pk", flat=True), 1
    )
    verb_of = {"VERIFIED": "APPROVE", "RETURNED": "RETURN"}
    for case in DailyProcess.objects.select_related("report"):
        assert decided.get(case_id=case.pk).verb == verb_of[case.report.status]
    assert broken_links() == []
    first = next(outcome for outcome in outcomes if isinstance(outcome, MovedOn))
    assert "sudah selesai" in str(first)


def test_fifty_submissions_at_once_lose_none(office):
    """On SQLite each waits for its turn to write; on PostgreSQL they go side by side."""
    people = [
        make.employee(
            f"Pegawai {number}", make.position(f"Analis {number}", office.posts["staff"].unit, office.posts["section"])
        )
        for number in range(50)
    ]
    actors = {person.pk: make.actor(person) for person in people}

    def submit(person: Any) -> Callable[[], Any]:
        return lambda: daily.submit(
            employee=person, day=make.A_MONDAY, entries=make.entries(), by=actors[person.pk], at=make.at(make.A_MONDAY)
        )

    outcomes = at_once(*(submit(person) for person in people))

    assert kinds(outcomes) == {"DailyReport": 50}
    for report in outcomes:
        case = DailyProcess.objects.get(report=report)
        assert DailyReport.objects.get(pk=report.pk).status == "SUBMITTED"
        assert report.activities.count() == 2
        assert Decision.objects.of_case("daily", case.pk).get().verb == "SUBMIT"
        assert WorkItem.objects.open().get(case=case.pk).node == "decide"
        assert DailyReport.history.filter(id=report.pk).exists()
    assert by_actions().count() == 50
    assert broken_links() == []


def test_one_day_sent_from_eight_tabs_is_one_report(office):
    by = make.actor(office.staff)

    def submit() -> Any:
        return daily.submit(
            employee=office.staff, day=make.A_MONDAY, entries=make.entries(), by=by, at=make.at(make.A_MONDAY)
        )

    outcomes = at_once(*[submit] * AT_ONCE)

    assert kinds(outcomes) == {"DailyReport": 1, NotAllowedHere.__name__: AT_ONCE - 1}
    assert (DailyReport.objects.count(), DailyProcess.objects.count(), by_actions().count()) == (1, 1, 1)


def test_eight_verifications_at_once_all_run_up(office):
    """Eight days of work on one indicator: no addition overwrites another, also of the month's first."""
    result = make.draft_skp(office.staff, office.posts["staff"]).results.get()
    for back in range(AT_ONCE):
        day = make.A_MONDAY - timedelta(days=back)
        if day.weekday() < 5:
            make.submitted_report(office.staff, day, make.entries(result, quantity=3))
    tasks = list(WorkItem.objects.open().values_list("task_id", flat=True))
    by, when = make.actor(office.section), make.at(make.A_MONDAY, 17)

    def verify(task_id: int) -> Callable[[], Any]:
        return lambda: daily.verify(task_id=task_id, by=by, at=when)

    outcomes = at_once(*(verify(task_id) for task_id in tasks))

    assert kinds(outcomes) == {"DailyReport": len(tasks)}
    realisation = MonthlyRealisation.objects.get(month=11)
    assert (realisation.quantity, realisation.reports) == (Decimal(3 * len(tasks)), len(tasks))


@pytest.mark.postgres
def test_many_heads_locked_in_any_order_never_die():
    """Each writes to many streams, named in opposite orders: in sorted order nobody waits in a circle."""
    signatory = Signatory(nip="system:test", name="system:test")
    cases = list(range(40))

    def write(order: Sequence[int]) -> Callable[[int], Any]:
        def act(_: int) -> Any:
            with transaction.atomic():
                return record(
                    *(
                        Entry(verb=Verb.SET, process="daily", subject=f"x#{n}", case_id=n, signatory=signatory)
                        for n in order
                    )
                )

        return act

    outcomes = at_once(*[write(cases), write(cases[::-1])] * 4, rounds=10)

    assert kinds(outcomes) == {"list": 80}
    assert by_actions().count() == 80 * len(cases)
    assert broken_links() == []

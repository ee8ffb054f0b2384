"""One task decided in eight ways at once, over real requests: one decision, and everybody else is told."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.test.signals import template_rendered

from tests import factories as make
from tests.workflows.audit.chain import broken_links
from tests.workflows.engine.eight_ways import (
    DECIDED,
    REASON,
    TOLD,
    StartingLine,
    Way,
    Ways,
    browser_of,
    contradicting,
    decisions_of_tasks,
)
from tests.workflows.engine.test_concurrency import at_once
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.slow]
TIMES, WITH_MOVES = 100, 32
# Done or told on a page. Whoever opens the page of what was decided before reads what happened (200).
MOVED = {"handing over 200", *(f"passing on {status}" for status in (200, 302, 403, 409))}


@pytest.fixture
def ways(settings, monkeypatch):
    settings.DEMO_TODAY = make.A_MONDAY
    # Where tests run in threads, every client would copy the contexts of all others' pages.
    monkeypatch.setattr(template_rendered, "send", lambda **_: [])
    return Ways(make.office())


def race(ways: Ways, several: dict[str, Way]) -> Counter[tuple[str, str]]:
    """Every way at once on each of the tasks in turn; how often each way was answered how."""

    line = StartingLine(len(several))

    def taking(place: int, name: str, way: Way) -> Callable[[int], tuple[str, str]]:
        def take(number: int) -> tuple[str, str]:
            line.begin(number, place)
            return name, way(ways.tasks[number])

        return take

    with line.drawn():
        runners = [taking(place, name, way) for place, (name, way) in enumerate(several.items())]
        outcomes = at_once(*runners, rounds=len(ways.tasks))
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    return Counter(outcomes)


def test_eight_ways_at_once_decide_each_of_a_hundred_tasks_once(ways):
    tasks = ways.open_tasks(TIMES)
    eight = ways.all_eight()

    answers = race(ways, eight)

    assert {answer for _, answer in answers} <= {DECIDED, *TOLD}, answers
    assert sum(count for (_, answer), count in answers.items() if answer == DECIDED) == TIMES
    assert {name for name, answer in answers if answer == DECIDED} == eight.keys()
    assert decisions_of_tasks() == dict.fromkeys(tasks, 1)
    assert contradicting() == []
    assert not WorkItem.objects.open().filter(task__in=tasks).exists()
    assert broken_links() == []


def test_task_that_is_moved_among_them_is_decided_once_at_most_and_never_lost(ways):
    """HR hands it to another section's head, or its holder passes it on, while others decide: one of them wins."""
    office, peer = ways.office, make.employee("Budi Santoso", ways.office.posts["second_section"], sex="M")
    tasks = ways.open_tasks(WITH_MOVES)
    items = dict(WorkItem.objects.open().values_list("task_id", "pk"))
    hr, holder = browser_of(ways.admins[0]), browser_of(office.section)

    def hand_over(task_id: int) -> str:
        form = {"item": items[task_id], "to": "other", "nip": peer.nip, "reason": REASON}
        return f"handing over {hr.post('/admin/engine/workitem/hand-over/', form).status_code}"

    def pass_on(task_id: int) -> str:
        form = {"to": peer.nip, "reason": REASON}
        return f"passing on {holder.post(f'/inbox/{task_id}/alihkan/', form).status_code}"

    # Without the overrides, which decide wherever the task is.
    six = {name: way for name, way in ways.all_eight().items() if "override" not in name}

    answers = race(ways, {**six, "handing over": hand_over, "passing on": pass_on})

    assert {answer for _, answer in answers} <= {DECIDED, *TOLD, *MOVED}, answers
    assert answers["passing on", "passing on 302"] > 0
    decided = decisions_of_tasks()
    waiting = Counter(WorkItem.objects.open().filter(task__in=tasks).values_list("task_id", flat=True))
    assert decided + waiting == dict.fromkeys(tasks, 1)
    assert sum(count for (_, answer), count in answers.items() if answer == DECIDED) == decided.total()
    assert set(WorkItem.objects.open().filter(task__in=waiting).values_list("owner", flat=True)) <= {peer.user_id}
    moves = Decision.objects.filter(verb__in=["HAND_OVER", "REASSIGN"])
    assert WorkItem.objects.filter(task__in=tasks, closing="MOVED").count() == moves.count()
    assert contradicting() == []
    assert broken_links() == []

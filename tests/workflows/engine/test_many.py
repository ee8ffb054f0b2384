"""Many decisions with one press, of any process: what the process says about its cases is all that is asked of it."""

import pytest

from tests import factories as make
from tests.workflows.targets import states
from workflows.audit.models import Decision
from workflows.engine.many import MUST_BE_READ, Outcome, Result, decide_many
from workflows.engine.models import WorkItem
from workflows.engine.refusals import NotAllowedHere
from workflows.targets.models import TargetProcess

pytestmark = pytest.mark.django_db


class Approving:
    """Splits of targets, of which those named are not to be decided; their subjects are left as they are."""

    model = TargetProcess
    related = ("plan__skp",)
    lock = ("plan",)

    def __init__(self, *refused):
        self.refused = refused
        self.read_together, self.changed_together = [], []

    def read(self, cases):
        self.read_together.append(len(cases))

    def decide(self, t):
        if t.task.pk in self.refused:
            raise NotAllowedHere("Belum boleh.")
        t.approve()

    def change(self, turns):
        self.changed_together.append([t.task.pk for t in turns])


@pytest.fixture
def tasks(office):
    """The tasks of two splits that wait for the section's head; nothing in them has to be read."""
    for name in ("staff", "other"):
        states.submitted_plan(states.set_skp(getattr(office, name), office.posts[name]))
    waiting = WorkItem.objects.open().filter(process="targets")
    waiting.update(has_mark=False)
    return list(waiting.order_by("pk").values_list("task_id", flat=True))


def press(office, what, tasks):
    return decide_many(what, tasks, by=make.actor(office.section), at=states.NEW_YEAR)


def test_process_is_asked_once_for_all_and_changes_all_at_once(office, tasks):
    approving = Approving()

    assert press(office, approving, tasks) == [Result(key, Outcome.APPROVED) for key in tasks]

    assert (approving.read_together, approving.changed_together) == ([2], [tasks])
    assert set(TargetProcess.objects.values_list("status", "outcome")) == {("DONE", "APPROVED")}
    assert Decision.objects.filter(verb="APPROVE", process="targets").count() == 2


def test_what_the_process_refuses_is_left_and_told(office, tasks):
    approving = Approving(tasks[0])

    results = press(office, approving, tasks)

    assert results == [Result(tasks[0], Outcome.REFUSED, "Belum boleh."), Result(tasks[1], Outcome.APPROVED)]
    assert approving.changed_together == [tasks[1:]]
    assert TargetProcess.objects.get(task=tasks[0]).outcome == ""


def test_what_must_be_read_is_not_even_asked_about(office, tasks):
    WorkItem.objects.filter(task=tasks[1]).update(has_mark=True)

    results = press(office, Approving(), tasks)

    assert results == [Result(tasks[0], Outcome.APPROVED), Result(tasks[1], Outcome.MUST_READ, MUST_BE_READ)]


def test_task_of_another_process_is_not_found(office, tasks):
    report = make.submitted_report(office.staff)
    key = WorkItem.objects.open().get(case__dailyprocess__report=report).task_id

    (result,) = press(office, Approving(), [key])

    assert result.outcome == Outcome.CHANGED
    assert "tidak ditemukan" in result.refusal
    assert WorkItem.objects.open().filter(task_id=key).exists()


def test_nothing_is_changed_where_nobody_may(office, tasks):
    approving = Approving()

    results = decide_many(approving, tasks, by=make.actor(office.stranger), at=states.NEW_YEAR)

    assert [result.outcome for result in results] == [Outcome.NOT_YOURS] * 2
    assert approving.changed_together == []
    assert not Decision.objects.filter(verb="APPROVE", process="targets").exists()

"""viewflow's activations, noting their rows on the case's step instead of writing each on its own.

They walk the same transitions and send the same signals; a test compares the rows that both leave.
"""

from typing import Any

from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes.end import EndActivation
from viewflow.workflow.nodes.if_gate import IfActivation
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.nodes.switch import SwitchActivation
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.signals import flow_finished, flow_started, task_finished, task_started
from viewflow.workflow.status import STATUS

from workflows.engine.assignment import work_items_for


def complete(activation: Any) -> None:
    """Mark the task finished, in memory."""
    activation.process.step.finish(activation.task)
    task_finished.send(sender=activation.flow_class, process=activation.process, task=activation.task)


class Batched:
    """Creating without a statement. Mixed in before one of viewflow's activations, each takes `complete` too."""

    task: Any
    process: Any
    flow_class: Any

    def __hash__(self) -> int:
        return id(self.task)  # an unwritten task has no key to hash by

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Batched) and self.task is other.task

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None) -> Any:
        """The next node's activation, its task noted."""
        return cls(prev_activation.process.step.new_task(flow_task, prev_activation.task, token))  # type: ignore[call-arg]


class BatchedStart(Batched, StartHandleActivation):
    """The start made by an action."""

    complete = Activation.status.super()(complete)

    @Activation.status.super()
    def execute(self) -> None:
        """Complete the start and go on; the case's row is written already, under no lock since nobody knows it yet."""
        self.task.started = self.process.step.started
        task_started.send(sender=self.flow_class, process=self.process, task=self.task)
        self.complete()
        flow_started.send(sender=self.flow_class, process=self.process, task=self.task)
        self.activate_next()


class BatchedHuman(Batched, ViewActivation):
    """A task that people are asked to do."""

    complete = Activation.status.super()(complete)

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None) -> Any:
        """The task with its work items: whoever the tier asks, or the person concerned."""
        step = prev_activation.process.step
        task = step.new_task(flow_task, prev_activation.task, token)
        items = work_items_for(flow_task, task, prev_activation.process, step.at, step.due_for_each)
        owner = next((item.owner for item in items if item.owner_id), None)
        if owner is not None:
            task.owner, task.assigned, task.status = owner, step.at, STATUS.ASSIGNED
        step.ask(items)
        return cls(task)


class BatchedIf(Batched, IfActivation):
    """A gate of two ways; reading one property needs no savepoint."""

    complete = Activation.status.super()(complete)

    @Activation.status.super()
    def activate(self) -> None:
        """Ask the condition."""
        self._condition_result = self.flow_task._condition(self)


class BatchedSwitch(Batched, SwitchActivation):
    """A gate of several ways."""

    complete = Activation.status.super()(complete)

    @Activation.status.super()
    def activate(self) -> None:
        """Take the first way whose condition holds, else the default."""
        ways = ((node, condition) for node, condition in self.flow_task._branches)
        self.next_task = next(node for node, condition in ways if condition is None or condition(self))


class BatchedEnd(Batched, EndActivation):
    """The end; without parallel branches there is nothing to count."""

    @Activation.status.super()
    def activate(self) -> None:
        """End the case."""
        self.task.started = self.process.step.at
        task_started.send(sender=self.flow_class, process=self.process, task=self.task)
        self.process.step.end()

    @Activation.status.super()
    def complete(self) -> None:
        """Mark the task finished, in memory, and say that the flow is."""
        self.process.step.finish(self.task)
        task_finished.send(sender=self.flow_class, process=self.process, task=self.task)
        flow_finished.send(sender=self.flow_class, process=self.process, task=self.task)

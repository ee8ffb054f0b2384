"""The nodes that our flows are written with: viewflow's, batched, each human one with its view class.

`leaves_decision` says whether a finished task of the node has a line of the record of its own: what somebody did, and
not where the flow went by itself after it. A node that says nothing counts as one that does.
"""

from typing import Any

from viewflow.workflow import flow

from workflows.engine import activations


class Start(flow.StartHandle):
    """Where a case begins, by an action."""

    activation_class = activations.BatchedStart
    leaves_decision = True


class Human(flow.View):
    """A task for people; `view` is the page on which it is done. Nobody takes it through viewflow's own pages."""

    activation_class = activations.BatchedHuman
    asks_tier = False
    leaves_decision = True

    def __init__(self, view: Any, **kwargs: Any) -> None:
        super().__init__(view, **kwargs)
        self.view_class = view

    def can_execute(self, user: Any, task: Any) -> bool:
        """No: tasks are done by actions, which ask under the lock."""
        return False

    def can_assign(self, user: Any, task: Any) -> bool:
        """No: an unowned task is claimed through an action by its team alone."""
        return False

    def can_unassign(self, user: Any, task: Any) -> bool:
        """No: handing on is an action."""
        return False


class Decide(Human):
    """A tier's decision: asks whomever the case's tier means."""

    asks_tier = True


class Person(Human):
    """A task of the person concerned: correct, self-assess, acknowledge."""


class If(flow.If):
    """A gate of two ways."""

    activation_class = activations.BatchedIf
    leaves_decision = False


class Switch(flow.Switch):
    """A gate of several ways."""

    activation_class = activations.BatchedSwitch
    leaves_decision = False


class End(flow.End):
    """Where a case ends."""

    activation_class = activations.BatchedEnd
    leaves_decision = False

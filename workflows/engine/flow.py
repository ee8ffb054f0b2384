"""The flow that every process subclasses: locked, private, and known by its code."""

from typing import Any

from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock

from workflows.engine import registry
from workflows.engine.sight import may_see_case


class PrivateFlow(Flow):
    """A viewflow flow whose rows are locked by waiting, and whose cases are seen by those concerned alone.

    viewflow has no lock by default (eight at once gave six decisions), and its view permission opens everybody's cases.
    """

    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Collect the nodes as viewflow does, then register the flow."""
        super().__init_subclass__(**kwargs)
        registry.register(cls)

    def has_view_permission(self, user: Any, obj: Any = None) -> bool:
        """Whether the user may see this case; without a case, nobody may see them all."""
        return obj is not None and may_see_case(user, obj)

    def has_manage_permission(self, user: Any, obj: Any = None) -> bool:
        """Nobody: undo, revive and cancel of viewflow are not offered."""
        return False

"""System checks: no flow without a lock, none with nodes that batched steps cannot carry, no stored name unknown."""

from collections.abc import Iterable
from typing import Any

from django.core import checks
from django.db import connections
from viewflow.workflow import nodes as stock
from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.models import Process, Task

from workflows.engine.activations import Batched
from workflows.engine.registry import FLOWS

UNCARRIED = (stock.Split, stock.SplitFirst, stock.Join)


def every_flow(base: type[Flow] = Flow) -> Iterable[type[Flow]]:
    """Every flow class with nodes, ours and others'."""
    for flow in base.__subclasses__():
        if flow._nodes_by_name:
            yield flow
        yield from every_flow(flow)


def check_flows(app_configs: object, **_: Any) -> list[checks.CheckMessage]:
    """Each flow waits for a row lock, and has nodes alone that its steps can carry."""
    found: list[checks.CheckMessage] = []
    for flow in every_flow():
        # A cache's lock does not count: in local memory, eight at once gave six decisions.
        if not isinstance(flow.lock_impl, SelectForUpdateLock) or flow.lock_impl.nowait:
            found.append(
                checks.Error(
                    f"{flow.__name__} has no waiting row lock: simultaneous decisions would both count.",
                    hint="Subclass workflows.engine.flow.PrivateFlow.",
                    id="engine.E001",
                )
            )
        found.extend(
            checks.Error(
                f"{flow.__name__}.{node.name} {why}",
                hint="Use the nodes of workflows.engine.nodes; ask several people by several work items of one task.",
                id="engine.E002",
            )
            for node in flow.instance.nodes()
            if (why := _uncarried(flow, node))
        )
    return found


def _uncarried(flow: type[Flow], node: Any) -> str:
    if isinstance(node, UNCARRIED) or getattr(node, "_boundary_events", None):
        return "runs side by side with others, which batched steps cannot carry."
    batched = [issubclass(each.activation_class, Batched) for each in flow.instance.nodes()]
    if any(batched) and not issubclass(node.activation_class, Batched):
        return "writes its rows by itself, among nodes whose rows are written at the end of the step."
    return ""


def check_stored_names(app_configs: object, databases: Iterable[str] | None, **_: Any) -> list[checks.CheckMessage]:
    """Every flow and node name stored in the database still resolves."""
    found: list[checks.CheckMessage] = []
    known_flows = {str(flow) for flow in FLOWS.values()}
    known_tasks = {str(node_reference(flow, node)) for flow in FLOWS.values() for node in flow.instance.nodes()}
    for using in databases or ():
        tables = connections[using].introspection.table_names()
        if "viewflow_task" not in tables:
            continue
        processes, tasks = Process.objects.using(using).order_by(), Task.objects.using(using).order_by()
        flows = processes.extra(select={"name": "flow_class"}).values_list("name", flat=True).distinct()
        nodes = tasks.extra(select={"name": "flow_task"}).values_list("name", flat=True).distinct()
        unknown = set(flows) - known_flows | set(nodes) - known_tasks
        found.extend(
            checks.Error(
                f"The database names {name}, which no flow has.",
                hint="A rename of a flow or node needs a data migration.",
                id="engine.E003",
            )
            for name in sorted(unknown)
        )
    return found


def node_reference(flow: type[Flow], node: Any) -> str:
    """The text under which viewflow stores this node."""
    return f"{flow}.{node.name}"

"""The actions by which a tier's task is decided, found by the stored names of process and node."""

from collections.abc import Callable
from typing import Any

from workflows.engine.forms import APPROVE, REJECT, RETURN
from workflows.engine.registry import FLOWS


def actions_of(process: str, node: str) -> dict[str, Callable[..., Any]]:
    """What may be done besides the page of the node itself, by verb: `approve`, `return`, `reject`.

    Empty where deciding takes more than a verb and a reason (rating an assessment), or where the names are unknown.
    """
    view = view_of(process, node)
    names = {APPROVE: "approve", RETURN: "send_back", REJECT: "reject"}
    given = {verb: getattr(view, name, None) for verb, name in names.items()}
    return {verb: action for verb, action in given.items() if callable(action)}


def recorded_of(process: str, node: str) -> dict[str, Callable[..., Any]]:
    """What may be recorded here from a signed document, by verb.

    Where deciding takes more than a verb and a reason, the step's page names the actions in `recorded`: these take what
    else is on the paper as `given`. Elsewhere they are those of `actions_of`.
    """
    own = getattr(view_of(process, node), "recorded", None)
    return dict(own) if own is not None else actions_of(process, node)


def take_back_of(process: str, node: str) -> Callable[..., Any] | None:
    """The action that takes a decision of this step back; None where the process has none."""
    action = getattr(view_of(process, node), "take_back", None)
    return action if callable(action) else None


def view_of(process: str, node: str) -> type | None:
    """The page on which this step is done; None where the names are unknown."""
    flow = FLOWS.get(process)
    found = flow.instance.node(node, no_obsolete=True) if flow is not None else None
    view: type | None = getattr(found, "view_class", None)
    return view

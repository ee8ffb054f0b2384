"""The flows by their registered names, so that actions start and advance them without importing them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflows.engine.flow import PrivateFlow

FLOWS: "dict[str, type[PrivateFlow]]" = {}


def register(flow: "type[PrivateFlow]") -> None:
    """Make a flow known by its process code.

    :raises ValueError: another flow has that code.
    """
    code = flow.process_class.process_code
    known = FLOWS.get(code)
    if known is not None and (known.__module__, known.__qualname__) != (flow.__module__, flow.__qualname__):
        raise ValueError(f"Two flows have the process code {code}: {known.__name__} and {flow.__name__}.")
    FLOWS[code] = flow


def flow_of(code: str) -> "type[PrivateFlow]":
    """The flow of this process code.

    :raises LookupError: none is registered.
    """
    try:
        return FLOWS[code]
    except KeyError:
        raise LookupError(f"No flow is registered for {code!r}; known are {', '.join(sorted(FLOWS))}.") from None

"""Where what is being done comes from: the network's address and the request's number, or the machine of a command;
and the reason that whoever does it gave besides.

Set once where something comes in; the record takes it for what does not name its own. Nothing is decided by it.
"""

import getpass
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """An address (at most 64 characters), the number of the request, and the channel; empty where nobody knows.

    `why` is the reason of whatever a person does inside without words of its own.
    """

    address: str = ""
    request_id: str = ""
    channel: str = ""
    why: str = ""


_present: ContextVar[Origin | None] = ContextVar("origin", default=None)


def present_origin() -> Origin:
    """Of what is being done now: the request's, else this machine's and the account that runs the command."""
    return _present.get() or _here()


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """What is recorded inside comes from there, unless it says otherwise."""
    before = _present.set(origin)
    try:
        yield
    finally:
        _present.reset(before)


@contextmanager
def giving_reason(why: str) -> Iterator[None]:
    """What a person does inside without words of its own is recorded with this reason."""
    with coming_from(replace(present_origin(), why=why)):
        yield


@cache
def _here() -> Origin:
    try:
        account = getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        account = "?"
    return Origin(address=f"{account}@{socket.gethostname()}"[:64])

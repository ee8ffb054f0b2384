"""One answer to a busy database, whichever way it says so: a 503 with one sentence, nothing lost."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from viewflow.workflow.exceptions import FlowLockFailed

BUSY_WORDS = ("database is locked", "lock timeout", "55P03", "deadlock detected", "could not obtain lock")


def is_busy(error: BaseException) -> bool:
    """Whether the error means that somebody else holds what was asked for."""
    if isinstance(error, FlowLockFailed):
        return True
    return isinstance(error, OperationalError) and any(word in str(error) for word in BUSY_WORDS)


class BusyMiddleware:
    """Turns a busy database into the page that says so; the browser's *back* keeps what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a busy database; everything else goes its way."""
        if not is_busy(exception):
            return None
        response = render(request, "503.html", status=503)
        response["Retry-After"] = "5"
        return response

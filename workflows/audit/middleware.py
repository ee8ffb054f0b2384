"""Each request's address and number, for the record and for whoever reads the server's log beside it."""

import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from workflows.audit.origin import Origin, coming_from

NUMBER = re.compile(r"[\w.:-]{1,40}")
HEADER = "X-Request-ID"


class OriginMiddleware:
    """What is recorded while the request is answered comes from its address; the answer bears its number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        given = request.headers.get(HEADER, "")
        number = given if NUMBER.fullmatch(given) else uuid.uuid4().hex
        channel = "BACKOFFICE" if request.path.startswith("/admin/") else "PAGE"
        with coming_from(Origin(address=address_of(request)[:64], request_id=number, channel=channel)):
            response = self.get_response(request)
        response[HEADER] = number
        return response


def address_of(request: HttpRequest) -> str:
    """The address that asked: behind so many proxies of our own as TRUSTED_PROXIES says, what the first one noted.

    What stands further left in X-Forwarded-For was written by whoever asked, and is not believed.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.TRUSTED_PROXIES
    if not proxies:
        return direct
    noted = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    return noted[-proxies] if len(noted) >= proxies else direct

"""What the page frame shows on every page."""

from django.http import HttpRequest


def page_frame(request: HttpRequest) -> dict[str, object]:
    """Filled in by the portal."""
    return {}

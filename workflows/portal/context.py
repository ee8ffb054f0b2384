"""What the page frame shows on every page."""

from django.conf import settings
from django.http import HttpRequest

from workflows.portal.menu import Entry, menu_of
from workflows.portal.preferences import preferences_of
from workflows.portal.reader import reader_of


def page_frame(request: HttpRequest) -> dict[str, object]:
    """The frame's variables. Those that ask the database are functions: a template without the menu asks nothing."""
    frame: dict[str, object] = {
        "preferences": preferences_of(request),
        "demo_today": settings.DEMO_TODAY,
        "source_url": settings.SOURCE_URL,
        "agency_name": settings.OFFICE_NAME,
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return frame
    reader = reader_of(request)
    entries: list[Entry] = []

    def menu() -> list[Entry]:
        if not entries:
            entries.extend(menu_of(reader, request.path))
        return entries

    frame["menu"] = menu
    frame["who_name"] = lambda: reader.employee.name if reader.employee is not None else user.get_username()
    frame["who_post"] = lambda: reader.own.title if reader.own is not None else ""
    if not settings.OFFICE_NAME:
        frame["agency_name"] = lambda: reader.agency
    return frame

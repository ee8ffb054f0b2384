"""The main menu: the pages that concern this reader, and which of them is open."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from workflows.portal.reader import Reader, waiting_words


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as the menu's template takes it; `count` is text, empty where nothing waits."""

    url: str
    label: str
    is_current: bool
    count: str = ""


def menu_of(reader: Reader, path: str) -> list[Entry]:
    """The entries in their order. A page that this installation does not have is left out."""
    named: list[tuple[str, str, bool]] = [
        ("portal:today", gettext("Today"), True),
        ("daily:calendar", gettext("Daily report"), reader.is_managed),
        ("portal:inbox", gettext("Inbox"), reader.may_have_work),
        ("skp:mine", "SKP", reader.is_managed),
        ("targets:mine", gettext("Targets"), reader.is_managed),
        ("portal:results", gettext("My results"), reader.is_managed),
        ("portal:team", gettext("My team"), bool(reader.led)),
        ("admin:index", gettext("Back-office"), reader.may_enter_backoffice),
    ]
    entries = []
    for name, label, shown in named:
        if not shown:
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        current = path == url if url == "/" else path.startswith(url)
        count = waiting_words(reader.waiting_count) if name == "portal:inbox" and reader.waiting_count else ""
        entries.append(Entry(url, label, current, count))
    return entries

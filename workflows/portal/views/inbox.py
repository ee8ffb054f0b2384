"""The inbox: what waits for the reader, as themselves and in every post in which they stand."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views import View

from workflows.audit import clock
from workflows.engine.inbox import COUNT_UP_TO, PAGE, arms_of, read_page
from workflows.portal.addressing import you
from workflows.portal.inbox_rows import Row, rows_of, sort_rows
from workflows.portal.places import read_place, write_place
from workflows.portal.reader import Reader, reader_of

PROCESSES = ("daily", "skp", "targets", "assessment")
ALL_SELECTED = "semua"


class Inbox(LoginRequiredMixin, View):
    """A page of 25 in order of due date. However long the inbox and its history, the same number of statements."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page, narrowed and from the place that the address says."""
        reader = reader_of(request)
        process = request.GET.get("proses", "")
        process = process if process in PROCESSES else ""
        post = _post_of(request.GET.get("sebagai", ""), reader)
        after = read_place(request.GET.get("setelah", ""))
        is_whole = not (process or post or after)
        arms = reader.arms
        if process or post:
            arms = arms_of(
                reader.user, reader.employee, reader.today, process=process, post=post, standing=reader.standing
            )
        # The first page of everything is read as far as the menu counts, which saves the count.
        page = read_page(arms, after=after, ahead=COUNT_UP_TO + 1 - PAGE if is_whole else 1)
        if is_whole:
            reader.waiting_count = page.count
        now = clock.now()
        rows = rows_of(page.waiting, now)
        chosen = {"proses": process, "sebagai": str(post or "")}
        here = {key: value for key, value in {**chosen, "setelah": request.GET.get("setelah", "")}.items() if value}
        context = {
            "now": now, "you": you(reader.employee), "page": sort_rows(rows), "is_empty": not rows,
            "is_whole": is_whole, "is_first": after is None, "count": page.count, "count_up_to": COUNT_UP_TO,
            "late": _so_many(rows, "is_late", page.next_place is not None),
            "due_today": _so_many(rows, "is_due_today", page.next_place is not None),
            "all_selected": request.GET.get("pilih") == ALL_SELECTED,
            "select_all_url": _address({**here, "pilih": ALL_SELECTED}), "select_none_url": _address(here),
            "first_url": _address(chosen) if after else "",
            "next_url": _address({**chosen, "setelah": write_place(page.next_place)}) if page.next_place else "",
            "process_choices": _process_choices(), "process": process, "post": post,
            "post_choices": [(key, officer.title) for key, officer in reader.standing.items()],
        }  # fmt: skip
        return render(request, "portal/inbox.html", context)


def _post_of(text: str, reader: Reader) -> int | None:
    """The post to narrow to; only one in which the reader stands."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 and int(text) in reader.standing else None


def _so_many(rows: list[Row], what: str, there_are_more: bool) -> str:
    """How many of the page; *more than* where its last row is one of them and others follow."""
    count = sum(getattr(row, what) for row in rows)
    if there_are_more and rows and getattr(rows[-1], what):
        return gettext("more than %d") % count
    return str(count) if count else ""


def _address(parts: dict[str, Any]) -> str:
    given = {key: value for key, value in parts.items() if value}
    return f"?{urlencode(given)}" if given else "?"


def _process_choices() -> list[tuple[str, str]]:
    names = (gettext("Daily report"), "SKP", gettext("Monthly targets"), gettext("Assessment"))
    return list(zip(PROCESSES, names, strict=True))

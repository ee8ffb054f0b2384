"""The inbox: what waits for the reader, as themselves and in every post in which they stand."""

from datetime import datetime

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views import View

from workflows.audit import clock
from workflows.engine.inbox import COUNT_UP_TO, PAGE, Arm, Page, Part, Waiting, arms_of, read_page
from workflows.engine.models import WorkItem
from workflows.portal.addressing import you
from workflows.portal.choosing_rows import ALL, ways_to_choose
from workflows.portal.inbox_part import AskedPart, due_choices, part_of, process_choices
from workflows.portal.inbox_particulars import particulars_of
from workflows.portal.inbox_rows import Row, acted_title, rows_of, sort_rows
from workflows.portal.places import read_place, write_place
from workflows.portal.reader import Reader, reader_of, waiting_words

QUEUE_AT_ONCE = 10  # of the team's queue below one's own work; the rest has a page of its own


class Inbox(LoginRequiredMixin, View):
    """A page of 25 in order of due date. However long the inbox and its history, the same number of statements."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page, narrowed and from the place that the address says."""
        reader = reader_of(request)
        now = clock.now()
        asked = part_of(request.GET, reader)
        after = read_place(request.GET.get("setelah", ""))
        is_first_of_all = asked.is_whole and after is None
        arms = arms_of(
            reader.user, reader.employee, reader.today, part=asked.part(now), standing=reader.asked_posts
        )  # fmt: skip
        mine = [arm for arm in arms if bool(arm.team) == asked.is_queue]
        queue = [arm for arm in arms if arm.team and is_first_of_all]
        # The first page of everything is read as far as the menu counts, which saves the count.
        page = read_page(mine, after=after, ahead=COUNT_UP_TO + 1 - PAGE if is_first_of_all else 1)
        queued = read_page(queue, size=QUEUE_AT_ONCE)
        chosen = request.GET.get("pilih", "")
        shown = [*page.waiting, *queued.waiting]
        particulars, counts = particulars_of(
            [waiting.item for waiting in shown],
            waiting=() if is_first_of_all else reader.arms,
            put_off=self._put_off(reader) if is_first_of_all else (),
        )
        reader.waiting_count = page.count + queued.count if is_first_of_all else counts.waiting
        rows = rows_of(page.waiting, now, particulars, chosen=chosen)
        context = {
            "now": now, "you": you(reader.employee), "page": sort_rows([] if asked.is_queue else rows),
            "is_empty": not rows, "asked": asked,
            "is_whole": is_first_of_all, "count": page.count, "count_up_to": COUNT_UP_TO,
            "late": _so_many(rows, "is_late", page), "due_today": _so_many(rows, "is_due_today", page),
            "queue": rows if asked.is_queue else rows_of(queued.waiting, now, particulars),
            "queue_more": queued.next_place is not None,
            "put_off": waiting_words(counts.put_off) if counts.put_off else "",
            **_ways(rows, chosen, asked, request.GET.get("setelah", "")),
            "first_url": asked.with_more() if after else "",
            "next_url": asked.with_more(setelah=write_place(page.next_place)) if page.next_place else "",
            "process_choices": process_choices(), "due_choices": due_choices(),
            "post_choices": [(key, acted_title(o) or o.title) for key, o in reader.asked_posts.items()],
        }  # fmt: skip
        return render(request, "portal/inbox.html", context)

    def _put_off(self, reader: Reader) -> list[Arm]:
        arms = arms_of(
            reader.user, reader.employee, reader.today, part=Part(is_put_off=True), standing=reader.asked_posts
        )
        return [arm for arm in arms if not arm.team]


class NextTask(LoginRequiredMixin, View):
    """`/inbox/berikut/?sudah=12`: leads to the decision that waits after that task, in the same part of the inbox."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The next one in order of due date, else the first that is left; the inbox where none is."""
        reader = reader_of(request)
        asked = part_of(request.GET, reader)
        arms = arms_of(
            reader.user, reader.employee, reader.today, part=asked.part(clock.now()), standing=reader.asked_posts
        )
        mine = [arm for arm in arms if not arm.team]
        done = request.GET.get("sudah", "")
        task_id = int(done) if done.isascii() and done.isdigit() and len(done) < 19 else 0
        place = self._place_of(task_id)
        found = self._first(read_page(mine, after=place).waiting, task_id)
        if found is None and place is not None:
            found = self._first(read_page(mine).waiting, task_id)
        if found is None:
            return redirect(reverse("portal:inbox") + asked.query)
        return redirect(reverse("engine:task", args=[found.item.task_id]) + asked.query)

    def _place_of(self, task_id: int) -> tuple[datetime, int] | None:
        item = WorkItem.objects.filter(task_id=task_id).order_by("-pk").only("due_at").first()
        return (item.due_at, item.pk) if item is not None else None

    def _first(self, waiting: list[Waiting], but: int) -> Waiting | None:
        """The first that asks for a decision; one's own tasks are no decisions."""
        return next((each for each in waiting if each.item.tier_id and each.item.task_id != but), None)


def _ways(rows: list[Row], chosen: str, asked: AskedPart, place: str) -> dict[str, object]:
    """How the rows of the page can be ticked, and how many are."""
    selectable = [row for row in rows if row.may_be_selected]
    ways = ways_to_choose(selectable, chosen)
    links = [(way, asked.with_more(setelah=place, pilih=way.value)) for way in ways]
    return {
        "ways": [(way, url) for way, url in links if not way.is_of_person],
        "ways_of_people": [(way, url) for way, url in links if way.is_of_person],
        "select_all_url": asked.with_more(setelah=place, pilih=ALL), "select_none_url": asked.with_more(setelah=place),
        "selected": sum(row.is_checked for row in selectable),
    }  # fmt: skip


def _so_many(rows: list[Row], what: str, page: Page) -> str:
    """How many of the page; *more than* where its last row is one of them and others follow."""
    count = sum(getattr(row, what) for row in rows)
    if page.next_place is not None and rows and getattr(rows[-1], what):
        return gettext("more than %d") % count
    return str(count) if count else ""

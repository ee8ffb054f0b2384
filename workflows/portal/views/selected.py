"""Approving many daily reports at once: each for itself, and the result item by item."""

from dataclasses import dataclass

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views import View

from workflows.audit import clock
from workflows.daily.actions import verify
from workflows.engine.inbox import Arm, Waiting
from workflows.engine.middleware import is_busy
from workflows.engine.models import WorkItem
from workflows.engine.refusals import Refusal
from workflows.organization.actor import Actor
from workflows.portal.addressing import you
from workflows.portal.inbox_rows import SELECTABLE, is_selectable
from workflows.portal.reader import Reader, reader_of
from workflows.rules.violation import RuleViolation

AT_MOST = 100  # a page shows 25; more than this was not posted by a page of ours


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one report: approved, or why not; `acted_for` is the post's title where the reader acted."""

    title: str
    acted_for: str = ""
    refusal: str = ""


class DecideSelected(LoginRequiredMixin, View):
    """Each selected report is verified by the same action as on its own page, in its own transaction."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Opened without a selection: back to the inbox."""
        return redirect("portal:inbox")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Decide one by one; one failure stops none."""
        keys = [int(key) for key in request.POST.getlist("l") if key.isascii() and key.isdigit() and len(key) < 19]
        keys = list(dict.fromkeys(keys))[:AT_MOST]
        if not keys:
            return render(request, "portal/inbox_result.html", {"nothing_selected": True}, status=422)
        reader = reader_of(request)
        by = Actor.of_request(request)
        known = _asked_of(reader, keys)
        results = [_decide(key, known.get(key), by) for key in keys]
        refused = [result for result in results if result.refusal]
        context = {
            "approved": [result for result in results if not result.refusal], "refused": refused,
            "now": clock.now(), "you": you(reader.employee),
        }  # fmt: skip
        return render(request, "portal/inbox_result.html", context)


def _asked_of(reader: Reader, keys: list[int]) -> dict[int, Waiting]:
    """What is or was asked of the reader among these tasks, closed items too; a stranger's task is not told of."""
    items = WorkItem.objects.filter(task_id__in=keys, process=SELECTABLE[0]).order_by("pk")
    waiting = {}
    for item in items:
        officer = reader.standing.get(item.principal_id or 0)
        if officer is not None or (item.owner_id is not None and item.owner_id == reader.user.pk):
            waiting[item.task_id] = Waiting(item, Arm(WorkItem.objects.none(), officer))
    return waiting


def _decide(task_id: int, waiting: Waiting | None, by: Actor) -> Result:
    if waiting is None:
        return Result(gettext("A report that is not in your inbox"), refusal=gettext("Nothing was decided."))
    title = waiting.item.title
    acted_for = waiting.acted_for.title if waiting.acted_for is not None else ""
    if waiting.item.closed_at is None and not is_selectable(waiting):
        return Result(title, acted_for, gettext("There is something to read in it first: open it and decide there."))
    try:
        verify(task_id=task_id, by=by)
    except (Refusal, RuleViolation) as refusal:
        return Result(title, acted_for, str(refusal))
    except OperationalError as error:
        if not is_busy(error):
            raise
        return Result(title, acted_for, gettext("The system was busy. The report still waits; approve it once more."))
    return Result(title, acted_for)

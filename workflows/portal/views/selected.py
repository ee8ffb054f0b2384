"""Approving many daily reports at once: each for itself, and the result item by item; and undoing it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views import View

from workflows.audit import clock
from workflows.audit.origin import present_origin
from workflows.audit.verbs import Verb
from workflows.daily.bulk import verify_many
from workflows.engine.asking_why import ask_anew, asked_of
from workflows.engine.deciding import take_back_of
from workflows.engine.inbox import Arm, Waiting
from workflows.engine.many import LOCKED, Outcome
from workflows.engine.middleware import is_busy
from workflows.engine.models import WorkItem
from workflows.engine.refusals import NotYours, Refusal
from workflows.engine.taking_back import WITHIN
from workflows.organization.actor import Actor
from workflows.portal.addressing import you
from workflows.portal.inbox_part import part_of
from workflows.portal.inbox_rows import SELECTABLE, acted_name, acted_title, is_selectable
from workflows.portal.reader import Reader, reader_of
from workflows.rules.reasons import says_something
from workflows.rules.violation import RuleViolation

AT_MOST = 100  # a page shows 25; more than this was not posted by a page of ours
DONE = frozenset({Outcome.APPROVED, Outcome.VOTED})
COLOURS = {
    Outcome.CHANGED: "amber", Outcome.LOCKED: "amber", Outcome.MUST_READ: "blue", Outcome.NOT_YOURS: "red",
    Outcome.REFUSED: "red",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one report, as the page tells it; `acted_for` is the post's title where the reader acted,
    `acted_name` in whose place.
    """

    task_id: int
    title: str
    outcome: Outcome
    acted_for: str = ""
    refusal: str = ""
    may_open: bool = False  # whether there is something to look at
    acted_name: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it was approved, or the reader's voice counted."""
        return self.outcome in DONE

    @property
    def is_voice(self) -> bool:
        """Whether it was one voice of a committee that others still have to join."""
        return self.outcome == Outcome.VOTED

    @property
    def label(self) -> str:
        """The outcome as its mark says it."""
        return gettext("Approved") if self.outcome == Outcome.APPROVED else capfirst(str(self.outcome.label))

    @property
    def colour(self) -> str:
        """The colour of the outcome's mark."""
        return COLOURS.get(self.outcome, "green")


class DecideSelected(LoginRequiredMixin, View):
    """Each selected report is verified for itself, as on its own page; one failure stops none."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Opened without a selection: back to the inbox."""
        return redirect("portal:inbox")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Decide, and say of each what became of it."""
        reader, back = reader_of(request), _back_to(request)
        keys = _keys(request)
        if not keys:
            return render(request, "portal/inbox_result.html", {"nothing_selected": True, **back}, status=422)
        known = _asked_of(reader, keys)
        told = _refused_beforehand(keys, known, _shown(request))
        asked = [key for key in keys if key not in told]
        by = Actor.of_request(request)
        if not says_something(present_origin().why) and self._must_say_why(request, [known[key] for key in asked]):
            return ask_anew(request)
        for result in verify_many(task_ids=asked, by=by):
            told[result.task_id] = _told(
                result.task_id, known[result.task_id], Outcome(result.outcome), result.refusal
            )  # fmt: skip
        results = [told[key] for key in keys]
        done = [result for result in results if result.is_done]
        now = clock.now()
        context = {
            "approved": done, "refused": [result for result in results if not result.is_done], "now": now,
            "you": you(reader.employee), "undo_until": now + WITHIN if done and take_back_of(*SELECTABLE) else None,
            **back,
        }  # fmt: skip
        return render(request, "portal/inbox_result.html", context)

    def _must_say_why(self, request: HttpRequest, chosen: Sequence[Waiting]) -> bool:
        """Whether HR demands a reason for one of these: then it is asked before any is decided."""
        officers = [waiting.arm.officer for waiting in chosen if waiting.arm.officer is not None]
        acted_in = {officer.capacity for officer in officers}
        return bool(chosen) and asked_of(request, {Verb.APPROVE}, SELECTABLE[0], capacities=acted_in)


class UndoSelected(LoginRequiredMixin, View):
    """Takes back what was just approved together: each for itself, as long as nobody acted on it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Opened without a selection: back to the inbox."""
        return redirect("portal:inbox")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take back one by one."""
        reader, back = reader_of(request), _back_to(request)
        keys, take_back = _keys(request), take_back_of(*SELECTABLE)
        if not keys or take_back is None:
            return redirect("portal:inbox")
        known, by = _asked_of(reader, keys), Actor.of_request(request)
        results = [_undone(key, known.get(key), take_back, by) for key in keys]
        context = {
            "undone": [result for result in results if result.is_done],
            "refused": [result for result in results if not result.is_done], "is_undo": True,
            "now": clock.now(), "you": you(reader.employee), **back,
        }  # fmt: skip
        return render(request, "portal/inbox_result.html", context)


def _keys(request: HttpRequest) -> list[int]:
    """The tasks that were ticked, each once."""
    given = [text for text in request.POST.getlist("l") if text.isascii() and text.isdigit() and len(text) < 19]
    return list(dict.fromkeys(map(int, given)))[:AT_MOST]


def _shown(request: HttpRequest) -> dict[int, int]:
    """By task, the item that the page showed of it."""
    shown = {}
    for text in request.POST.getlist("v"):
        task, _, item = text.partition(":")
        if all(part.isascii() and part.isdigit() and len(part) < 19 for part in (task, item)):
            shown[int(task)] = int(item)
    return shown


def _back_to(request: HttpRequest) -> dict[str, str]:
    """The part of the inbox from which the selection came."""
    return {"part": part_of(request.POST, reader_of(request)).query}


def _asked_of(reader: Reader, keys: Sequence[int]) -> dict[int, Waiting]:
    """What is or was asked of the reader among these tasks, closed items too; a stranger's task is not told of."""
    items = WorkItem.objects.filter(task_id__in=keys, process=SELECTABLE[0]).order_by("-closed_at", "pk")
    waiting: dict[int, Waiting] = {}
    for item in sorted(items, key=lambda each: (each.closed_at is None, each.pk)):
        officer = reader.asked_posts.get(item.principal_id or 0)
        is_posts = officer is not None and officer.answers_for(item.process)
        if is_posts or (item.owner_id is not None and item.owner_id == reader.user.pk):
            waiting[item.task_id] = Waiting(item, Arm(WorkItem.objects.none(), officer if is_posts else None))
    return waiting


def _refused_beforehand(keys: Sequence[int], known: Mapping[int, Waiting], shown: Mapping[int, int]) -> dict[int, Told]:
    """What is not even asked of the action: a stranger's, what must be read, what is no longer what was shown."""
    told = {}
    for key in keys:
        waiting = known.get(key)
        if waiting is None:
            told[key] = Told(
                key, gettext("A report that is not in your inbox"), Outcome.NOT_YOURS,
                refusal=gettext("Nothing was decided."),
            )  # fmt: skip
        elif waiting.item.closed_at is None and not is_selectable(waiting):
            why = gettext("There is something to read in it first: open it and decide there.")
            told[key] = _told(key, waiting, Outcome.MUST_READ, why)
        elif waiting.item.closed_at is None and shown.get(key, waiting.item.pk) != waiting.item.pk:
            why = gettext("It came to you anew since the list was shown. Read it once more, then decide.")
            told[key] = _told(key, waiting, Outcome.CHANGED, why)
    return told


def _told(key: int, waiting: Waiting, outcome: Outcome, refusal: str = "") -> Told:
    return Told(
        key, waiting.item.title, outcome, acted_title(waiting.acted_for), refusal,
        may_open=outcome in {Outcome.MUST_READ, Outcome.CHANGED, Outcome.LOCKED},
        acted_name=acted_name(waiting.acted_for),
    )  # fmt: skip


def _undone(key: int, waiting: Waiting | None, take_back: Callable[..., Any], by: Actor) -> Told:
    if waiting is None:
        refusal = gettext("Nothing was taken back.")
        return Told(key, gettext("A report that is not in your inbox"), Outcome.NOT_YOURS, refusal=refusal)
    try:
        take_back(task_id=key, by=by)
    except NotYours as refused:
        return _told(key, waiting, Outcome.NOT_YOURS, str(refused))
    except (Refusal, RuleViolation) as refused:
        return _told(key, waiting, Outcome.REFUSED, str(refused))
    except OperationalError as error:
        if not is_busy(error):
            raise
        return _told(key, waiting, Outcome.LOCKED, LOCKED)
    return _told(key, waiting, Outcome.APPROVED)

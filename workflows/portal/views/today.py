"""Today: one big thing, what came back, which days are missing, how the month stands."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views import View

from workflows.audit import clock
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.daily.models import DailyReport
from workflows.engine.models import OutboxMessage, Question, WorkItem
from workflows.engine.outbox import mark_read, unread
from workflows.engine.questions import unanswered
from workflows.organization.reporting import officers
from workflows.portal.achievement import achievements_of
from workflows.portal.addressing import greeting_of, you
from workflows.portal.duties import duties_of, nothing_due, own_tasks
from workflows.portal.month import PersonMonth, Span, month_of_one, span_of
from workflows.portal.reader import Reader, reader_of

CORRECTING = frozenset({"correct", "revise"})
SHOWN_AT_ONCE = 3
MESSAGES_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Returned:
    """Something that came back: the task, and who returned it with which words."""

    item: WorkItem
    title: str
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class MonthSoFar:
    """The month's bar and facts; `total` are the working days that owe or are away, up to yesterday or a sent today."""

    reported: int
    away: int
    total: int
    facts: list[tuple[str, str]]
    overdue: int  # reports past the verifier's due date
    overdue_at: str


class Today(LoginRequiredMixin, View):
    """The first page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Everything of the day; a log-in without a person gets the way into the back-office."""
        reader = reader_of(request)
        now = clock.now()
        context: dict[str, Any] = {
            "now": now, "today": reader.today, "greeting": greeting_of(now, reader.employee),
            "you": you(reader.employee), "may_enter_backoffice": reader.may_enter_backoffice,
        }  # fmt: skip
        if reader.employee is None:
            context["news"] = unread(reader.user)
            return render(request, "portal/today_without_person.html", context)
        span = span_of(reader.today)
        month = month_of_one(reader.employee, span)
        tasks = own_tasks(reader)
        duties = duties_of(reader, span, month, tasks, now)
        owed = [] if reader.is_outside else [day for day in span.days if day < span.today]
        missed = sorted(month.missed(owed), reverse=True)
        missed = [day for day in missed if span.window_ends_on(day) >= span.today]
        questions = unanswered(reader.employee)
        context |= {
            "duty": duties[0] if duties else None, "nothing_due": nothing_due(reader, span),
            # What came back is told in full below; it is not listed twice.
            "other_duties": [duty for duty in duties[1:] if duty.item is None or duty.item.node not in CORRECTING],
            "returned": _returned(tasks), "questions": questions, "news": _news(reader, questions),
            "missed": missed[:SHOWN_AT_ONCE], "missed_more": missed[SHOWN_AT_ONCE:], "missed_count": len(missed),
            "window_ends": sorted({span.window_ends_on(day) for day in missed}),
            "month": _month_so_far(month, span, now) if reader.own is not None and not reader.is_outside else None,
            "achievements": achievements_of(reader.employee, span),
        }  # fmt: skip
        return render(request, "portal/today.html", context)


class NewsRead(LoginRequiredMixin, View):
    """Marks messages as read: those that the page showed, of the reader's own."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Nothing is marked by following a link."""
        return redirect("portal:today")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark them, and back to where they stood."""
        given = [text for text in request.POST.getlist("pesan") if text.isascii() and text.isdigit() and len(text) < 19]
        mark_read(request.user, map(int, given[:MESSAGES_AT_MOST]), at=clock.now())  # type: ignore[arg-type]
        return redirect("portal:today")


def _news(reader: Reader, questions: Iterable[Question]) -> list[OutboxMessage]:
    """What the reader has not read; a question that is shown to be answered is not told twice."""
    shown = {reverse("engine:answer", args=[question.pk]) for question in questions}
    return [message for message in unread(reader.user) if message.link not in shown]


def _returned(tasks: Iterable[WorkItem]) -> list[Returned]:
    items = [item for item in tasks if item.node in CORRECTING]
    if not items:
        return []
    cases = Q()
    for item in items:
        cases |= Q(process=item.process, case_id=item.case_id)
    returns = Q(verb=Verb.RETURN) | Q(
        verb__in=[Verb.OVERRIDE, Verb.RECORD_OUTSIDE], particulars__details__as=Verb.RETURN
    )
    last = {(d.process, d.case_id): d for d in Decision.objects.filter(cases & returns).order_by("id")}
    return [
        Returned(
            item, item.title.removesuffix(" dikembalikan").removesuffix(" Anda"), last.get((item.process, item.case_id))
        )
        for item in items
    ]


def _month_so_far(month: PersonMonth, span: Span, now: datetime) -> MonthSoFar:
    days = [day for day in span.month_days_so_far if day < span.today or month.is_reported(day)]
    reported = [day for day in days if month.is_reported(day)]
    away = [day for day in days if day in month.away and day not in reported]
    owed = [day for day in days if month.owes(day) or day in reported]
    statuses = Counter(month.reports[day].status for day in reported)
    waiting, overdue, overdue_at = _waited_for(
        [month.reports[day].pk for day in reported if month.reports[day].status == DailyReport.Status.SUBMITTED], now
    )
    facts = [(gettext("Verified"), statuses[DailyReport.Status.VERIFIED])] if statuses else []
    facts += [(gettext("Waiting for %(name)s") % {"name": name}, count) for name, count in waiting.items()]
    for status, label in (
        (DailyReport.Status.RETURNED, gettext("Returned")), (DailyReport.Status.REJECTED, gettext("Rejected")),
        (DailyReport.Status.LAPSED, gettext("Lapsed")), (DailyReport.Status.ANNULLED, gettext("Annulled")),
    ):  # fmt: skip
        if statuses[status]:
            facts.append((label, statuses[status]))
    counted = [(label, gettext("%d reports") % count) for label, count in facts]
    return MonthSoFar(len(reported), len(away), len(owed) + len(away), counted, overdue, overdue_at)


def _waited_for(report_ids: list[int], now: datetime) -> tuple[dict[str, int], int, str]:
    """By name who is waited for, how many reports are past their due date, and with whom."""
    if not report_ids:
        return {}, 0, ""
    items = list(
        WorkItem.objects.open()
        .filter(process="daily", case__dailyprocess__report__in=report_ids)
        .select_related("principal")
    )
    standing = officers({item.principal for item in items if item.principal is not None}, clock.today())
    counted: Counter[str] = Counter()
    overdue: Counter[str] = Counter()
    for item in items:
        officer = standing.get(item.principal_id or 0)
        name = officer.employee.name if officer else gettext("the performance management team")
        counted[name] += 1
        overdue[name] += item.due_at < now
    worst = overdue.most_common(1)
    return dict(counted), sum(overdue.values()), worst[0][0] if worst and worst[0][1] else ""

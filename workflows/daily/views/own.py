"""A person's own days: the calendar, a report, its evidence; for themselves and whoever may see them."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from workflows.attendance.models import AttendanceDay
from workflows.audit import clock
from workflows.daily.models import DailyActivity, DailyProcess, DailyReport
from workflows.engine.person_pages import still_theirs
from workflows.engine.progress import chain_steps, so_far, whose_turn
from workflows.engine.sight import may_see_case, may_see_person, person_seen_by
from workflows.engine.timeline import timeline
from workflows.organization.calendar import holidays_between
from workflows.organization.models import Period
from workflows.rules.calendar import working_days
from workflows.rules.daily import late_window_ends_on

AWAY = frozenset({"LEAVE", "SICK", "PERMITTED", "DUTY"})
EARLIEST = 2000  # the calendar leads from month to month; somewhere it ends


def case_seen_by(request: HttpRequest, report: DailyReport) -> DailyProcess | None:
    """The report's latest case, where the reader may see the report; a draft has none and is its author's alone.

    :raises Http404: not to be seen.
    """
    is_own = report.employee.user_id == request.user.pk
    if report.status == DailyReport.Status.DRAFT and not is_own:
        raise Http404
    case = report.cases.select_related("person__user", "position", "chain_version").order_by("-pk").first()
    if is_own or may_see_person(request.user, report.employee, report.position):
        return case
    if case is None or not may_see_case(request.user, case):
        raise Http404
    return case


class Calendar(LoginRequiredMixin, View):
    """A month day by day: reported, waiting, returned, missing, away; what is missing leads to its form."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """`?month=2026-11` and, for whoever may see the person, `&nip=`."""
        today = clock.today()
        first = _month_start(request.GET.get("month", ""), today)
        person = person_seen_by(request.user, request.GET.get("nip", ""))
        after = first + timedelta(days=monthrange(first.year, first.month)[1])
        reports = {r.day: r for r in DailyReport.objects.filter(employee=person, day__gte=first, day__lt=after)}
        away = {
            row.day: row
            for row in AttendanceDay.objects.filter(employee=person, day__gte=first, day__lt=after, status__in=AWAY)
        }
        period = Period.objects.filter(code=f"{first:%Y-%m}").first()
        last = late_window_ends_on(first, period.late_until_day if period else 5)
        days = [
            _Day(day, reports.get(day), away.get(day), today=today, accepted=today <= last)
            for day in working_days(first, after, holidays_between(first, after))
        ]
        extra = [
            _Day(day, report, None, today=today, accepted=today <= last)
            for day, report in reports.items()
            if day not in {each.day for each in days}
        ]
        days = sorted(days + extra, key=lambda each: each.day)
        past = [each for each in days if each.day <= today]
        counts = {state: sum(each.state == state for each in past) for state in _Day.STATES}
        context = {
            "person": person, "is_own": person.user_id == request.user.pk, "first": first, "days": days,
            "strip": [(each.day, each.mark) for each in days], "counts": counts, "until": last, "today": today,
            "accepted": today <= last, "previous": first - timedelta(days=1), "next": after if after <= today else None,
            "minutes": sum(r.minutes for r in reports.values() if r.status == DailyReport.Status.VERIFIED),
            "reported": sum(r.status != DailyReport.Status.DRAFT for r in reports.values()),
        }  # fmt: skip
        return render(request, "daily/calendar.html", context)


class _Day:
    """A day of the calendar with what is to be said of it."""

    STATES = ("verified", "waiting", "returned", "closed", "draft", "missing", "away", "open", "future")

    def __init__(
        self, day: date, report: DailyReport | None, away: AttendanceDay | None, *, today: date, accepted: bool
    ) -> None:
        self.day, self.report, self.away = day, report, away
        self.state = self._state(today)
        self.mark = self._mark(today)
        self.can_write = self.state in {"missing", "open", "draft"} and accepted and day <= today

    def _state(self, today: date) -> str:
        status = DailyReport.Status
        if self.report is not None and self.report.status != status.DRAFT:
            by_status = {status.VERIFIED: "verified", status.SUBMITTED: "waiting", status.RETURNED: "returned"}
            return by_status.get(self.report.status, "closed")  # type: ignore[call-overload]
        if self.day > today:
            return "future"
        if self.report is not None:
            return "draft"
        if self.away is not None:
            return "away"
        return "open" if self.day == today else "missing"

    def _mark(self, today: date) -> str:
        if self.day == today and self.state in {"open", "draft"}:
            return "now"
        if self.state in {"verified", "waiting", "returned"}:
            return "late" if self.report is not None and self.report.is_late else "on"
        return {"away": "away", "future": "future"}.get(self.state, "none")


class Detail(LoginRequiredMixin, View):
    """A report as it was sent, where it is, and what was done with it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The report, for its author and whoever may see it."""
        report = DailyReport.objects.select_related("employee__user", "position").filter(pk=pk).first()
        if report is None:
            raise Http404
        case = case_seen_by(request, report)
        today = clock.today()
        found = so_far(case)
        context: dict[str, Any] = {
            "report": report, "activities": report.activities.select_related("result").order_by("number"),
            "chain": chain_steps(case, found.decisions, found.items, today) if case else [],
            "timeline": timeline(found.decisions), "questions": found.questions,
            "still_theirs": still_theirs(found.items, found.decisions, request.user),
            "turn": whose_turn(found.items, today),
            "item": found.items[0] if found.items else None, "now": clock.now(),
            "correction": found.asked_of(request.user, "correct"), "is_own": report.employee.user_id == request.user.pk,
        }  # fmt: skip
        return render(request, "daily/detail.html", context)


class Evidence(LoginRequiredMixin, View):
    """An evidence file, handed out to those who may see the report alone."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """The file as a download, so that nothing in it runs in the page."""
        activity = (
            DailyActivity.objects.select_related("report__employee__user", "report__position").filter(pk=pk).first()
        )
        if activity is None or not activity.evidence_file:
            raise Http404
        case_seen_by(request, activity.report)
        return FileResponse(activity.evidence_file.open("rb"), as_attachment=True)


def _month_start(text: str, today: date) -> date:
    """The first of the asked month; this month's where none is named, or one in which no office of ours existed."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first if EARLIEST <= first.year <= today.year + 1 else today.replace(day=1)

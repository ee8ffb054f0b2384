"""September to today: each report submitted when it was entered, verified by whoever stands above that day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Max

from backoffice.demo import words
from backoffice.demo.agenda import Agenda, moment
from backoffice.demo.cast import Cast, verification_lag
from backoffice.demo.chance import drawn, happens, one_of
from backoffice.demo.waiting import Waiting
from workflows.daily import actions as daily
from workflows.daily.entries import entries_of
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.rules.violation import RuleViolation

RETURNED = 0.03


class Reports:
    """Puts every draft report on the agenda at the time of its latest entry."""

    def __init__(self, agenda: Agenda, cast: Cast, waiting: Waiting, progress: Callable[[], None]) -> None:
        self.agenda, self.cast, self.waiting, self.progress = agenda, cast, waiting, progress
        self.refused: list[str] = []

    def begin(self) -> int:
        """All of them; the number."""
        drafts = (
            DailyReport.objects.filter(status=DailyReport.Status.DRAFT)
            .annotate(last_entry=Max("activities__entered_at"))
            .filter(last_entry__isnull=False)
            .order_by("last_entry", "employee_id", "day")
        )
        rows = drafts.values_list("pk", "employee_id", "day", "last_entry")
        number = 0
        for _pk, employee_id, day, last_entry in rows.iterator(chunk_size=2000):
            number += 1
            self.agenda.put(last_entry, partial(self._submit, employee_id, day))
        return number

    def _submit(self, employee_id: int, day: date, at: datetime) -> None:
        self.progress()
        by = self.cast.actor(employee_id)
        assert by.employee is not None  # noqa: S101  the cast has employees alone
        try:
            report = daily.submit(employee=by.employee, day=day, by=by, at=at)
        except RuleViolation as refused:
            self.refused.append(f"{by.employee.name}, {day:%d-%m-%Y}: {refused.message}")
            return
        self._verify_later(report, at)

    def _verify_later(self, report: DailyReport, at: datetime, *, again: bool = False) -> None:
        # The newest open item about the person is the one that the report just made.
        asked = WorkItem.objects.open().filter(process="daily", node="decide", person_id=report.employee_id)
        item = asked.select_related("principal").order_by("-pk").first()
        if item is None or item.principal is None:
            return
        report_pk = report.pk
        lag = 1 if again else verification_lag(item.principal.code, report_pk)
        chance = drawn("verify", report_pk, again)
        when = self.agenda.workday(at.date(), lag, chance.randint(8, 16), chance.randint(0, 59))
        if when <= at:
            when = self.agenda.workday(at.date() + timedelta(days=1), 0, 8, chance.randint(0, 59))
        # A month's reports are verified before the month is assessed, however slow the verifier.
        latest = moment((report.day.replace(day=1) + timedelta(days=32)).replace(day=1) + timedelta(days=7), 15)
        if latest < self.agenda.until and when > latest:
            when = max(latest, at + timedelta(hours=1))
        self.agenda.put(when, lambda at: self._verify(report_pk, item, at))

    def _verify(self, report_pk: int, item: WorkItem, at: datetime) -> None:
        by = self.waiting.actor_for(item, at.date())
        if by is None:
            return
        if happens(RETURNED, "return", report_pk) and "Diperbaiki" not in item.summary:
            reason = one_of(words.RETURN_REPORT, "return", report_pk)
            daily.send_back(task_id=item.task_id, by=by, reason=reason, at=at)
            chance = drawn("correct", report_pk)
            when = self.agenda.workday(
                at.date(), chance.choice((1, 1, 2)), chance.randint(8, 15), chance.randint(0, 59)
            )
            self.agenda.put(when, lambda at: self._correct(report_pk, at))
            return
        daily.verify(task_id=item.task_id, by=by, at=at)

    def _correct(self, report_pk: int, at: datetime) -> None:
        item = WorkItem.objects.open().filter(case__dailyprocess__report_id=report_pk).first()
        if item is None or item.node != "correct":
            return
        report = DailyReport.objects.get(pk=report_pk)
        entries = entries_of(report.in_order())
        longest = max(range(len(entries)), key=lambda index: len(entries[index].description))
        corrected = entries[longest].description[:450] + words.CORRECTED
        entries[longest] = replace(entries[longest], description=corrected)
        try:
            daily.correct(task_id=item.task_id, entries=entries, by=self.cast.actor(item.person_id), at=at)
        except RuleViolation:
            return  # its late window has closed: the report waits for `tick` to lapse it
        self._verify_later(report, at, again=True)

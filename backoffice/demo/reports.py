"""September to today: each report submitted when it was entered, verified by whoever stands above that day."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Max

from backoffice.demo import words
from backoffice.demo.agenda import Agenda, moment
from backoffice.demo.cast import Cast, sits_down, verification_lag
from backoffice.demo.chance import drawn, happens, one_of
from backoffice.demo.waiting import Waiting
from workflows.daily import actions as daily
from workflows.daily.bulk import verify_many
from workflows.daily.entries import entries_of
from workflows.daily.models import DailyReport
from workflows.engine.many import Outcome
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor
from workflows.rules.violation import RuleViolation

RETURNED = 0.03
Sitting = tuple[int, datetime]  # the asked post's key, and when


class Reports:
    """Puts every draft report on the agenda at the time of its latest entry."""

    def __init__(self, agenda: Agenda, cast: Cast, waiting: Waiting, progress: Callable[[], None]) -> None:
        self.agenda, self.cast, self.waiting, self.progress = agenda, cast, waiting, progress
        self.refused: list[str] = []
        self._sittings: dict[Sitting, list[tuple[int, WorkItem]]] = {}  # what waits for it: each report with its item

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
        when = self._verified_at(item.principal.code, report, at, again=again)
        sitting = item.principal.pk, when
        if sitting not in self._sittings:
            self._sittings[sitting] = []
            self.agenda.put(when, partial(self._sit_down, sitting))
        self._sittings[sitting].append((report.pk, item))

    def _verified_at(self, post: str, report: DailyReport, at: datetime, *, again: bool) -> datetime:
        """When the report is verified: some do so as they come by it, others all at their hour of the day."""
        habit = ("sitting", post) if sits_down(post) else ("verify", report.pk, again)
        when = self._hour_of(habit, at.date(), 1 if again else verification_lag(post, report.pk))
        if when <= at:
            when = self._hour_of(habit, at.date() + timedelta(days=1), 0)
        # A month's reports are verified before the month is assessed, however slow the verifier.
        latest = moment((report.day.replace(day=1) + timedelta(days=32)).replace(day=1) + timedelta(days=7), 15)
        return max(latest, at + timedelta(hours=1)) if latest < self.agenda.until and when > latest else when

    def _hour_of(self, habit: tuple[object, ...], day: date, after: int) -> datetime:
        day = self.agenda.workday(day, after).date()
        chance = drawn(*habit, day)
        return moment(day, chance.randint(8, 16), chance.randint(0, 59))

    def _sit_down(self, sitting: Sitting, at: datetime) -> None:
        """Whoever stands in the asked post that day verifies what waits, with one press where that is more than one."""
        waiting = self._sittings.pop(sitting)
        by = self.waiting.actor_for(waiting[0][1], at.date())
        if by is None:
            return
        verified = []
        for report_pk, item in waiting:
            if happens(RETURNED, "return", report_pk) and "Diperbaiki" not in item.summary:
                self._return(report_pk, item, by, at)
            else:
                verified.append(item.task_id)
        if len(verified) == 1:
            self._verify(verified[0], by, at)
        elif verified:
            self._press(verified, by, at)

    def _press(self, tasks: Sequence[int], by: Actor, at: datetime) -> None:
        """What has to be read first is left by the press, and read in the minutes after it."""
        for place, result in enumerate(verify_many(task_ids=tasks, by=by, at=at), start=1):
            if result.outcome == Outcome.MUST_READ:
                self.agenda.put(at + timedelta(minutes=3 * place), partial(self._verify, result.task_id, by))
            elif result.outcome != Outcome.APPROVED:
                self.refused.append(f"{by.nip}, {at:%d-%m-%Y}: {result.refusal}")

    def _verify(self, task_id: int, by: Actor, at: datetime) -> None:
        daily.verify(task_id=task_id, by=by, at=at)

    def _return(self, report_pk: int, item: WorkItem, by: Actor, at: datetime) -> None:
        reason = one_of(words.RETURN_REPORT, "return", report_pk)
        daily.send_back(task_id=item.task_id, by=by, reason=reason, at=at)
        chance = drawn("correct", report_pk)
        when = self.agenda.workday(at.date(), chance.choice((1, 1, 2)), chance.randint(8, 15), chance.randint(0, 59))
        self.agenda.put(when, lambda at: self._correct(report_pk, at))

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

"""January: SKP agreed from the top down, then their targets split over the months and agreed."""

from datetime import date, datetime, timedelta
from functools import partial

from backoffice.demo import words
from backoffice.demo.agenda import Agenda
from backoffice.demo.cast import Cast
from backoffice.demo.chance import drawn, happens, one_of
from backoffice.demo.waiting import Waiting
from workflows.organization.models import Period
from workflows.organization.reporting import posts_above
from workflows.rules.violation import RuleViolation
from workflows.skp import actions as skp_actions
from workflows.skp.models import Skp, SkpProcess
from workflows.targets import actions as target_actions
from workflows.targets.actions import even_plan
from workflows.targets.models import TargetProcess

RETURNED = 0.06
START = date(2026, 1, 2)
DAYS_A_LEVEL = 4  # working days between one level of the cascade and the next


class Plans:
    """Puts the year's plans on the agenda: each level starts when the one above is set."""

    def __init__(self, agenda: Agenda, cast: Cast, waiting: Waiting, year: Period) -> None:
        self.agenda, self.cast, self.waiting, self.year = agenda, cast, waiting, year
        self.last_try = year.skp_due_on or year.start + timedelta(days=30)
        self.refused: list[str] = []

    def begin(self) -> None:
        """Everybody's first step, by their distance from the top."""
        drafts = Skp.objects.filter(period=self.year, status=Skp.Status.DRAFT).select_related(
            "employee__user", "position__reports_to__reports_to__reports_to__reports_to", "position__unit", "period"
        )
        start = max(START, self.year.start)
        for skp in drafts.order_by("position__code"):
            level = len(posts_above(skp.position)) - 1
            chance = drawn("skp", skp.position.code)
            when = self.agenda.workday(start, level * DAYS_A_LEVEL, chance.randint(8, 10), chance.randint(0, 59))
            self.agenda.put(when, partial(self._submit, skp))

    # ---- SKP ----
    def _submit(self, skp: Skp, at: datetime) -> None:
        try:
            skp_actions.submit(skp=skp, by=self.cast.actor(skp.employee), at=at)
        except RuleViolation as refused:
            self._try_again(skp, at, refused)
            return
        self._decide_later(skp.cases.get().pk, skp, at)

    def _try_again(self, skp: Skp, at: datetime, refused: RuleViolation) -> None:
        """The superior's plan is not set yet (it was returned, say): ask again the next day, until January is over."""
        if at.date() > self.last_try:
            self.refused.append(f"SKP {skp.employee.name}: {refused.message}")
            return
        self.agenda.put(self.agenda.workday(at.date() + timedelta(days=1), 0, 9), lambda at: self._submit(skp, at))

    def _decide_later(self, case_id: int, skp: Skp, at: datetime) -> None:
        chance = drawn("skp-decision", skp.position.code, at)
        when = self.agenda.workday(at.date(), chance.choice((1, 1, 2)), chance.randint(10, 15), chance.randint(0, 59))
        self.agenda.put(when, lambda at: self._decide(case_id, skp, at))

    def _decide(self, case_id: int, skp: Skp, at: datetime) -> None:
        item = self.waiting.item_of(case_id)
        if item is None:
            return
        by = self.waiting.actor_for(item, at.date())
        if by is None:
            return
        first_time = item.tier is not None and item.tier.number == 1 and SkpProcess.objects.get(pk=case_id).round == 1
        if item.node == "revise":
            skp_actions.revise(task_id=item.task_id, by=by, at=at)
        elif first_time and happens(RETURNED, "skp-return", skp.position.code):
            reason = one_of(words.RETURN_SKP, "skp-return", skp.position.code)
            skp_actions.send_back(task_id=item.task_id, by=by, reason=reason, at=at)
        else:
            skp_actions.approve(task_id=item.task_id, by=by, at=at)
        skp.refresh_from_db(fields=["status"])
        if skp.status == Skp.Status.SET:
            self._split_later(skp, at)
        else:
            self._decide_later(case_id, skp, at)

    # ---- targets ----
    def _split_later(self, skp: Skp, at: datetime) -> None:
        chance = drawn("targets", skp.position.code)
        when = self.agenda.workday(at.date(), 1, chance.randint(8, 11), chance.randint(0, 59))
        self.agenda.put(when, lambda at: self._submit_targets(skp, at))

    def _submit_targets(self, skp: Skp, at: datetime) -> None:
        plan = target_actions.submit(skp=skp, months=even_plan(skp), by=self.cast.actor(skp.employee), at=at)
        self._decide_targets_later(plan.cases.get().pk, skp, at)

    def _decide_targets_later(self, case_id: int, skp: Skp, at: datetime) -> None:
        chance = drawn("targets-decision", skp.position.code, at)
        when = at + timedelta(hours=2) if chance.random() < 0.5 else self.agenda.workday(at.date(), 1, 14)
        self.agenda.put(when, lambda at: self._decide_targets(case_id, skp, at))

    def _decide_targets(self, case_id: int, skp: Skp, at: datetime) -> None:
        item = self.waiting.item_of(case_id)
        if item is None:
            return
        by = self.waiting.actor_for(item, at.date())
        if by is None:
            return
        if item.node == "revise":
            target_actions.revise(task_id=item.task_id, months=None, by=by, at=at)
        elif (
            happens(RETURNED, "targets-return", skp.position.code) and TargetProcess.objects.get(pk=case_id).round == 1
        ):
            target_actions.send_back(task_id=item.task_id, by=by, reason=words.RETURN_TARGETS[0], at=at)
        else:
            target_actions.approve(task_id=item.task_id, by=by, at=at)
            return
        self._decide_targets_later(case_id, skp, at)

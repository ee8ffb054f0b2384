"""September and October assessed tier by tier: opened, self-assessed, rated, ratified, acknowledged."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from backoffice.demo import words
from backoffice.demo.agenda import Agenda
from backoffice.demo.cast import Cast
from backoffice.demo.chance import drawn, happens, one_of
from backoffice.demo.waiting import Waiting
from workflows.assessment import actions
from workflows.assessment.judging import judging_of
from workflows.assessment.models import Assessment, AssessmentProcess
from workflows.assessment.realisation import rows_of
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Period
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS
from workflows.skp.models import Indicator

ACKNOWLEDGED = 0.7  # the others become final by `tick` when the days to object are over
DEPARTED = 0.25  # of the suggestions "below": the files hold many unreported days


class Assessments:
    """Puts a month's assessment on the agenda once the month is over."""

    def __init__(self, agenda: Agenda, cast: Cast, waiting: Waiting) -> None:
        self.agenda, self.cast, self.waiting = agenda, cast, waiting
        self.system = Actor.system("demo", Channel.DEMO)

    def begin(self, period: Period) -> None:
        """Open the month on its first working day after the end of the late window's first days."""
        self.agenda.put(self.agenda.workday(period.end, 0, 8), lambda at: self._open(period, at))

    def _open(self, period: Period, at: datetime) -> None:
        for assessment in actions.open_assessments(period=period, by=self.system, at=at):
            case = assessment.cases.get()
            self._next(case.pk, at, self._when_self_assessed(case.pk, at))

    def _next(self, case_id: int, at: datetime, when: datetime) -> None:
        self.agenda.put(max(when, at + timedelta(minutes=5)), lambda at: self._do(case_id, at))

    def _when_self_assessed(self, case_id: int, at: datetime) -> datetime:
        # Daily reports of the month are entered until the 5th, so most fill in their realisation after that.
        chance = drawn("self", case_id)
        start = timezone.localtime(at).date().replace(day=5)
        return self.agenda.workday(start, chance.choice((1, 1, 2)), chance.randint(8, 11), chance.randint(0, 59))

    def _do(self, case_id: int, at: datetime) -> None:
        item = self.waiting.item_of(case_id)
        if item is None:
            return
        by = self.waiting.actor_for(item, at.date())
        if by is None:
            return
        case = AssessmentProcess.objects.select_related(
            "assessment__period", "assessment__skp", "assessment__position__unit"
        ).get(pk=case_id)
        if item.node == "self_assess":
            self._self_assess(case.assessment, item, by, at)
        elif item.node == "acknowledge":
            actions.acknowledge(task_id=item.task_id, by=by, at=at)
            return
        elif case.assessment.status == Assessment.Status.SELF_ASSESSED:
            self._rate(case.assessment, item, by, at)
        else:
            actions.ratify(task_id=item.task_id, by=by, at=at)
        self._plan_next(case_id, case.assessment, at)

    def _plan_next(self, case_id: int, assessment: Assessment, at: datetime) -> None:
        item = self.waiting.item_of(case_id)
        if item is None:
            return
        chance = drawn("assess", case_id, item.node, item.tier_id)
        if item.node == "acknowledge":
            if happens(ACKNOWLEDGED, "acknowledge", case_id):
                later = self.agenda.workday(
                    at.date(), chance.randint(1, 6), chance.randint(8, 15), chance.randint(0, 59)
                )
                self._next(case_id, at, later)
            return
        days = chance.choice((1, 2, 3)) if item.tier is not None and item.tier.number == 1 else chance.choice((1, 2, 4))
        self._next(case_id, at, self.agenda.workday(at.date(), days, chance.randint(9, 15), chance.randint(0, 59)))

    def _self_assess(self, assessment: Assessment, item: WorkItem, by: Actor, at: datetime) -> None:
        levels = {}
        for row in assessment.realisations.select_related("indicator"):
            if row.indicator.measure == Indicator.Measure.LEVEL:
                chance = drawn("level", assessment.period.code, row.indicator_id)
                share = Decimal(chance.choice((92, 96, 98, 100, 100, 101, 103))) / 100
                reached = (row.target * share).quantize(Decimal("0.01"))
                if row.indicator.unit == "persen":
                    reached = min(reached, Decimal(100))
                levels[row.indicator_id] = (reached, one_of(words.EVIDENCE, "evidence", row.pk))
        note = one_of(words.SELF_NOTES, "self-note", assessment.pk)
        actions.self_assess(task_id=item.task_id, levels=levels, note=note, by=by, at=at)

    def _rate(self, assessment: Assessment, item: WorkItem, by: Actor, at: datetime) -> None:
        way = judging_of(assessment.rule_set)
        suggested = str(way.suggest(assessment, rows_of(assessment), at.date()).rating or "MEETS")
        rating, departure = suggested, ""
        if suggested == "BELOW" and happens(DEPARTED, "depart", assessment.pk):
            rating, departure = "MEETS", one_of(words.DEPARTURE, "departure", assessment.pk)
        behaviours = {}
        lean = drawn("behaviour", assessment.employee_id).choice(("ABOVE", "MEETS", "MEETS", "MEETS"))
        for value in BEHAVIOURS:
            chance = drawn("behaviour", assessment.pk, value.code)
            choice = lean if chance.random() < 0.7 else "MEETS"
            behaviours[value.code] = (choice, chance.choice(words.BEHAVIOUR_NOTES))
        feedback = one_of(words.FEEDBACK[rating], "feedback", assessment.pk)
        actions.open_evidence(assessment=assessment, by=by, at=at)
        actions.rate(
            task_id=item.task_id, work_rating=rating, behaviours=behaviours, feedback=feedback,
            departure_reason=departure, by=by, at=at,
        )  # fmt: skip

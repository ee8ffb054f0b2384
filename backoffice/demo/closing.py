"""September looked back on as a whole: the units' predicates, a reason where the people's depart, and its closing."""

from datetime import date, datetime

from backoffice.demo.agenda import Agenda
from backoffice.demo.cast import Cast, holder
from backoffice.demo.chance import drawn
from backoffice.demo.words import DISTRIBUTION_REASON, UNIT_REASONS
from workflows.assessment.closing import close_period, unfinished
from workflows.assessment.distribution import distributions
from workflows.assessment.models import UnitPredicate
from workflows.assessment.unit_levels import Level, UnitTree
from workflows.assessment.unit_predicates import give_distribution_reason, set_unit_predicate
from workflows.organization.models import Period

RECORDER_POST = "BKPSDM-11"  # an HR admin: records what is set outside, closes the month
WEIGHTS = (15, 70, 15)  # of every hundred units: outstanding, good, in need of improvement


class Closing:
    """In an office of which nothing of September waits any more once objections to it are past."""

    def __init__(self, agenda: Agenda, cast: Cast, year: int) -> None:
        self.agenda, self.cast, self.year = agenda, cast, year

    def begin(self) -> None:
        """Put them on the agenda."""
        self.agenda.put(self.agenda.workday(date(self.year, 10, 26), 0, 9), self._judge_units)
        self.agenda.put(self.agenda.workday(date(self.year, 10, 28), 0, 10), self._explain)
        self.agenda.put(self.agenda.workday(date(self.year, 11, 2), 0, 15), self._close)

    @property
    def _september(self) -> Period:
        return Period.objects.get(code=f"{self.year}-09")

    def _levels(self, on: date) -> dict[int, Level]:
        tree = UnitTree()
        whole = [key for key in tree.units if tree.children_of(key)]  # a section is judged with its division
        led = [key for key in whole if tree.is_managed(key) and tree.head_of(key) is not None]
        return {key: level for key, level in tree.levels(led, on).items() if level.leader is not None}

    def _judge_units(self, at: datetime) -> None:
        """Each led unit by the level above it; of the highest HR records what was set outside."""
        recorder, units = holder(RECORDER_POST, at.date()), UnitTree().units
        for key, level in self._levels(at.date()).items():
            setter = recorder if level.is_outside else level.officer.employee if level.officer is not None else None
            if setter is None:
                continue
            chance = drawn("unit", units[key].code)
            predicate = chance.choices(UnitPredicate.Predicate.values[: len(WEIGHTS)], WEIGHTS)[0]
            set_unit_predicate(
                unit=units[key], period=self._september, predicate=predicate, reason=UNIT_REASONS[predicate],
                by=self.cast.actor(setter), at=at,
            )  # fmt: skip

    def _explain(self, at: datetime) -> None:
        """Whoever leads a unit whose people's predicates depart says why."""
        levels = self._levels(at.date())
        for each in distributions(self._september):
            level = levels.get(each.unit.pk)
            if each.is_asked and level is not None and level.leader is not None:
                give_distribution_reason(
                    unit=each.unit, period=self._september, reason=DISTRIBUTION_REASON,
                    by=self.cast.actor(level.leader.employee), at=at,
                )  # fmt: skip

    def _close(self, at: datetime) -> None:
        keeper = holder(RECORDER_POST, at.date())
        if keeper is not None and not unfinished(self._september, at.date()):
            close_period(period=self._september, by=self.cast.actor(keeper), at=at)

"""The activities of an assessment under PP 46 as its form has them: target beside realisation, sum and value."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workflows.assessment.judging.by_pp46_2011 import Planned, activity_of, months_of, planned
from workflows.assessment.models import Assessment, BehaviourRating, ResultRealisation
from workflows.rules.pp46_2011 import BEHAVIOUR_WEIGHT, CODE, GOALS_WEIGHT, Activity, Inputs, compute
from workflows.rules.pp46_2011 import predicate_of as band_of
from workflows.rules.pp46_2011_activities import ASPECTS, ActivityValue
from workflows.rules.predicates import LABELS
from workflows.rules.rounding import two_decimals

UNITS = {"quantity": "persen", "quality": "persen", "time": "bulan", "cost": ""}  # of what the assessor entered


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectCell:
    """One aspect of an activity; `value` with two decimals, None where it takes no part."""

    name: str
    target: Decimal
    realised: Decimal
    unit: str
    value: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLine:
    """One activity: its four aspects in the form's order (None: the plan has none), their sum, and their mean."""

    text: str
    aspects: Sequence[AspectCell | None]
    added: Decimal
    value: Decimal

    @property
    def counted(self) -> list[AspectCell]:
        """The aspects that there are."""
        return [cell for cell in self.aspects if cell is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityTable:
    """What makes the value of the SKP: the activities, then additional tasks and creativity."""

    lines: Sequence[ActivityLine]
    tasks: int
    task_points: Decimal
    creativity: Decimal
    value: Decimal
    band: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """How the total is put together: both parts with their weights in per cent, and the mean of behaviour in words."""

    goals: Decimal
    goals_weight: int
    behaviour: Decimal
    behaviour_weight: int
    behaviour_sum: Decimal
    behaviour_band: str
    scores: Sequence[tuple[str, Decimal, str]]  # each behaviour, its score, the word for it


def activity_table(assessment: Assessment, rows: Sequence[ResultRealisation]) -> ActivityTable | None:
    """The table of a rated assessment; None under other rule sets, and before it is rated. No query."""
    if assessment.rule_set != CODE or assessment.total is None:
        return None
    months, answers = months_of(assessment), assessment.further
    plan = planned(rows)
    activities = [activity_of(each, answers, months) for each in plan]
    tasks = int(answers["additional_tasks"])
    found = compute(Inputs(activities=activities, additional_tasks=tasks, creativity=Decimal(answers["creativity"])))
    assert found.activities is not None  # noqa: S101  they were given
    assert found.skp is not None  # noqa: S101
    lines = [_line(*each) for each in zip(plan, activities, found.activities, strict=True)]
    return ActivityTable(
        lines=lines, tasks=tasks, task_points=two_decimals(found.additional_tasks or Fraction(0)),
        creativity=two_decimals(found.creativity or Fraction(0)), value=two_decimals(found.skp),
        band=LABELS[band_of(found.skp)],
    )  # fmt: skip


def weighed(assessment: Assessment, ratings: Sequence[BehaviourRating]) -> Weighed | None:
    """The second part of the form; None where `activity_table` is None."""
    if assessment.rule_set != CODE or assessment.work_value is None or assessment.behaviour_value is None:
        return None
    scores = [(row.label, row.score, LABELS[band_of(row.score)]) for row in ratings if row.score is not None]
    return Weighed(
        goals=two_decimals(assessment.work_value * GOALS_WEIGHT.numerator / GOALS_WEIGHT.denominator),
        goals_weight=int(GOALS_WEIGHT * 100),
        behaviour=two_decimals(assessment.behaviour_value * BEHAVIOUR_WEIGHT.numerator / BEHAVIOUR_WEIGHT.denominator),
        behaviour_weight=int(BEHAVIOUR_WEIGHT * 100),
        behaviour_sum=sum((score for _label, score, _band in scores), Decimal(0)),
        behaviour_band=LABELS[band_of(assessment.behaviour_value)],
        scores=scores,
    )


def _line(plan: Planned, activity: Activity, found: ActivityValue) -> ActivityLine:
    values = {name: getattr(found, name) for name in ASPECTS}
    cells = [_cell(plan, activity, name, values[name]) for name in ASPECTS]
    added = sum((value for value in values.values() if value is not None), Fraction(0))
    return ActivityLine(
        text=plan.text, aspects=cells, added=two_decimals(added), value=two_decimals(found.value)
    )  # fmt: skip


def _cell(plan: Planned, activity: Activity, name: str, value: Fraction | None) -> AspectCell | None:
    measure = getattr(activity, name)
    if measure is None:
        return None
    row = plan.rows.get(name.upper())
    return AspectCell(
        name=ASPECTS[name], target=measure.target, realised=measure.realised,
        unit=row.indicator.unit if row is not None else UNITS[name],
        value=None if value is None else two_decimals(value),
    )  # fmt: skip

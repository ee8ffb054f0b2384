"""Judging by PP 46/2011: each main result an activity in quantity, quality, time and cost; six behaviours in numbers.

What a plan of today does not hold, the assessor enters: see the README, *An activity has its aspects*.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflows.assessment.judging.contract import (
    AcceptedRating,
    Conclusion,
    Further,
    GivenRating,
    Kind,
    Value,
    feedback_of,
)
from workflows.assessment.judging.scores import (
    answers_given,
    is_structural,
    scores_given,
    scores_stored,
    shown,
    values_of,
)
from workflows.assessment.models import Assessment, BehaviourRating, ResultRealisation
from workflows.rules.calendar import ONE_DAY
from workflows.rules.permenpanrb_6_2022 import Suggestion
from workflows.rules.pp46_2011 import (
    BEHAVIOURS,
    CODE,
    DEFAULT_PARAMETERS,
    Activity,
    Behaviour,
    Inputs,
    Measure,
    Result,
    compute,
)
from workflows.rules.pp46_2011_activities import ASPECTS
from workflows.rules.turning_points import better_total_of_pp46
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import exact
from workflows.skp.models import Indicator, WorkResult

FULL = Decimal(100)  # the target of an aspect that the assessor enters in per cent
FITS = {  # the direction in which the formula of an aspect reads
    Indicator.Aspect.QUANTITY: Indicator.Direction.HIGHER,
    Indicator.Aspect.QUALITY: Indicator.Direction.HIGHER,
    Indicator.Aspect.TIME: Indicator.Direction.LOWER,
    Indicator.Aspect.COST: Indicator.Direction.LOWER,
}
ASKED = (Indicator.Aspect.QUANTITY, Indicator.Aspect.QUALITY, Indicator.Aspect.TIME)  # of every activity


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An activity as the plan holds it: its aspects' rows; the aspects without one are asked."""

    key: str
    text: str
    rows: Mapping[str, ResultRealisation]


class ByActivities:
    """SKP in numbers and six behaviours to 100; 60 and 40 per cent make the total."""

    code = CODE
    in_numbers = True
    highest: Decimal | None = DEFAULT_PARAMETERS.highest_behaviour

    def values(self, assessment: Assessment) -> Sequence[Value]:
        """Six, without leadership five."""
        return values_of(BEHAVIOURS, leads=is_structural(assessment))

    def further(self, assessment: Assessment, rows: Sequence[ResultRealisation]) -> Sequence[Further]:
        """The aspects that the plan does not hold, additional tasks, creativity."""
        months = months_of(assessment)
        aspects = [
            _aspect_asked(activity, aspect, months)
            for activity in planned(rows)
            for aspect in ASKED
            if aspect not in activity.rows
        ]
        p = DEFAULT_PARAMETERS
        tasks = additional_tasks(rows)
        return (
            *aspects,
            Further(
                name="additional_tasks", label="Tugas tambahan", kind=Kind.COUNT, highest=Decimal(99),
                initial=str(tasks),
                hint=f"Banyaknya tugas tambahan yang dilaksanakan. Dari SKP: {tasks}.",
            ),
            Further(
                name="creativity", label="Kreativitas", kind=Kind.CHOICE, initial="0",
                hint="Hanya yang diakui dengan surat keterangan. Besarnya nilai belum dikonfirmasi [?].",
                choices=(
                    ("0", "Tidak ada"),
                    (str(p.creativity_unit_head), f"Diakui pimpinan unit kerja ({exact(p.creativity_unit_head)})"),
                    (str(p.creativity_ppk), f"Diakui Pejabat Pembina Kepegawaian ({exact(p.creativity_ppk)})"),
                    (str(p.creativity_president), f"Diakui Presiden ({exact(p.creativity_president)})"),
                ),
            ),
        )  # fmt: skip

    def suggest(self, assessment: Assessment, rows: Sequence[ResultRealisation], on: date) -> Suggestion:
        """Nothing: the rule set computes the work, and leaves the behaviour to judgement."""
        return Suggestion(None, (), ())

    def accept(
        self, assessment: Assessment, rows: Sequence[ResultRealisation], given: GivenRating, on: date
    ) -> AcceptedRating:
        """The answers, the six scores, and what they make.

        :raises RuleViolation: field `further_…`, `behaviour`, `rating_…`, `feedback`.
        """
        answers = answers_given(given.further, self.further(assessment, rows))
        asked = self.values(assessment)
        scores = scores_given(given.behaviours, asked, DEFAULT_PARAMETERS.highest_behaviour)
        feedback = feedback_of(given)
        found = _computed(assessment, rows, answers, scores)
        return AcceptedRating(
            feedback=feedback, work_value=shown(found.skp), behaviour_value=shown(found.behaviour),
            total=shown(found.total), further=answers,
        )  # fmt: skip

    def conclude(
        self, assessment: Assessment, rows: Sequence[ResultRealisation], behaviours: Sequence[BehaviourRating]
    ) -> Conclusion:
        """The total and its band."""
        scores = scores_stored(behaviours, self.values(assessment))
        found = _computed(assessment, rows, assessment.further, scores)
        if found.total is None or found.behaviour is None or found.predicate is None:
            raise RuleViolation("Penilaian ini belum lengkap.", field="behaviour", code="behaviour_missing")
        return Conclusion(str(found.predicate), found.trace, better_total_of_pp46(found.total, found.behaviour))


def planned(rows: Sequence[ResultRealisation]) -> list[Planned]:
    """The activities of the main results: one for each quantity that is due; one where a result has no quantity.

    The further aspects of a result belong to its quantities in their order; where there are fewer, the first counts
    for the others too.
    """
    by_result: dict[int, list[ResultRealisation]] = {}
    for row in rows:
        if row.indicator.result.kind == WorkResult.Kind.MAIN:
            by_result.setdefault(row.indicator.result_id, []).append(row)
    return [activity for own in by_result.values() for activity in _activities_of(own)]


def _activities_of(rows: Sequence[ResultRealisation]) -> list[Planned]:
    result = rows[0].indicator.result
    quantities = [row for row in rows if row.indicator.aspect == Indicator.Aspect.QUANTITY]
    fit = {aspect: [row for row in rows if row.indicator.aspect == aspect and fits(row)] for aspect in FITS}
    found = []
    for place, quantity in enumerate(quantities or [None]):
        if quantity is not None and quantity.target <= 0:
            continue  # nothing was due in this period
        own: dict[Indicator.Aspect, ResultRealisation] = {
            aspect: candidates[place] if place < len(candidates) else candidates[0]
            for aspect, candidates in fit.items()
            if aspect != Indicator.Aspect.QUANTITY and candidates
        }
        if quantity is not None and fits(quantity):
            own[Indicator.Aspect.QUANTITY] = quantity
        text = quantity.indicator.text if quantity is not None and len(quantities) > 1 else result.text
        key = f"{result.pk}" if quantity is None else f"{result.pk}_{quantity.indicator_id}"
        found.append(Planned(key=key, text=text, rows={str(aspect): row for aspect, row in own.items()}))
    return found


def fits(row: ResultRealisation) -> bool:
    """Whether the aspect's formula can read this row: due, and better in the formula's direction."""
    return row.target > 0 and row.indicator.direction == FITS[Indicator.Aspect(row.indicator.aspect)]


def additional_tasks(rows: Sequence[ResultRealisation]) -> int:
    """How many additional results of the plan have something realised."""
    return len(
        {
            row.indicator.result_id
            for row in rows
            if row.indicator.result.kind == WorkResult.Kind.ADDITIONAL and (row.realised or 0) > 0
        }
    )


def months_of(assessment: Assessment) -> int:
    """How many months the assessed days touch: the target of time where the plan names none. Of a part its own."""
    start, end = assessment.span
    last = end - ONE_DAY
    return (last.year - start.year) * 12 + last.month - start.month + 1


def _aspect_asked(activity: Planned, aspect: str, months: int) -> Further:
    in_months = aspect == Indicator.Aspect.TIME
    hint = (
        f"Waktu yang dipakai, dalam bulan, dari target {months} bulan; 0 berarti tidak dilaksanakan."
        if in_months
        else "Dalam persen dari target 100, karena SKP tidak memuat indikator yang dapat dipakai untuk aspek ini."
    )
    return Further(
        name=_name(activity, aspect), label=f"{ASPECTS[aspect.lower()].capitalize()}: {activity.text}",
        kind=Kind.NUMBER, hint=hint, highest=Decimal(120) if in_months else Decimal(999),
    )  # fmt: skip


def _name(activity: Planned, aspect: str) -> str:
    return f"{aspect.lower()}_{activity.key}"


def _computed(
    assessment: Assessment, rows: Sequence[ResultRealisation], answers: Mapping[str, str], scores: Mapping[str, Decimal]
) -> Result:
    activities = [activity_of(activity, answers, months_of(assessment)) for activity in planned(rows)]
    if not activities:
        raise RuleViolation(
            "SKP ini tidak mempunyai kegiatan dengan target dalam periode ini, jadi nilai SKP tidak dapat dihitung. "
            "Kembalikan kepada pegawai supaya targetnya dilengkapi.",
            field="further", code="activities_empty",
        )  # fmt: skip
    return compute(
        Inputs(
            activities=activities,
            additional_tasks=int(answers["additional_tasks"]),
            creativity=Decimal(answers["creativity"]),
            is_structural=is_structural(assessment),
            behaviour=Behaviour(**scores),
        )
    )


def activity_of(activity: Planned, answers: Mapping[str, str], months: int) -> Activity:
    """The planned activity with what was reached: by its rows, else as the assessor answered."""
    measures = {}
    for aspect in FITS:
        row = activity.rows.get(str(aspect))
        if row is not None:
            measures[aspect.lower()] = Measure(row.target, row.realised or Decimal(0))
        elif aspect in ASKED:
            target = Decimal(months) if aspect == Indicator.Aspect.TIME else FULL
            measures[aspect.lower()] = Measure(target, Decimal(answers[_name(activity, str(aspect))]))
    return Activity(text=activity.text, **measures)

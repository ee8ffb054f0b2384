"""Judging by PermenPANRB 8/2021: indicators to 120, additional work, behaviour in numbers, a new idea of benefit."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

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
from workflows.rules.permenpanrb_6_2022 import Suggestion
from workflows.rules.permenpanrb_8_2021 import (
    BEHAVIOURS,
    CATEGORY_WEIGHTS,
    CODE,
    DEFAULT_PARAMETERS,
    Additional,
    Indicator,
    Inputs,
    Result,
    compute,
)
from workflows.rules.permenpanrb_8_2021_indicators import IndicatorValue
from workflows.rules.predicates import LABELS, Predicate
from workflows.rules.turning_points import better_total_of_8_2021
from workflows.rules.violation import RuleViolation
from workflows.skp.models import Indicator as PlannedIndicator
from workflows.skp.models import WorkResult

YES = "1"
SCOPES = ("Dalam satu unit", "Antarunit", "Antarinstansi")


class ByIndicators:
    """SKP to 120 and behaviour; 70 and 30 per cent, or 60 and 40 where the opinion of peers is used."""

    code = CODE
    in_numbers = True
    highest: Decimal | None = DEFAULT_PARAMETERS.highest_behaviour

    def values(self, assessment: Assessment) -> Sequence[Value]:
        """Five, without leadership four."""
        return values_of(BEHAVIOURS, leads=is_structural(assessment))

    def further(self, assessment: Assessment, rows: Sequence[ResultRealisation]) -> Sequence[Further]:
        """Whether a target reached is the most that can be; additional work; a new idea; the opinion of peers."""
        reached = [row for row in _due(rows) if row.realised is not None and _is_reached(row)]
        maximum = [
            Further(
                name=_maximum(row), kind=Kind.FLAG,
                label=f"Target “{row.indicator.text}” adalah yang tertinggi yang dapat dicapai",
            )
            for row in reached
        ]  # fmt: skip
        additional = [question for result in _additional_results(rows) for question in _about(result)]
        return (
            *maximum,
            *additional,
            Further(name="new_idea", kind=Kind.FLAG, label="Ada ide baru yang bermanfaat",
                    hint="Tanpa ide baru, nilai 110 ke atas berpredikat Baik."),
            Further(name="peers_used", kind=Kind.FLAG, label="Pendapat rekan dan bawahan ikut dipakai",
                    hint="Bobotnya menjadi 60 % SKP dan 40 % perilaku kerja; selain itu 70 % dan 30 %."),
        )  # fmt: skip

    def suggest(self, assessment: Assessment, rows: Sequence[ResultRealisation], on: date) -> Suggestion:
        """Nothing: the rule set computes the work, and leaves the behaviour to judgement."""
        return Suggestion(None, (), ())

    def accept(
        self, assessment: Assessment, rows: Sequence[ResultRealisation], given: GivenRating, on: date
    ) -> AcceptedRating:
        """The answers, the scores, and what they make.

        :raises RuleViolation: field `further_…`, `behaviour`, `rating_…`, `feedback`.
        """
        answers = answers_given(given.further, self.further(assessment, rows))
        scores = scores_given(given.behaviours, self.values(assessment), DEFAULT_PARAMETERS.highest_behaviour)
        feedback = feedback_of(given)
        found = _computed(rows, answers, scores)
        return AcceptedRating(
            feedback=feedback, work_value=shown(found.skp), behaviour_value=shown(found.behaviour),
            total=shown(found.total), further=answers,
        )  # fmt: skip

    def conclude(
        self, assessment: Assessment, rows: Sequence[ResultRealisation], behaviours: Sequence[BehaviourRating]
    ) -> Conclusion:
        """The total and its band."""
        further = assessment.further
        found = _computed(rows, further, scores_stored(behaviours, self.values(assessment)))
        if found.total is None or found.behaviour is None or found.predicate is None:
            raise RuleViolation("Penilaian ini belum lengkap.", field="behaviour", code="behaviour_missing")
        would_change = better_total_of_8_2021(
            found.total, found.behaviour, new_idea=further.get("new_idea") == YES,
            peers_used=further.get("peers_used") == YES,
        )  # fmt: skip
        return Conclusion(str(found.predicate), found.trace, would_change)


def valued(
    rows: Sequence[ResultRealisation], answers: Mapping[str, str]
) -> list[tuple[ResultRealisation, IndicatorValue]]:
    """Each indicator that was due, with the category and the value that it came to; as the form shows them."""
    due = _due(rows)
    found = compute(Inputs(indicators=[_indicator(row, answers) for row in due])).indicators if due else ()
    return list(zip(due, found or (), strict=True))


def _due(rows: Sequence[ResultRealisation]) -> list[ResultRealisation]:
    return [row for row in rows if row.target > 0 and row.indicator.result.kind == WorkResult.Kind.MAIN]


def _is_reached(row: ResultRealisation) -> bool:
    """Whether the target itself was reached: what lies beyond it shows that more could be attained."""
    return row.indicator.direction != PlannedIndicator.Direction.RANGE and row.realised == row.target


def _maximum(row: ResultRealisation) -> str:
    return f"maximum_{row.indicator_id}"


def _additional_results(rows: Sequence[ResultRealisation]) -> list[WorkResult]:
    results = {row.indicator.result_id: row.indicator.result for row in rows}
    return [result for result in results.values() if result.kind == WorkResult.Kind.ADDITIONAL]


def _about(result: WorkResult) -> tuple[Further, ...]:
    scopes = zip(DEFAULT_PARAMETERS.scopes, SCOPES, strict=True)
    return (
        Further(
            name=f"category_{result.pk}", kind=Kind.CHOICE, required=False,
            label=f"Kerja tambahan “{result.text}”: kategori", hint="Kosongkan bila tidak dilaksanakan.",
            choices=tuple((str(category), LABELS[category]) for category in CATEGORY_WEIGHTS),
        ),
        Further(
            name=f"scope_{result.pk}", kind=Kind.CHOICE, required=False,
            label=f"Kerja tambahan “{result.text}”: lingkup", hint="Bobotnya belum dikonfirmasi [?].",
            choices=tuple((str(weight), label) for weight, label in scopes),
        ),
        Further(
            name=f"value_{result.pk}", kind=Kind.NUMBER, required=False,
            label=f"Kerja tambahan “{result.text}”: nilai", highest=DEFAULT_PARAMETERS.highest_total,
        ),
    )  # fmt: skip


def _computed(rows: Sequence[ResultRealisation], answers: Mapping[str, str], scores: Mapping[str, Decimal]) -> Result:
    indicators = [_indicator(row, answers) for row in _due(rows)]
    if not indicators:
        raise RuleViolation(
            "SKP ini tidak mempunyai indikator dengan target dalam periode ini, jadi nilai SKP tidak dapat dihitung. "
            "Kembalikan kepada pegawai supaya targetnya dilengkapi.",
            field="further", code="indicators_empty",
        )  # fmt: skip
    return compute(
        Inputs(
            indicators=indicators,
            additional=[piece for result in _additional_results(rows) if (piece := _piece(result, answers))],
            behaviour=scores,
            peers_used=answers.get("peers_used") == YES,
            new_idea=answers.get("new_idea") == YES,
        )
    )


def _indicator(row: ResultRealisation, answers: Mapping[str, str]) -> Indicator:
    planned, realised = row.indicator, row.realised or Decimal(0)
    if planned.direction == PlannedIndicator.Direction.RANGE:
        low, high = planned.target_low or Decimal(0), planned.target_high or Decimal(0)
        if planned.measure == PlannedIndicator.Measure.QUANTITY and planned.target:
            share = row.target / planned.target
            low, high = low * share, high * share
        return Indicator(target=low, target_high=high, realised=realised, direction="HIGHER", text=planned.text)
    direction: Literal["HIGHER", "LOWER"] = (
        "LOWER" if planned.direction == PlannedIndicator.Direction.LOWER else "HIGHER"
    )
    return Indicator(
        target=row.target, realised=realised, direction=direction, text=planned.text,
        is_maximum=answers.get(_maximum(row)) == YES,
    )  # fmt: skip


def _piece(result: WorkResult, answers: Mapping[str, str]) -> Additional | None:
    """The additional work, None where it was not carried out.

    :raises RuleViolation: it is told of only in part.
    """
    told = {part: answers.get(f"{part}_{result.pk}", "") for part in ("category", "scope", "value")}
    if not any(told.values()):
        return None
    for part, answer in told.items():
        if not answer:
            raise RuleViolation(
                f"Kerja tambahan “{result.text}” belum lengkap. Isi kategori, lingkup, dan nilainya.",
                field=f"further_{part}_{result.pk}", code="additional_incomplete",
            )  # fmt: skip
    return Additional(
        category=Predicate(told["category"]), scope_weight=Decimal(told["scope"]), value=Decimal(told["value"])
    )

"""Whether a plan is complete enough to be agreed on, and whether it stands in the cascade."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflows.organization.models import ActingAppointment, Employee, Period, Position
from workflows.organization.reporting import GapInLine, LineEnds, Officer, assessor_of
from workflows.rules.cascade import OwnResult, SuperiorResult, check_carries_on
from workflows.rules.violation import RuleViolation
from workflows.skp.entries import IndicatorEntry, ResultEntry
from workflows.skp.models import PerformanceAgreement, Skp, WorkResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """What a plan can carry on: the results of the assessor's set SKP, or at the end of the line the agreement's goals.

    `goals` has the first indicator row of each goal of the unit's performance agreement.
    """

    assessor: Officer
    line_ends: bool
    results: tuple[WorkResult, ...] = ()
    goals: tuple[PerformanceAgreement, ...] = ()


class PlanRefused(RuleViolation):
    """A plan that is not complete; `problems` has a sentence for each thing that is missing."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems), "results", "plan_incomplete")
        self.problems = list(problems)


def what_is_above(employee: Employee, position: Position, period: Period, on: date) -> Above:
    """What the plan of this employee in this post can carry on, on the day.

    :raises RuleViolation: nobody stands in the superior's post (`cascade_gap`), or no post is above (`line_ends`).
    """
    try:
        assessor = assessor_of(employee, on, position)
    except GapInLine as gap:
        raise RuleViolation(str(gap), "carries_on", "cascade_gap") from gap
    except LineEnds as end:
        raise RuleViolation(f"{end} SKP jabatan ini ditetapkan di luar kantor ini.", "carries_on", "line_ends") from end
    if assessor.position.reports_to_id is None:
        agreement = PerformanceAgreement.objects.filter(period=period, unit_id=position.unit_id).order_by("pk")
        firsts: dict[str, PerformanceAgreement] = {}
        for line in agreement:
            firsts.setdefault(line.goal, line)
        return Above(assessor=assessor, line_ends=True, goals=tuple(firsts.values()))
    results = WorkResult.objects.filter(
        skp__in=Skp.objects.in_force(), skp__employee=_whose_plan(assessor), skp__position=assessor.position,
        skp__period=period,
    )  # fmt: skip
    return Above(assessor=assessor, line_ends=False, results=tuple(results.order_by("number")))


def _whose_plan(assessor: Officer) -> Employee:
    """A vacant post's plan is set for its Plt; an absent holder's stays the holder's while a Plh acts."""
    if assessor.acting is not None and assessor.acting.capacity == ActingAppointment.Capacity.PLH and assessor.holder:
        return assessor.holder
    return assessor.employee


def check_cascade(results: Sequence[ResultEntry], above: Above) -> None:
    """Every main result carries on one of the assessor's; at the end of the line it comes from the agreement.

    :raises RuleViolation: see `rules.cascade.check_carries_on`; `cascade_agreement_missing`.
    """
    check_carries_on(
        [
            OwnResult(key=number, text=r.text, is_main=r.is_main, carries_on=r.carries_on_id)
            for number, r in enumerate(results)
        ],
        [SuperiorResult(r.pk, r.text) for r in above.results],
        above.line_ends,
    )
    if not above.goals:
        return
    keys, goals = {goal.pk for goal in above.goals}, {goal.goal for goal in above.goals}
    loose = [r.text for r in results if r.is_main and r.agreement_id not in keys and r.text not in goals]
    if loose:
        raise RuleViolation(
            f"Hasil kerja utama “{loose[0]}” belum berasal dari perjanjian kinerja. "
            "Pilih sasaran perjanjian kinerja yang dilaksanakan, atau jadikan hasil kerja tambahan.",
            "agreement", "cascade_agreement_missing",
        )  # fmt: skip


def check_complete(results: Sequence[ResultEntry]) -> None:
    """A plan has a main result, every result a measure, every measure its target and unit.

    :raises PlanRefused: with every problem at once.
    """
    problems = []
    if not any(result.is_main for result in results):
        problems.append("Tulis paling sedikit satu hasil kerja utama.")
    for number, result in enumerate(results, start=1):
        name = f"Hasil kerja {number}"
        if not result.text.strip():
            problems.append(f"{name}: tulis hasil kerjanya.")
        if not result.indicators:
            problems.append(f"{name}: tulis paling sedikit satu indikator.")
        for place, indicator in enumerate(result.indicators, start=1):
            problems += [f"{name}, indikator {place}: {problem}" for problem in problems_of(indicator).values()]
    if problems:
        raise PlanRefused(problems)


def problems_of(indicator: IndicatorEntry) -> dict[str, str]:
    """What is missing in a measure: field → what to do."""
    problems = {}
    if not indicator.text.strip():
        problems["text"] = "tulis indikatornya."
    low, high = indicator.target_low, indicator.target_high
    is_range = indicator.direction == "RANGE"
    if is_range and (low is None or high is None or low > high):
        problems["target_low"] = "tulis rentangnya, dari angka kecil sampai angka besar."
    elif not is_range and indicator.target is None:
        problems["target"] = "tulis targetnya dengan angka."
    if indicator.target is not None and indicator.target < 0:
        problems["target"] = "target tidak boleh di bawah 0."
    if not indicator.unit.strip():
        problems["unit"] = "tulis satuannya, misalnya dokumen atau persen."
    return problems

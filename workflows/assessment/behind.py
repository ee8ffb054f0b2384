"""What stands behind results, of one or of several: realisations, ratings, decisions, objection; in one statement."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.assessment.judging import judging_of
from workflows.assessment.models import Assessment, BehaviourRating, ResultRealisation
from workflows.assessment.realisation import in_order, with_indicators
from workflows.assessment.settling import ENDED, FINDERS, Objected
from workflows.audit.models import Decision
from workflows.organization.reading_together import read_together


@dataclass(frozen=True, slots=True)
class Behind:
    """What one result rests on; `decisions` of its case, `rulings` how an objection to it ended."""

    rows: Sequence[ResultRealisation]
    behaviours: Sequence[BehaviourRating]
    decisions: Sequence[Decision]
    objected: Objected | None = None
    rulings: Sequence[Decision] = ()


def behind_all(cases: Mapping[int, int]) -> dict[int, Behind]:
    """What stands behind these assessments, by their keys; `cases` are the keys of their cases. One statement."""
    if not cases:
        return {}
    rows, behaviours, decisions, *of_objections = read_together(
        with_indicators(ResultRealisation.objects.filter(assessment__in=cases)),
        BehaviourRating.objects.filter(assessment__in=cases),
        Decision.objects.filter(process="assessment", case_id__in=list(cases.values())),
        *_objections(list(cases.values())),
    )
    rows_of, behaviours_of, decisions_of = (
        _by(rows, "assessment_id"),
        _by(behaviours, "assessment_id"),
        defaultdict(list),
    )
    for decision in sorted(decisions, key=lambda each: each.pk):
        decisions_of[decision.case_id].append(decision)
    found, rulings = _told(of_objections)
    return {
        key: Behind(
            rows=in_order(rows_of[key]), behaviours=behaviours_of[key], decisions=decisions_of[case],
            objected=found.get(case), rulings=_ended(found.get(case), rulings),
        )
        for key, case in cases.items()
    }  # fmt: skip


def behind_with(
    assessment: Assessment, case_id: int, rows: Sequence[ResultRealisation], decisions: Sequence[Decision]
) -> Behind:
    """What stands behind one, where its rows and decisions are read already; one statement."""
    behaviours, *of_objections = read_together(
        BehaviourRating.objects.filter(assessment=assessment), *_objections([case_id])
    )
    found, rulings = _told(of_objections)
    return Behind(
        rows=rows, behaviours=_by(behaviours, "assessment_id")[assessment.pk], decisions=decisions,
        objected=found.get(case_id), rulings=_ended(found.get(case_id), rulings),
    )  # fmt: skip


def in_order_of_values(assessment: Assessment, behaviours: Sequence[BehaviourRating]) -> list[BehaviourRating]:
    """The ratings in the order of the rule set's values."""
    values = judging_of(assessment.rule_set).values(assessment)
    order = {value.code: place for place, value in enumerate(values)}
    return sorted(behaviours, key=lambda row: order.get(row.value, len(order)))


def _objections(case_ids: Sequence[int]) -> list[Any]:
    """What is asked of objections to the results of these cases: theirs, and how they ended."""
    asked = []
    for finder in FINDERS:
        cases = finder.cases(case_ids)
        asked += [cases, ENDED.filter(case_id__in=cases.values("pk"))]
    return asked


def _told(of_objections: Sequence[Sequence[Any]]) -> tuple[dict[int, Objected], list[Decision]]:
    """The (first) objection by the contested case, and the decisions that ended them, in the order of `_objections`."""
    found: dict[int, Objected] = {}
    rulings: list[Decision] = []
    for finder, cases, ended in zip(FINDERS, of_objections[::2], of_objections[1::2], strict=True):
        for case in sorted(cases, key=lambda each: each.pk):
            contested, told = finder.told(case)
            found.setdefault(contested, told)
        rulings += ended
    return found, sorted(rulings, key=lambda each: each.pk)


def _ended(objected: Objected | None, rulings: Sequence[Decision]) -> list[Decision]:
    """How this objection ended, as the record has it: ruled on or withdrawn; nothing while it is open."""
    if objected is None or objected.is_open:
        return []
    return [ruling for ruling in rulings if ruling.case_id == objected.case_id]


def _by(rows: Sequence[Any], name: str) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: each.pk):
        found[getattr(row, name)].append(row)
    return found

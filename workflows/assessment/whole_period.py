"""A period that moves split, put together by days: the predicate of the whole from those of its parts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from workflows.assessment.models import Assessment
from workflows.organization.models import Employee, Period
from workflows.rules import permenpanrb_8_2021, pp46_2011
from workflows.rules.permenpanrb_6_2022 import predicate
from workflows.rules.predicates import LABELS, Predicate
from workflows.rules.rounding import two_decimals
from workflows.rules.trace import Step, Trace
from workflows.rules.year_parts import Part, RatedPart, rating_together, together

NUMERIC = {"pp46_2011": pp46_2011.LAW, "permenpanrb_8_2021": permenpanrb_8_2021.LAW}


Place = tuple[int, int]  # the employee's key, the period's


@dataclass(frozen=True, slots=True)
class Whole:
    """The parts in their order, and what they come to; no predicate while one of them has no result yet.

    `total` is that of the sets in numbers, with two decimals; the predicate was found of the whole one.
    """

    parts: Sequence[Assessment]
    predicate: str = ""
    trace: Trace = ()
    total: Decimal | None = None

    @property
    def label(self) -> str:
        """The predicate in words."""
        return LABELS[Predicate(self.predicate)] if self.predicate else ""

    @property
    def waits_for(self) -> list[Assessment]:
        """The parts without a result."""
        return [part for part in self.parts if not part.has_result]

    @property
    def last(self) -> Assessment:
        """The last part: where the person is counted."""
        return self.parts[-1]


def whole_of(employee: Employee, period: Period) -> Whole | None:
    """The person's whole period; None where nothing split it. One query."""
    return wholes_in([period.pk], [employee.pk]).get((employee.pk, period.pk))


def wholes_in(periods: Collection[int], employees: Collection[int]) -> dict[Place, Whole]:
    """The wholes of these people in these periods, by the keys of both; who has none is left out. One query."""
    found = Assessment.objects.filter(employee__in=employees, period__in=periods)
    return wholes_among(found.select_related("period", "position"))


def wholes_among(assessments: Iterable[Assessment]) -> dict[Place, Whole]:
    """The wholes that these make, by the keys of employee and period; all parts of a period have to be among them.

    A part that was closed without a result is none of it.
    """
    parts: dict[Place, list[Assessment]] = defaultdict(list)
    for each in assessments:
        if each.starts_on is not None and each.status != Assessment.Status.CLOSED:
            parts[each.employee_id, each.period_id].append(each)
    wholes = ((place, _whole(sorted(own, key=_order))) for place, own in parts.items())
    return {place: whole for place, whole in wholes if whole is not None}


def _order(part: Assessment) -> tuple[date, int]:
    return part.span[0], part.pk


def _whole(parts: Sequence[Assessment]) -> Whole | None:
    if len(parts) < 2 or len({part.rule_set for part in parts}) > 1 or _overlap(parts):
        return None
    whole = Whole(parts)
    if whole.waits_for:
        return whole
    if parts[0].rule_set in NUMERIC:
        return _in_numbers(parts)
    return _in_words(parts)


def _overlap(parts: Sequence[Assessment]) -> bool:
    """Whether somebody acted in a second post meanwhile: then their days are not parts of one whole."""
    return any(former.span[1] > later.span[0] for former, later in pairwise(parts))


def _in_words(parts: Sequence[Assessment]) -> Whole:
    work = rating_together([_rated(part, part.work_rating) for part in parts])
    behaviour = rating_together([_rated(part, part.behaviour_rating) for part in parts])
    result = predicate(work.rating, behaviour.rating)
    return Whole(parts, str(result.predicate), (*work.trace, *behaviour.trace, *result.trace))


def _in_numbers(parts: Sequence[Assessment]) -> Whole:
    """Of the parts' totals as they are stored, with two decimals."""
    joined = together([Part(days=_days(part), value=_total(part), text=_text(part)) for part in parts])
    rule_set = parts[0].rule_set
    if rule_set == pp46_2011.CODE:
        code = pp46_2011.predicate_of(joined.value)
    else:
        new_idea = any(part.further.get("new_idea") for part in parts)
        code = permenpanrb_8_2021.predicate_of(joined.value, new_idea=new_idea)
    step = Step(
        step="PREDICATE", formula="predikat dari nilai gabungan", inputs={"nilai gabungan": joined.trace[-1].value},
        value=LABELS[code], source=NUMERIC[rule_set],
    )  # fmt: skip
    total = two_decimals(Decimal(joined.value.numerator) / joined.value.denominator)
    return Whole(parts, str(code), (*joined.trace, step), total)


def _rated(part: Assessment, rating: str) -> RatedPart:
    return RatedPart(days=_days(part), rating=rating, text=_text(part))


def _total(part: Assessment) -> Decimal:
    if part.total is None:
        raise ValueError(f"Assessment {part.pk} has a result and no total.")
    return part.total


def _days(part: Assessment) -> int:
    return part.worked_days


def _text(part: Assessment) -> str:
    return f"{part.position.title}, {part.part_in_words}"

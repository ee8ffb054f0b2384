"""A period that moves split, put together by days: the predicate of the whole from those of its parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from workflows.assessment.models import Assessment
from workflows.organization.models import Employee, Period
from workflows.rules import permenpanrb_8_2021, pp46_2011
from workflows.rules.permenpanrb_6_2022 import predicate
from workflows.rules.predicates import LABELS, Predicate
from workflows.rules.trace import Step, Trace
from workflows.rules.year_parts import Part, RatedPart, rating_together, together

NUMERIC = {"pp46_2011": pp46_2011.LAW, "permenpanrb_8_2021": permenpanrb_8_2021.LAW}


@dataclass(frozen=True, slots=True)
class Whole:
    """The parts in their order, and what they come to; no predicate while one of them has no result yet."""

    parts: Sequence[Assessment]
    predicate: str = ""
    trace: Trace = ()

    @property
    def label(self) -> str:
        """The predicate in words."""
        return LABELS[Predicate(self.predicate)] if self.predicate else ""

    @property
    def waits_for(self) -> list[Assessment]:
        """The parts without a result."""
        return [part for part in self.parts if not part.has_result]


def whole_of(employee: Employee, period: Period) -> Whole | None:
    """The person's whole period; None where nothing split it. One query."""
    found = Assessment.objects.filter(employee=employee, period=period, starts_on__isnull=False)
    parts = list(found.select_related("period", "position").order_by("starts_on", "pk"))
    if len(parts) < 2 or len({part.rule_set for part in parts}) > 1 or _overlap(parts):
        return None
    whole = Whole(parts)
    if whole.waits_for:
        return whole
    code, trace = _in_numbers(parts) if parts[0].rule_set in NUMERIC else _in_words(parts)
    return Whole(parts, code, trace)


def _overlap(parts: Sequence[Assessment]) -> bool:
    """Whether somebody acted in a second post meanwhile: then their days are not parts of one whole."""
    return any(former.span[1] > later.span[0] for former, later in pairwise(parts))


def _in_words(parts: Sequence[Assessment]) -> tuple[str, Trace]:
    work = rating_together([_rated(part, part.work_rating) for part in parts])
    behaviour = rating_together([_rated(part, part.behaviour_rating) for part in parts])
    result = predicate(work.rating, behaviour.rating)
    return str(result.predicate), (*work.trace, *behaviour.trace, *result.trace)


def _in_numbers(parts: Sequence[Assessment]) -> tuple[str, Trace]:
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
    return str(code), (*joined.trace, step)


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

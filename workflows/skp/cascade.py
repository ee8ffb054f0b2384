"""The cascade around a plan: where its results come from, who carries on the same, and what nobody carries on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from workflows.organization.models import Period
from workflows.organization.reporting import DEEPEST
from workflows.printing.words import number
from workflows.rules.cascade import CarriedResult, gaps
from workflows.skp.models import Indicator, Skp, WorkResult
from workflows.skp.models.work_result import WorkResultQuerySet

SHOWN_BESIDE = 3  # results beside one's own; the others open on request
WITH_PERSON = ("skp__employee", "skp__position")


@dataclass
class Rung:
    """A planned result in the picture: whose it is, how it is measured, and what hangs below it."""

    result: WorkResult
    is_own: bool = False
    is_gap: bool = False
    is_above: bool = False
    measures: str = ""
    below: list["Rung"] = field(default_factory=list)
    more: list["Rung"] = field(default_factory=list)

    @property
    def person(self) -> str:
        """Whose result it is."""
        return self.result.skp.employee.name

    @property
    def post(self) -> str:
        """In which post; the post names a superior."""
        return self.result.skp.position.title


@dataclass
class Cascade:
    """The picture from the top down, and the gaps in it by who has them."""

    top: list[Rung]
    gaps: list[Rung]

    @property
    def owners_of_gaps(self) -> list[str]:
        """The names of those whose results nobody carries on, each once."""
        return list(dict.fromkeys(rung.person for rung in self.gaps))

    @property
    def own_gaps(self) -> list[Rung]:
        """The reader's own results that nobody carries on."""
        return [rung for rung in self.gaps if rung.is_own]


def read_cascade(skp: Skp, *, leads: bool | None = None) -> Cascade:
    """The cascade around a plan. One query a tier above, three more; none grows with the office.

    `leads`: whether others report to the post, so that its results should be carried on; asked where it is None.
    """
    own = list(skp.results.select_related(*WITH_PERSON).order_by("number"))
    above = _results_above(own)
    rows = {result.pk: result for result in [*above, *own]}
    children: dict[int, list[WorkResult]] = defaultdict(list)
    carrying = WorkResult.objects.carrying_on().filter(carries_on__in=rows).exclude(skp=skp)
    for child in carrying.select_related(*WITH_PERSON).order_by("skp__employee__name", "skp", "number"):
        children[child.carries_on_id or 0].append(child)
    if leads is None:
        leads = skp.position.reports.exists()
    own_keys = {result.pk for result in own}
    expected = [r for r in above if r.kind == WorkResult.Kind.MAIN]
    if leads and skp.status == Skp.Status.SET:
        expected += [r for r in own if r.kind == WorkResult.Kind.MAIN]
    own_parents = {result.carries_on_id for result in own}
    counted = [CarriedResult(r.pk, r.text, len(children[r.pk]) + (r.pk in own_parents)) for r in expected]
    missing = {gap.key for gap in gaps(counted)}
    rungs = _rungs(rows, own_keys, missing)
    top = _tree(rungs, own, children)
    _measure(_all(top))
    return Cascade(top, [rung for key, rung in rungs.items() if key in missing])


def _results_above(own: Iterable[WorkResult]) -> list[WorkResult]:
    """All results of the plans on the line above, tier by tier."""
    found: dict[int, WorkResult] = {}
    wanted = _sources_of(own)
    for _tier in range(DEEPEST):
        if not wanted:
            break
        plans = WorkResult.objects.filter(pk__in=wanted).values("skp")
        tier = WorkResult.objects.filter(skp__in=plans).select_related(*WITH_PERSON).order_by("skp", "number")
        found |= {result.pk: result for result in tier}
        wanted = _sources_of(tier) - found.keys()
    return list(found.values())


def _sources_of(results: Iterable[WorkResult]) -> set[int]:
    return {result.carries_on_id for result in results if result.carries_on_id is not None}


def _rungs(rows: dict[int, WorkResult], own: set[int], missing: set[object]) -> dict[int, Rung]:
    """Own results, everything that they come from, and the gaps with what those come from."""
    shown: dict[int, Rung] = {}
    for key in [*own, *missing]:
        at: int | None = int(str(key))
        while at is not None and at in rows and at not in shown:
            shown[at] = Rung(rows[at], is_own=at in own, is_gap=at in missing, is_above=at not in own)
            at = rows[at].carries_on_id
    return shown


def _tree(rungs: dict[int, Rung], own: list[WorkResult], children: dict[int, list[WorkResult]]) -> list[Rung]:
    """Hang each rung below what it carries on: one's own line first, then those beside, then gaps."""
    own_line = {key for key, rung in rungs.items() if not rung.is_gap}
    top: list[Rung] = []

    def place(key: int) -> tuple[bool, bool, int]:
        return key not in own_line, not rungs[key].is_own, rungs[key].result.number

    for key in sorted(rungs, key=place):
        parent = rungs.get(rungs[key].result.carries_on_id or 0)
        (parent.below if parent else top).append(rungs[key])
    for result in own:
        if result.carries_on_id in rungs:
            parent = rungs[result.carries_on_id]
            if not parent.more and not any(not rung.is_own and not rung.is_above for rung in parent.below):
                beside = [Rung(child) for child in children[result.carries_on_id]]
                parent.below[_own_count(parent) : _own_count(parent)] = beside[:SHOWN_BESIDE]
                parent.more = beside[SHOWN_BESIDE:]
        below = [Rung(child) for child in children[result.pk]]
        rungs[result.pk].below += below[:SHOWN_BESIDE]
        rungs[result.pk].more += below[SHOWN_BESIDE:]
    return top


def _own_count(rung: Rung) -> int:
    return sum(each.is_own for each in rung.below)


def _all(rungs: Iterable[Rung]) -> list[Rung]:
    found: list[Rung] = []
    for rung in rungs:
        found += [rung, *_all(rung.below), *_all(rung.more)]
    return found


def _measure(rungs: list[Rung]) -> None:
    """How each result is measured, short: the target with its unit, above with the indicator's words."""
    by_result: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in Indicator.objects.filter(result__in=[rung.result.pk for rung in rungs]).order_by("number"):
        by_result[indicator.result_id].append(indicator)
    for rung in rungs:
        found = by_result[rung.result.pk]
        if rung.is_above:
            rung.measures = "; ".join(f"{i.text} {number(i.target)} {i.unit}" for i in found[:2])
        else:
            rung.measures = ", ".join(f"{number(i.target)} {i.unit}" for i in found)


def gaps_of(period: Period) -> WorkResultQuerySet:
    """The main results in force of the year that no plan below carries on, from the top; for the team and HR."""
    found = WorkResult.objects.carried_on_by_nobody().filter(skp__period=period)
    found = found.select_related("skp__employee", "skp__position__unit")
    return found.order_by("-skp__position__job_class", "skp", "number")

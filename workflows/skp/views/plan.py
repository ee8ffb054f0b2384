"""What every page shows of a plan: its results with what was reached, where it is, and the cascade around it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from workflows.audit import clock
from workflows.engine.person_pages import still_theirs
from workflows.engine.progress import ChainStep, chain_steps, so_far, whose_turn
from workflows.engine.sight import may_see_case, may_see_person
from workflows.engine.timeline import timeline
from workflows.organization.models import Employee
from workflows.organization.reporting import GapInLine, LineEnds, assessor_of, posts_stood_in
from workflows.rules.berakhlak import BEHAVIOURS
from workflows.skp.cascade import read_cascade
from workflows.skp.changes import target_in_words
from workflows.skp.late import drafts_for
from workflows.skp.models import Indicator, Skp, SkpProcess, WorkResult
from workflows.skp.models.skp import Plan
from workflows.skp.realisation import is_counted, realised

READ_WITH = ("employee__user", "position__unit", "position__reports_to__reports_to__reports_to", "period", "snapshot")


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator as a table's line: its target in words, and what verified reports add up to."""

    indicator: Indicator
    target: str
    reached: Decimal | None

    @property
    def is_counted(self) -> bool:
        """Whether reports add up to it; a level is entered at the self-assessment."""
        return self.reached is not None


def skp_seen_by(request: HttpRequest, pk: int) -> Skp:
    """The plan, for its employee and whoever may see it.

    :raises Http404: unknown, or not to be seen: a stranger does not learn which numbers exist.
    """
    skp = Skp.objects.select_related(*READ_WITH).filter(pk=pk).first()
    if skp is None:
        raise Http404
    if skp.status == Skp.Status.DRAFT and skp.employee.user_id != request.user.pk and not writes_for(request, skp):
        raise Http404  # nobody else sees drafts
    if may_see_person(request.user, skp.employee, skp.position):
        return skp
    case = skp.cases.select_related("person__user", "position").order_by("-pk").first()
    if case is None or not may_see_case(request.user, case):
        raise Http404
    return skp


def writes_for(request: HttpRequest, skp: Skp) -> bool:
    """Whether the reader may go on writing a draft that the team began for somebody else."""
    is_theirs = skp.status == Skp.Status.DRAFT and bool(skp.drafted_by)
    return is_theirs and skp.employee.user_id != request.user.pk and drafts_for(request.user, clock.today())


def results_of(skp: Skp, plan: Plan) -> list[tuple[WorkResult, list[Measure]]]:
    """The results in order, each with its measures. One query where reports are counted up, else none."""
    results = plan[0]
    counted = [i.pk for r in results for i in r.indicators.all() if i.measure == Indicator.Measure.QUANTITY]
    reached = realised(counted) if skp.status == Skp.Status.SET else None

    def measure(indicator: Indicator) -> Measure:
        amount = reached.get(indicator.pk, Decimal(0)) if reached is not None and indicator.pk in counted else None
        return Measure(indicator, target_of(indicator), amount)

    return [
        (result, [measure(i) for i in sorted(result.indicators.all(), key=lambda each: each.number)])
        for result in results
    ]


def target_of(indicator: Indicator) -> str:
    """The annual target with its unit."""
    return target_in_words(
        {
            "direction": indicator.direction, "low": indicator.target_low, "high": indicator.target_high,
            "target": indicator.target, "unit": indicator.unit,
        }
    )  # fmt: skip


def expectations_with_labels(plan: Plan) -> list[tuple[str, str, str]]:
    """For each value that has an expectation: its label, its guide to conduct, the expectation."""
    texts = {row.value: row.text for row in plan[1]}
    return [(b.label, b.guidance, texts[b.code]) for b in BEHAVIOURS if b.code in texts]


def plan_context(request: HttpRequest, skp: Skp) -> dict[str, Any]:
    """All that the page of a plan shows."""
    today = clock.today()
    is_own = skp.employee.user_id == request.user.pk
    plan = skp.read_plan()
    case = skp.cases.select_related(*CASE_WITH).order_by("-pk").first()
    found = so_far(case)
    items, decisions = found.items, found.decisions
    return {
        "skp": skp, "counted": skp.status == Skp.Status.SET and is_counted(), "is_own": is_own,
        "writes_for": writes_for(request, skp),
        "results": results_of(skp, plan), "expectations": expectations_with_labels(plan),
        "assessor": assessor_name(skp, today), "case": case, "timeline": timeline(decisions),
        "chain": [*chain_steps(case, decisions, items, today), set_step(case)] if case is not None and items else [],
        "turn": whose_turn(items, today), "waits": items[0] if items else None, "now": clock.now(),
        "questions": found.questions,
        "still_theirs": still_theirs(items, decisions, request.user),
        "revision": next((i for i in items if i.node == "revise" and is_own), None),
        "cascade": read_cascade(skp), "acting": acting_title(skp, today), "later": later_version(skp),
        "may_open": _posts_below(request, today),
    }  # fmt: skip


CASE_WITH = ("person__user", "position__unit", "tier", "chain_version")


def set_step(case: SkpProcess) -> ChainStep:
    """Where the stairs lead to."""
    return ChainStep(_("Set"), _("Becomes SKP version %(n)s") % {"n": case.skp.version}, _("Next"), "", "")


def later_version(skp: Skp) -> Skp | None:
    """A version after the one in force that is not finished yet."""
    if skp.status != Skp.Status.SET:
        return None
    later = Skp.objects.filter(employee=skp.employee, position=skp.position, period=skp.period, version__gt=skp.version)
    return later.exclude(status__in=[Skp.Status.REJECTED, Skp.Status.WITHDRAWN]).order_by("-version").first()


def assessor_name(skp: Skp, on: date) -> str:
    """Who assesses: as frozen when the plan was sent, else as the line says today; empty where nobody stands."""
    if skp.snapshot is not None and skp.snapshot.assessor_name:
        return skp.snapshot.assessor_name
    try:
        return assessor_of(skp.employee, on, skp.position).employee.name
    except (GapInLine, LineEnds):
        return ""


def acting_title(skp: Skp, on: date) -> str:
    """Plt Kepala Bidang … where the employee acts for the post of this plan; empty for their own post."""
    day = skp.snapshot.taken_on if skp.snapshot else on
    officer = posts_stood_in(skp.employee, day).get(skp.position_id)
    return officer.title if officer is not None and officer.acting is not None else ""


def _posts_below(request: HttpRequest, on: date) -> frozenset[int]:
    """The posts whose direct superior the reader is: their plans may be opened from the picture."""
    employee: Employee | None = getattr(request.user, "employee", None)
    return frozenset(posts_stood_in(employee, on)) if employee is not None else frozenset()

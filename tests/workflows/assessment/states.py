"""Assessments in each of their states, reached through the actions."""

from datetime import date, datetime
from decimal import Decimal

from tests import factories as make
from workflows.assessment import actions
from workflows.assessment.models import Assessment
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import ActingAppointment, Employee, Period, Position
from workflows.rules.permenpanrb_6_2022 import BEHAVIOURS
from workflows.skp.models import Skp, WorkResult
from workflows.targets.models import MonthlyRealisation, MonthlyTarget, TargetPlan

SET_ON = date(2026, 1, 20)
OPENED_ON = date(2026, 11, 2)
SELF_ON = date(2026, 11, 3)
RATED_ON = date(2026, 11, 5)
RATIFIED_ON = date(2026, 11, 9)
GOOD_WORDS = "Berkas rapi; laporan perlu lebih teratur."


def october() -> Period:
    """The month that is assessed."""
    return Period.objects.get(code="2026-10")


def acting(post: Position, officer: Employee, *, start: date) -> ActingAppointment:
    """The officer acts as Plh in the post, whose holder is away."""
    return ActingAppointment.objects.create(
        position=post, officer=officer, capacity="PLH", start=start, decree="SP 800/256/BKPSDM/2026"
    )


def set_plan(
    person: Employee, post: Position, *, quantity: Decimal | None = Decimal(16), superior: Skp | None = None
) -> Skp:
    """A set SKP with 30 a month of a quantity and a level of 90; `quantity` is what October's reports verified."""
    above = WorkResult.objects.filter(skp=superior).first() if superior else None
    skp = make.draft_skp(person, post, carries_on=above)
    skp.status, skp.set_at = Skp.Status.SET, make.at(SET_ON)
    skp.save()
    plan = TargetPlan.objects.create(skp=skp, status=TargetPlan.Status.SET, set_at=make.at(SET_ON))
    amount, level = skp.results.get().indicators.order_by("number")
    for month in range(1, 13):
        MonthlyTarget.objects.create(plan=plan, indicator=amount, month=month, amount=30)
        MonthlyTarget.objects.create(plan=plan, indicator=level, month=month, amount=90)
    if quantity is not None:
        MonthlyRealisation.objects.create(indicator=amount, month=10, quantity=quantity, reports=10)
    return skp


def opened(person: Employee, post: Position, **plan: object) -> Assessment:
    """Waiting for the self-assessment."""
    set_plan(person, post, **plan)  # type: ignore[arg-type]
    actions.open_assessments(period=october(), by=Actor.system("tick", Channel.DEMO), at=make.at(OPENED_ON, 6))
    return Assessment.objects.get(employee=person, position=post)


def task(assessment: Assessment) -> WorkItem:
    """Its one open work item."""
    return (
        WorkItem.objects.open().select_related("owner", "principal").get(case__assessmentprocess__assessment=assessment)
    )


def levels(assessment: Assessment, reached: Decimal = Decimal("93.75")) -> dict[int, tuple[Decimal, str]]:
    """What the person enters for each level."""
    rows = assessment.realisations.filter(indicator__measure="LEVEL")
    return {row.indicator_id: (reached, "Rekap berkas Oktober, map 4") for row in rows}


def self_assessed(person: Employee, post: Position, **plan: object) -> Assessment:
    """Waiting for the rating."""
    assessment = opened(person, post, **plan)
    actions.self_assess(
        task_id=task(assessment).task_id, levels=levels(assessment), note="Berkas selesai, laporan terlewat.",
        by=make.actor(person), at=make.at(SELF_ON, 9),
    )  # fmt: skip
    assessment.refresh_from_db()
    return assessment


def behaviours(rating: str = "MEETS") -> dict[str, tuple[str, str]]:
    """The seven values, all rated alike."""
    return {value.code: (rating, "") for value in BEHAVIOURS}


def rating(
    work: str = "MEETS", behaviour: str = "MEETS", *, because: str = "Berkasnya selesai dan sudah saya periksa."
) -> dict:
    """What the assessor gives; departs from the suggestion BELOW."""
    return {
        "work_rating": work, "behaviours": behaviours(behaviour), "feedback": GOOD_WORDS, "departure_reason": because,
    }  # fmt: skip


def open_evidence(assessment: Assessment, assessor: Employee, at: datetime | None = None) -> None:
    """Open the evidence, without which nobody rates."""
    actions.open_evidence(assessment=assessment, by=make.actor(assessor), at=at or make.at(RATED_ON, 9))


def rate(assessment: Assessment, assessor: Employee, at: datetime | None = None, **values: object) -> Assessment:
    """Open the evidence and rate, as the page lets the assessor do; `values` as `rating` gives them."""
    at = at or make.at(RATED_ON, 10)
    open_evidence(assessment, assessor, at)
    return actions.rate(task_id=task(assessment).task_id, by=make.actor(assessor), at=at, **(values or rating()))  # type: ignore[arg-type]


def rated(person: Employee, post: Position, assessor: Employee, **given: str) -> Assessment:
    """Waiting for ratification."""
    assessment = self_assessed(person, post)
    rate(assessment, assessor, **rating(**given))
    assessment.refresh_from_db()
    return assessment


def ratified(person: Employee, post: Position, assessor: Employee, above: Employee, **given: str) -> Assessment:
    """Waiting for the person's answer."""
    assessment = rated(person, post, assessor, **given)
    actions.ratify(task_id=task(assessment).task_id, by=make.actor(above), at=make.at(RATIFIED_ON, 11))
    assessment.refresh_from_db()
    return assessment


def give(assessment: Assessment, assessor: Employee, above: Employee) -> None:
    """Rate and ratify it."""
    rate(assessment, assessor)
    actions.ratify(task_id=task(assessment).task_id, by=make.actor(above), at=make.at(RATIFIED_ON, 11))
    assessment.refresh_from_db()

"""Two years of results of one person, as an office leaves them behind; reached through the actions.

The year 2025; of 2026 the months up to October, in the own post and in one acted for; a month cut in two by a new
superior, one that was objected to and changed, and the latest, which is objected to and waits; beside them results on
paper, an allowance half earned, and what others delegated.
"""

from datetime import date, timedelta
from decimal import Decimal

from tests import factories as make
from tests.workflows.allowance import states as allowances
from tests.workflows.assessment import states as assessed
from tests.workflows.objection import states as objections
from workflows.assessment import actions
from workflows.assessment.models import Assessment, PastResult
from workflows.objection import actions as objecting
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Period, Tenure
from workflows.organization.periods import open_year, year_of
from workflows.skp.models import Skp

CONTESTED = 8
CUT_ON = date(2026, 9, 16)
TICK = Actor.system("tick", Channel.DEMO)


def past_results(office: make.Office, *years: int) -> None:
    """What papers say of these years."""
    for year in years:
        PastResult.objects.create(
            employee=office.staff, year=year, system="PP46_2011", value=Decimal("85.40"), predicate="Baik",
            assessor="Drs. Amin Saleh", source=f"PPK {year}", file_reference="Map 4",
        )  # fmt: skip


def plans(office: make.Office) -> None:
    """The plan of 2025; of 2026 one for the own post, and one for the vacant post acted for since January."""
    open_year(2025)
    before = assessed.set_plan(office.staff, office.posts["staff"])
    Skp.objects.filter(pk=before.pk).update(period=year_of(date(2025, 1, 1)))
    assessed.set_plan(office.staff, office.posts["staff"])
    make.acting(office.staff, office.posts["second_section"], start=date(2026, 1, 1))
    assessed.set_plan(office.staff, office.posts["second_section"], quantity=Decimal(29))


def new_superior(office: make.Office) -> None:
    """In the middle of September another takes the section over; the former head goes to a post beside it."""
    Tenure.objects.filter(employee=office.section, end=None).update(end=CUT_ON)
    beside = make.position("Kepala Seksi Arsip", office.posts["staff"].unit, office.posts["division"])
    Tenure.objects.create(employee=office.section, position=beside, start=CUT_ON)
    make.employee("Dewi Lestari", office.posts["section"], since=CUT_ON)


def assess(code: str, *, answered: bool = True, **rating: str) -> list[Assessment]:
    """Open the period after its end, then account, rate and ratify everybody's by whoever is asked; in a week."""
    period = Period.objects.get(code=code)
    opened = actions.open_assessments(period=period, by=TICK, at=make.at(period.end + timedelta(days=1), 6))
    for assessment in opened:
        on = period.end + timedelta(days=2)
        actions.self_assess(
            task_id=assessed.task(assessment).task_id, levels=assessed.levels(assessment), note="Selesai.",
            by=make.actor(assessment.employee), at=make.at(on, 9),
        )  # fmt: skip
        assessment.refresh_from_db()
        rater = assessed.task(assessment).owner.employee
        because = assessed.rating()["departure_reason"]
        assessed.rate(assessment, rater, at=make.at(on, 10), **assessed.rating(**{"because": because, **rating}))
        assessment.refresh_from_db()
        if assessment.status == Assessment.Status.RATED:
            item = assessed.task(assessment)
            actions.ratify(task_id=item.task_id, by=make.actor(item.owner.employee), at=make.at(on, 11))
        if answered:
            actions.acknowledge(
                task_id=assessed.task(assessment).task_id, by=make.actor(assessment.employee), at=make.at(on, 13)
            )
        assessment.refresh_from_db()
    return opened


def object_to(assessment: Assessment, on: date, *, change: bool) -> None:
    """The person objects to the result; ruled on at once where it is to change."""
    objection = objecting.object_to(
        task_id=assessed.task(assessment).task_id, points=objections.points(), by=make.actor(assessment.employee),
        at=make.at(on, 14),
    )  # fmt: skip
    if change:
        item = objections.task(objection)
        objecting.change(
            task_id=item.task_id, given=objections.better(), reason=objections.RULING,
            by=make.actor(item.owner.employee), at=make.at(on + timedelta(days=1), 9),
        )  # fmt: skip


def years_of_results(office: make.Office, *, months: int = 5) -> None:
    """All of it for `office.staff`, with so many months of 2026 up to October."""
    past_results(office, 2012, 2013, 2014)
    plans(office)
    assess("2025")
    new_superior(office)
    for month in range(11 - months, 10):
        if month != CONTESTED:
            assess(f"2026-{month:02d}")
            continue
        for assessment in assess(f"2026-{month:02d}", answered=False, work="BELOW", because=""):
            object_to(assessment, date(2026, month + 1, 4), change=True)
    for assessment in assess("2026-10", answered=False, work="BELOW"):
        object_to(assessment, date(2026, 11, 4), change=False)
    allowances.scheme()
    make.delegation(office.other, office.staff, "skp", "daily")
    make.delegation(office.staff, office.other, "daily")

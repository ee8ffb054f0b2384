"""An office in which everybody has something of every process, each marked with words that belong to one person."""

from datetime import date, time
from decimal import Decimal

from django.core.files.base import ContentFile

from tests import factories as make
from tests.workflows.allowance import states as allowance
from tests.workflows.assessment import states as assessment
from tests.workflows.targets import states as targets
from workflows.assessment import actions as assessing
from workflows.assessment.models import Assessment
from workflows.daily import actions as daily
from workflows.daily.entries import ActivityEntry
from workflows.engine.models import WorkItem
from workflows.engine.questions import ask
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee, Position
from workflows.skp.models import BehaviourExpectation, Indicator, Skp, WorkResult
from workflows.targets.queries import months_of

TODAY = date(2026, 11, 24)


def marker(person: Employee, what: str) -> str:
    """Words that stand in one person's matters alone: `RAHASIA0012laporan` says whose and where."""
    return f"RAHASIA{person.pk:04d}{what}"


def fill(office: make.Office) -> None:
    """For the staff member, a colleague and a stranger: plans, splits, reports, assessments, an allowance."""
    second = make.employee("Dewi Lestari", office.posts["second_section"])
    allowance.scheme()
    above = plan_of(office.section, office.posts["section"], office.division)
    beside = plan_of(second, office.posts["second_section"], office.division)
    groups = ((office.staff, "staff", above, office.section), (office.other, "other", above, office.section),
              (office.stranger, "stranger", beside, second))  # fmt: skip
    for person, post, carried, assessor in groups:
        result = plan_of(person, office.posts[post], assessor, carried)
        split_again(result.skp)
        reports_of(person, result, assessor)
        ask(
            task_id=WorkItem.objects.open().get(process="daily", node="decide", person=person).task_id,
            by=make.actor(assessor), text=marker(person, "pertanyaan"), at=make.at(date(2026, 11, 23), 17),
        )  # fmt: skip
        make.delegation(person, assessor, "daily")
    assessment.actions.open_assessments(
        period=assessment.october(), by=Actor.system("tick", Channel.DEMO), at=make.at(assessment.OPENED_ON, 6)
    )
    for person, _post, _carried, assessor in groups:
        assess(Assessment.objects.get(employee=person), assessor, office.division)


def plan_of(person: Employee, post: Position, assessor: Employee, carried: WorkResult | None = None) -> WorkResult:
    """A plan in force with its split; its only result."""
    skp = make.draft_skp(person, post, carries_on=carried, text=marker(person, "hasil"))
    for indicator in Indicator.objects.filter(result__skp=skp):
        indicator.text = marker(person, "indikator")
        indicator.save(update_fields=["text"])
    BehaviourExpectation.objects.create(skp=skp, value="LOYAL", text=marker(person, "ekspektasi"))
    skp.status, skp.set_at = Skp.Status.SET, targets.NEW_YEAR
    skp.save(update_fields=["status", "set_at"])
    targets.set_plan(skp, assessor)
    return skp.results.get()


def split_again(skp: Skp) -> None:
    """A second split on its way."""
    months = months_of(skp.target_plans.get(status="SET"))
    quantity = targets.quantity_of(skp).pk
    months |= {(quantity, 11): months[quantity, 11] - 5, (quantity, 12): months[quantity, 12] + 5}
    targets.submitted_plan(skp, months, when=make.at(date(2026, 10, 30)))


def reports_of(person: Employee, result: WorkResult, assessor: Employee) -> None:
    """One verified, one returned, one that waits; each with a file as evidence."""
    for day, verb in ((18, "verify"), (19, "return"), (23, "")):
        on = date(2026, 11, day)
        entry = ActivityEntry(
            description=marker(person, f"laporan{day}"), starts=time(7, 30), ends=time(9, 30), quantity=Decimal(3),
            unit="usulan", is_main=True, result_id=result.pk,
            evidence_file=ContentFile(marker(person, "bukti").encode(), "bukti.pdf"),
        )  # fmt: skip
        make.submitted_report(person, on, [entry])
        task = WorkItem.objects.open().filter(process="daily", person=person).latest("pk").task_id
        by, at = make.actor(assessor), make.at(on, 17)
        if verb == "verify":
            daily.verify(task_id=task, by=by, at=at)
        elif verb:
            daily.send_back(task_id=task, by=by, reason=marker(person, "pengembalian"), at=at)


def assess(found: Assessment, assessor: Employee, above: Employee) -> None:
    """Rated and ratified: it waits for the person's answer."""
    person = found.employee
    assessing.self_assess(
        task_id=assessment.task(found).task_id, by=make.actor(person), at=make.at(assessment.SELF_ON, 9),
        levels=assessment.levels(found), note=marker(person, "catatan"),
    )  # fmt: skip
    rating = assessment.rating(because=marker(person, "alasan menyimpang"))
    rating["feedback"] = marker(person, "umpan balik")
    assessment.open_evidence(found, assessor, make.at(assessment.RATED_ON, 8))
    assessing.rate(
        task_id=assessment.task(found).task_id, by=make.actor(assessor), at=make.at(assessment.RATED_ON, 9), **rating
    )
    assessing.ratify(
        task_id=assessment.task(found).task_id, by=make.actor(above), at=make.at(assessment.RATIFIED_ON, 9)
    )

"""Objections in each of their states, reached through the actions."""

from datetime import date

from tests import factories as make
from tests.workflows.assessment import states as assessed
from workflows.assessment.judging.contract import GivenRating
from workflows.engine.models import WorkItem
from workflows.objection import actions
from workflows.objection.models import Objection
from workflows.objection.points import Point
from workflows.organization.models import Employee

OBJECTED_ON = date(2026, 11, 12)
RULED_ON = date(2026, 11, 16)
WHY = "Dua belas berkas saya selesaikan di luar sistem dan tidak terhitung."
RULING = "Dua belas berkas terbukti pada map 4; hasil kerja sesuai ekspektasi."


def points(reason: str = WHY, link: str = "https://drive.example.go.id/map-4") -> list[Point]:
    """Against the rating of work."""
    return [Point(about="WORK_RESULT", reason=reason, link=link)]


def contested(office: make.Office, who: str = "staff", **given: str):
    """A ratified result, below expectation, that waits for the person's answer."""
    rating = {"work": "BELOW", "because": "", **given}
    return assessed.ratified(
        getattr(office, who), office.posts[who], office.section, office.division, **rating
    )  # fmt: skip


def objected(office: make.Office, who: str = "staff", **given: str) -> Objection:
    """Waiting for the ruling."""
    return object_to(contested(office, who, **given), getattr(office, who))


def object_to(assessment, person: Employee) -> Objection:
    """The person objects to a result that waits."""
    return actions.object_to(
        task_id=assessed.task(assessment).task_id, points=points(), by=make.actor(person),
        at=make.at(OBJECTED_ON, 9),
    )  # fmt: skip


def task(objection: Objection) -> WorkItem:
    """Its one open work item."""
    items = WorkItem.objects.open().select_related("owner", "principal", "tier")
    return items.get(case__objectionprocess__objection=objection)


def better(work: str = "MEETS", behaviour: str = "MEETS") -> GivenRating:
    """Another rating than the contested one."""
    return GivenRating(work_rating=work, behaviours=assessed.behaviours(behaviour), feedback="")


def changed(office: make.Office) -> Objection:
    """Changed by the division's head."""
    objection = objected(office)
    return actions.change(
        task_id=task(objection).task_id, given=better(), reason=RULING, by=make.actor(office.division),
        at=make.at(RULED_ON, 10),
    )  # fmt: skip


def upheld(office: make.Office) -> Objection:
    """Upheld by the division's head."""
    objection = objected(office)
    return actions.uphold(
        task_id=task(objection).task_id, reason="Penilaian sesuai bukti.", by=make.actor(office.division),
        at=make.at(RULED_ON, 10),
    )  # fmt: skip


def task_items(objection: Objection) -> list[WorkItem]:
    """All that is asked of it now."""
    return list(WorkItem.objects.open().filter(case__objectionprocess__objection=objection).order_by("pk"))


def task_of_many(objection: Objection) -> int:
    """The key of the task that several are asked."""
    return task_items(objection)[0].task_id

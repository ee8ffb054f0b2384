"""Two who rule at once, and the person who objects while time makes the result final: one of them, and nobody dies."""

from datetime import timedelta

import pytest

from tests import factories as make
from tests.workflows.assessment import states as assessed
from tests.workflows.audit.chain import broken_links
from tests.workflows.engine.test_concurrency import at_once, kinds
from tests.workflows.objection import states as given
from workflows.assessment import actions as assessment_actions
from workflows.assessment.models import Assessment
from workflows.audit.models import Decision
from workflows.objection import actions
from workflows.objection.models import Objection
from workflows.organization.actor import Actor, Channel

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]
TICK = Actor.system("tick", Channel.DEMO)


@pytest.fixture
def office():
    """The small office, whose division's head has a Plh: two people who may hear the same objection."""
    made = make.office()
    make.acting(made.stranger, made.posts["division"], "PLH", start=given.OBJECTED_ON)
    return made


def test_of_two_rulings_at_once_one_counts(office):
    objection = given.objected(office)
    task_id, when = given.task(objection).task_id, make.at(given.RULED_ON)

    outcomes = at_once(
        lambda: actions.change(
            task_id=task_id, given=given.better(), reason=given.RULING, by=make.actor(office.division), at=when
        ),
        lambda: actions.uphold(task_id=task_id, reason="Sesuai bukti.", by=make.actor(office.stranger), at=when),
    )

    assert kinds(outcomes) == {"Objection": 1, "MovedOn": 1}
    objection.refresh_from_db()
    assessment = Assessment.objects.get()
    assert (objection.status, assessment.predicate) in {("CHANGED", "GOOD"), ("UPHELD", "NEEDS_IMPROVEMENT")}
    assert (objection.after_predicate, assessment.status) == (assessment.predicate, "FINAL")
    assert Decision.objects.filter(verb="DECIDE").count() == 1
    assert broken_links() == []


def test_a_ruling_and_a_withdrawal_at_once_give_one_end(office):
    objection = given.objected(office)
    task_id, when = given.task(objection).task_id, make.at(given.RULED_ON)

    outcomes = at_once(
        lambda: actions.uphold(task_id=task_id, reason="Sesuai bukti.", by=make.actor(office.division), at=when),
        lambda: actions.withdraw(task_id=task_id, by=make.actor(office.staff), at=when),
    )

    assert kinds(outcomes) == {"Objection": 1, "MovedOn": 1}
    objection.refresh_from_db()
    assert objection.status in {"UPHELD", "WITHDRAWN"}
    assert Assessment.objects.get().status == "FINAL"
    assert Decision.objects.filter(verb__in=["DECIDE", "WITHDRAW"]).count() == 1
    assert broken_links() == []


def test_the_person_objects_while_time_makes_it_final(office):
    """The objection is of the last minute, the duty of the next one: whichever holds the case first."""
    assessment = given.contested(office)
    task_id, last = assessed.task(assessment).task_id, assessment.objection_until

    outcomes = at_once(
        lambda: actions.object_to(
            task_id=task_id, points=given.points(), by=make.actor(office.staff), at=make.at(last, 23, 59)
        ),
        lambda: assessment_actions.finalise_unanswered(
            task_id=task_id, by=TICK, at=make.at(last + timedelta(days=1), 0, 1)
        ),
    )

    ended = kinds(outcomes)
    assert ended in ({"Objection": 1, "MovedOn": 1}, {"Assessment": 1, "MovedOn": 1})
    assessment.refresh_from_db()
    expected = ("OBJECTED", 1) if ended["Objection"] else ("FINAL", 0)
    assert (assessment.status, Objection.objects.count()) == expected
    assert Decision.objects.filter(verb__in=["OBJECT", "CLOSE"], process="assessment").count() == 1
    assert broken_links() == []


def test_many_object_and_are_heard_at_once_and_nobody_dies_of_a_deadlock(office):
    """Each writes into the record of two cases, whose heads are locked in one order."""
    assessments = [
        assessed.ratified(
            person, office.posts[who], assessor, office.division, work="BELOW", because=""
        )
        for who, person, assessor in (
            ("staff", office.staff, office.section), ("other", office.other, office.section),
        )
    ]  # fmt: skip

    def object_to(assessment):
        return lambda: given.object_to(assessment, assessment.employee)

    outcomes = at_once(*(object_to(assessment) for assessment in assessments))

    assert kinds(outcomes) == {"Objection": 2}
    assert Decision.objects.filter(verb="OBJECT").count() == 4
    assert broken_links() == []

"""Who hears an objection: never the person, never whoever gave the rating; where nobody may, the team's queue."""

from datetime import date

import pytest

from backoffice.duties import do_duties
from tests import factories as make
from tests.workflows.assessment import states as assessed
from tests.workflows.objection import states as given
from workflows.assessment.models import Assessment
from workflows.audit.models import Decision
from workflows.engine.claiming import claim
from workflows.engine.moving import reassign
from workflows.engine.refusals import NotAllowedHere, NotYours, TookPart
from workflows.objection import actions
from workflows.objection.models import Objection
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import RoleGrant
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
TICK = Actor.system("tick", Channel.DEMO)


@pytest.fixture
def office():
    return make.office()


def uphold(objection, person, at=None, reason="Penilaian sesuai bukti."):
    return actions.uphold(
        task_id=given.task(objection).task_id, reason=reason, by=make.actor(person), at=at or make.at(given.RULED_ON)
    )


def heads_result(office):
    """The head's result: rated by the deputy outside, above whom nobody ratifies."""
    assessment = assessed.self_assessed(office.head, office.posts["head"])
    assessed.rate(assessment, office.outside, **assessed.rating("BELOW"))
    assessment.refresh_from_db()
    assert assessment.status == "RATIFIED"
    return assessment


def test_above_the_heads_assessor_nobody_stands_and_it_waits_with_the_team(office):
    objection = given.object_to(heads_result(office), office.head)

    item = given.task(objection)
    assert (item.team, item.owner, item.principal) == ("PERFORMANCE_TEAM", None, None)
    assert "Tidak ada tahap lain yang dapat memutus" in item.gap
    team = make.with_role("PERFORMANCE_TEAM", "Tim Kinerja")
    claim(task_id=item.task_id, by=make.actor(team), at=make.at(given.RULED_ON, 8))
    uphold(objection, team)
    assert Assessment.objects.get(pk=objection.assessment_id).status == "FINAL"
    ruling = Decision.objects.of_case("objection", objection.cases.get().pk).last()
    assert ruling.details["gap"] == item.gap


@pytest.mark.parametrize("rule", ["position", "role"])
def test_the_heads_objection_goes_to_whom_the_chain_names(office, rule):
    if rule == "role":
        hearer, tier = make.with_role("AUDITOR", "Inspektur"), {"rule": "ROLE", "role": "AUDITOR"}
    else:
        post = make.position("Sekretaris Daerah", office.posts["outside"].unit)
        hearer, tier = make.employee("Sekretaris Daerah", post), {"rule": "POSITION", "position": post}
    make.chain("keberatan-pimpinan", tiers=[tier], process="objection", position_kind="HIGH_LEADER")

    objection = given.object_to(heads_result(office), office.head)

    assert given.task(objection).owner == hearer.user
    uphold(objection, hearer)
    assert Objection.objects.get().status == "UPHELD"


def test_a_rater_who_acts_for_their_superior_leaves_a_gap(office):
    assessment = given.contested(office)
    make.vacant(office.posts["division"], since=date(2026, 11, 11))
    make.acting(office.section, office.posts["division"], start=date(2026, 11, 11))

    objection = given.object_to(assessment, office.staff)

    item = given.task(objection)
    assert (item.team, item.owner, item.principal) == ("PERFORMANCE_TEAM", None, None)
    assert item.gap == (
        "Yang ditunjuk tahap ini memberi penilaian yang dipersoalkan, jadi keberatan atasnya diputus orang lain. "
        "Tunjuk orang lain yang memutus."
    )
    with pytest.raises(NotYours):
        uphold(objection, office.section)
    assert Objection.objects.get().status == "WAITING"
    assert do_duties(make.at(given.RULED_ON), TICK, at=make.at(given.RULED_ON), with_digests=False).asked_again == 0


def test_a_rater_who_comes_to_act_for_their_superior_is_refused_and_the_team_gets_it(office):
    objection = given.objected(office)
    make.vacant(office.posts["division"], since=date(2026, 11, 13))
    make.acting(office.section, office.posts["division"], start=date(2026, 11, 13))

    with pytest.raises(TookPart, match="Anda memberi penilaian yang dipersoalkan"):
        uphold(objection, office.section)
    assert (Objection.objects.get().status, Assessment.objects.get().status) == ("WAITING", "OBJECTED")

    done = do_duties(make.at(given.RULED_ON), TICK, at=make.at(given.RULED_ON), with_digests=False)
    assert done.asked_again == 1
    assert given.task(objection).team == "PERFORMANCE_TEAM"


def test_a_rater_does_not_hear_it_by_delegation_nor_takes_it_over(office):
    objection = given.objected(office)
    make.delegation(office.division, office.section, "objection", start=date(2026, 11, 12))

    with pytest.raises(TookPart):
        uphold(objection, office.section)
    with pytest.raises(NotAllowedHere):
        reassign(
            task_id=given.task(objection).task_id, to=office.section, by=make.actor(office.division),
            reason="Cuti seminggu.", at=make.at(given.RULED_ON),
        )  # fmt: skip
    assert Objection.objects.get().status == "WAITING"


def test_no_chain_lets_the_rater_hear_it(office):
    make.chain(
        "keberatan", tiers=[{"rule": "DIRECT_SUPERIOR"}], process="objection", position_kind="EXECUTING", twice=True
    )

    objection = given.objected(office)

    assert given.task(objection).team == "PERFORMANCE_TEAM"


def test_a_member_of_the_team_who_rated_does_not_take_it_from_the_queue(office):
    make.chain("keberatan", tiers=[{"rule": "DIRECT_SUPERIOR"}], process="objection", position_kind="EXECUTING")
    objection = given.objected(office)
    RoleGrant.objects.create(user=office.section.user, role="PERFORMANCE_TEAM", start=date(2026, 1, 1))

    with pytest.raises(TookPart):
        claim(task_id=given.task(objection).task_id, by=make.actor(office.section), at=make.at(given.RULED_ON))


def test_a_committee_rules_on_one_thing_and_each_gives_the_same(office):
    seats = {"rule": "COMMITTEE", "mode": "QUORUM", "quorum": 2, "role": "PERFORMANCE_TEAM"}
    make.chain("tim", tiers=[seats], process="objection", position_kind="EXECUTING")
    first, second, third = (make.with_role("PERFORMANCE_TEAM", name) for name in ("Ana Tim", "Budi Tim", "Cici Tim"))
    objection = given.objected(office)
    task_id = given.task_of_many(objection)

    actions.change(
        task_id=task_id, given=given.better(), reason=given.RULING, by=make.actor(first), at=make.at(given.RULED_ON, 9)
    )  # fmt: skip
    assert Assessment.objects.get().status == "OBJECTED"
    with pytest.raises(RuleViolation, match="putusan yang lain"):
        actions.uphold(task_id=task_id, reason="Sesuai.", by=make.actor(second), at=make.at(given.RULED_ON, 10))
    actions.change(
        task_id=task_id, given=given.better(), reason="Sependapat.", by=make.actor(third),
        at=make.at(given.RULED_ON, 11),
    )  # fmt: skip

    assert (Objection.objects.get().status, Assessment.objects.get().predicate) == ("CHANGED", "GOOD")
    verbs = Decision.objects.of_case("objection", objection.cases.get().pk).values_list("verb", flat=True)
    assert list(verbs) == ["OBJECT", "APPROVE", "DECIDE"]


def test_of_two_tiers_the_last_one_rules(office):
    tiers = [{"rule": "SUPERIOR_OF_SUPERIOR"}, {"rule": "POSITION", "position": office.posts["head"]}]
    make.chain("dua-tahap", tiers=tiers, process="objection", position_kind="EXECUTING")
    objection = given.objected(office)

    uphold(objection, office.division, reason="Menurut saya sesuai bukti.")
    assert (Objection.objects.get().status, Assessment.objects.get().status) == ("WAITING", "OBJECTED")
    actions.change(
        task_id=given.task(objection).task_id, given=given.better(), reason=given.RULING, by=make.actor(office.head),
        at=make.at(given.RULED_ON, 17),
    )  # fmt: skip

    assert (Objection.objects.get().status, Assessment.objects.get().predicate) == ("CHANGED", "GOOD")


def test_overdue_it_is_raised_past_whoever_rated(office):
    objection = given.objected(office)
    late = make.at(date(2026, 11, 20))

    do_duties(late, TICK, at=late, with_digests=False)

    owners = {item.owner for item in given.task_items(objection)}
    assert owners == {office.division.user, office.head.user}


def test_a_result_nobody_objects_to_becomes_final_by_itself(office):
    given.contested(office)
    after = make.at(date(2026, 11, 24), 6)

    done = do_duties(after, TICK, at=after, with_digests=False)

    assert done.finalised == 1
    assert (Assessment.objects.get().status, Objection.objects.count()) == ("FINAL", 0)


def test_an_objection_that_waits_is_not_made_final_by_time(office):
    given.objected(office)
    after = make.at(date(2026, 12, 24), 6)

    done = do_duties(after, TICK, at=after, with_digests=False)

    assert done.finalised == 0
    assert (Assessment.objects.get().status, Objection.objects.get().status) == ("OBJECTED", "WAITING")

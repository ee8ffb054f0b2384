"""A self-assessment withdrawn, a rating or ratification taken back, a committee that rates, a return to a tier."""

from datetime import timedelta

import pytest

from tests import factories as make
from tests.workflows.assessment import states as given
from tests.workflows.engine.reconsidering import TWO_OF_THREE, TWO_TIERS, last, members, open_items, verbs
from workflows.assessment import actions
from workflows.assessment.models import Assessment, AssessmentProcess, BehaviourRating
from workflows.assessment.progress import rating_decisions
from workflows.audit.models import Decision
from workflows.engine.deciding import actions_of
from workflows.engine.models import WorkItem
from workflows.engine.refusals import MovedOn, NotAllowedHere, NotYours
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
RATED = make.at(given.RATED_ON, 10)
RATIFIED = make.at(given.RATIFIED_ON, 11)
NINE = timedelta(minutes=9)
THREE_TIERS = [*TWO_TIERS, {"rule": "UNIT_HEAD"}]


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def staff(office):
    return office.staff, office.posts["staff"]


def items(assessment):
    return open_items(case__assessmentprocess__assessment=assessment)


def everything():
    return (
        list(Assessment.objects.order_by("pk").values()),
        list(BehaviourRating.objects.order_by("pk").values()),
        list(WorkItem.objects.order_by("pk").values_list("pk", "closed_at", "closing")),
        Decision.objects.count(),
        Assessment.history.count(),
    )


def refused(refusal, action, **kwargs):
    before = everything()
    with pytest.raises(refusal) as caught:
        action(**kwargs)
    assert everything() == before
    return str(caught.value)


# ---- withdraw ----
def test_withdrawn_self_assessment_waits_with_the_person_as_it_was_filled_in(office, staff):
    assessment = given.self_assessed(*staff)

    actions.withdraw(task_id=given.task(assessment).task_id, by=make.actor(office.staff))

    assessment.refresh_from_db()
    item = given.task(assessment)
    assert (assessment.status, item.node, item.owner_id) == ("OPEN", "self_assess", office.staff.user_id)
    assert assessment.self_note == "Berkas selesai, laporan terlewat."
    assert last().verb == "WITHDRAW"
    actions.self_assess(task_id=item.task_id, levels=given.levels(assessment), by=make.actor(office.staff))
    assessment.refresh_from_db()
    assert (assessment.status, given.task(assessment).owner_id) == ("SELF_ASSESSED", office.section.user_id)


@pytest.mark.parametrize("who", ["section", "other", "stranger"])
def test_nobody_else_withdraws(office, staff, who):
    assessment = given.self_assessed(*staff)

    refused(
        NotYours, actions.withdraw, task_id=given.task(assessment).task_id, by=make.actor(getattr(office, who))
    )  # fmt: skip


def test_it_is_not_withdrawn_after_the_rating_nor_before_the_account(office, staff):
    opened = given.opened(office.other, office.posts["other"])
    refused(NotYours, actions.withdraw, task_id=given.task(opened).task_id, by=make.actor(office.other))
    assessment = given.rated(*staff, office.section)

    refused(NotAllowedHere, actions.withdraw, task_id=given.task(assessment).task_id, by=make.actor(office.staff))


# ---- take back ----
def rated(office, staff):
    assessment = given.self_assessed(*staff)
    task_id = given.task(assessment).task_id
    given.rate(assessment, office.section, RATED)
    assessment.refresh_from_db()
    return assessment, task_id


def test_rating_taken_back_stays_as_typed(office, staff):
    assessment, task_id = rated(office, staff)

    actions.take_back(task_id=task_id, by=make.actor(office.section), at=RATED + NINE)

    assessment.refresh_from_db()
    assert (assessment.status, assessment.work_rating, assessment.feedback) == (
        "SELF_ASSESSED", "MEETS", given.GOOD_WORDS,
    )  # fmt: skip
    assert assessment.behaviours.count() == 7
    given.rate(assessment, office.section, RATED + NINE, **given.rating("ABOVE"))
    assessment.refresh_from_db()
    assert (assessment.status, assessment.work_rating) == ("RATED", "ABOVE")


def test_ratification_taken_back_takes_the_predicate_with_it(office, staff):
    assessment, _task = rated(office, staff)
    task_id = given.task(assessment).task_id
    actions.ratify(task_id=task_id, by=make.actor(office.division), at=RATIFIED)
    assessment.refresh_from_db()
    assert assessment.predicate == "GOOD"

    actions.take_back(task_id=task_id, by=make.actor(office.division), at=RATIFIED + NINE)

    assessment.refresh_from_db()
    assert (assessment.status, assessment.predicate, assessment.trace) == ("RATED", "", [])
    assert (assessment.ratified_at, assessment.objection_until) == (None, None)
    assert [i.node for i in items(assessment)] == ["decide"]
    decisions = list(Decision.objects.filter(process="assessment").order_by("id"))
    assert [d.actor_name for d in rating_decisions(decisions)] == ["Jaya Ramadan"]


def test_result_that_was_accepted_stands(office, staff):
    assessment, _task = rated(office, staff)
    task_id = given.task(assessment).task_id
    actions.ratify(task_id=task_id, by=make.actor(office.division), at=RATIFIED)
    actions.acknowledge(task_id=given.task(assessment).task_id, by=make.actor(office.staff), at=RATIFIED + NINE)

    refused(NotAllowedHere, actions.take_back, task_id=task_id, by=make.actor(office.division), at=RATIFIED + NINE)


def test_returns_are_taken_back_to_where_they_came_from(office, staff):
    assessment = given.self_assessed(*staff)
    first = given.task(assessment).task_id
    actions.send_back(task_id=first, by=make.actor(office.section), reason="Lengkapi buktinya.", at=RATED)
    actions.take_back(task_id=first, by=make.actor(office.section), at=RATED + NINE)
    assessment.refresh_from_db()
    assert (assessment.status, [i.owner_id for i in items(assessment)]) == ("SELF_ASSESSED", [office.section.user_id])

    given.rate(assessment, office.section, RATED + NINE)
    second = given.task(assessment).task_id
    actions.send_back(task_id=second, by=make.actor(office.division), reason="Periksa perilakunya.", at=RATIFIED)
    actions.take_back(task_id=second, by=make.actor(office.division), at=RATIFIED + NINE)
    assessment.refresh_from_db()
    assert (assessment.status, [i.owner_id for i in items(assessment)]) == ("RATED", [office.division.user_id])


def test_nobody_takes_back_anothers_nor_too_late(office, staff):
    _assessment, task_id = rated(office, staff)

    refused(NotYours, actions.take_back, task_id=task_id, by=make.actor(office.division), at=RATED + NINE)
    late = RATED + timedelta(minutes=11)
    refused(NotAllowedHere, actions.take_back, task_id=task_id, by=make.actor(office.section), at=late)
    actions.send_back(
        task_id=given.task(_assessment).task_id, by=make.actor(office.division), reason="Periksa lagi.", at=RATED
    )
    refused(NotAllowedHere, actions.take_back, task_id=task_id, by=make.actor(office.section), at=RATED + NINE)


# ---- several deciders ----
@pytest.fixture
def by_committee(staff):
    committee = members()
    make.chain(tiers=[TWO_OF_THREE, {"rule": "SUPERIOR_OF_SUPERIOR"}], process="assessment", position_kind="EXECUTING")
    assessment = given.self_assessed(*staff)
    for member in committee:
        given.open_evidence(assessment, member)
    return assessment, committee


def test_two_of_three_rate_and_the_first_only_proposes(office, by_committee):
    assessment, (first, second, third) = by_committee
    task_id = given_task = items(assessment)[0].task_id

    actions.rate(task_id=given_task, by=make.actor(first), **given.rating())
    assessment.refresh_from_db()
    assert (assessment.status, assessment.work_rating, len(items(assessment))) == ("SELF_ASSESSED", "MEETS", 2)
    said = refused(RuleViolation, actions.rate, task_id=task_id, by=make.actor(second), **given.rating("ABOVE"))
    assert said.startswith("Anggota lain sudah memberi suara")

    actions.rate(task_id=task_id, by=make.actor(third), **given.rating())
    assessment.refresh_from_db()
    assert (assessment.status, len(items(assessment))) == ("RATED", 1)
    actions.ratify(task_id=items(assessment)[0].task_id, by=make.actor(office.division))
    assessment.refresh_from_db()
    assert (assessment.status, assessment.predicate) == ("RATIFIED", "GOOD")
    decisions = list(Decision.objects.filter(process="assessment").order_by("id"))
    assert [d.actor_name for d in rating_decisions(decisions)] == ["Citra Dewi", "Siti Pratama"]


def test_member_who_took_back_a_vote_may_give_another_rating(by_committee):
    assessment, (first, second, _third) = by_committee
    task_id = items(assessment)[0].task_id
    actions.rate(task_id=task_id, by=make.actor(first), **given.rating())

    actions.take_back(task_id=task_id, by=make.actor(first))
    actions.rate(task_id=task_id, by=make.actor(second), **given.rating("ABOVE"))

    assessment.refresh_from_db()
    assert (assessment.status, assessment.work_rating, len(items(assessment))) == ("SELF_ASSESSED", "ABOVE", 2)


def test_two_of_three_ratify_and_the_first_changes_nothing(office, staff):
    committee = members()
    make.chain(tiers=[{"rule": "DIRECT_SUPERIOR"}, TWO_OF_THREE], process="assessment", position_kind="EXECUTING")
    assessment, _task = rated(office, staff)
    task_id = items(assessment)[0].task_id

    actions.ratify(task_id=task_id, by=make.actor(committee[0]))
    assessment.refresh_from_db()
    assert (assessment.status, assessment.predicate, len(items(assessment))) == ("RATED", "", 2)

    actions.ratify(task_id=task_id, by=make.actor(committee[1]))
    assessment.refresh_from_db()
    assert (assessment.status, assessment.predicate) == ("RATIFIED", "GOOD")


# ---- a return to a tier ----
def ratified_once(office, staff):
    make.chain(
        tiers=[*TWO_TIERS, {"rule": "ROLE", "role": "PERFORMANCE_TEAM"}], process="assessment",
        position_kind="EXECUTING",
    )  # fmt: skip
    team = make.with_role("PERFORMANCE_TEAM", "Tim Kinerja")
    assessment, _task = rated(office, staff)
    actions.ratify(task_id=items(assessment)[0].task_id, by=make.actor(office.division))
    return assessment, team


@pytest.mark.parametrize(("number", "status"), [(None, "SELF_ASSESSED"), (1, "SELF_ASSESSED"), (2, "RATED")])
def test_last_tier_returns_to_the_rating_or_to_the_ratification_before(office, staff, number, status):
    assessment, team = ratified_once(office, staff)

    actions.send_back(task_id=items(assessment)[0].task_id, by=make.actor(team), reason="Periksa lagi.", to_tier=number)

    assessment.refresh_from_db()
    (item,) = items(assessment)
    assert (assessment.status, item.tier.number) == (status, number or 1)
    assert verbs("assessment")[-1] == ("RETURN", 3, 1)
    decisions = list(Decision.objects.filter(process="assessment").order_by("id"))
    assert len(rating_decisions(decisions)) == (1 if number == 2 else 0)


def test_whoever_rates_returns_to_the_person_alone(office, staff):
    assessment = given.self_assessed(*staff)

    refused(
        NotAllowedHere, actions.send_back, task_id=given.task(assessment).task_id, by=make.actor(office.section),
        reason="Periksa lagi.", to_tier=1,
    )  # fmt: skip


def test_rating_takes_more_than_a_verb_and_a_reason():
    assert actions_of("assessment", "decide") == {}


def test_what_is_done_is_not_taken_back_under_another_task(office, staff):
    assessment = given.self_assessed(*staff)

    refused(NotAllowedHere, actions.take_back, task_id=given.task(assessment).task_id, by=make.actor(office.section))
    refused(MovedOn, actions.take_back, task_id=10**9, by=make.actor(office.section))
    assert AssessmentProcess.objects.count() == 1

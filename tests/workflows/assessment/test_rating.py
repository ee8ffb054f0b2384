"""Rating, ratifying and returning an assessment: allowed, refused, and what they leave behind."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.assessment import states as given
from workflows.assessment import actions
from workflows.assessment.models import Assessment, SuggestionBounds
from workflows.audit.models import Decision
from workflows.engine.refusals import ContentChanged, DecidedBefore, NotYours
from workflows.rules.permenpanrb_6_2022 import TABLE
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
Status = Assessment.Status


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def staff(office):
    return office.staff, office.posts["staff"]


def unchanged(assessment, decisions):
    """The row and the record as they were: nothing happened."""
    before = Assessment.objects.get(pk=assessment.pk)
    assert (before.status, before.work_rating, before.predicate) == (
        assessment.status, assessment.work_rating, assessment.predicate
    )  # fmt: skip
    assert Decision.objects.count() == decisions


def test_a_departure_is_kept_beside_the_suggestion_with_its_reason(office, staff):
    assessment = given.rated(*staff, office.section)

    assert (assessment.status, assessment.suggested_rating, assessment.work_rating) == (Status.RATED, "BELOW", "MEETS")
    assert assessment.departs
    assert assessment.departure_reason == "Berkasnya selesai dan sudah saya periksa."
    assert assessment.suggestion["reasons"] == [
        "“Terprosesnya usulan mutasi” mencapai 78,75\u00a0%, di bawah 80\u00a0%.",
        "Batas 110\u00a0% dan 80\u00a0% adalah pengaturan kantor, bukan bunyi pasal.",
    ]
    assert assessment.behaviours.count() == 7
    item = given.task(assessment)
    assert (item.owner_id, item.summary) == (office.division.user_id, "Pengesahan. Menyimpang dari saran sistem.")
    decision = Decision.objects.order_by("id").last()
    assert (decision.verb, decision.tier, decision.reason) == ("APPROVE", "Penilaian", assessment.departure_reason)
    assert decision.details == {"work_rating": "MEETS", "behaviour_rating": "MEETS", "suggested_rating": "BELOW"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"because": " "}, "departure_reason"),
        ({"feedback": "ok"}, "feedback"),
        ({"work": "EXCELLENT"}, "work_result"),
        ({"behaviours": {"LOYAL": ("MEETS", "")}}, "behaviour"),
        ({"behaviours": {**given.behaviours(), "BRAVE": ("MEETS", "")}}, "behaviour"),
        ({"behaviour_rating": "ABOVE", "departure_reason": ""}, "departure_reason"),
    ],
)
def test_an_incomplete_rating_changes_nothing(office, staff, change, field):
    assessment = given.self_assessed(*staff)
    values = given.rating(change.pop("work", "MEETS"), because=change.pop("because", "Berkasnya sudah saya periksa."))
    given.open_evidence(assessment, office.section)

    with pytest.raises(RuleViolation) as refused:
        actions.rate(
            task_id=given.task(assessment).task_id, by=make.actor(office.section), at=make.at(given.RATED_ON),
            **{**values, **change},
        )  # fmt: skip
    assert refused.value.field == field
    unchanged(assessment, 2)
    assert not assessment.behaviours.exists()


def test_following_the_suggestion_needs_no_reason(office, staff):
    assessment = given.rated(*staff, office.section, work="BELOW", because="")

    assert (assessment.work_rating, assessment.departure_reason, assessment.departs) == ("BELOW", "", False)


@pytest.mark.parametrize("who", ["staff", "other", "division", "head"])
def test_only_the_assessor_rates(office, staff, who):
    assessment = given.self_assessed(*staff)

    with pytest.raises(NotYours):
        actions.rate(
            task_id=given.task(assessment).task_id, by=make.actor(getattr(office, who)), at=make.at(given.RATED_ON),
            **given.rating(),
        )  # fmt: skip
    unchanged(assessment, 2)


def test_what_changed_since_it_was_read_is_not_rated(office, staff):
    assessment = given.self_assessed(*staff)

    with pytest.raises(ContentChanged):
        actions.rate(
            task_id=given.task(assessment).task_id, by=make.actor(office.section), at=make.at(given.RATED_ON),
            seen="of another day", **given.rating(),
        )  # fmt: skip
    unchanged(assessment, 2)


def test_the_offices_own_bounds_decide_what_is_suggested(office, staff):
    SuggestionBounds.objects.create(start=date(2026, 1, 1), above_from=Decimal(120), below_under=Decimal(70))

    assessment = given.rated(*staff, office.section, because="")

    assert (assessment.suggested_rating, assessment.departs) == ("MEETS", False)


def test_where_the_line_ends_above_the_assessor_the_predicate_is_out_at_once(office):
    assessment = given.self_assessed(office.head, office.posts["head"])

    given.rate(assessment, office.outside)

    assessment.refresh_from_db()
    assert (assessment.status, assessment.predicate) == (Status.RATIFIED, "GOOD")
    assert list(Decision.objects.order_by("id").values_list("verb", "tier")) == [
        ("OPEN", ""), ("SUBMIT", ""), ("APPROVE", "Penilaian"), ("SKIP", "Pengesahan")
    ]  # fmt: skip
    assert given.task(assessment).node == "acknowledge"


# ---- ratifying ----
@pytest.mark.parametrize(("ratings", "expected"), [(pair, str(TABLE[pair])) for pair in TABLE])
def test_the_predicate_is_that_of_the_quadrant(office, staff, ratings, expected):
    work, behaviour = map(str, ratings)

    assessment = given.ratified(*staff, office.section, office.division, work=work, behaviour=behaviour)

    assert (assessment.predicate, assessment.trace[0]["step"]) == (expected, "PREDICATE")
    assert assessment.ratified_at == make.at(given.RATIFIED_ON, 11)
    assert assessment.objection_until == given.RATIFIED_ON + timedelta(days=14)
    item = given.task(assessment)
    assert (item.node, item.owner_id) == ("acknowledge", office.staff.user_id)
    assert item.due_at == make.at(assessment.objection_until, 23, 59)


def test_an_acting_officer_ratifies_with_both_names_kept(office, staff):
    given.acting(office.posts["division"], office.head, start=date(2026, 11, 1))
    assessment = given.rated(*staff, office.section)

    actions.ratify(task_id=given.task(assessment).task_id, by=make.actor(office.head), at=make.at(given.RATIFIED_ON))

    decision = Decision.objects.order_by("id").last()
    assert (decision.actor_name, decision.actor_post) == ("Uda Waluyo", "Kepala Badan")
    assert (decision.principal_name, decision.principal_post) == ("Siti Pratama", "Kepala Bidang Mutasi dan Promosi")
    assert decision.capacity == "PLH"


def test_nobody_both_rates_and_ratifies(office, staff):
    assessment = given.rated(*staff, office.section)
    given.acting(office.posts["division"], office.section, start=date(2026, 11, 6))

    with pytest.raises(DecidedBefore):
        actions.ratify(
            task_id=given.task(assessment).task_id, by=make.actor(office.section), at=make.at(given.RATIFIED_ON)
        )
    unchanged(assessment, 3)


def test_a_ratifiers_return_goes_back_to_the_assessor_who_rates_again(office, staff):
    assessment = given.rated(*staff, office.section)
    actions.send_back(
        task_id=given.task(assessment).task_id, by=make.actor(office.division), at=make.at(given.RATIFIED_ON),
        reason="Catatan perilaku belum menjelaskan.",
    )  # fmt: skip

    assessment.refresh_from_db()
    item = given.task(assessment)
    assert (assessment.status, item.node, item.owner_id) == (Status.SELF_ASSESSED, "decide", office.section.user_id)
    given.rate(assessment, office.section, make.at(given.RATIFIED_ON, 17), **given.rating("BELOW", "ABOVE"))
    actions.ratify(
        task_id=given.task(assessment).task_id, by=make.actor(office.division), at=make.at(date(2026, 11, 10))
    )

    assessment.refresh_from_db()
    assert assessment.predicate == "NEEDS_IMPROVEMENT"
    assert list(Decision.objects.order_by("id").values_list("verb", "round")) == [
        ("OPEN", 1), ("SUBMIT", 1), ("APPROVE", 1), ("RETURN", 1), ("APPROVE", 2), ("APPROVE", 2)
    ]  # fmt: skip
    assert assessment.behaviours.first().history.count() == 2


def test_an_assessors_return_goes_to_the_person(office, staff):
    assessment = given.self_assessed(*staff)
    actions.send_back(
        task_id=given.task(assessment).task_id, by=make.actor(office.section), at=make.at(given.RATED_ON),
        reason="Bukti belum dapat dibuka.",
    )  # fmt: skip
    assessment.refresh_from_db()
    item = given.task(assessment)
    assert (assessment.status, item.node, item.owner_id) == (Status.RETURNED, "self_assess", office.staff.user_id)

    actions.self_assess(
        task_id=item.task_id, levels=given.levels(assessment, Decimal(95)), by=make.actor(office.staff),
        at=make.at(given.RATED_ON, 18),
    )  # fmt: skip

    item = given.task(assessment)
    assert (item.node, item.owner_id) == ("decide", office.section.user_id)
    assert Decision.objects.order_by("id").last().round == 2


@pytest.mark.parametrize("state", ["self_assessed", "rated"])
def test_a_return_needs_its_reason(office, staff, state):
    if state == "rated":
        assessment, who = given.rated(*staff, office.section), office.division
    else:
        assessment, who = given.self_assessed(*staff), office.section
    decisions = Decision.objects.count()

    with pytest.raises(RuleViolation, match="Tulis alasannya"):
        actions.send_back(task_id=given.task(assessment).task_id, by=make.actor(who), reason=" ")
    unchanged(assessment, decisions)

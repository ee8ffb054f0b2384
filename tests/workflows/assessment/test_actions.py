"""Each verb of an assessment: allowed, refused by status, refused by person, and what it leaves behind."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.assessment import states as given
from workflows.assessment import actions
from workflows.assessment.models import Assessment, SuggestionBounds
from workflows.audit.models import Decision
from workflows.engine.refusals import ContentChanged, DecidedBefore, MovedOn, NotAllowedHere, NotYours
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Period
from workflows.rules.permenpanrb_6_2022 import TABLE
from workflows.rules.violation import RuleViolation
from workflows.skp.models import Skp

pytestmark = pytest.mark.django_db
Status = Assessment.Status
TICK = Actor.system("tick", Channel.DEMO)


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


# ---- opening ----
def test_a_month_is_opened_once_for_every_set_skp(office, staff):
    given.set_plan(*staff)
    make.draft_skp(office.other, office.posts["other"])

    opened = actions.open_assessments(period=given.october(), by=TICK, at=make.at(given.OPENED_ON, 6))
    again = actions.open_assessments(period=given.october(), by=TICK, at=make.at(given.OPENED_ON, 7))

    assert ([a.employee for a in opened], again) == ([office.staff], [])
    assessment = Assessment.objects.get()
    assert (assessment.status, assessment.snapshot.assessor_name) == (Status.OPEN, "Jaya Ramadan")
    rows = assessment.realisations.order_by("indicator__number").values_list(
        "target", "realised", "achievement", "reports"
    )
    assert list(rows) == [(Decimal(30), Decimal(16), Decimal("53.33"), 10), (Decimal(90), None, None, 0)]
    item = given.task(assessment)
    assert (item.node, item.owner_id) == ("self_assess", office.staff.user_id)
    assert item.title == "Penilaian Oktober: isi realisasi dan penilaian diri"
    assert list(Decision.objects.values_list("verb", "actor_name")) == [("OPEN", "system:tick")]


@pytest.mark.parametrize("status", sorted(set(Skp.Status) - {Skp.Status.SET}))
def test_no_assessment_is_opened_for_a_plan_that_is_not_set(staff, status):
    skp = given.set_plan(*staff)
    skp.status = status
    skp.save()

    assert actions.open_assessments(period=given.october(), by=TICK, at=make.at(given.OPENED_ON)) == []
    assert not Assessment.objects.exists()


def test_hr_opens_and_nobody_else(office, staff):
    given.set_plan(*staff)
    hr = make.actor(make.with_role("HR_ADMIN"))

    with pytest.raises(NotYours):
        actions.open_assessments(period=given.october(), by=make.actor(office.head), at=make.at(given.OPENED_ON))
    assert not Assessment.objects.exists()
    assert len(actions.open_assessments(period=given.october(), by=hr, at=make.at(given.OPENED_ON))) == 1


@pytest.mark.parametrize(
    ("code", "day"), [("2026", date(2027, 1, 5)), ("2026-10", date(2026, 10, 31)), ("2026-11", date(2026, 11, 2))]
)
def test_only_a_month_that_is_over_is_opened(staff, code, day):
    given.set_plan(*staff)

    with pytest.raises(RuleViolation):
        actions.open_assessments(period=Period.objects.get(code=code), by=TICK, at=make.at(day))
    assert not Assessment.objects.exists()


# ---- the person's account ----
def test_self_assessment_takes_what_is_verified_by_then_and_asks_the_assessor(office, staff):
    assessment = given.opened(*staff)
    amount = assessment.realisations.get(indicator__measure="QUANTITY").indicator
    amount.realisations.update(quantity=30, reports=14)

    actions.self_assess(
        task_id=given.task(assessment).task_id, levels=given.levels(assessment), note=" Selesai. ",
        by=make.actor(office.staff), at=make.at(given.SELF_ON),
    )  # fmt: skip

    assessment.refresh_from_db()
    assert (assessment.status, assessment.self_note) == (Status.SELF_ASSESSED, "Selesai.")
    rows = assessment.realisations.order_by("indicator__number")
    assert [(r.realised, r.achievement, r.reports) for r in rows] == [
        (Decimal(30), Decimal(100), 14), (Decimal("93.75"), Decimal("104.17"), 0)
    ]  # fmt: skip
    item = given.task(assessment)
    assert (item.node, item.owner_id, item.summary) == ("decide", office.section.user_id, "Penilaian.")
    assert list(Decision.objects.order_by("id").values_list("verb", "round")) == [("OPEN", 1), ("SUBMIT", 1)]


@pytest.mark.parametrize("who", ["other", "stranger", "section", "head"])
def test_nobody_else_accounts_for_the_person(office, staff, who):
    assessment = given.opened(*staff)

    with pytest.raises(NotYours):
        actions.self_assess(
            task_id=given.task(assessment).task_id, levels=given.levels(assessment),
            by=make.actor(getattr(office, who)), at=make.at(given.SELF_ON),
        )  # fmt: skip
    unchanged(assessment, 1)


@pytest.mark.parametrize(
    ("entered", "field"),
    [({}, "level"), ((Decimal(-1), "Map 4"), "level"), ((Decimal(90), "  "), "evidence")],
)
def test_a_level_needs_a_figure_and_its_evidence(office, staff, entered, field):
    assessment = given.opened(*staff)
    row = assessment.realisations.get(indicator__measure="LEVEL")

    with pytest.raises(RuleViolation) as refused:
        actions.self_assess(
            task_id=given.task(assessment).task_id, levels={row.indicator_id: entered} if entered else {},
            by=make.actor(office.staff), at=make.at(given.SELF_ON),
        )  # fmt: skip
    assert refused.value.field == f"{field}_{row.indicator_id}"
    unchanged(assessment, 1)
    row.refresh_from_db()
    assert row.realised is None


def test_a_quantity_cannot_be_typed_in(office, staff):
    assessment = given.opened(*staff)
    amount = assessment.realisations.get(indicator__measure="QUANTITY").indicator_id

    with pytest.raises(RuleViolation, match="laporan yang disahkan"):
        actions.self_assess(
            task_id=given.task(assessment).task_id, by=make.actor(office.staff), at=make.at(given.SELF_ON),
            levels={**given.levels(assessment), amount: (Decimal(999), "Map 4")},
        )  # fmt: skip
    unchanged(assessment, 1)


def test_a_person_above_whom_nobody_stands_is_told_so(office):
    assessment = given.opened(office.outside, office.posts["outside"])

    with pytest.raises(NotAllowedHere, match="tidak ada pejabat penilai"):
        actions.self_assess(
            task_id=given.task(assessment).task_id, levels=given.levels(assessment), by=make.actor(office.outside),
            at=make.at(given.SELF_ON),
        )  # fmt: skip
    unchanged(assessment, 1)


# ---- rating ----
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

    actions.rate(
        task_id=given.task(assessment).task_id, by=make.actor(office.outside), at=make.at(given.RATED_ON),
        **given.rating(),
    )  # fmt: skip

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
    actions.rate(
        task_id=item.task_id, by=make.actor(office.section), at=make.at(given.RATIFIED_ON, 17),
        **given.rating("BELOW", "ABOVE"),
    )  # fmt: skip
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


# ---- the answer ----
def test_an_acknowledged_result_is_final(office, staff):
    assessment = given.ratified(*staff, office.section, office.division)

    actions.acknowledge(
        task_id=given.task(assessment).task_id, by=make.actor(office.staff), at=make.at(date(2026, 11, 12))
    )

    assessment.refresh_from_db()
    assert (assessment.status, assessment.final_at) == (Status.FINAL, make.at(date(2026, 11, 12)))
    case = assessment.cases.get()
    assert (case.status, case.finished) == ("DONE", make.at(date(2026, 11, 12)))


def test_an_unanswered_result_is_final_after_its_days(office, staff):
    assessment = given.ratified(*staff, office.section, office.division)
    task_id = given.task(assessment).task_id

    with pytest.raises(NotAllowedHere):
        actions.finalise_unanswered(task_id=task_id, by=TICK, at=make.at(date(2026, 11, 23)))
    unchanged(assessment, 4)
    with pytest.raises(NotYours):
        actions.finalise_unanswered(task_id=task_id, by=make.actor(office.staff), at=make.at(date(2026, 11, 24)))
    actions.finalise_unanswered(task_id=task_id, by=TICK, at=make.at(date(2026, 11, 24)))

    assessment.refresh_from_db()
    assert assessment.status == Status.FINAL
    decision = Decision.objects.order_by("id").last()
    assert (decision.verb, decision.reason) == ("CLOSE", "Tidak ditanggapi sampai 23\u00a0November 2026.")


# ---- every verb in every wrong state ----
STATES = {
    "opened": lambda o: given.opened(o.staff, o.posts["staff"]),
    "self_assessed": lambda o: given.self_assessed(o.staff, o.posts["staff"]),
    "rated": lambda o: given.rated(o.staff, o.posts["staff"], o.section),
    "ratified": lambda o: given.ratified(o.staff, o.posts["staff"], o.section, o.division),
}
ASKED = {"opened": "staff", "self_assessed": "section", "rated": "division", "ratified": "staff"}
VERBS = {
    "self_assess": ({"opened"}, lambda a, **who: actions.self_assess(levels=given.levels(a), **who)),
    "rate": ({"self_assessed"}, lambda a, **who: actions.rate(**given.rating(), **who)),
    "ratify": ({"rated"}, lambda a, **who: actions.ratify(**who)),
    "send_back": ({"self_assessed", "rated"}, lambda a, **who: actions.send_back(reason="Belum cukup jelas.", **who)),
    "acknowledge": ({"ratified"}, lambda a, **who: actions.acknowledge(**who)),
}


@pytest.mark.parametrize(
    ("verb", "state"),
    [(verb, state) for verb, (allowed, _) in VERBS.items() for state in STATES if state not in allowed],
)
def test_a_verb_in_another_state_is_refused_even_to_whoever_is_asked(office, verb, state):
    assessment = STATES[state](office)
    decisions = Decision.objects.count()

    with pytest.raises(NotAllowedHere):
        VERBS[verb][1](
            assessment, task_id=given.task(assessment).task_id, by=make.actor(getattr(office, ASKED[state])),
            at=make.at(date(2026, 11, 20)),
        )  # fmt: skip
    unchanged(assessment, decisions)


def test_a_task_that_is_done_tells_what_happened(office, staff):
    assessment = given.self_assessed(*staff)
    task_id = given.task(assessment).task_id
    who = {"by": make.actor(office.section), "at": make.at(given.RATED_ON)}
    actions.rate(task_id=task_id, **who, **given.rating())

    with pytest.raises(MovedOn, match="Jaya Ramadan"):
        actions.rate(task_id=task_id, **who, **given.rating("BELOW"))
    assert Decision.objects.filter(verb="APPROVE").count() == 1

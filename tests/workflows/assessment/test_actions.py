"""Each verb of an assessment: allowed, refused by status, refused by person, and what it leaves behind."""

from datetime import date
from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.assessment import states as given
from workflows.assessment import actions
from workflows.assessment.models import Assessment
from workflows.audit.models import Decision
from workflows.engine.refusals import MovedOn, NotAllowedHere, NotYours
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Period
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
    assert list(Decision.objects.values_list("verb", "particulars__actor_name")) == [("OPEN", "system:tick")]


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
    ("code", "day"), [("2026", date(2026, 12, 31)), ("2026-10", date(2026, 10, 31)), ("2026-11", date(2026, 11, 2))]
)
def test_only_a_period_that_is_over_is_opened(staff, code, day):
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


def test_assessment_above_which_nobody_stands_waits_with_the_team(office):
    assessment = given.opened(office.outside, office.posts["outside"])

    actions.self_assess(
        task_id=given.task(assessment).task_id, levels=given.levels(assessment), by=make.actor(office.outside),
        at=make.at(given.SELF_ON),
    )  # fmt: skip

    item = given.task(assessment)
    assert (item.team, item.owner) == ("PERFORMANCE_TEAM", None)
    assert item.gap.endswith("Tidak ada tahap lain yang dapat memutus perkara ini.")


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
    given.open_evidence(assessment, office.section)
    actions.rate(task_id=task_id, **who, **given.rating())

    with pytest.raises(MovedOn, match="Jaya Ramadan"):
        actions.rate(task_id=task_id, **who, **given.rating("BELOW"))
    assert Decision.objects.filter(verb="APPROVE").count() == 1

"""Assessments by the rule sets in numbers: rated, ratified, explained, through actions and pages."""

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests import factories as make
from tests.workflows.assessment import states as given
from workflows.assessment import actions
from workflows.assessment.judging import judging_of
from workflows.assessment.judging.by_pp46_2011 import planned
from workflows.assessment.models import Assessment
from workflows.assessment.realisation import rows_of
from workflows.audit.models import Decision
from workflows.rules import permenpanrb_8_2021, pp46_2011
from workflows.rules.violation import RuleViolation
from workflows.skp.models import Indicator

pytestmark = pytest.mark.django_db
PP46, P8 = pp46_2011.CODE, permenpanrb_8_2021.CODE
OF_STAFF = {
    PP46: ("SERVICE_ORIENTATION", "INTEGRITY", "COMMITMENT", "DISCIPLINE", "COOPERATION"),
    P8: ("SERVICE_ORIENTATION", "COMMITMENT", "INITIATIVE", "COOPERATION"),
}


@pytest.fixture
def office():
    return make.office()


def bound(assessment, code):
    """The assessment as of the rule set; its period's own is the present one."""
    Assessment.objects.filter(pk=assessment.pk).update(rule_set=code)
    assessment.refresh_from_db()
    return assessment


def waiting(office, code, **plan):
    return bound(given.self_assessed(office.staff, office.posts["staff"], **plan), code)


def answers(assessment, **changed):
    """What PP 46 asks besides: the plan has quantity and quality, and no indicator of time."""
    (activity,) = planned(rows_of(assessment))
    return {f"time_{activity.key}": "1", "additional_tasks": "0", "creativity": "0", **changed}


def scores(code, value="85"):
    return dict.fromkeys(OF_STAFF[code], (value, ""))


def rate(assessment, office, **values):
    code = assessment.rule_set
    further = values.pop("further") if "further" in values else answers(assessment) if code == PP46 else {}
    given_rating = {"behaviours": scores(code), "feedback": given.GOOD_WORDS, "further": further, **values}
    return given.rate(assessment, office.section, **given_rating)


def ratify(assessment, office):
    actions.ratify(
        task_id=given.task(assessment).task_id, by=make.actor(office.division), at=make.at(given.RATIFIED_ON, 11)
    )
    assessment.refresh_from_db()
    return assessment


def test_pp46_computes_the_goals_from_the_plans_aspects_and_what_the_assessor_enters(office):
    assessment = waiting(office, PP46)

    rate(assessment, office)

    # quantity 16 of 30 = 53.33, quality 93.75 of 90 = 104.17, time 1 of 1 month = 76; their mean 77.83
    assessment.refresh_from_db()
    assert (assessment.status, assessment.work_value, assessment.behaviour_value, assessment.total) == (
        "RATED", Decimal("77.83"), Decimal("85.00"), Decimal("80.70"),
    )  # fmt: skip
    assert (assessment.predicate, assessment.work_rating, assessment.rated_by) == ("", "", office.section)
    decision = Decision.objects.order_by("id").last()
    assert decision.details == {"work_value": "77.83", "behaviour_value": "85.00", "total": "80.70"}
    ratify(assessment, office)
    assert (assessment.status, assessment.predicate, assessment.get_predicate_display()) == ("RATIFIED", "GOOD", "Baik")
    assert [step["step"] for step in assessment.trace] == [
        "QUANTITY", "QUALITY", "TIME", "ACTIVITY", "ADDITIONAL_TASKS", "CREATIVITY", "SKP", "BEHAVIOUR", "TOTAL",
        "PREDICATE",
    ]  # fmt: skip


def test_8_2021_computes_the_goals_from_the_indicators(office):
    assessment = waiting(office, P8, quantity=Decimal(30))

    rate(assessment, office)

    # 30 of 30 = 100 % is 109; 93.75 of 90 = 104 % is 110 + 10/9 * 3 = 113.33; their mean 111.17
    assessment.refresh_from_db()
    assert (assessment.work_value, assessment.behaviour_value, assessment.total) == (
        Decimal("111.17"), Decimal("85.00"), Decimal("103.32"),
    )  # fmt: skip
    ratify(assessment, office)
    assert (assessment.predicate, assessment.trace[-1]["value"]) == ("GOOD", "Baik")


def test_8_2021_counts_a_new_idea_the_peers_opinion_and_the_most_that_can_be_reached(office):
    assessment = waiting(office, P8, quantity=Decimal(30))
    amount = Indicator.objects.get(result__skp=assessment.skp, measure="QUANTITY")
    further = {f"maximum_{amount.pk}": "1", "new_idea": "1", "peers_used": "1"}

    rate(assessment, office, further=further, behaviours=scores(P8, "110"))

    # (120 + 113.33) / 2 = 116.67; 60 % of it and 40 % of 110 = 114.00
    assessment.refresh_from_db()
    assert (assessment.work_value, assessment.total) == (Decimal("116.67"), Decimal("114.00"))
    assert ratify(assessment, office).predicate == "VERY_GOOD"


@pytest.mark.parametrize("code", [PP46, P8])
def test_leadership_is_rated_of_structural_posts_alone(office, code):
    staff = waiting(office, code)
    leader = bound(given.self_assessed(office.section, office.posts["section"]), code)

    assert "LEADERSHIP" not in [value.code for value in judging_of(code).values(staff)]
    assert "LEADERSHIP" in [value.code for value in judging_of(code).values(leader)]


@pytest.mark.parametrize(
    ("code", "change", "field"),
    [
        (PP46, {"behaviours": {"LEADERSHIP": ("80", "")}}, "behaviour"),
        (PP46, {"behaviours": {"INTEGRITY": ("80", "")}}, "behaviour"),
        (PP46, {"behaviours": scores(PP46, "100.01")}, "rating_SERVICE_ORIENTATION"),
        (PP46, {"behaviours": scores(PP46, "baik")}, "rating_SERVICE_ORIENTATION"),
        (PP46, {"feedback": " "}, "feedback"),
        (P8, {"behaviours": scores(P8, "121")}, "rating_SERVICE_ORIENTATION"),
        (P8, {"behaviours": scores(P8, "-1")}, "rating_SERVICE_ORIENTATION"),
    ],
)
def test_an_unfit_score_changes_nothing(office, code, change, field):
    assessment = waiting(office, code)

    with pytest.raises(RuleViolation) as refused:
        rate(assessment, office, **change)

    assert refused.value.field == field
    assessment.refresh_from_db()
    assert (assessment.status, assessment.total, assessment.behaviours.count()) == ("SELF_ASSESSED", None, 0)
    assert not Decision.objects.filter(verb="APPROVE").exists()


@pytest.mark.parametrize("name", ["time", "additional_tasks", "creativity"])
def test_what_pp46_needs_and_the_plan_does_not_hold_has_to_be_entered(office, name):
    assessment = waiting(office, PP46)
    further = {key: value for key, value in answers(assessment).items() if not key.startswith(name)}

    with pytest.raises(RuleViolation, match="belum diisi") as refused:
        rate(assessment, office, further=further)

    assert refused.value.field.startswith(f"further_{name}")
    assert Assessment.objects.get().status == "SELF_ASSESSED"


def test_a_period_without_any_target_cannot_be_computed_and_says_so(office):
    assessment = waiting(office, PP46)
    assessment.realisations.update(target=0)

    with pytest.raises(RuleViolation, match="tidak mempunyai kegiatan dengan target"):
        rate(assessment, office, further={"additional_tasks": "0", "creativity": "0"})


def test_an_aspect_whose_direction_the_formula_does_not_read_is_entered_by_the_assessor(office):
    assessment = waiting(office, PP46)
    Indicator.objects.filter(result__skp=assessment.skp, aspect="QUALITY").update(direction="LOWER")
    (activity,) = planned(rows_of(assessment))

    asked = [question.name for question in judging_of(PP46).further(assessment, rows_of(assessment))]

    assert asked == [f"quality_{activity.key}", f"time_{activity.key}", "additional_tasks", "creativity"]


def test_a_self_assessment_sent_again_clears_the_numbers(office):
    assessment = waiting(office, PP46)
    rate(assessment, office)
    actions.send_back(
        task_id=given.task(assessment).task_id, by=make.actor(office.division), reason="Periksa lagi nilainya.",
        at=make.at(given.RATIFIED_ON),
    )  # fmt: skip
    assessment.refresh_from_db()
    assert assessment.total == Decimal("80.70")
    at = make.at(given.RATIFIED_ON, 17)
    actions.send_back(
        task_id=given.task(assessment).task_id, by=make.actor(office.section), reason="Lengkapi bukti.", at=at
    )
    actions.self_assess(
        task_id=given.task(assessment).task_id, levels=given.levels(assessment), by=make.actor(office.staff),
        at=make.at(date(2026, 11, 10)),
    )  # fmt: skip

    assessment.refresh_from_db()
    assert (assessment.total, assessment.further, assessment.rated_by) == (None, {}, None)


# ---- pages ----
def as_person(client, person):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200, response.content[:400]
    return BeautifulSoup(response.content, "html.parser")


def task_url(assessment):
    return reverse("engine:task", args=[given.task(assessment).task_id])


def posted(shown, assessment, **changed):
    code = assessment.rule_set
    further = answers(assessment) if code == PP46 else {}
    return {
        "seen": shown.select_one("input[name=seen]")["value"], "verb": "approve", "feedback": given.GOOD_WORDS,
        **{f"rating_{name}": "85,5" for name in OF_STAFF[code]},
        **{f"further_{name}": answer for name, answer in further.items()}, **changed,
    }  # fmt: skip


@pytest.mark.parametrize("code", [PP46, P8])
def test_numbers_are_rated_ratified_and_read_through_the_pages(client, office, code):
    assessment = waiting(office, code)
    shown = page(as_person(client, office.section), task_url(assessment))
    assert not shown.select("input[name=work_rating]")
    assert len(shown.select("input[name^=rating_]")) == len(OF_STAFF[code])
    page(client, reverse("assessment:evidence", args=[assessment.pk]))
    response = client.post(task_url(assessment), posted(shown, assessment))
    assert response.status_code == 302

    assessment.refresh_from_db()
    assert assessment.behaviour_value == Decimal("85.50")
    shown = page(as_person(client, office.division), task_url(assessment))
    text = " ".join(shown.get_text(" ").split())
    assert "85,5" in text
    assert "Nilai akhir" in text
    answer = {"seen": shown.select_one("input[name=seen]")["value"], "verb": "approve"}
    assert client.post(task_url(assessment), answer).status_code == 302

    assessment.refresh_from_db()
    shown = page(as_person(client, office.staff), reverse("assessment:detail", args=[assessment.pk]))
    hows = [" ".join(how.get_text(" ").split()) for how in shown.select("details.how")]
    assert any("60 % × SKP + 40 % × perilaku" in how or "70 % × SKP + 30 % × perilaku" in how for how in hows)
    assert "Predikat menjadi" in hows[-1]
    assert not shown.select("svg.quad")
    evidence = reverse("assessment:evidence", args=[assessment.pk])
    assert shown.select_one(f"details.how a[href='{evidence}']")
    assert page(client, reverse("portal:results"))
    assert page(client, task_url(assessment))


def test_a_score_too_high_is_told_at_its_field_and_nothing_typed_is_lost(client, office):
    assessment = waiting(office, PP46)
    shown = page(as_person(client, office.section), task_url(assessment))
    page(client, reverse("assessment:evidence", args=[assessment.pk]))

    response = client.post(task_url(assessment), posted(shown, assessment, rating_INTEGRITY="101"))

    assert response.status_code == 422
    shown = BeautifulSoup(response.content, "html.parser")
    assert [link["href"] for link in shown.select("[role=alert] a")] == ["#id_rating_INTEGRITY"]
    assert shown.select_one("#id_rating_COMMITMENT")["value"] == "85,5"
    assert Assessment.objects.get().status == "SELF_ASSESSED"

"""HR notes on the spot what it finds for an assessment: before it is ratified, and read by both sides at once."""

from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.workflows.assessment import states as given
from workflows.assessment import actions
from workflows.assessment.field_reviews import Found, record_field_review, results_of, reviews_of
from workflows.assessment.models import Assessment, FieldReview, ReviewFinding
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.engine.models import OutboxMessage
from workflows.engine.refusals import ContentChanged, MovedOn, NotAllowedHere, NotYours, OwnCase, TimeNotYours, TookPart
from workflows.organization.models import RoleGrant
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
AT = make.at(given.RATED_ON, 14)
VISITED = date(2026, 11, 4)
MET = "Jaya Ramadan dan dua pemohon di loket."
SAW = "Map 4, buku agenda Oktober."
NOTE = "Dua belas berkas di map 4 belum dicatat."
ADVICE = "Bandingkan map 4 dengan rekap sebelum mengesahkan."


@pytest.fixture(autouse=True)
def _today(settings):
    settings.DEMO_TODAY = given.RATED_ON


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr():
    return make.with_role("HR_ADMIN")


@pytest.fixture
def rated(office):
    """Waits for ratification."""
    return given.rated(office.staff, office.posts["staff"], office.section)


def found(assessment, finding="BELOW", note=NOTE):
    return [Found(result=result.pk, finding=finding, note=note) for result in results_of(assessment)]


def review(assessment, author, at=AT, **values):
    return record_field_review(**{
        "assessment": assessment, "visited_on": VISITED, "spoken_to": MET, "looked_at": SAW,
        "findings": found(assessment), "advice": ADVICE, "by": make.actor(author), "at": at, **values,
    })  # fmt: skip


def facts():
    return (
        list(Assessment.objects.order_by("pk").values_list("status", "field_reviewed_at")),
        FieldReview.objects.count(), FieldReview.history.count(), ReviewFinding.objects.count(),
        Decision.objects.count(), OutboxMessage.objects.count(),
    )  # fmt: skip


def refused(error, assessment, by, match=None, **values):
    before = facts()
    with pytest.raises(error, match=match):
        review(assessment, by, **values)
    assert facts() == before


def verified_report(person, day=date(2026, 10, 8), status="VERIFIED"):
    return DailyReport.objects.create(employee=person, position=person.tenures.get().position, day=day, status=status)


def page(client, person, name, *args):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client.get(reverse(name, args=args))


def words(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split()).replace("\xa0", " ")


# ---- recording ----
@pytest.mark.parametrize("role", ["HR_ADMIN", "PERFORMANCE_TEAM"])
def test_visit_is_kept_with_its_author_history_and_decision(office, rated, role):
    author = make.with_role(role)
    report = verified_report(office.staff)

    kept = review(rated, author, reports=[report.pk])

    (result,) = results_of(rated)
    assert (kept.spoken_to, kept.looked_at, kept.advice, kept.visited_on) == (MET, SAW, ADVICE, VISITED)
    assert (kept.author, kept.recorded_at) == (author.user, AT)
    assert kept.reviewed_by == f"Ratna HR, NIP {author.nip}"
    assert list(kept.reports.all()) == [report]
    assert list(kept.findings.values_list("result", "finding", "note")) == [(result.pk, "BELOW", NOTE)]
    assert [row.history_user for row in (kept.history.get(), kept.findings.get().history.get())] == [author.user] * 2
    rated.refresh_from_db()
    assert (rated.status, rated.field_reviewed_at) == ("RATED", AT)
    decision = Decision.objects.latest("pk")
    assert (decision.verb, decision.process, decision.subject) == (
        "SUBMIT", "assessment", f"assessment.FieldReview#{kept.pk}",
    )  # fmt: skip
    assert (decision.actor_nip, decision.person_nip, decision.reason) == (author.nip, office.staff.nip, ADVICE)
    assert decision.details == {
        "assessment": rated.pk, "visited_on": "2026-11-04", "spoken_to": MET, "looked_at": SAW,
        "reports": [report.pk], "findings": {str(result.pk): ["BELOW", NOTE]},
    }  # fmt: skip


def test_the_person_and_whoever_is_asked_are_told_once(office, rated, hr):
    kept = review(rated, hr)

    told = OutboxMessage.objects.filter(key__startswith=f"field-review:{kept.pk}:")
    assert set(told.values_list("recipient__username", flat=True)) == {office.staff.nip, office.division.nip}


@pytest.mark.parametrize("state", ["opened", "self_assessed", "rated"])
def test_visit_is_recorded_until_the_predicate_is_out(office, hr, state):
    reach = getattr(given, state)
    of_staff = (office.staff, office.posts["staff"])
    assessment = reach(*of_staff, office.section) if state == "rated" else reach(*of_staff)

    review(assessment, hr)

    assert FieldReview.objects.get().assessment == assessment


def test_second_visit_stands_beside_the_first(office, rated, hr):
    first = review(rated, hr)
    second = review(rated, hr, at=make.at(given.RATED_ON, 15), advice="Rekap sudah dibandingkan dan cocok.")

    rated.refresh_from_db()
    assert reviews_of(rated) == [second, first]
    assert rated.field_reviewed_at == make.at(given.RATED_ON, 15)


def test_confirmation_needs_no_words(rated, hr):
    kept = review(rated, hr, findings=found(rated, "CONFIRMS", ""))

    assert kept.findings.get().get_finding_display() == "sesuai dengan yang diakui"


# ---- refusals ----
@pytest.mark.parametrize("role", ["AUDITOR", "LEADER", "TECHNICAL_ADMIN"])
def test_no_other_role_reviews(rated, role):
    refused(NotYours, rated, make.with_role(role))


@pytest.mark.parametrize("who", ["section", "division", "other", "stranger"])
def test_nobody_without_the_role_reviews(office, rated, who):
    refused(NotYours, rated, getattr(office, who))


def grant(person):
    RoleGrant.objects.create(user=person.user, role="HR_ADMIN", start=date(2026, 1, 1))


def test_nobody_reviews_themselves(office, rated):
    grant(office.staff)

    refused(OwnCase, rated, office.staff)


def test_nobody_reviews_whom_they_act_for(office, hr):
    assessment = given.rated(office.section, office.posts["section"], office.division)
    make.acting(hr, office.posts["section"], "PLH", start=given.RATED_ON)

    refused(OwnCase, assessment, hr, match="Anda wakili")


@pytest.mark.parametrize("who", ["section", "division"])
def test_whoever_rated_or_is_asked_to_ratify_does_not_review(office, rated, who):
    grant(getattr(office, who))

    refused(TookPart, rated, getattr(office, who))


def test_what_is_ratified_is_not_reviewed_any_more(office, hr):
    assessment = given.ratified(office.staff, office.posts["staff"], office.section, office.division)

    refused(NotAllowedHere, assessment, hr, at=make.at(given.RATIFIED_ON, 14))


def test_what_is_final_is_not_reviewed_any_more(office, hr):
    assessment = given.ratified(office.staff, office.posts["staff"], office.section, office.division)
    accepted = make.at(given.RATIFIED_ON, 12)
    actions.acknowledge(task_id=given.task(assessment).task_id, by=make.actor(office.staff), at=accepted)

    refused(MovedOn, assessment, hr, at=make.at(given.RATIFIED_ON, 14))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"visited_on": date(2026, 11, 6)}, "visited_on"), ({"visited_on": date(2026, 9, 30)}, "visited_on"),
        ({"spoken_to": " "}, "spoken_to"), ({"looked_at": ""}, "looked_at"), ({"advice": ""}, "advice"),
        ({"advice": "x" * 2001}, "advice"),
    ],
)  # fmt: skip
def test_what_is_missing_is_refused_at_its_field(rated, hr, values, field):
    before = facts()
    with pytest.raises(RuleViolation) as refusal:
        review(rated, hr, **values)
    assert refusal.value.field == field
    assert facts() == before


@pytest.mark.parametrize(("finding", "note"), [("BELOW", ""), ("UNSEEN", "–"), ("ABOVE", " "), ("SOMEHOW", NOTE)])
def test_finding_says_what_was_found(rated, hr, finding, note):
    refused(RuleViolation, rated, hr, findings=found(rated, finding, note))


def test_every_result_has_its_finding_and_no_other(office, rated, hr):
    refused(RuleViolation, rated, hr, findings=[])
    foreign = make.draft_skp(office.other, office.posts["other"]).results.get()
    refused(RuleViolation, rated, hr, findings=[*found(rated), Found(result=foreign.pk, finding="CONFIRMS")])
    refused(RuleViolation, rated, hr, findings=[*found(rated), *found(rated)])


def test_reports_are_the_persons_own_verified_ones_of_these_days(office, rated, hr):
    for report in (
        verified_report(office.other), verified_report(office.staff, date(2026, 9, 30)),
        verified_report(office.staff, date(2026, 10, 9), "SUBMITTED"),
    ):  # fmt: skip
        refused(RuleViolation, rated, hr, reports=[report.pk])


def test_database_keeps_a_finding_to_its_words(rated, hr):
    kept = review(rated, hr)
    for change in ({"note": ""}, {"finding": "UNSEEN", "note": ""}):
        with pytest.raises(IntegrityError, match="field_review_finding_says_why"), transaction.atomic():
            kept.findings.update(**change)
    with pytest.raises(IntegrityError, match="field_review_says_something"), transaction.atomic():
        FieldReview.objects.update(advice="")


# ---- what it does to deciding ----
def test_whoever_was_about_to_ratify_reads_it_first(office, rated, hr):
    seen = rated.cases.get().content_hash
    review(rated, hr)
    task = given.task(rated).task_id
    by, at = make.actor(office.division), make.at(given.RATIFIED_ON, 9)

    with pytest.raises(ContentChanged):
        actions.ratify(task_id=task, by=by, seen=seen, at=at)
    rated.refresh_from_db()
    assert rated.status == "RATED"
    actions.ratify(task_id=task, by=by, seen=rated.cases.get().content_hash, at=at)
    rated.refresh_from_db()
    assert (rated.status, rated.predicate) == ("RATIFIED", "GOOD")


def test_it_changes_no_rating_and_asks_nobody_anew(office, rated, hr):
    task = given.task(rated).task_id
    before = (rated.work_rating, rated.behaviour_rating, rated.feedback)

    review(rated, hr)

    rated.refresh_from_db()
    assert (rated.work_rating, rated.behaviour_rating, rated.feedback) == before
    assert given.task(rated).task_id == task


def test_content_of_what_nobody_visited_is_as_before(rated):
    assert "field_reviewed_at" not in rated.cases.get().content()


# ---- who reads it ----
def test_tier_that_ratifies_reads_it_before_deciding_and_beside_the_evidence(client, office, rated, hr):
    report = verified_report(office.staff)
    review(rated, hr, reports=[report.pk])

    shown = page(client, office.division, "engine:task", given.task(rated).task_id)
    for text in (MET, SAW, NOTE, ADVICE, "di bawah yang diakui", "Ratna HR"):
        assert text in words(shown), text
    assert reverse("daily:detail", args=[report.pk]) in shown.content.decode()
    assert ADVICE in words(page(client, office.division, "assessment:evidence", rated.pk))


def test_assessor_who_has_not_rated_yet_reads_it_on_the_rating_page(client, office, hr):
    assessment = given.self_assessed(office.staff, office.posts["staff"])
    review(assessment, hr)

    assert ADVICE in words(page(client, office.section, "engine:task", given.task(assessment).task_id))


@pytest.mark.parametrize("who", ["staff", "section", "division"])
def test_the_person_the_assessor_and_those_above_read_it_at_once(client, office, rated, hr, who):
    review(rated, hr)

    assert ADVICE in words(page(client, getattr(office, who), "assessment:detail", rated.pk))


@pytest.mark.parametrize("role", ["HR_ADMIN", "PERFORMANCE_TEAM", "AUDITOR"])
def test_those_who_check_read_it(client, rated, hr, role):
    review(rated, hr)

    assert ADVICE in words(page(client, make.with_role(role, "Agus"), "assessment:detail", rated.pk))


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_a_colleague_reads_it_nowhere(client, office, rated, hr, who):
    review(rated, hr)
    colleague = getattr(office, who)

    for name in ("assessment:detail", "assessment:evidence"):
        assert page(client, colleague, name, rated.pk).status_code == 404
    assert page(client, colleague, "engine:task", given.task(rated).task_id).status_code in {302, 403}
    client.get(reverse("engine:task", args=[given.task(rated).task_id]), follow=True)
    for address in ("/", "/assessment/", "/results/", "/inbox/", "/team/"):
        assert ADVICE not in client.get(address, follow=True).content.decode(), address


def test_pages_ask_for_reviews_only_where_there_are_some(client, office, rated, hr):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert page(client, office.division, "assessment:detail", rated.pk).status_code == 200
        return [query["sql"] for query in asked if "assessment_fieldreview" in query["sql"]]

    page(client, office.division, "assessment:detail", rated.pk)
    assert queries() == []
    review(rated, hr)
    once = len(queries())
    review(rated, hr, at=make.at(given.RATED_ON, 15))
    assert len(queries()) == once
    assert once <= 3


def test_time_is_nobodys_to_give_on_a_page(rated, hr):
    by = replace(make.actor(hr), channel="PAGE")

    with pytest.raises(TimeNotYours):
        review(rated, hr, by=by)
    assert not FieldReview.objects.exists()

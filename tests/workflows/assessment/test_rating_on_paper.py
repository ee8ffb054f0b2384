"""A rating and its ratification by somebody who cannot log in are recorded from the signed paper, as what they are."""

from dataclasses import replace

import pytest
from django.urls import reverse

from tests import factories as make
from tests.workflows.assessment import states as given
from tests.workflows.engine.signing import PDF, SIGNATORY, WHY, record, without_access
from workflows.assessment import actions
from workflows.assessment.judging.contract import GivenRating
from workflows.assessment.models import Assessment, EvidenceOpened
from workflows.assessment.progress import history
from workflows.assessment.queries import result_view
from workflows.assessment.views.sheets import assessor_signature, party
from workflows.audit.models import Decision
from workflows.engine.models import SignedDocument
from workflows.engine.refusals import DecidedBefore, MovedOn, NotAllowedHere, NotYours, OwnCase
from workflows.organization.models import Employee, RoleGrant
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
AT = make.at(given.RATED_ON, 10)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.DEMO_TODAY = given.RATED_ON


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr():
    return make.with_role("HR_ADMIN")


def on_paper(work="MEETS", **values):
    return GivenRating(**{**given.rating(work), **values})


def of_head(office):
    """The agency head's account waits for the deputy outside, who never logs in."""
    assessment = given.self_assessed(office.head, office.posts["head"])
    without_access(office.outside)
    return assessment


def rated_on_paper(office, hr):
    """The staff's rating, recorded from a paper of the section's head; the division's head ratifies."""
    assessment = given.self_assessed(office.staff, office.posts["staff"])
    without_access(office.section)
    record(given.task(assessment), hr, AT, given=on_paper(), signatory="Jaya Ramadan", signatory_post="Kepala Sub")
    assessment.refresh_from_db()
    return assessment


def facts():
    return (
        list(Assessment.objects.values_list("status", "work_rating", "predicate", "feedback")),
        Decision.objects.count(), SignedDocument.objects.count(),
    )  # fmt: skip


def refused(error, assessment, by, match=None, **values):
    before = facts()
    with pytest.raises(error, match=match):
        record(given.task(assessment), by, AT, **{"given": on_paper(), **values})
    assert facts() == before


def test_heads_rating_is_that_of_the_paper_and_the_predicate_is_out(office, hr):
    assessment = of_head(office)

    kept = record(given.task(assessment), hr, AT, given=on_paper())

    assessment.refresh_from_db()
    assert (assessment.status, assessment.work_rating, assessment.predicate) == ("RATIFIED", "MEETS", "GOOD")
    assert (assessment.feedback, assessment.rated_by) == (given.GOOD_WORDS, None)
    decision = Decision.objects.get(verb="RECORD_OUTSIDE")
    assert (decision.actor_name, decision.reason) == ("Ratna HR", WHY)
    assert decision.details["as"] == "APPROVE"
    assert decision.details["document"]["key"] == kept.pk
    assert decision.details["signatory"] == {"name": SIGNATORY, "post": "Deputi"}
    assert (decision.details["work_rating"], decision.details["predicate"]) == ("MEETS", "GOOD")
    assert decision.details["principal_nip"] == office.outside.nip


def test_evidence_is_not_asked_of_whoever_keys_a_paper_in(office, hr):
    assessment = of_head(office)

    record(given.task(assessment), hr, AT, given=on_paper())

    assert not EvidenceOpened.objects.exists()


def test_pages_and_sheet_name_the_signatory_and_who_recorded(office, hr):
    assessment = of_head(office)
    record(given.task(assessment), hr, AT, given=on_paper())
    assessment.refresh_from_db()
    decisions = list(Decision.objects.of_case("assessment", assessment.cases.get().pk))

    shown = result_view(assessment, is_own=True, decisions=decisions)
    line = next(line for line in history(assessment, decisions, sees_ratings=True) if line.link)
    people = {each.nip: each for each in Employee.objects.all()}
    signature = assessor_signature(shown.rated, people)

    words = "Dicatat Ratna HR: ditandatangani Luis Sihombing, Deputi, dokumen B/12/2026 tanggal 3 November 2026"
    assert shown.rated_by == SIGNATORY
    assert [paper.replace("\xa0", " ") for paper in shown.papers] == [words]
    assert (line.what, line.by) == ("Dinilai, dicatat dari dokumen", "Ratna HR")
    assert (signature["name"], signature["nip"], signature["post"]) == (SIGNATORY, "", "Deputi")
    assert signature["decided"].replace("\xa0", " ") == words
    assert party(shown.rated, people, {})["name"] == SIGNATORY


def test_rating_on_paper_goes_on_to_whoever_ratifies(office, hr):
    assessment = rated_on_paper(office, hr)

    assert assessment.status == "RATED"
    actions.ratify(
        task_id=given.task(assessment).task_id, by=make.actor(office.division), at=make.at(given.RATIFIED_ON, 9)
    )
    assessment.refresh_from_db()
    assert (assessment.status, assessment.predicate) == ("RATIFIED", "GOOD")


def test_ratification_is_recorded_from_a_paper(office, hr):
    assessment = given.rated(office.staff, office.posts["staff"], office.section)
    without_access(office.division)

    record(given.task(assessment), hr, make.at(given.RATIFIED_ON, 9), signatory="Siti Pratama")

    assessment.refresh_from_db()
    assert (assessment.status, assessment.predicate, assessment.rated_by) == ("RATIFIED", "GOOD", office.section)
    decision = Decision.objects.get(verb="RECORD_OUTSIDE")
    assert (decision.details["as"], decision.details["predicate"]) == ("APPROVE", "GOOD")
    decisions = list(Decision.objects.of_case("assessment", assessment.cases.get().pk))
    assert history(assessment, decisions, sees_ratings=True)[0].what == "Disahkan, dicatat dari dokumen"


def test_return_on_paper_goes_back_to_the_person(office, hr):
    assessment = of_head(office)

    record(given.task(assessment), hr, AT, verb="return")

    assessment.refresh_from_db()
    assert (assessment.status, assessment.work_rating) == ("RETURNED", "")
    assert Decision.objects.get(verb="RECORD_OUTSIDE").details["as"] == "RETURN"


def test_rating_on_paper_is_taken_back_and_keyed_in_anew(office, hr):
    assessment = of_head(office)
    task = given.task(assessment).task_id
    record(given.task(assessment), hr, AT, given=on_paper())

    actions.take_back(task_id=task, by=make.actor(hr), at=make.at(given.RATED_ON, 10, 5))
    record(given.task(assessment), hr, make.at(given.RATED_ON, 10, 9), given=on_paper("BELOW", departure_reason=""))

    assessment.refresh_from_db()
    assert (assessment.status, assessment.work_rating) == ("RATIFIED", "BELOW")


def test_whoever_can_log_in_rates_themselves(office, hr):
    refused(
        NotAllowedHere, given.self_assessed(office.staff, office.posts["staff"]), hr, match="dapat masuk ke Jenjang"
    )


@pytest.mark.parametrize("role", ["PERFORMANCE_TEAM", "AUDITOR", "LEADER", "TECHNICAL_ADMIN"])
def test_no_other_role_records_a_rating(office, role):
    refused(NotYours, of_head(office), make.with_role(role))


def test_nobody_records_their_own_rating(office):
    assessment = of_head(office)
    RoleGrant.objects.create(user=office.head.user, role="HR_ADMIN", start=make.IN_JANUARY)

    refused(OwnCase, assessment, office.head)


def test_the_person_signs_no_rating_of_their_own(office, hr):
    assessment = of_head(office)

    refused(OwnCase, assessment, hr, signatory=office.head.name)


@pytest.mark.parametrize(
    "missing", [{"feedback": ""}, {"work_rating": ""}, {"departure_reason": ""}, {"behaviours": {}}]
)
def test_rating_on_paper_is_as_whole_as_any(office, hr, missing):
    refused(RuleViolation, of_head(office), hr, given=replace(on_paper(), **missing))


def test_paper_without_a_rating_rates_nothing(office, hr):
    refused(NotAllowedHere, of_head(office), hr, given=None)


def test_account_that_is_not_sent_yet_is_rated_from_no_paper(office, hr):
    assessment = given.opened(office.head, office.posts["head"])
    without_access(office.outside)
    before = facts()

    with pytest.raises(MovedOn):
        record(given.task(assessment), hr, AT, given=on_paper())
    assert facts() == before


def test_whoever_recorded_the_rating_does_not_record_its_ratification(office, hr):
    assessment = rated_on_paper(office, hr)
    without_access(office.division)

    refused(DecidedBefore, assessment, hr, given=None, signatory="Siti Pratama")


def test_nobody_overrides_a_rating(office, hr):
    assessment = of_head(office)
    before = facts()

    with pytest.raises(NotYours, match="tidak menggantikannya"):
        actions.rate(
            task_id=given.task(assessment).task_id, by=replace(make.actor(hr), overrides=True), at=AT, **given.rating()
        )
    assert facts() == before


def test_the_person_opens_the_paper_when_the_predicate_is_out(client, office, hr):
    assessment = rated_on_paper(office, hr)
    url = reverse("engine:document", args=[SignedDocument.objects.get().pk])

    def opened(person):
        client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
        return client.get(url)

    assert opened(office.staff).status_code == 404
    client.force_login(office.staff.user, backend="workflows.organization.login.RoleBackend")
    assert url not in client.get(reverse("assessment:detail", args=[assessment.pk])).content.decode()
    assert opened(office.division).getvalue() == PDF
    assert [opened(person).status_code for person in (office.other, office.stranger)] == [404, 404]
    actions.ratify(
        task_id=given.task(assessment).task_id, by=make.actor(office.division), at=make.at(given.RATED_ON, 11)
    )
    assert opened(office.staff).getvalue() == PDF


def test_the_person_reads_at_once_what_was_returned_to_them_on_paper(client, office, hr):
    assessment = of_head(office)
    kept = record(given.task(assessment), hr, AT, verb="return")

    client.force_login(office.head.user, backend="workflows.organization.login.RoleBackend")

    assert client.get(reverse("engine:document", args=[kept.pk])).getvalue() == PDF

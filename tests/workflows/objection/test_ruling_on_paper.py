"""The ruling on an objection by somebody who cannot log in is recorded from the signed paper, and is as final."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from tests import factories as make
from tests.workflows.assessment import states as assessed
from tests.workflows.engine.signing import PDF, record, without_access
from tests.workflows.objection import states as given
from workflows.assessment.judging.contract import GivenRating
from workflows.assessment.models import Assessment
from workflows.assessment.settling import objected, rulings_of
from workflows.audit.models import Decision
from workflows.engine.models import SignedDocument, WorkItem
from workflows.engine.refusals import NotAllowedHere, NotYours, OwnCase, TookPart
from workflows.engine.timeline import timeline
from workflows.objection import actions
from workflows.objection.models import Objection
from workflows.organization.models import RoleGrant
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
AT = make.at(given.RULED_ON, 10)
SIGNED = {"signatory": "Wulan Wali", "signatory_post": "Sekretaris Daerah", "dated": date(2026, 11, 15)}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.DEMO_TODAY = given.RULED_ON


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr():
    return make.with_role("HR_ADMIN")


def waiting(office):
    """The division's head, who hears it, cannot log in."""
    objection = given.objected(office)
    without_access(office.division)
    return objection


def facts():
    return (
        list(Objection.objects.values_list("status", "after_predicate")),
        list(Assessment.objects.values_list("status", "work_rating", "predicate")),
        Decision.objects.count(), SignedDocument.objects.count(),
    )  # fmt: skip


def rule(objection, by, **values):
    return record(given.task(objection), by, AT, reason=given.RULING, **{**SIGNED, **values})


def refused(error, objection, by, match=None, **values):
    before = facts()
    with pytest.raises(error, match=match):
        rule(objection, by, **values)
    assert facts() == before


def test_paper_changes_the_result(office, hr):
    objection = waiting(office)

    kept = rule(objection, hr, given=given.better())

    objection.refresh_from_db()
    assessment = Assessment.objects.get(pk=objection.assessment_id)
    assert (objection.status, objection.after_predicate, objection.ruling_reason) == ("CHANGED", "GOOD", given.RULING)
    assert (assessment.status, assessment.work_rating, assessment.predicate) == ("FINAL", "MEETS", "GOOD")
    ruling = Decision.objects.of_case("objection", objection.cases.get().pk).last()
    assert (ruling.verb, ruling.details["as"], ruling.details["outcome"]) == ("RECORD_OUTSIDE", "DECIDE", "CHANGED")
    assert (ruling.details["document"]["key"], ruling.details["signatory"]["name"]) == (kept.pk, "Wulan Wali")
    assert not WorkItem.objects.open().exists()


def test_paper_upholds_the_result(office, hr):
    objection = waiting(office)

    rule(objection, hr)

    objection.refresh_from_db()
    assert (objection.status, objection.after_predicate) == ("UPHELD", "NEEDS_IMPROVEMENT")
    assert Assessment.objects.get(pk=objection.assessment_id).status == "FINAL"


def test_history_of_objection_and_result_say_that_it_is_from_a_paper(office, hr):
    objection = waiting(office)
    rule(objection, hr)
    case = objection.cases.get().pk

    line = timeline(list(Decision.objects.of_case("objection", case)))[0]

    assert line.what == "Keberatan diputus, dicatat dari dokumen"
    assert "ditandatangani Wulan Wali, Sekretaris Daerah" in line.note
    told = rulings_of(objected(objection.contested_id))
    assert [(each.verb, each.reason) for each in told] == [("RECORD_OUTSIDE", given.RULING)]


def test_what_nobody_in_the_office_may_hear_is_ruled_on_outside(office, hr):
    """The head's objection: the line ends above their assessor, and the case waits with the team."""
    assessment = assessed.self_assessed(office.head, office.posts["head"])
    assessed.rate(assessment, office.outside, **assessed.rating("BELOW", because=""))
    assessment.refresh_from_db()
    objection = given.object_to(assessment, office.head)
    assert given.task(objection).team == "PERFORMANCE_TEAM"

    rule(objection, hr, given=given.better())

    objection.refresh_from_db()
    assert objection.status == "CHANGED"


def test_whoever_can_log_in_rules_themselves(office, hr):
    refused(NotAllowedHere, given.objected(office), hr, match="dapat masuk ke Jenjang")


@pytest.mark.parametrize("role", ["PERFORMANCE_TEAM", "AUDITOR", "LEADER", "TECHNICAL_ADMIN"])
def test_no_other_role_records_a_ruling(office, role):
    refused(NotYours, waiting(office), make.with_role(role))


def test_nobody_records_the_ruling_on_their_own_objection(office):
    objection = waiting(office)
    RoleGrant.objects.create(user=office.staff.user, role="HR_ADMIN", start=make.IN_JANUARY)

    refused(OwnCase, objection, office.staff)


def test_the_person_signs_no_ruling_on_their_own_objection(office, hr):
    refused(OwnCase, waiting(office), hr, signatory=office.staff.name)


def test_whoever_rated_signs_no_ruling(office, hr):
    refused(TookPart, waiting(office), hr, signatory=f" {office.section.name.upper()} ")


def test_rating_that_is_the_contested_one_changes_nothing(office, hr):
    refused(RuleViolation, waiting(office), hr, given=given.better("BELOW"))


@pytest.mark.parametrize("reason", ["", "ok"])
def test_ruling_on_paper_says_why(office, hr, reason):
    objection = waiting(office)
    before = facts()

    with pytest.raises(RuleViolation):
        record(given.task(objection), hr, AT, reason=reason, **SIGNED)
    assert facts() == before


def rated_on_paper(office, hr):
    """Rated by the section's head on paper, keyed in by HR; objected to."""
    assessment = assessed.self_assessed(office.staff, office.posts["staff"])
    without_access(office.section)
    values = assessed.rating("BELOW", because="")
    record(
        assessed.task(assessment), hr, make.at(assessed.RATED_ON, 10), given=GivenRating(**values),
        signatory="Deputi Luar",
    )  # fmt: skip
    assessed.actions.ratify(
        task_id=assessed.task(assessment).task_id, by=make.actor(office.division), at=make.at(assessed.RATIFIED_ON, 11)
    )
    assessment.refresh_from_db()
    return given.object_to(assessment, office.staff)


def test_assessor_of_a_rating_on_paper_is_whoever_was_asked(office, hr):
    objection = rated_on_paper(office, hr)

    assert objection.assessor == office.section
    assert sorted(objection.raters) == sorted([hr.nip, office.section.nip])


def test_whoever_keyed_the_rating_in_makes_no_statement_for_the_assessor(office, hr):
    objection = rated_on_paper(office, hr)

    with pytest.raises(NotYours):
        actions.state(objection_id=objection.pk, text="Menurut saya benar.", by=make.actor(hr), at=AT)
    objection.refresh_from_db()
    assert objection.statement == ""


def test_neither_who_keyed_the_rating_in_nor_its_signatory_rules_on_it(office, hr):
    objection = rated_on_paper(office, hr)
    without_access(office.division)

    refused(TookPart, objection, hr)
    refused(TookPart, objection, make.with_role("HR_ADMIN", "Rina HR"), signatory="Deputi Luar")


def test_paper_of_the_ruling_is_for_whoever_may_see_the_case(client, office, hr):
    objection = waiting(office)
    url = reverse("engine:document", args=[rule(objection, hr).pk])

    def opened(person):
        client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
        return client.get(url)

    assert opened(office.staff).getvalue() == PDF
    assert [opened(person).status_code for person in (office.other, office.stranger)] == [404, 404]


def test_no_override_reaches_a_ruling_by_the_way_of_papers(office, hr):
    objection = waiting(office)
    before = facts()

    with pytest.raises(NotYours):
        actions.rule_as_signed(
            task_id=given.task(objection).task_id,
            by=replace(make.actor(hr), overrides=True),
            reason=given.RULING,
            at=AT,
        )
    assert facts() == before

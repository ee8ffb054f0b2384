"""A ratification by somebody outside without log-in is recorded from the signed document; a rating is not."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse

from tests import factories as make
from tests.workflows.assessment import states as given
from workflows.assessment import actions
from workflows.assessment.models import AssessmentProcess
from workflows.assessment.views.sheets import party
from workflows.audit.models import Decision
from workflows.engine.deciding import actions_of, on_paper
from workflows.engine.models import SignedDocument
from workflows.engine.recording_outside import Paper, record_outside
from workflows.engine.refusals import NotAllowedHere
from workflows.objection.raters import raters_of

pytestmark = pytest.mark.django_db
WHEN = make.at(given.RATIFIED_ON, 11)
WHY = "Disahkan dengan surat Deputi."


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.DEMO_TODAY = date(2026, 11, 24)


@pytest.fixture
def office():
    """The small office, whose outside superior never logs in."""
    made = make.office()
    made.outside.user.set_unusable_password()
    made.outside.user.save()
    return made


@pytest.fixture
def hr():
    return make.with_role("HR_ADMIN")


@pytest.fixture
def rated(office):
    """The division head's month, rated by the agency head; the Deputi is asked to ratify."""
    return given.rated(office.division, office.posts["division"], office.head)


def record(assessment, by, verb="approve"):
    paper = Paper(
        file=ContentFile(b"%PDF-1.7 surat", "surat.pdf"), number="B/9/2026", dated=date(2026, 11, 6),
        signatory="Luis Sihombing", signatory_post="Deputi",
    )  # fmt: skip
    task = given.task(assessment).task_id
    record_outside(task_id=task, verb=verb, reason=WHY, paper=paper, by=make.actor(by), at=WHEN)
    assessment.refresh_from_db()


def detail(client, person, assessment):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    page = client.get(reverse("assessment:detail", args=[assessment.pk]))
    return " ".join(BeautifulSoup(page.content, "html.parser").get_text(" ").split()).replace("\xa0", " ")


def test_a_document_ratifies_and_the_predicate_is_out(office, rated, hr):
    record(rated, hr)

    assert (rated.status, rated.predicate, rated.ratified_at) == ("RATIFIED", "GOOD", WHEN)
    assert given.task(rated).owner == office.division.user
    decision = Decision.objects.get(verb="RECORD_OUTSIDE")
    assert (decision.details["as"], decision.tier_number, decision.actor_nip) == ("APPROVE", 2, hr.nip)
    assert SignedDocument.objects.get().signatory == "Luis Sihombing"


def test_pages_and_sheets_name_who_signed_and_not_who_recorded_as_who_ratified(office, rated, hr, client):
    record(rated, hr)

    shown = detail(client, office.division, rated)
    assert "Dinilai oleh Uda Waluyo" in shown
    assert "disahkan dengan dokumen, ditandatangani Luis Sihombing, Deputi" in shown
    assert "disahkan Ratna HR" not in shown
    assert "ditandatangani Luis Sihombing, Deputi, dokumen B/9/2026 tanggal 6 November 2026" in shown
    above = party(Decision.objects.get(verb="RECORD_OUTSIDE"), {hr.nip: hr}, {})
    assert above is not None
    assert (above["name"], above["nip"], above["post"]) == ("Luis Sihombing", "", "Deputi")


def test_a_document_returns_to_the_assessor_who_rates_again(office, rated, hr):
    record(rated, hr, "return")

    assert rated.status == "SELF_ASSESSED"
    assert given.task(rated).principal == office.posts["head"]
    given.rate(rated, office.head, at=make.at(date(2026, 11, 10), 9))
    record(rated, hr)
    assert rated.status == "RATIFIED"


def test_a_rating_is_not_recorded_from_a_document(office, hr):
    """The agency head's month waits for the Deputi's rating: that takes more than a verb and a reason."""
    assessment = given.self_assessed(office.head, office.posts["head"])
    for verb in ("approve", "return"):
        with pytest.raises(NotAllowedHere, match="lebih dari satu putusan"):
            record(assessment, hr, verb)

    assert not SignedDocument.objects.exists()
    assert assessment.status == "SELF_ASSESSED"


def test_nothing_of_it_is_open_to_an_override(rated):
    case = AssessmentProcess.objects.get(assessment=rated)
    assert set(on_paper(case, "decide")) == {"approve", "return"}
    assert actions_of("assessment", "decide") == {}


def test_who_recorded_it_gave_no_rating(office, rated, hr):
    record(rated, hr)

    assert raters_of(AssessmentProcess.objects.get(assessment=rated)) == [office.head.nip]


def test_it_is_answered_like_any_result(office, rated, hr):
    record(rated, hr)

    actions.acknowledge(
        task_id=given.task(rated).task_id, by=make.actor(office.division), at=make.at(date(2026, 11, 12), 9)
    )
    rated.refresh_from_db()
    assert rated.status == "FINAL"

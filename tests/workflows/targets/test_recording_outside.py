"""A split of targets whose superior stands outside without log-in: decided by the signed document that HR records."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from tests import factories as make
from tests.workflows.targets import states
from workflows.audit.models import Decision
from workflows.engine.models import SignedDocument
from workflows.engine.recording_outside import Paper, record_outside
from workflows.engine.refusals import MovedOn, NotAllowedHere
from workflows.targets import actions
from workflows.targets.models import TargetPlan

pytestmark = pytest.mark.django_db
WHEN = make.at(date(2026, 1, 8), 9)
WHY = "Ditetapkan dengan surat Deputi."


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr():
    return make.with_role("HR_ADMIN")


@pytest.fixture
def plan(office):
    """The agency head's split, which waits for a Deputi who never logs in."""
    office.outside.user.set_unusable_password()
    office.outside.user.save()
    return states.submitted_plan(states.set_skp(office.head, office.posts["head"]))


def record(plan, by, verb, task=None, at=WHEN):
    paper = Paper(
        file=ContentFile(b"%PDF-1.7 surat", "surat.pdf"), number="B/3/2026", dated=date(2026, 1, 7),
        signatory="Luis Sihombing", signatory_post="Deputi",
    )  # fmt: skip
    task = task or states.open_item(plan).task_id
    record_outside(task_id=task, verb=verb, reason=WHY, paper=paper, by=make.actor(by), at=at)
    plan.refresh_from_db()


def test_a_document_sets_the_split_like_the_superior(plan, hr):
    record(plan, hr, "approve")

    assert (plan.status, plan.set_at) == ("SET", WHEN)
    decision = Decision.objects.get(verb="RECORD_OUTSIDE")
    assert (decision.process, decision.details["as"], decision.actor_nip, decision.reason) == (
        "targets", "APPROVE", hr.nip, WHY,
    )  # fmt: skip
    assert decision.details["document"]["key"] == SignedDocument.objects.get().pk
    assert not Decision.objects.filter(verb="APPROVE").exists()


def test_a_document_returns_it_and_the_person_corrects_it(plan, hr, office):
    record(plan, hr, "return")
    assert plan.status == "RETURNED"

    item = states.open_item(plan)
    assert (item.owner_id, item.tier_id) == (office.head.user_id, None)
    actions.revise(
        task_id=item.task_id, months=actions.even_plan(plan.skp), by=make.actor(office.head),
        at=make.at(date(2026, 1, 9), 9),
    )  # fmt: skip
    record(plan, hr, "approve", at=make.at(date(2026, 1, 12), 9))
    assert TargetPlan.objects.get().status == "SET"


def test_once_is_enough_and_whoever_can_log_in_decides_themselves(plan, hr, office):
    task = states.open_item(plan).task_id
    office.outside.user.set_password("rahasia-sekali")
    office.outside.user.save()
    with pytest.raises(NotAllowedHere, match="dapat masuk ke Jenjang"):
        record(plan, hr, "approve")
    assert (plan.status, SignedDocument.objects.count()) == ("SUBMITTED", 0)

    actions.approve(task_id=task, by=make.actor(office.outside), at=WHEN)
    with pytest.raises(MovedOn):
        record(plan, hr, "approve", task)
    assert not SignedDocument.objects.exists()

"""Publishing by a second person: never an editor, never with a problem, never what was not on the screen."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from tests import factories as make
from workflows.approvals.applying import chain_for
from workflows.approvals.content import hash_of
from workflows.approvals.drafting import amend_chain, amend_draft, draft_version, open_chain
from workflows.approvals.models import ApprovalChain, ChainVersion, Tier
from workflows.approvals.publishing import problems_of, publish
from workflows.audit.models import Decision
from workflows.organization.actions import keep_employee
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Role, User
from workflows.rules.chain_head import ChainHead
from workflows.rules.chain_tiers import ChainPlan, ChainRefused, TierPlan
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db

HEAD = ChainHead(code="skp-pelaksana", name="SKP pelaksana", process="skp", position_kind="EXECUTING")
ONE = ChainPlan(tiers=(TierPlan(title="Persetujuan"),))


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr(office):
    return make.with_role(Role.HR_ADMIN, "Ratna HR")


@pytest.fixture
def other(office):
    return make.with_role(Role.HR_ADMIN, "Rina HR")


@pytest.fixture
def draft(hr):
    version = open_chain(by=make.actor(hr), head=HEAD)
    amend_draft(by=make.actor(hr), version=version, plan=ONE, seen=hash_of(version))
    return version


def everything():
    models = (ApprovalChain, ChainVersion, Tier)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    return [*rows, *(model.history.count() for model in models), Decision.objects.count()]


def publishes(actor, version, reason="surat edaran 3/2026"):
    return publish(by=actor, version=version, reason=reason, seen=hash_of(version))


def test_draft_edited_by_one_is_published_by_another_and_in_force_for_new_cases(office, hr, other, draft):
    done = publishes(make.actor(other), draft)

    draft.refresh_from_db()
    assert done.replaced is None
    assert (draft.status, draft.published_by, draft.content_hash) == ("PUBLISHED", "Rina HR", hash_of(draft))
    assert chain_for("skp", office.posts["staff"]) == draft
    assert chain_for("skp", office.posts["section"]).chain.code == "skp"
    published = Decision.objects.latest("id")
    assert (published.verb, published.actor_nip, published.reason) == ("PUBLISH", other.nip, "surat edaran 3/2026")
    assert (published.seen, published.details["content_hash"]) == (draft.content_hash, draft.content_hash)
    assert draft.history.latest().history_user == other.user


def test_publishing_retires_the_version_in_force_before_it(office, hr, other):
    chain = ApprovalChain.objects.get(code="skp")
    before = chain.versions.get()
    version = draft_version(by=make.actor(hr), chain=chain)
    amend_draft(by=make.actor(hr), version=version, plan=ONE, seen=hash_of(version))

    done = publishes(make.actor(other), version)

    assert done.replaced == before
    assert list(chain.versions.order_by("number").values_list("number", "status")) == [
        (1, "RETIRED"),
        (2, "PUBLISHED"),
    ]
    told = [(d.verb, d.subject) for d in Decision.objects.order_by("-id")[:2]]
    assert told == [
        ("PUBLISH", f"approvals.ChainVersion#{version.pk}"),
        ("RETIRE", f"approvals.ChainVersion#{before.pk}"),
    ]
    assert before.history.latest().history_change_reason == "surat edaran 3/2026"


def test_case_that_runs_keeps_its_version(office, hr, other):
    skp = make.submitted_skp(office, "head")
    case = skp.cases.get()
    chain = ApprovalChain.objects.get(code="skp")
    version = draft_version(by=make.actor(hr), chain=chain)
    before = case.chain_version.content_hash

    publishes(make.actor(other), version)

    case.refresh_from_db()
    assert case.chain_version.number == 1
    assert case.chain_version.content_hash == before


def as_superuser(hr):
    User.objects.filter(pk=hr.user_id).update(is_superuser=True)
    return make.actor(hr)


def corrected_nip(hr, other):
    hr.nip = "197001012000012999"
    keep_employee(by=make.actor(other), employee=hr, reason="NIP diperbaiki")
    return make.actor(hr)


HANDS = {
    "drafted": lambda hr, other: make.actor(hr),
    "superuser": lambda hr, other: as_superuser(hr),
    "page": lambda hr, other: make.actor(hr, Channel.PAGE),
    "backoffice": lambda hr, other: make.actor(hr, Channel.BACKOFFICE),
    "command": lambda hr, other: make.actor(hr, Channel.COMMAND),
    "import": lambda hr, other: make.actor(hr, Channel.IMPORT),
    "overriding": lambda hr, other: replace(make.actor(hr), overrides=True),
    "corrected NIP": corrected_nip,
}


@pytest.mark.parametrize("way", HANDS)
def test_whoever_drafted_does_not_publish_by_any_way(hr, other, draft, way):
    actor = HANDS[way](hr, other)
    before = everything()

    with pytest.raises(RuleViolation, match="Anda ikut menyusun"):
        publishes(actor, draft)

    assert everything() == before


def test_whoever_edited_once_does_not_publish_even_after_others_edited(hr, other, draft):
    third = make.with_role(Role.HR_ADMIN, "Rudi HR")
    for person, days in ((other, 4), (hr, 5)):
        plan = ChainPlan(tiers=(TierPlan(title="Persetujuan", working_days=days),))
        amend_draft(by=make.actor(person), version=draft, plan=plan, seen=hash_of(draft))

    with pytest.raises(RuleViolation, match="Anda ikut menyusun"):
        publishes(make.actor(other), draft)

    publishes(make.actor(third), draft)
    assert ChainVersion.objects.get(pk=draft.pk).published_by == "Rudi HR"


def test_whoever_wrote_the_condition_does_not_publish_the_first_version(hr, other, draft):
    amend_chain(
        by=make.actor(other), chain=draft.chain, name="SKP", position_kind="FUNCTIONAL", eselon="", unit="", reason="x"
    )

    with pytest.raises(RuleViolation, match="Anda ikut menyusun"):
        publishes(make.actor(other), draft)


def test_whoever_published_or_renamed_before_may_publish_the_next(hr, other, draft):
    publishes(make.actor(other), draft)
    amend_chain(
        by=make.actor(other), chain=draft.chain, name="SKP", position_kind="EXECUTING", eselon="", unit="", reason="x"
    )
    following = draft_version(by=make.actor(hr), chain=draft.chain)

    publishes(make.actor(other), following)

    assert ChainVersion.objects.get(pk=following.pk).status == "PUBLISHED"


@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.PERFORMANCE_TEAM, Role.LEADER, Role.TECHNICAL_ADMIN])
def test_nobody_but_hr_admins_publishes(draft, role):
    person = make.with_role(role) if role else make.employee("Pegawai")
    before = everything()

    with pytest.raises(PermissionDenied):
        publishes(make.actor(person), draft)

    assert everything() == before


def test_no_job_publishes(draft):
    before = everything()

    with pytest.raises(PermissionDenied):
        publishes(Actor.system("tick"), draft)

    assert everything() == before


def test_what_was_not_on_the_screen_is_not_published(hr, other, draft):
    seen = hash_of(draft)
    plan = ChainPlan(tiers=(TierPlan(title="Persetujuan", working_days=30),))
    amend_draft(by=make.actor(hr), version=draft, plan=plan, seen=seen)
    before = everything()

    with pytest.raises(RuleViolation, match="berubah sejak Anda membukanya"):
        publish(by=make.actor(other), version=draft, reason="x", seen=seen)

    assert everything() == before


def test_publishing_needs_a_reason(other, draft):
    before = everything()

    with pytest.raises(RuleViolation, match="Alasan"):
        publishes(make.actor(other), draft, reason=" ")

    assert everything() == before


def test_what_is_published_is_not_published_again(hr, other, draft):
    publishes(make.actor(other), draft)
    before = everything()

    with pytest.raises(RuleViolation, match="sudah terbit"):
        publishes(make.actor(make.with_role(Role.HR_ADMIN)), draft)

    assert everything() == before


def test_version_with_problems_is_refused_with_all_of_them(hr, other, draft):
    wrong = (
        TierPlan(title="Sidang", rule="COMMITTEE", mode="QUORUM", quorum=3),
        TierPlan(title="sidang", may_approve=False),
        TierPlan(title="Akhir", mode="ALL", overdue="PASS_ON"),
    )
    amend_draft(by=make.actor(hr), version=draft, plan=ChainPlan(tiers=wrong, again_from_tier=4), seen=hash_of(draft))
    make.chain("lain", process="skp", position_kind="EXECUTING")
    before = everything()

    with pytest.raises(ChainRefused) as refused:
        publishes(make.actor(other), draft)

    assert [(problem.tier, problem.field) for problem in refused.value.problems] == [
        (1, "seats"), (2, "may_approve"), (2, "title"), (3, "mode"), (3, "overdue"), (None, "again_from_tier"),
        (None, "condition"),
    ]  # fmt: skip
    assert everything() == before


def test_version_without_tiers_is_not_published(hr, other):
    empty = draft_version(by=make.actor(hr), chain=ApprovalChain.objects.get(code="skp"), copy=False)

    assert [problem.sentence for problem in problems_of(empty)] == [
        "Rantai ini belum mempunyai tahap. Tambahkan sekurangnya satu."
    ]
    with pytest.raises(ChainRefused):
        publishes(make.actor(other), empty)
    assert ApprovalChain.objects.get(code="skp").versions.get(status="PUBLISHED").number == 1


def test_database_keeps_the_condition_of_what_was_published(other, draft):
    publishes(make.actor(other), draft)

    for change in ({"position_kind": ""}, {"eselon": "II.a"}, {"unit": make.unit()}, {"process": "daily"}):
        with pytest.raises(DatabaseError, match="chain_published_condition_fixed"), transaction.atomic():
            ApprovalChain.objects.filter(pk=draft.chain_id).update(**change)
    ApprovalChain.objects.filter(pk=draft.chain_id).update(name="Nama lain")

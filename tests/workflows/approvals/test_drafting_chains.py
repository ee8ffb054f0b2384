"""Drafting a chain: HR admins alone, under lock, all problems at once, every edit on record; only drafts change."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from tests import factories as make
from workflows.approvals.applying import chain_for
from workflows.approvals.content import hash_of
from workflows.approvals.drafting import amend_chain, amend_draft, draft_version, open_chain, throw_away
from workflows.approvals.models import ApprovalChain, ChainVersion, Seat, Tier
from workflows.approvals.plans import plan_of
from workflows.audit.models import Decision
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Role, User
from workflows.rules.chain_head import ChainHead
from workflows.rules.chain_tiers import ChainPlan, ChainRefused, TierPlan
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db

HEAD = ChainHead(code="skp-pelaksana", name="SKP pelaksana", process="skp", position_kind="EXECUTING")
TWO = ChainPlan(
    tiers=(TierPlan(title="Persetujuan"), TierPlan(title="Penetapan", rule="SUPERIOR_OF_SUPERIOR", may_reject=True))
)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr(office):
    return make.with_role(Role.HR_ADMIN, "Ratna HR")


@pytest.fixture
def draft(hr):
    return open_chain(by=make.actor(hr), head=HEAD)


def everything():
    """All rows and all of the record, to show that a refusal left nothing."""
    models = (ApprovalChain, ChainVersion, Tier, Seat)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    return [*rows, *(model.history.count() for model in models), Decision.objects.count()]


def tiers_of(version):
    return list(version.tiers.order_by("number").values_list("number", "title"))


def store(person, version, plan, **more):
    return amend_draft(by=make.actor(person), version=version, plan=plan, seen=hash_of(version), **more)


def test_chain_is_opened_with_an_empty_draft_on_record(hr, draft):
    assert (draft.number, draft.status, draft.drafted_by, draft.content_hash) == (1, "DRAFT", "Ratna HR", "")
    assert (draft.chain.code, draft.chain.position_kind, draft.chain.process) == ("skp-pelaksana", "EXECUTING", "skp")
    opened = list(Decision.objects.order_by("id").values_list("verb", "process", "subject", "particulars__actor_nip"))
    assert opened == [
        ("OPEN", "approvals", f"approvals.ApprovalChain#{draft.chain_id}", hr.nip),
        ("OPEN", "approvals", f"approvals.ChainVersion#{draft.pk}", hr.nip),
    ]
    assert draft.history.get().history_user == hr.user


def test_draft_is_not_in_force(office, hr, draft):
    store(hr, draft, TWO)

    assert chain_for("skp", office.posts["staff"]).chain.code == "skp"


def test_next_version_copies_the_published_one(hr):
    chain = ApprovalChain.objects.get(code="skp")

    version = draft_version(by=make.actor(hr), chain=chain)

    published = chain.versions.get(status="PUBLISHED")
    assert (version.number, version.status) == (2, "DRAFT")
    assert plan_of(version) == plan_of(published)
    assert hash_of(version) == published.content_hash
    assert Decision.objects.get().details == {"chain": "skp", "version": 2, "copy_of": 1}


def test_next_version_may_begin_empty(hr):
    version = draft_version(by=make.actor(hr), chain=ApprovalChain.objects.get(code="skp"), copy=False)

    assert tiers_of(version) == []


def test_a_chain_has_one_open_draft(hr, draft):
    before = everything()

    with pytest.raises(RuleViolation, match="Sudah ada rancangan versi 1 dari Ratna HR"):
        draft_version(by=make.actor(hr), chain=draft.chain)

    assert everything() == before


def test_draft_is_stored_whole_and_what_changed_is_on_record(hr, draft):
    seen = hash_of(draft)

    assert store(hr, draft, replace(TWO, again_from_tier=2), reason="sesuai surat edaran")

    assert tiers_of(draft) == [(1, "Persetujuan"), (2, "Penetapan")]
    amended = Decision.objects.latest("id")
    assert (amended.verb, amended.subject, amended.seen) == ("AMEND", f"approvals.ChainVersion#{draft.pk}", seen)
    assert [(change["what"], change.get("number")) for change in amended.details["changes"]] == [
        ("SWITCH", None),
        ("ADDED", 1),
        ("ADDED", 2),
    ]
    tier = draft.tiers.get(number=2)
    assert (tier.history.get().history_change_reason, tier.history.get().history_user) == (
        "sesuai surat edaran",
        hr.user,
    )


def test_storing_the_same_again_changes_and_records_nothing(hr, draft):
    store(hr, draft, TWO)
    before = everything()

    assert not store(hr, draft, plan_of(draft))

    assert everything() == before


def test_tiers_are_added_changed_removed_and_moved_and_keep_their_rows(hr, draft):
    store(hr, draft, replace(TWO, tiers=(*TWO.tiers, TierPlan(title="Pengesahan"))))
    first, _, third = plan_of(draft).tiers
    rows = {tier.title: tier.pk for tier in draft.tiers.all()}

    moved = (third, TierPlan(title="Pemeriksaan", working_days=1), replace(first, working_days=9))
    store(hr, draft, ChainPlan(tiers=moved))

    assert tiers_of(draft) == [(1, "Pengesahan"), (2, "Pemeriksaan"), (3, "Persetujuan")]
    assert draft.tiers.get(number=1).pk == rows["Pengesahan"]
    assert draft.tiers.get(number=3).pk == rows["Persetujuan"]
    assert draft.tiers.get(number=3).working_days == 9
    assert not Tier.objects.filter(pk=rows["Penetapan"]).exists()
    numbers = list(Tier.history.filter(id=rows["Persetujuan"]).order_by("history_id").values_list("number", flat=True))
    assert numbers == [1, 3]
    what = {change["what"] for change in Decision.objects.latest("id").details["changes"]}
    assert what == {"MOVED", "ADDED", "REMOVED", "CHANGED"}


def test_committee_has_its_seats(office, hr, draft):
    posts = {name: office.posts[name].code for name in ("head", "division", "section")}
    committee = TierPlan(title="Sidang", rule="COMMITTEE", mode="QUORUM", quorum=2, seats=tuple(posts.values()))
    store(hr, draft, ChainPlan(tiers=(committee,)))
    kept = {seat.position.code: seat.pk for seat in Seat.objects.all()}
    assert set(kept) == set(posts.values())

    (tier,) = plan_of(draft).tiers
    fewer = (posts["head"], office.posts["second_section"].code)
    store(hr, draft, ChainPlan(tiers=(replace(tier, seats=fewer),)))

    now = {seat.position.code: seat.pk for seat in Seat.objects.all()}
    assert set(now) == set(fewer)
    assert now[posts["head"]] == kept[posts["head"]]


def test_what_a_rule_does_not_ask_for_is_not_kept(office, hr, draft):
    typed = TierPlan(
        title="  Persetujuan   SKP ", position=office.posts["head"].code, role="HR_ADMIN", quorum=7,
        seats=(office.posts["head"].code,),
    )  # fmt: skip
    store(hr, draft, ChainPlan(tiers=(typed,)))

    assert plan_of(draft).tiers == (TierPlan(title="Persetujuan SKP"),)


def test_everything_that_a_draft_cannot_hold_is_said_at_once(hr, draft):
    before = everything()
    wrong = (
        TierPlan(title="", working_days=0),
        TierPlan(title="Jabatan", rule="POSITION"),
        TierPlan(title="Jabatan lain", rule="POSITION", position="TIDAK-ADA"),
        TierPlan(title="Peran", rule="ROLE", quorum=0, mode="QUORUM"),
        TierPlan(title="Unit", rule="UNIT_HEAD", unit="U-TIDAK-ADA"),
        TierPlan(title="Lain", rule="SIAPA_SAJA"),
    )

    with pytest.raises(ChainRefused) as refused:
        store(hr, draft, ChainPlan(tiers=wrong, again_from_tier=0))

    found = {(problem.tier, problem.field) for problem in refused.value.problems}
    assert found == {
        (1, "title"), (1, "working_days"), (2, "position"), (3, "position"), (4, "role"), (4, "quorum"), (5, "unit"),
        (6, "rule"), (None, "again_from_tier"),
    }  # fmt: skip
    assert everything() == before


def test_what_somebody_changed_meanwhile_is_not_overwritten(hr, draft):
    seen = hash_of(draft)
    other = make.with_role(Role.HR_ADMIN, "Rina HR")
    store(other, draft, TWO)
    before = everything()

    with pytest.raises(RuleViolation, match="berubah sejak Anda membukanya"):
        amend_draft(by=make.actor(hr), version=draft, plan=ChainPlan(), seen=seen)

    assert everything() == before


@pytest.mark.parametrize("status", ["PUBLISHED", "RETIRED"])
def test_only_drafts_change(hr, status):
    version = make.chain()
    if status == "RETIRED":
        ChainVersion.objects.filter(pk=version.pk).update(status="RETIRED")
    before = everything()

    with pytest.raises(RuleViolation, match="sudah terbit dan tidak berubah lagi"):
        store(hr, version, TWO)
    with pytest.raises(RuleViolation, match="sudah terbit dan tidak berubah lagi"):
        throw_away(by=make.actor(hr), version=version, reason="salah")

    assert everything() == before


def test_a_draft_that_was_thrown_away_is_named(hr, draft):
    store(hr, draft, TWO)
    same = ChainVersion.objects.get(pk=draft.pk)
    throw_away(by=make.actor(hr), version=draft, reason="salah proses")

    with pytest.raises(RuleViolation, match="sudah dibuang"):
        amend_draft(by=make.actor(hr), version=same, plan=TWO, seen="")
    with pytest.raises(RuleViolation, match="sudah dibuang"):
        throw_away(by=make.actor(hr), version=same, reason="lagi")


def test_draft_is_thrown_away_with_a_chain_that_never_was_in_force(hr, draft):
    store(hr, draft, TWO)
    key = draft.pk

    throw_away(by=make.actor(hr), version=draft, reason="salah proses")

    assert not ApprovalChain.objects.filter(code="skp-pelaksana").exists()
    assert not Tier.objects.filter(version_id=key).exists()
    thrown = Decision.objects.latest("id")
    assert (thrown.verb, thrown.subject, thrown.reason) == ("ANNUL", f"approvals.ChainVersion#{key}", "salah proses")
    assert [change["tier"] for change in thrown.details["thrown_away"]] == ["Persetujuan", "Penetapan"]
    assert Tier.history.filter(version_id=key, history_type="-").count() == 2


def test_chain_in_force_outlives_its_draft(hr):
    chain = ApprovalChain.objects.get(code="skp")
    draft = draft_version(by=make.actor(hr), chain=chain)

    throw_away(by=make.actor(hr), version=draft, reason="tidak jadi")

    assert list(chain.versions.values_list("number", "status")) == [(1, "PUBLISHED")]


def test_throwing_away_needs_a_reason(hr, draft):
    before = everything()

    with pytest.raises(RuleViolation, match="Alasan"):
        throw_away(by=make.actor(hr), version=draft, reason="  ")

    assert everything() == before


def test_chain_is_renamed_and_says_anew_for_whom_it_is_while_it_was_never_published(office, hr, draft):
    changed = amend_chain(
        by=make.actor(hr), chain=draft.chain, name="SKP mutasi", position_kind="", eselon="",
        unit=office.posts["staff"].unit.code, reason="lebih tepat",
    )  # fmt: skip

    draft.chain.refresh_from_db()
    assert changed
    assert (draft.chain.name, draft.chain.position_kind, draft.chain.unit) == (
        "SKP mutasi",
        "",
        office.posts["staff"].unit,
    )
    amended = Decision.objects.latest("id")
    assert (amended.verb, amended.subject) == ("AMEND", f"approvals.ApprovalChain#{draft.chain_id}")
    assert amended.details["before"]["position_kind"] == "EXECUTING"


def test_condition_is_fixed_once_a_version_was_published(hr):
    chain = make.chain("khusus", position_kind="EXECUTING").chain
    before = everything()

    with pytest.raises(RuleViolation, match="Syarat rantai yang pernah terbit"):
        amend_chain(
            by=make.actor(hr), chain=chain, name="khusus", position_kind="FUNCTIONAL", eselon="", unit="", reason="x"
        )

    assert everything() == before
    amend_chain(
        by=make.actor(hr), chain=chain, name="Pelaksana", position_kind="EXECUTING", eselon="", unit="", reason="nama"
    )
    assert ApprovalChain.objects.get(pk=chain.pk).name == "Pelaksana"


def test_head_is_refused_with_everything_that_is_wrong(hr):
    before = everything()
    wrong = ChainHead(
        code="ada spasi", name=" ", process="cuti", position_kind="RAJA", eselon="eselon tiga", unit="TIDAK-ADA"
    )

    with pytest.raises(ChainRefused) as refused:
        open_chain(by=make.actor(hr), head=wrong)

    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["code", "name", "process", "position_kind", "eselon", "unit"]
    assert everything() == before


def test_code_of_a_chain_is_given_once(hr, draft):
    before = everything()

    with pytest.raises(ChainRefused, match="sudah dipakai"):
        open_chain(by=make.actor(hr), head=HEAD)

    assert everything() == before


def strangers():
    return {
        "employee": make.actor(make.employee("Pegawai")),
        "auditor": make.actor(make.with_role(Role.AUDITOR)),
        "team": make.actor(make.with_role(Role.PERFORMANCE_TEAM)),
        "leader": make.actor(make.with_role(Role.LEADER)),
        "technical": make.actor(make.with_role(Role.TECHNICAL_ADMIN)),
        "job": Actor.system("tick"),
        "nobody": Actor(channel=Channel.PAGE),
    }


@pytest.mark.parametrize("who", ["employee", "auditor", "team", "leader", "technical", "job", "nobody", "dismissed"])
def test_nobody_but_hr_admins_shapes_chains(hr, draft, who):
    if who == "dismissed":
        User.objects.filter(pk=hr.user_id).update(is_active=False)
        stranger = make.actor(hr)
    else:
        stranger = strangers()[who]
    before = everything()
    seen = hash_of(draft)
    attempts = [
        lambda: open_chain(by=stranger, head=replace(HEAD, code="lain")),
        lambda: draft_version(by=stranger, chain=ApprovalChain.objects.get(code="daily")),
        lambda: amend_draft(by=stranger, version=draft, plan=TWO, seen=seen),
        lambda: throw_away(by=stranger, version=draft, reason="x"),
        lambda: amend_chain(by=stranger, chain=draft.chain, name="X", position_kind="", eselon="", unit="", reason="x"),
    ]

    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()

    assert everything() == before

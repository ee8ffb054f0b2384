"""A chain as a file: what goes out comes back the same, and what is wrong with a file is said with its place."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from tests import factories as make
from workflows.approvals.content import hash_of
from workflows.approvals.drafting import amend_draft, draft_version, open_chain
from workflows.approvals.exchange import exported, imported
from workflows.approvals.models import ApprovalChain, ChainVersion, Tier
from workflows.approvals.plans import plan_of
from workflows.approvals.publishing import publish
from workflows.audit.models import Decision
from workflows.organization.models import Role
from workflows.rules.chain_head import ChainHead
from workflows.rules.chain_tiers import ChainPlan, ChainRefused, TierPlan
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr(office):
    return make.with_role(Role.HR_ADMIN, "Ratna HR")


@pytest.fixture
def rich(office, hr):
    """A draft in which everything is used."""
    head = ChainHead(
        code="sidang", name="Sidang SKP", process="skp", position_kind="EXECUTING", eselon="IV.a",
        unit=office.posts["staff"].unit.code,
    )  # fmt: skip
    seats = tuple(office.posts[name].code for name in ("head", "division", "section"))
    plan = ChainPlan(
        tiers=(
            TierPlan(title="Periksa", rule="ROLE", role="PERFORMANCE_TEAM", overdue="PASS_ON", reason_to_approve=True),
            TierPlan(title="Sidang", rule="COMMITTEE", mode="QUORUM", quorum=2, seats=seats, may_reject=True),
            TierPlan(title="Kepala", rule="POSITION", position=seats[0], skip_same_person=False, working_days=7),
            TierPlan(title="Unit", rule="UNIT_HEAD", unit=office.posts["division"].unit.code, overdue="REMIND"),
        ),
        same_person_may_decide_twice=True,
        again_from_tier=2,
    )
    version = open_chain(by=make.actor(hr), head=head)
    amend_draft(by=make.actor(hr), version=version, plan=plan, seen=hash_of(version))
    return version


def everything():
    return [
        *(list(model.objects.order_by("pk").values()) for model in (ApprovalChain, ChainVersion, Tier)),
        Decision.objects.count(),
    ]


def changed(text, **values):
    said = json.loads(text)
    for path, value in values.items():
        *way, last = path.split("__")
        at = said
        for part in way:
            at = at[int(part) if part.isdecimal() else part]
        if value is None:
            del at[last]
        else:
            at[last] = value
    return json.dumps(said)


def test_what_goes_out_comes_back_the_same_under_another_code(hr, rich):
    text = exported(rich)

    version = imported(by=make.actor(hr), text=changed(text, chain__code="sidang-2"))

    assert plan_of(version) == plan_of(rich)
    assert hash_of(version) == hash_of(rich)
    assert (version.status, version.number, version.chain.unit) == ("DRAFT", 1, rich.chain.unit)
    assert json.loads(exported(version))["tiers"] == json.loads(text)["tiers"]
    assert [(d.verb, d.actor_nip) for d in Decision.objects.order_by("-id")[:3]] == [
        ("AMEND", hr.nip),
        ("OPEN", hr.nip),
        ("OPEN", hr.nip),
    ]


def test_file_names_posts_and_units_by_code_and_has_a_version_of_its_format(office, rich):
    said = json.loads(exported(rich))

    assert (said["format"], said["format_version"], said["version"]) == ("jenjang-chain", 1, 1)
    assert said["chain"]["unit"] == office.posts["staff"].unit.code
    assert said["tiers"][2]["position"] == office.posts["head"].code
    assert "key" not in said["tiers"][0]


def test_file_of_a_known_chain_becomes_its_next_draft(hr):
    published = ChainVersion.objects.get(chain__code="skp")

    version = imported(by=make.actor(hr), text=changed(exported(published), tiers__0__working_days=9))

    assert (version.chain.code, version.number, version.status) == ("skp", 2, "DRAFT")
    assert version.tiers.get(number=1).working_days == 9
    assert ChainVersion.objects.get(pk=published.pk).status == "PUBLISHED"


def test_whoever_imported_does_not_publish(hr):
    version = imported(by=make.actor(hr), text=exported(ChainVersion.objects.get(chain__code="skp")))

    with pytest.raises(RuleViolation, match="Anda ikut menyusun"):
        publish(by=make.actor(hr), version=version, reason="x", seen=hash_of(version))


def test_nothing_is_imported_over_an_open_draft(hr):
    published = ChainVersion.objects.get(chain__code="skp")
    text = exported(published)
    draft_version(by=make.actor(hr), chain=published.chain)
    before = everything()

    with pytest.raises(RuleViolation, match="Sudah ada rancangan"):
        imported(by=make.actor(hr), text=text)

    assert everything() == before


def test_every_problem_is_named_with_its_place_and_nothing_is_stored(hr, rich):
    text = changed(
        exported(rich), chain__code="lain baru", chain__process="cuti", chain__unit="U-HILANG", tiers__0__role="RAJA",
        tiers__1__seats=["P-HILANG"], tiers__2__position="P-TIADA", tiers__3__working_days=0,
    )  # fmt: skip
    before = everything()

    with pytest.raises(ChainRefused) as refused:
        imported(by=make.actor(hr), text=text)

    assert [(problem.tier, problem.field) for problem in refused.value.problems] == [
        (None, "code"), (None, "process"), (None, "unit"), (1, "role"), (2, "seats"), (3, "position"),
        (4, "working_days"),
    ]  # fmt: skip
    sentences = " ".join(problem.sentence for problem in refused.value.problems)
    assert "Tahap 2: jabatan berkode “P-HILANG” tidak ada. Periksa kodenya di daftar jabatan." in sentences
    assert everything() == before


def test_every_fault_of_shape_is_named_with_its_place(hr, rich):
    text = changed(
        exported(rich), warna="biru", again_from_tier="dua", chain__name=None, chain__bahasa="id",
        tiers__0__quorum=True, tiers__1__seats="P1", tiers__2__title=None, tiers__3__nama="x",
        tiers__0__role="a\u0000b",
    )  # fmt: skip
    before = everything()

    with pytest.raises(ChainRefused) as refused:
        imported(by=make.actor(hr), text=text)

    assert {(problem.tier, problem.field) for problem in refused.value.problems} == {
        (None, "warna"), (None, "again_from_tier"), (None, "name"), (None, "bahasa"), (1, "quorum"), (1, "role"),
        (2, "seats"), (3, "title"), (4, "nama"),
    }  # fmt: skip
    assert everything() == before


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "bukan JSON yang utuh"),
        ('{\n"format": ', "pada baris 2"),
        ("[" * 100_000, "bukan JSON yang utuh"),
        ("[]", "bukan berkas rantai"),
        ('{"format": "lain"}', "bukan berkas rantai"),
        ('{"format": "jenjang-chain", "format_version": 2}', "berformat versi 2"),
        ('{"format": "jenjang-chain", "format_version": 1}', "“chain” harus berupa"),
        ('{"format": "jenjang-chain", "format_version": 1, "chain": [], "tiers": [1, []]}', "Tahap 2 harus berupa"),
        ("x" * 300_000, "terlalu besar"),
    ],
)
def test_what_is_no_such_file_is_said(hr, text, match):
    before = everything()

    with pytest.raises(RuleViolation, match=match):
        imported(by=make.actor(hr), text=text)

    assert everything() == before


@pytest.mark.parametrize("path", ["chain__process", "chain__position_kind", "chain__eselon", "chain__unit"])
def test_file_for_others_than_its_chain_is_refused(hr, path):
    text = changed(exported(ChainVersion.objects.get(chain__code="skp")), **{path: "LAIN"})
    before = everything()

    with pytest.raises(ChainRefused, match="Rantai skp sudah ada"):
        imported(by=make.actor(hr), text=text)

    assert everything() == before


@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.PERFORMANCE_TEAM])
def test_nobody_but_hr_admins_imports(rich, role):
    person = make.with_role(role) if role else make.employee("Pegawai")
    before = everything()

    with pytest.raises(PermissionDenied):
        imported(by=make.actor(person), text=changed(exported(rich), chain__code="baru"))

    assert everything() == before

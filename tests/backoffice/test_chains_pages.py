"""Chains through the back-office's pages: drafted by one HR admin, published by another, read by everybody who may."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.backoffice.conftest import tables
from workflows.approvals.applying import chain_for
from workflows.approvals.content import hash_of
from workflows.approvals.drafting import draft_version
from workflows.approvals.models import ApprovalChain, ChainVersion
from workflows.audit.models import Decision
from workflows.organization.models import User

MOST_QUERIES = 26
CHAIN, VERSION = "admin:approvals_approvalchain_{}", "admin:approvals_chainversion_{}"
OF_VERSION = ("edit", "compare", "publish", "retire", "throw_away", "download")
CHANGING = ("edit", "publish", "retire", "throw_away")


def of_chain(name, *args):
    return reverse(CHAIN.format(name), args=args)


def of_version(name, version):
    return reverse(VERSION.format(name), args=[version.pk])


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def typed(page):
    """What a browser would send of the editor's form, as it stands on the page."""
    form = soup(page).find("form", attrs={"data-chain-editor": True})
    values: dict[str, list[str]] = {}
    for field in form.find_all(["input", "select", "textarea"]):
        name = field.get("name")
        if not name or (field.get("type") == "checkbox" and not field.has_attr("checked")):
            continue
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            values.setdefault(name, []).append(chosen["value"])
        elif field.name == "textarea":
            values.setdefault(name, []).append(field.text.strip())
        else:
            values.setdefault(name, []).append(field.get("value", "on" if field.get("type") == "checkbox" else ""))
    return values


def titles(version):
    return list(version.tiers.order_by("number").values_list("title", flat=True))


@pytest.fixture
def skp(people):
    return ApprovalChain.objects.get(code="skp")


@pytest.fixture
def draft(people, skp):
    return draft_version(by=people.by_hr(), chain=skp)


def test_chain_is_opened_edited_and_published_by_another_through_the_pages(people, enter):
    hr, other = enter(people.hr), enter(people.other_hr)
    answer = hr.post(
        of_chain("new"),
        {"code": "skp-pelaksana", "name": "SKP pelaksana", "process": "skp", "position_kind": "EXECUTING"},
    )
    version = ChainVersion.objects.get(chain__code="skp-pelaksana")
    assert answer["Location"] == of_version("edit", version)

    page = hr.get(of_version("edit", version))
    values = typed(page) | {"tier-0-title": ["Persetujuan"], "publish": ["1"]}
    answer = hr.post(of_version("edit", version), values)
    assert answer["Location"] == of_version("publish", version)
    assert "Anda ikut menyusun rancangan ini" in hr.get(answer["Location"]).content.decode()

    page = other.get(of_version("publish", version))
    seen = soup(page).find("input", attrs={"name": "seen"})["value"]
    answer = other.post(of_version("publish", version), {"seen": seen, "reason": "surat edaran 3/2026"})

    assert answer["Location"] == of_chain("change", version.chain_id)
    assert chain_for("skp", people.office.posts["staff"]) == version
    assert "versi 1, sejak" in other.get(of_chain("changelist")).content.decode()


def test_next_version_is_drafted_from_the_chains_page(people, enter, skp):
    hr = enter(people.hr)
    page = hr.get(of_chain("change", skp.pk)).content.decode()
    assert "Rancang versi berikutnya dari versi 1" in page

    answer = hr.post(of_chain("draft", skp.pk), {"from": "copy"})

    version = skp.versions.get(status="DRAFT")
    assert answer["Location"] == of_version("edit", version)
    assert titles(version) == ["Persetujuan", "Penetapan"]
    assert hr.get(of_chain("draft", skp.pk)).status_code == 405
    hr.post(of_chain("draft", skp.pk), {"from": "empty"})
    assert skp.versions.filter(status="DRAFT").count() == 1


def test_editor_stores_what_it_shows_and_nothing_where_nothing_changed(people, enter, draft):
    hr = enter(people.hr)
    before = tables()

    hr.post(of_version("edit", draft), typed(hr.get(of_version("edit", draft))) | {"save": ["1"]})

    assert tables() == before


def test_tiers_are_moved_by_their_numbers_and_removed_by_a_tick(people, enter, draft):
    hr = enter(people.hr)
    values = typed(hr.get(of_version("edit", draft)))

    hr.post(of_version("edit", draft), values | {"tier-1-number": ["1"], "save": ["1"]})
    assert titles(draft) == ["Penetapan", "Persetujuan"]

    values = typed(hr.get(of_version("edit", draft)))
    hr.post(of_version("edit", draft), values | {"tier-0-remove": ["on"], "save": ["1"]})
    assert titles(draft) == ["Persetujuan"]


def test_adding_a_tier_keeps_everything_typed_and_stores_nothing(people, enter, draft):
    hr = enter(people.hr)
    before = tables()
    values = typed(hr.get(of_version("edit", draft))) | {"tier-0-title": ["Baru saja diketik"], "more": ["tier"]}

    page = hr.post(of_version("edit", draft), values)

    shown = typed(page)
    assert shown["tier-TOTAL_FORMS"] == ["3"]
    assert (shown["tier-0-title"], shown["tier-2-title"], shown["tier-2-number"]) == (
        ["Baru saja diketik"],
        [""],
        ["3"],
    )
    assert shown["tier-2-may_approve"] == ["on"]
    assert page.context["is_refused"] is False
    assert tables() == before
    hr.post(of_version("edit", draft), shown | {"tier-2-title": ["Pengesahan"], "save": ["1"]})
    assert titles(draft) == ["Baru saja diketik", "Penetapan", "Pengesahan"]


def test_committee_is_seated_by_code_by_title_and_as_suggested(people, enter, draft):
    hr, posts = enter(people.hr), people.office.posts
    values = typed(hr.get(of_version("edit", draft))) | {
        "tier-1-rule": ["COMMITTEE"], "tier-1-mode": ["QUORUM"], "tier-1-quorum": ["2"],
        "tier-1-seats": [
            posts["head"].code, "Kepala Bidang Mutasi dan Promosi", f"{posts['section'].code} · Kepala", "",
        ],
        "save": ["1"],
    }  # fmt: skip

    hr.post(of_version("edit", draft), values)

    seats = draft.tiers.get(number=2).seats.values_list("position__code", flat=True)
    assert sorted(seats) == sorted(posts[name].code for name in ("head", "division", "section"))


def test_refused_draft_keeps_everything_typed_with_each_problem_at_its_field(people, enter, draft):
    hr = enter(people.hr)
    before = tables()
    values = typed(hr.get(of_version("edit", draft))) | {
        "tier-0-rule": ["POSITION"], "tier-0-position": ["Jabatan yang tidak ada"], "tier-0-number": ["2"],
        "tier-1-working_days": ["0"], "again_from_tier": ["99"], "save": ["1"], "reason": ["karena rapat"],
    }  # fmt: skip

    page = hr.post(of_version("edit", draft), values)

    tiers, switches = page.context["tiers"], page.context["switches"]
    assert [sorted(form.errors) for form in tiers] == [["position"], ["working_days"]]
    assert list(switches.errors) == ["again_from_tier"]
    shown = typed(page)
    assert shown["tier-0-position"] == ["Jabatan yang tidak ada"]
    assert (shown["tier-0-number"], shown["reason"]) == (["2"], ["karena rapat"])
    text = soup(page).find(attrs={"role": "alert"}).text
    assert "Rancangan belum disimpan. Isian Anda tetap ada." in text
    assert "jabatan berkode “Jabatan yang tidak ada” tidak ada" in text
    assert soup(page).title.text.strip().startswith("(ada kesalahan)")
    assert tables() == before


@pytest.mark.parametrize(
    "broken",
    [
        {"tier-TOTAL_FORMS": ["lima"]}, {"tier-TOTAL_FORMS": ["4000"]}, {"tier-0-number": ["x"]},
        {"tier-0-rule": ["SIAPA"]}, {"tier-0-key": ["satu"]}, {"seen": [""]}, {"tier-0-working_days": ["999999999"]},
        {"tier-0-title": ["x" * 500]}, {"tier-0-title": ["\x00"]},
    ],
    ids=lambda broken: next(iter(broken)),
)  # fmt: skip
def test_broken_input_is_refused_and_leaves_nothing(people, enter, draft, broken):
    hr = enter(people.hr)
    before = tables()

    page = hr.post(of_version("edit", draft), typed(hr.get(of_version("edit", draft))) | broken | {"save": ["1"]})

    assert page.status_code == 200
    assert page.context["is_refused"]
    assert tables() == before


def test_what_another_changed_meanwhile_is_not_overwritten(people, enter, draft):
    hr, other = enter(people.hr), enter(people.other_hr)
    values = typed(hr.get(of_version("edit", draft)))
    other.post(
        of_version("edit", draft),
        typed(other.get(of_version("edit", draft))) | {"tier-0-working_days": ["9"], "save": "1"},
    )

    page = hr.post(of_version("edit", draft), values | {"tier-0-working_days": ["4"], "save": ["1"]})

    assert "berubah sejak Anda membukanya" in page.content.decode()
    assert draft.tiers.get(number=1).working_days == 9


def test_publishing_page_says_all_problems_and_refuses(people, enter, draft):
    hr, other = enter(people.hr), enter(people.other_hr)
    values = typed(hr.get(of_version("edit", draft))) | {
        "tier-1-overdue": ["PASS_ON"], "tier-1-title": ["persetujuan"], "save": ["1"],
    }  # fmt: skip
    hr.post(of_version("edit", draft), values)

    page = other.get(of_version("publish", draft)).content.decode()
    assert "2 hal perlu diperbaiki sebelum dapat diterbitkan" in page
    before = tables()
    answer = other.post(of_version("publish", draft), {"seen": hash_of(draft), "reason": "x"})

    assert answer.status_code == 200
    assert "tahap terakhir tidak dapat meneruskan" in answer.content.decode()
    assert tables() == before


def test_editor_cannot_publish_even_as_superuser(people, enter, draft):
    User.objects.filter(pk=people.hr.user_id).update(is_superuser=True)
    before = tables()

    answer = enter(people.hr).post(of_version("publish", draft), {"seen": hash_of(draft), "reason": "x"})

    assert "Anda ikut menyusun rancangan ini" in answer.content.decode()
    assert tables() == before


def test_comparison_shows_both_sides_in_words(people, enter, draft):
    hr = enter(people.hr)
    values = typed(hr.get(of_version("edit", draft))) | {"tier-0-working_days": ["9"], "save": ["1"]}
    hr.post(of_version("edit", draft), values)

    page = soup(enter(people.auditor).get(of_version("compare", draft)))

    assert [tag.text for tag in page.find_all("del")] == ["5"]
    assert [tag.text for tag in page.find_all("ins")] == ["9"]
    assert "Batas waktu (hari kerja)" in page.text


def test_published_version_is_read_only_with_its_hash(people, enter, skp):
    hr, version = enter(people.hr), skp.versions.get()
    page = soup(hr.get(of_version("change", version)))
    assert version.content_hash in page.text.replace("\n", "")
    assert not page.find("a", string=lambda text: text and text.strip() == "Ubah")

    assert hr.get(of_version("edit", version))["Location"] == of_version("change", version)
    before = tables()
    for name in ("edit", "publish", "throw_away"):
        hr.post(of_version(name, version), {"reason": "x", "seen": version.content_hash, "save": "1"})
    assert tables() == before


def test_chain_is_retired_and_a_draft_thrown_away_with_a_reason(people, enter, draft):
    hr = enter(people.hr)
    special = make.chain("khusus", position_kind="EXECUTING")
    for name, version in (("retire", special), ("throw_away", draft)):
        before = tables()
        assert "Alasan belum diisi" in hr.post(of_version(name, version), {"reason": " "}).content.decode()
        assert tables() == before
        assert hr.post(of_version(name, version), {"reason": "penataan"}).status_code == 302
    assert ChainVersion.objects.get(pk=special.pk).status == "RETIRED"
    assert not ChainVersion.objects.filter(pk=draft.pk).exists()
    assert list(Decision.objects.order_by("id").values_list("verb", flat=True))[-2:] == ["RETIRE", "ANNUL"]
    answer = hr.post(of_version("retire", ChainVersion.objects.get(chain__code="skp")), {"reason": "tutup"})
    assert "tidak ada yang memutus" in answer.content.decode()


def test_chain_goes_out_as_a_file_and_comes_in_as_a_draft(people, enter, skp):
    answer = enter(people.auditor).get(of_version("download", skp.versions.get()))
    assert answer["Content-Type"].startswith("application/json")
    said = json.loads(answer.content) | {"chain": json.loads(answer.content)["chain"] | {"code": "skp-baru"}}
    hr = enter(people.hr)

    file = SimpleUploadedFile("rantai.json", json.dumps(said).encode("utf-8-sig"))
    answer = hr.post(of_chain("from_file"), {"file": file, "reason": "dari kantor lain"})

    version = ChainVersion.objects.get(chain__code="skp-baru")
    assert answer["Location"] == of_version("change", version)
    assert titles(version) == ["Persetujuan", "Penetapan"]
    before = tables()
    for broken in (b"\xff\xfe\x00", b"{}", json.dumps(said | {"tiers": [{}]}).encode()):
        page = hr.post(of_chain("from_file"), {"file": SimpleUploadedFile("x.json", broken)})
        assert page.status_code == 200
        assert page.context["form"].errors
    assert hr.post(of_chain("from_file")).context["form"].errors
    assert tables() == before


def test_chain_is_renamed_and_its_condition_is_shown_as_fixed(people, enter, skp):
    hr = enter(people.hr)
    assert "Syarat rantai tetap" in hr.get(of_chain("rename", skp.pk)).content.decode()

    hr.post(of_chain("rename", skp.pk), {"name": "SKP semua pegawai", "reason": "lebih jelas", "eselon": "II.a"})

    skp.refresh_from_db()
    assert (skp.name, skp.eselon) == ("SKP semua pegawai", "")


def test_posts_and_units_are_suggested_to_whoever_edits(people, enter):
    hr = enter(people.hr)
    found = hr.get(of_chain("posts"), {"term": "kepala bidang"}).json()["results"]
    post = people.office.posts["division"]
    assert found == [{"value": f"{post.code} · {post.title}", "label": post.unit.name}]
    assert (
        hr.get(of_chain("units"), {"term": "mutasi dan"}).json()["results"][0]["value"].endswith("Mutasi dan Promosi")
    )
    assert hr.get(of_chain("posts"), {"term": "k"}).json()["results"] == []
    assert enter(people.auditor).get(of_chain("posts"), {"term": "kepala"}).status_code == 403


@pytest.mark.parametrize("who", ["auditor", "team"])
def test_auditors_and_the_team_read_and_change_nothing(people, enter, draft, skp, who):
    client, before = enter(getattr(people, who)), tables()
    for url in (
        of_chain("changelist"),
        of_chain("change", skp.pk),
        *(of_version(n, draft) for n in ("change", "compare")),
    ):
        page = client.get(url)
        assert page.status_code == 200
        for name in CHANGING:
            assert of_version(name, draft) not in page.content.decode()
    assert client.get(of_version("download", draft)).status_code == 200
    for url in (
        *(of_version(name, draft) for name in CHANGING), of_chain("new"), of_chain("from_file"),
        of_chain("rename", skp.pk), of_chain("draft", skp.pk),
    ):  # fmt: skip
        values = {"reason": "x", "seen": hash_of(draft), "name": "x", "code": "x", "save": "1"}
        assert client.get(url).status_code == 403
        assert client.post(url, values).status_code == 403
    one_line = {name: before[name] + 1 for name in ("audit.Decision", "audit.Particulars")}
    assert tables() == {**before, **one_line}  # that the file was taken along


@pytest.mark.parametrize("who", ["staff", "technical"])
def test_others_reach_nothing(people, enter, draft, skp, who):
    client = enter(people.technical if who == "technical" else people.office.staff)
    addresses = [*(of_version(name, draft) for name in OF_VERSION), of_version("change", draft), of_chain("new")]
    addresses += [of_chain(name) for name in ("changelist", "from_file", "posts", "units")]
    addresses += [of_chain(name, skp.pk) for name in ("change", "rename", "draft")]
    before = tables()
    for address in addresses:
        assert client.get(address).status_code in {302, 403}, address
        assert client.post(address, {"reason": "x"}).status_code in {302, 403}, address
        assert Client().get(address).status_code == 302, address
    assert tables() == before


def test_pages_of_what_is_not_there_say_so(people, enter):
    hr = enter(people.hr)
    for name in OF_VERSION:
        for key in ("999999", "satu"):
            assert hr.get(reverse(VERSION.format(name), args=[key])).status_code == 404


def test_pages_cost_no_more_queries_with_more_tiers_and_chains(people, enter, draft):
    hr = enter(people.hr)
    addresses = [of_version(name, draft) for name in ("edit", "compare", "publish", "change")]

    def asked():
        counts = []
        for address in (*addresses, of_chain("changelist"), of_chain("change", draft.chain_id)):
            with CaptureQueriesContext(connection) as captured:
                assert hr.get(address).status_code == 200
            counts.append(len(captured))
        return counts

    asked()
    few = asked()
    values = typed(hr.get(of_version("edit", draft)))
    posts = [post.code for post in people.office.posts.values()]
    for number in range(2, 9):
        values |= {
            f"tier-{number}-number": [str(number + 1)], f"tier-{number}-title": [f"Sidang {number}"],
            f"tier-{number}-rule": ["COMMITTEE"], f"tier-{number}-seats": posts, f"tier-{number}-mode": ["ALL"],
            f"tier-{number}-working_days": ["3"], f"tier-{number}-overdue": ["REMIND"],
            f"tier-{number}-may_approve": ["on"],
        }  # fmt: skip
    hr.post(of_version("edit", draft), values | {"tier-TOTAL_FORMS": ["9"], "save": ["1"]})
    assert draft.tiers.count() == 9
    for number, kind in enumerate(("EXECUTING", "FUNCTIONAL", "SUPERVISOR")):
        make.chain(f"lain-{number}", process="daily", position_kind=kind)

    many = asked()

    assert [extra for extra in (m - f for m, f in zip(many, few, strict=True)) if extra > 3] == []
    assert max(many) <= MOST_QUERIES

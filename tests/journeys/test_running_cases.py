"""A chain is edited while cases run by it: they keep their version; HR moves chosen ones, each shown beforehand."""

import pytest

from tests import factories as make
from tests.journeys.conftest import decide, task_address
from workflows.approvals.models import ChainVersion
from workflows.approvals.publishing import hash_of
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess, DailyReport

pytestmark = pytest.mark.django_db
CHECK = {"title": "Pemeriksaan", "rule": "DIRECT_SUPERIOR"}
SCAN = {"title": "Pencermatan", "rule": "SUPERIOR_OF_SUPERIOR"}
REASON = "Kepala Badan sendiri yang mengesahkan sejak surat edaran nomor 4 tahun 2026."


@pytest.fixture
def old(office):
    """Version 1: the direct superior, then theirs."""
    return make.chain("pelaksana", tiers=[CHECK, SCAN], position_kind="EXECUTING")


@pytest.fixture
def people(office):
    """Three more who report to the same section."""
    posts = [make.position(f"Penata {n}", office.posts["staff"].unit, office.posts["section"]) for n in range(3)]
    names = ("Dodi Saputra", "Eka Putri", "Fajar Nugroho")
    return [make.employee(name, post) for name, post in zip(names, posts, strict=True)]


@pytest.fixture
def cases(office, old, people):
    """A running case of each of five people; the last of them is with the second tier."""
    everybody = [office.staff, office.other, *people]
    for person in everybody:
        make.submitted_report(person)
    return {person.name: case_of(person) for person in everybody}


@pytest.fixture
def new(office, as_, hr, second_hr, old, cases):
    """Version 2, drafted on the pages by one HR admin and published by another: the head ratifies, nobody scans."""
    chain = f"/admin/approvals/approvalchain/{old.chain_id}/change/"
    as_(hr).open(chain).press("Rancang versi berikutnya dari versi 1")
    changed = {"title": "Pengesahan", "rule": "POSITION", "position": office.posts["head"].code}
    as_(hr).press("Simpan rancangan", {f"tier-1-{name}": value for name, value in changed.items()}, reason=REASON)
    as_(second_hr).open(chain).follow("Lihat dan terbitkan").sees("Pencermatan", "Pengesahan", "Ratna Kepegawaian")
    as_(second_hr).press("Terbitkan versi 2", reason=REASON).sees("Versi 2 berlaku mulai sekarang.")
    return old.chain.versions.get(number=2)


def case_of(person):
    return DailyProcess.objects.select_related("chain_version", "tier").get(person=person)


def stands(person):
    """The version that the case runs by, its hash, and the tier that is asked."""
    case = case_of(person)
    return case.chain_version_id, case.chain_version.content_hash, case.tier.title


def status(person):
    return DailyReport.objects.get(employee=person).status


def test_running_cases_keep_their_version_and_finish_by_it(office, as_, old, cases, new, people):
    old.refresh_from_db()
    assert (old.status, new.status) == ("RETIRED", "PUBLISHED")
    assert old.content_hash != new.content_hash
    for person in (office.staff, office.other, *people):
        assert stands(person) == (old.pk, old.content_hash, "Pemeriksaan")

    for person in people:
        decide(as_(office.section), task_address("daily", person), "approve")
        assert stands(person) == (old.pk, old.content_hash, "Pencermatan")
        decide(as_(office.division), task_address("daily", person), "approve")
        assert status(person) == DailyReport.Status.VERIFIED
        assert case_of(person).chain_version.content_hash == old.content_hash == hash_of(old)


def test_two_are_moved_the_third_stays_and_what_cannot_be_moved_is_said_by_name(
    office, as_, hr, old, cases, new, people
):
    staying, beyond, ending = people
    decide(as_(office.section), task_address("daily", beyond), "approve")  # waits where the new version has no tier
    decide(as_(office.section), task_address("daily", ending), "approve")
    chosen = [str(case_of(person).pk) for person in (office.staff, office.other, beyond, ending)]
    before = Decision.objects.count()

    page = (
        as_(hr)
        .open(f"/admin/approvals/chainversion/{new.pk}/change/")
        .follow("Pindahkan perkara berjalan ke versi ini")
    )
    page.sees(staying.name, "Pencermatan").press("Lihat perubahannya", case=chosen)
    page.sees("Pengesahan: Uda Waluyo", "Pencermatan: Siti Pratama", beyond.name)
    page.sees("Tahap Pencermatan, tempat perkara ini menunggu, tidak ada di pelaksana v2.").misses(staying.name)
    assert Decision.objects.count() == before
    assert stands(office.staff) == (old.pk, old.content_hash, "Pemeriksaan")
    decide(as_(office.division), task_address("daily", ending), "approve")  # ends while HR looks at the preview
    assert status(ending) == DailyReport.Status.VERIFIED

    page.press("Pindahkan 2 perkara").sees("Tulis alasan")
    assert stands(office.other) == (old.pk, old.content_hash, "Pemeriksaan")


def moved(as_, hr, new, *people):
    """HR moves the cases of these people, through the preview."""
    keys = [str(case_of(person).pk) for person in people]
    as_(hr).open(f"/admin/engine/workitem/move-to-version/{new.pk}/").press("Lihat perubahannya", case=keys)
    return as_(hr)


def test_moved_cases_go_on_by_the_new_version_with_a_record_each(office, as_, hr, old, cases, new, people):
    staying, beyond, ending = people
    for person in (beyond, ending):
        decide(as_(office.section), task_address("daily", person), "approve")
    page = moved(as_, hr, new, office.staff, office.other, beyond, ending)
    decide(as_(office.division), task_address("daily", ending), "approve")
    page.press("Pindahkan 2 perkara", reason=REASON)

    page.sees(
        "2 dari 4 dipindahkan ke pelaksana v2",
        "Laporan Eka Putri",
        "Laporan Fajar Nugroho",
        "Pekerjaan ini sudah selesai: Siti Pratama menyetujuinya",
    )
    for person in (office.staff, office.other):
        assert stands(person) == (new.pk, new.content_hash, "Pemeriksaan")
    for person in (staying, beyond, ending):
        assert case_of(person).chain_version_id == old.pk
    records = Decision.objects.filter(verb="MOVE_VERSION").order_by("id")
    assert [(d.person_name, d.actor_name, d.reason) for d in records] == [
        ("Ghaliyati Wahyuni", "Ratna Kepegawaian", REASON), ("Cornelia Oktaviani", "Ratna Kepegawaian", REASON),
    ]  # fmt: skip
    assert {(d.details["from_hash"], d.details["to_hash"]) for d in records} == {(old.content_hash, new.content_hash)}

    # Those moved end with the head, the one that stayed with the superior's superior, each by the version it has.
    for person, last in ((office.staff, office.head), (office.other, office.head), (staying, office.division)):
        decide(as_(office.section), task_address("daily", person), "approve")
        decide(as_(last), task_address("daily", person), "approve")
        assert status(person) == DailyReport.Status.VERIFIED
    assert case_of(staying).chain_version.content_hash == old.content_hash == hash_of(old)
    assert case_of(office.staff).chain_version.content_hash == new.content_hash == hash_of(new)
    as_(office.staff).open(f"/daily/{DailyReport.objects.get(employee=office.staff).pk}/").sees(
        "Ratna Kepegawaian", REASON
    )
    assert not ChainVersion.objects.filter(pk=old.pk, tiers__title="Pengesahan").exists()

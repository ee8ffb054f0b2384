"""HR writes a chain of four tiers with a committee, tries it, another publishes it, and a report walks all of it."""

import pytest

from tests import factories as make
from tests.journeys.conftest import decide, task_address
from workflows.approvals.models import ApprovalChain, ChainVersion
from workflows.approvals.publishing import hash_of
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.models import WorkItem

pytestmark = pytest.mark.django_db
CHAINS = "/admin/approvals/approvalchain/"
LETTER = "Surat Edaran Kepala Badan Nomor 3 Tahun 2026."
REASON = "Jumlah berkas pada kegiatan pertama belum sesuai dengan buku register."


@pytest.fixture
def members(office):
    """The three who sit in the committee, each in a post of their own."""
    unit = make.unit("Tim Penilai Laporan")
    titles = ("Ketua Tim Penilai", "Sekretaris Tim Penilai", "Anggota Tim Penilai")
    posts = [make.position(title, unit, office.posts["head"], kind="FUNCTIONAL", job_class=9) for title in titles]
    names = ("Agus Wibowo", "Bunga Lestari", "Citra Dewi")
    return [make.employee(name, post) for name, post in zip(names, posts, strict=True)]


@pytest.fixture
def seats(members):
    """The codes of their posts."""
    return [member.tenures.get().position.code for member in members]


def tier(number, title, rule, **values):
    """What is typed of one tier."""
    typed = {"title": title, "rule": rule, **values}
    return {f"tier-{number}-{name}": value for name, value in typed.items()}


def written(hr, office, seats):
    """The HR admin at the editor of a new chain with four tiers, saved."""
    hr.open(CHAINS).follow("Rantai baru")
    head = {"code": "laporan-pelaksana", "name": "Laporan pelaksana", "process": "daily", "position_kind": "EXECUTING"}
    hr.press("Buat rantai", head).sees("Rancangan versi 1")
    hr.press("Tambah tahap", tier(0, "Pemeriksaan", "DIRECT_SUPERIOR"))
    committee = tier(1, "Sidang tim", "COMMITTEE", seats=seats[:2], mode="QUORUM", quorum="2")
    hr.press("Tambah tahap", committee)
    hr.press("Tambah kursi").press(
        "Tambah tahap", {"tier-1-seats": seats, **tier(2, "Persetujuan", "SUPERIOR_OF_SUPERIOR")}
    )
    hr.press("Simpan rancangan", {
        **tier(3, "Pengesahan", "POSITION", position="P-tidak-ada"), "again_from_tier": "2", "reason": LETTER,
    })  # fmt: skip
    hr.sees("Rancangan belum disimpan. Isian Anda tetap ada.", "P-tidak-ada")
    return hr


@pytest.fixture
def draft(office, as_, hr, seats):
    """The draft as the first HR admin left it."""
    written(as_(hr), office, seats).press("Simpan rancangan", {"tier-3-position": office.posts["head"].code})
    return ChainVersion.objects.get(chain__code="laporan-pelaksana")


@pytest.fixture
def published(office, as_, second_hr, draft):
    """The version that the second HR admin published."""
    as_(second_hr).open(CHAINS).follow("Laporan pelaksana").follow("Lihat dan terbitkan")
    as_(second_hr).press("Terbitkan versi 1", reason=LETTER)
    draft.refresh_from_db()
    return draft


def test_a_mistake_on_the_way_keeps_everything_that_was_typed(office, as_, hr, seats):
    editor = written(as_(hr), office, seats)

    assert [editor.value(f"tier-{n}-title") for n in range(4)] == [
        "Pemeriksaan", "Sidang tim", "Persetujuan", "Pengesahan",
    ]  # fmt: skip
    assert [line for line in editor.value("tier-1-seats") if line] == seats
    assert (editor.value("tier-1-mode"), editor.value("tier-1-quorum")) == ("QUORUM", "2")
    assert (editor.value("tier-3-position"), editor.value("again_from_tier"), editor.value("reason")) == (
        "P-tidak-ada", "2", LETTER,
    )  # fmt: skip
    assert not ChainVersion.objects.get(chain__code="laporan-pelaksana").tiers.exists()


def test_a_dry_run_of_the_draft_shows_the_tiers_with_their_persons(office, as_, hr, members, draft):
    before = (WorkItem.objects.count(), Decision.objects.count(), DailyProcess.objects.count())
    as_(hr).follow("Uji coba").press("Coba", nip=office.staff.nip)

    as_(hr).sees("Laporan pelaksana", "rancangan", "Setiap tahap menemukan orangnya.", "2 dari 3 orang memutus.")
    shown = as_(hr).text
    names = ["Jaya Ramadan", *(member.name for member in members), "Siti Pratama", "Uda Waluyo"]
    places = [shown.index(name) for name in names]
    assert places == sorted(places)
    assert (WorkItem.objects.count(), Decision.objects.count(), DailyProcess.objects.count()) == before


def test_the_drafter_does_not_publish_and_a_second_admin_does(office, as_, hr, second_hr, draft):
    page = f"/admin/approvals/chainversion/{draft.pk}/publish/"
    as_(hr).open(page).sees("Anda ikut menyusun rancangan ini. Admin kepegawaian lain yang menerbitkannya.")
    assert not as_(hr).page.select("main button[type=submit]:-soup-contains('Terbitkan')")
    decisions = Decision.objects.count()
    refused = as_(hr).client.post(page, {"reason": LETTER, "seen": hash_of(draft)})
    draft.refresh_from_db()
    assert (refused.status_code, draft.status, Decision.objects.count()) == (200, "DRAFT", decisions)

    as_(second_hr).open(CHAINS).follow("Laporan pelaksana").follow("Lihat dan terbitkan")
    as_(second_hr).sees(
        "Yang berubah bila versi 1 terbit",
        "Ratna Kepegawaian",
        "Pemeriksaan",
        "Sidang tim",
        "Persetujuan",
        "Pengesahan",
    )
    as_(second_hr).sees("2 dari 3 harus menyetujui")
    as_(second_hr).press("Terbitkan versi 1", reason=LETTER).sees("Versi 1 berlaku mulai sekarang.")

    draft.refresh_from_db()
    assert (draft.status, draft.published_by, draft.content_hash) == ("PUBLISHED", "Rina Kepegawaian", hash_of(draft))
    last = Decision.objects.latest("id")
    assert (last.verb, last.actor_nip, last.reason) == ("PUBLISH", second_hr.nip, LETTER)


def waits_at():
    """The tier that is asked and how many are asked."""
    case = DailyProcess.objects.select_related("tier").get()
    return case.tier.title, WorkItem.objects.open().filter(case_id=case.pk).count()


def test_a_report_walks_the_four_tiers_with_a_vote_taken_back_and_a_return(office, as_, members, published):
    content = published.content_hash
    staff, (first, second, third) = as_(office.staff), [as_(member) for member in members]
    waiting = lambda: task_address("daily", office.staff)  # noqa: E731
    staff.open("/").follow("Isi laporan hari ini").press(
        "Kirim laporan",
        {
            "activity-0-description": "Memeriksa kelengkapan usulan", "activity-0-starts": "07.30",
            "activity-0-ends": "11.00", "activity-0-result": "additional", "activity-0-quantity": "9",
        },
        which="today",
    )  # fmt: skip
    report = DailyReport.objects.get()
    page = f"/daily/{report.pk}/"
    staff.open(page).sees("Menunggu Jaya Ramadan")

    decide(as_(office.section), waiting(), "approve")
    assert waits_at() == ("Sidang tim", 3)
    staff.open(page).sees("Diperlukan 2 dari 3 suara")

    # A vote that was taken back counts no more: one further vote alone passes nothing.
    decide(first, waiting(), "approve")
    assert waits_at() == ("Sidang tim", 2)
    first.press("Urungkan").sees("Keputusan Anda diurungkan. Perkara ini menunggu Anda lagi.")
    assert waits_at() == ("Sidang tim", 3)
    decide(second, waiting(), "approve")
    assert waits_at() == ("Sidang tim", 2)
    decide(third, waiting(), "approve")
    assert waits_at() == ("Persetujuan", 1)

    decide(as_(office.division), waiting(), "return", return_reason=REASON)
    assert DailyReport.objects.get().status == DailyReport.Status.RETURNED
    staff.open("/").sees(REASON).open(waiting()).sees(REASON)
    staff.press("Kirim perbaikan", {"activity-0-quantity": "7"})

    # The chain says that the second tier decides again; it reads what changed, and why it came back.
    assert waits_at() == ("Sidang tim", 3)
    first.open("/inbox/").sees("Putaran 2").open(waiting()).sees("Siti Pratama", REASON)
    assert "9" in first.page.select_one("ul.diff del").get_text()
    assert "7" in first.page.select_one("ul.diff ins").get_text()
    decide(first, waiting(), "approve")
    decide(third, waiting(), "approve")
    decide(as_(office.division), waiting(), "approve")
    decide(as_(office.head), waiting(), "approve")

    report.refresh_from_db()
    assert report.status == DailyReport.Status.VERIFIED
    recorded = Decision.objects.of_case("daily", DailyProcess.objects.get().pk)
    assert [(d.verb, d.actor_name, d.tier_number, d.round) for d in recorded] == [
        ("SUBMIT", "Ghaliyati Wahyuni", None, 1),
        ("APPROVE", "Jaya Ramadan", 1, 1),
        ("APPROVE", "Agus Wibowo", 2, 1),
        ("TAKE_BACK", "Agus Wibowo", 2, 1),
        ("APPROVE", "Bunga Lestari", 2, 1),
        ("APPROVE", "Citra Dewi", 2, 1),
        ("RETURN", "Siti Pratama", 3, 1),
        ("SUBMIT", "Ghaliyati Wahyuni", None, 2),
        ("APPROVE", "Agus Wibowo", 2, 2),
        ("APPROVE", "Citra Dewi", 2, 2),
        ("APPROVE", "Siti Pratama", 3, 2),
        ("APPROVE", "Uda Waluyo", 4, 2),
    ]
    staff.open(page).sees("Disahkan", REASON, *(member.name for member in members), "Uda Waluyo")
    published.refresh_from_db()
    assert published.content_hash == content == hash_of(published)
    assert ApprovalChain.objects.get(code="laporan-pelaksana").versions.count() == 1

"""The timeline of a case or a row: everything in order, who, for whom, why, and each field before and after."""

from datetime import date
from decimal import Decimal

import pytest

from backoffice.auditing import timeline
from tests import factories as make
from tests.backoffice.auditing.conftest import DECREE, by_hr, decide, hand_in, item_of
from tests.backoffice.auditing.reading import blocks, lines, page_of, queries, steps, words
from tests.backoffice.auditing.recorded import entry, one
from workflows.audit.door import blank
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.organization.models.history import save_changed
from workflows.skp.models import Skp
from workflows.targets import actions as targets
from workflows.targets.models import MonthlyTarget, TargetPlan

pytestmark = pytest.mark.django_db
INDICATOR = "Jumlah usulan mutasi yang diproses"


@pytest.fixture
def case(people, enter, story):
    """The timeline of the second split."""
    return enter(people.auditor).get(f"/admin/audit/case/targets/{story.second.cases.get().pk}/")


def test_a_case_is_told_from_the_first_step_to_the_last(people, case, story):
    told = steps(case)

    assert [step.split(" Ghal")[0].split(" Jaya")[0].split(" Dewi")[0] for step in told] == [
        "4 Juni 2026, 10.00: Dikirim", "5 Juni 2026, 10.00: Dikembalikan", "9 Juni 2026, 09.00: Dikirim",
        "10 Juni 2026, 14.00: Disetujui",
    ]  # fmt: skip
    assert f"Ghaliyati Wahyuni ({people.office.staff.nip}), Pengelola Mutasi Kepegawaian" in told[0]
    assert "Alasan: tidak ada alasan yang ditulis" in told[0]
    assert "Alasan: Agustus terlalu banyak." in told[1]
    assert (
        f"Dewi Lestari ({story.plh.nip}), Kepala Sub Bidang Kepangkatan sebagai Plh Kepala Sub Bidang Mutasi, "
        f"mewakili Jaya Ramadan, berdasarkan {DECREE}" in told[3]
    )
    assert "Alasan: Sesuai beban Agustus." in told[3]
    assert "Mewakili orang lain" in told[3]
    assert "Mewakili orang lain" not in told[1]


def test_a_new_version_is_compared_with_the_one_before(case, story):
    assert [block for block in blocks(case, 0) if block.startswith("Target bulanan")] == [
        f"Target bulanan: Agustus, {INDICATOR}, menggantikan versi sebelumnya",
        f"Target bulanan: September, {INDICATOR}, menggantikan versi sebelumnya",
    ]
    assert [line for line in lines(case, 0) if line[0] == "Target"] == [
        ("Target", "Versi sebelumnya: 30", "Menjadi: 45 (+15)"),
        ("Target", "Versi sebelumnya: 30", "Menjadi: 15 (−15)"),
    ]


def test_what_was_changed_again_is_compared_with_what_it_was(case):
    assert lines(case, 2)[:2] == [
        ("Target", "Semula: 45", "Menjadi: 40 (−5)"), ("Target", "Semula: 15", "Menjadi: 20 (+5)"),
    ]  # fmt: skip
    assert ("Status", "Semula: dikembalikan", "Menjadi: sedang diperiksa") in lines(case, 2)


def test_a_decision_shows_what_it_set_and_what_that_replaced(case):
    assert blocks(case, 3) == ["Rencana target: versi 1, diubah", "Rencana target: versi 2, diubah"]
    assert ("Status", "Semula: ditetapkan", "Menjadi: digantikan") in lines(case, 3)
    assert ("Ditetapkan pada", "Semula: kosong", "Menjadi: 10 Juni 2026, 14.00") in lines(case, 3)


def test_the_row_of_a_case_has_the_same_timeline_and_the_replaced_one_tells_of_its_end(people, enter, case, story):
    client = enter(people.auditor)

    assert steps(client.get(f"/admin/audit/subject/targets.TargetPlan%23{story.second.pk}/")) == steps(case)
    first = client.get(f"/admin/audit/subject/targets.TargetPlan%23{story.first.pk}/")
    told = steps(first)
    assert len(told) == 3
    assert told[2].startswith("10 Juni 2026, 14.00: Disetujui Dewi Lestari")
    assert f"Bagian dari hal lain: targets.TargetPlan#{story.second.pk}" in told[2]
    assert blocks(first, 2) == ["Rencana target: versi 1, diubah"]  # of that decision only what concerns this one


def test_an_override_is_told_as_one(people, enter, story):
    plan = hand_in(make.set_skp(people.office, "other"), {}, at=make.at(date(2026, 6, 2)))
    targets.approve(
        task_id=item_of(plan).task_id, by=by_hr(people), at=make.at(date(2026, 6, 3), 18), reason="Atasan berhalangan."
    )
    told = steps(enter(people.auditor).get(f"/admin/audit/case/targets/{plan.cases.get().pk}/"))

    assert told[-1].startswith("3 Juni 2026, 18.00: Disetujui admin kepegawaian (override) Ratna HR")
    assert "Alasan: Atasan berhalangan." in told[-1]
    assert "Override Di luar jam kerja Rabu, 18.00; jam kerja 07.30 sampai 16.00." in told[-1]


def test_a_row_saved_by_hand_is_in_the_timeline_of_its_whole(people, enter, story):
    month = MonthlyTarget.objects.get(plan=story.second, indicator=story.quantity, month=12)
    save_changed(month, user=people.hr.user, reason="Diperbaiki langsung", amount=Decimal("31.5"))
    skp = Skp.objects.get(pk=story.skp.pk)
    save_changed(skp, user=people.hr.user, reason="Lain", drafted_by="Tim", drafters="1")
    client = enter(people.auditor)

    # In a test nothing is committed: what is left over is recorded with the next decision, here of another split.
    plan = hand_in(make.set_skp(people.office, "other"), {}, at=make.at(date(2026, 6, 12)))
    answer = client.get(f"/admin/audit/subject/targets.TargetPlan%23{story.second.pk}/")
    assert f"Bagian dari hal lain: skp.Skp#{plan.skp_id}" in steps(answer)[-1]
    assert lines(answer, 4) == [("Target", "Semula: 30", "Menjadi: 31,5 (+1,5)")]


def test_long_texts_are_compared_word_by_word(people, enter, story):
    post = people.office.posts["staff"]
    save_changed(post, user=people.hr.user, reason="SK", title="Pengelola Mutasi dan Promosi Kepegawaian")
    hand_in(make.set_skp(people.office, "other"), {}, at=make.at(date(2026, 6, 12)))
    answer = enter(people.auditor).get(f"/admin/audit/subject/organization.Position%23{post.pk}/")
    last = page_of(answer).select(".audit-step")[-1]

    assert [words(added) for added in last.select("ins")] == ["dan Promosi"]
    assert last.select("del") == []
    assert lines(answer, -1) == [
        (
            "Nama jabatan", "Semula: Pengelola Mutasi Kepegawaian",
            "Menjadi: Pengelola Mutasi dan Promosi Kepegawaian",
        )
    ]  # fmt: skip


def test_a_long_timeline_is_paged(people, enter, story, monkeypatch):
    monkeypatch.setattr(timeline, "PAGE", 3)
    client, address = enter(people.auditor), f"/admin/audit/case/targets/{story.second.cases.get().pk}/"
    first = client.get(address)
    following = next(link for link in page_of(first).select("a") if words(link) == "Halaman berikutnya")["href"]
    second = client.get(address + following)

    assert [len(steps(first)), len(steps(second))] == [3, 1]
    assert "Halaman berikutnya" not in words(page_of(second))
    assert steps(client.get(f"{address}?after=99999999")) == []


def test_a_long_timeline_costs_as_many_queries_as_a_short_one(people, enter, story):
    client, address = enter(people.auditor), f"/admin/audit/case/targets/{story.second.cases.get().pk}/"
    client.get(address)
    short = queries(client, address)
    other = make.set_skp(people.office, "other")
    plan = hand_in(other, {}, at=make.at(date(2026, 6, 2)))
    decide(plan, people.office.section, targets.approve, at=make.at(date(2026, 6, 3)))
    quantity = other.results.get().indicators.get(number=1)
    for again in range(6):
        day = date(2026, 6, 4 + again)
        plan = TargetPlan.objects.order_by("pk").last()
        if not again:
            plan = hand_in(other, {(quantity.pk, 8): 31, (quantity.pk, 9): 29}, at=make.at(day, 8))
        decide(plan, people.office.section, targets.send_back, at=make.at(day, 9), reason="Belum.")
        targets.revise(
            task_id=item_of(plan).task_id, by=make.actor(people.office.other), at=make.at(day, 10),
            months={**targets.even_plan(other), (quantity.pk, 8): Decimal(32 + again),
                    (quantity.pk, 9): Decimal(28 - again)},
        )  # fmt: skip
    long = f"/admin/audit/case/targets/{plan.cases.get().pk}/"

    assert len(steps(client.get(long))) == 13
    assert queries(client, long) <= short
    assert short <= 34  # nine kinds of rows were changed and named


@pytest.mark.parametrize("address", [
    "case/targets/999999/", "case/nothing/1/", "subject/targets.TargetPlan%23999999/", "subject/nobody/",
    "subject/targets.TargetPlan%23abc/", "subject/no.Model%231/", "subject/skp.Skp%23%23/",
    "subject/skp.Skp%2399999999999999999999/",
])  # fmt: skip
def test_what_the_record_does_not_know_is_not_found(people, enter, story, address):
    assert enter(people.auditor).get(f"/admin/audit/{address}").status_code == 404


def test_a_subject_that_is_no_row_has_its_timeline(people, enter):
    address, client = "/admin/audit/subject/import%20office/", enter(people.hr)
    assert client.get(address).status_code == 404
    one("system:import", verb=Verb.IMPORT, process="import", subject="import office", case_id=None, person_nip="")

    assert [told.split(" Alasan")[0] for told in steps(client.get(address))] == [
        "10 Juni 2026, 10.00: mengimpor Jenjang sendiri (import) (system:import)"
    ]


def test_what_left_the_record_is_told_with_the_decision_by_which(people, enter, story):
    case = story.second.cases.get()
    keys = list(Decision.objects.of_case("targets", case.pk).values_list("pk", flat=True))
    door = blank(entry("root", verb=Verb.ERASE, process="audit", subject="audit.Archive#1", reason="Putusan 7"), keys)
    client = enter(people.auditor)
    answer = client.get(f"/admin/audit/case/targets/{case.pk}/")
    told = steps(answer)

    assert len(told) == 4
    for step in told:
        assert "(sudah keluar dari catatan)" in step
        assert "Isinya sudah keluar dari catatan: diarsipkan atau dihapus. Keputusan yang mendasarinya" in step
        assert "Dewi" not in step
    assert blocks(answer, 3) == []
    assert page_of(answer).select(f".audit-step a[href='/admin/audit/decision/{door.pk}/change/']")
    assert queries(client, "/admin/audit/search/") <= 36

"""The search's page: its form, its words, who may read it, and what it costs."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.backoffice.auditing.reading import page_of, queries, steps, words
from tests.backoffice.auditing.recorded import A_SATURDAY, JAYA, JUNE, entry, many, one, recorded
from tests.backoffice.conftest import tables
from workflows.audit.verbs import Verb

pytestmark = pytest.mark.django_db
SEARCH = "/admin/audit/search/"


def test_a_result_says_when_what_who_for_whom_to_whom_why_and_what_changed(people, enter, story):
    answer = enter(people.auditor).get(f"{SEARCH}?period=2026-06&process=targets")
    told = steps(answer)

    assert len(told) == 4
    assert told[0].startswith(
        f"10 Juni 2026, 14.00: Disetujui, Target bulanan Dewi Lestari ({story.plh.nip}), "
        "Kepala Sub Bidang Kepangkatan sebagai Plh Kepala Sub Bidang Mutasi, mewakili Jaya Ramadan, berdasarkan "
        f"SP 800/256/BKPSDM/2026 Menyangkut: Ghaliyati Wahyuni ({people.office.staff.nip}) "
        "Alasan: Sesuai beban Agustus. Mewakili orang lain"
    )
    assert "Agustus, Jumlah usulan mutasi yang diproses, diubah; Target: 45 → 40 (−5)" in told[1]
    assert (
        "Agustus, Jumlah usulan mutasi yang diproses, menggantikan versi sebelumnya; Target: 30 → 45 (+15)" in (told[3])
    )
    link = page_of(answer).select_one(".audit-step a[href*='/audit/case/']")
    assert link["href"] == f"/admin/audit/case/targets/{story.second.cases.get().pk}/"


def test_what_was_asked_stands_above_what_was_found_and_the_form_gives_way(people, enter):
    client = enter(people.auditor)
    started = page_of(client.get(SEARCH))
    assert started.select_one("details.audit-form").has_attr("open")
    assert started.select_one("dl.audit-facts dt") is None

    query = "who=ratna&role=acted&period=2026-06&process=targets&remarks=bulk&remarks=quick&since=2026-06-01"
    page = page_of(client.get(f"{SEARCH}?{query}&verbs=APPROVE&channel=PAGE&subject=targets.TargetPlan%231"))

    assert not page.select_one("details.audit-form").has_attr("open")
    told = page.select_one(".audit-page dl.audit-facts")
    assert [words(each) for each in told.select("dt, dd")] == [
        "Nama atau NIP", "ratna", "Orang itu", "yang bertindak", "Bulan, triwulan, atau tahun", "Juni 2026",
        "Proses", "Target bulanan", "Mulai tanggal", "1 Juni 2026", "Jalur masuk", "halaman pegawai", "Objek",
        "targets.TargetPlan#1", "Hanya yang bertanda salah satu dari ini", "Sekaligus banyak, Putusan cepat",
        "Hanya bila salah satu dari ini dilakukan", "menyetujui",
    ]  # fmt: skip
    wrong = page_of(client.get(f"{SEARCH}?since=2026-06-10&until=2026-06-01"), 422)
    assert wrong.select_one("details.audit-form").has_attr("open")


def test_a_name_of_one_person_is_that_person_and_of_several_is_asked_back(people, enter):
    client, ratna = enter(people.auditor), people.hr
    line = one(ratna.nip)
    rina = one(people.other_hr.nip)

    assert len(steps(client.get(f"{SEARCH}?who=ratna&role=acted"))) == 1
    asked_back = client.get(f"{SEARCH}?who=r&role=acted&process=skp&before={rina.pk}")
    links = [link["href"] for link in page_of(asked_back).select("li a[href*='who=']")]
    assert steps(asked_back) == []
    assert f"?who={ratna.nip}&role=acted&process=skp" in links
    assert len(steps(client.get(SEARCH + links[links.index(f"?who={ratna.nip}&role=acted&process=skp")]))) == 1
    assert line.pk != rina.pk


def test_a_job_or_a_log_in_without_an_employee_is_found_under_its_own_name(people, enter):
    client = enter(people.auditor)
    one("system:tick", at=JUNE)
    one("root-of-installation", at=JUNE + timedelta(1))

    assert [
        "Jenjang sendiri (tick) (system:tick)" in told for told in steps(client.get(f"{SEARCH}?who=system:tick"))
    ] == [True]
    assert len(steps(client.get(f"{SEARCH}?who=root-of-installation"))) == 1


def test_days_narrow_and_wrong_ones_are_told(people, enter):
    client = enter(people.auditor)
    many(2)

    assert len(steps(client.get(f"{SEARCH}?since=2026-06-10&until=2026-06-10"))) == 2
    assert steps(client.get(f"{SEARCH}?since=2026-06-11&until=2026-06-11")) == []
    assert steps(client.get(f"{SEARCH}?since=2026-06-10&period=2026-05")) == []
    for query, said in (
        ("since=2026-06-11&until=2026-06-10", "Tanggal akhir mendahului tanggal awal."),
        ("since=1026-06-11", "Pilih tanggal antara tahun 2000 dan 2100."),
        ("until=9999-12-31", "Pilih tanggal antara tahun 2000 dan 2100."),
        ("period=2099-01", ""), ("remarks=nothing", ""), ("verbs=NOTHING", ""), ("process=nothing", ""),
    ):  # fmt: skip
        answer = client.get(f"{SEARCH}?{query}")
        assert answer.status_code == 422, query
        assert said in answer.content.decode()
        assert b"audit-step" not in answer.content


@pytest.mark.parametrize("query", [
    "before=abc", "before=-1", "before=99999999999999999999999", "who=%00", "subject=a%23b", "who=" + "1" * 200,
    "who=" + quote("'; drop"), "before=²",
])  # fmt: skip
def test_nonsense_in_the_address_breaks_nothing(people, enter, query):
    assert enter(people.auditor).get(f"{SEARCH}?{query}").status_code in {200, 422}


def test_what_is_ticked_stays_ticked_and_the_pages_keep_the_search(people, enter):
    many(60, verb=Verb.OVERRIDE)
    answer = enter(people.auditor).get(f"{SEARCH}?remarks=override&verbs=OVERRIDE")
    page = page_of(answer)
    following = next(link["href"] for link in page.select("a") if words(link) == "Halaman berikutnya")

    assert {box["value"] for box in page.select("input[checked]")} == {"override", "OVERRIDE"}
    assert page.select_one("form.audit-form details").has_attr("open")
    assert following.startswith("?remarks=override&verbs=OVERRIDE&before=")
    assert len(steps(enter(people.auditor).get(SEARCH + following))) == 10


def test_what_was_typed_is_escaped(people, enter):
    one(JAYA, reason="<script>alert(1)</script>", person_name="<b>Ani</b>")
    content = enter(people.auditor).get(SEARCH).content.decode()

    assert "<script>alert(1)" not in content
    assert "&lt;script&gt;alert(1)" in content
    assert "<b>Ani</b>" not in content


@pytest.mark.parametrize("query", [
    "", "who={staff}", "who={staff}&role=acted", "period=2026-06&process=targets", "remarks=override",
    "remarks=bulk&remarks=quick&remarks=late", "remarks=hours&process=skp", "subject=skp.Skp%231",
])  # fmt: skip
def test_a_search_costs_no_more_queries_with_many_more_lines(people, enter, story, query):
    client, address = enter(people.auditor), f"{SEARCH}?{query.format(staff=people.office.staff.nip)}"
    staff = {"person_nip": people.office.staff.nip, "case_id": 1, "subject": "skp.Skp#1"}
    client.get(SEARCH)
    recorded(entry(verb=Verb.OVERRIDE, **staff), entry(people.office.staff.nip, **staff))
    one(at=A_SATURDAY, **staff)
    few = queries(client, address)
    recorded(*(entry(at=JUNE + timedelta(minutes=number), **staff) for number in range(100)))
    recorded(*(entry(people.office.staff.nip, at=JUNE + timedelta(hours=number), **staff) for number in range(100)))
    recorded(*(entry(verb=Verb.OVERRIDE, at=JUNE + timedelta(hours=number), **staff) for number in range(100)))

    assert queries(client, address) <= few
    assert few <= 36


@pytest.mark.parametrize(("who", "status"), [
    ("auditor", 200), ("hr", 200), ("team", 200), ("technical", 403),
])  # fmt: skip
def test_who_reads_the_pages(people, enter, story, who, status):
    client = enter(getattr(people, who))
    case = story.second.cases.get().pk
    addresses = (
        SEARCH,
        f"/admin/audit/case/targets/{case}/",
        f"/admin/audit/subject/targets.TargetPlan%23{story.second.pk}/",
    )
    before = tables()

    for address in addresses:
        assert client.get(address).status_code == status
        assert client.post(address, {"_save": "1"}).status_code == (405 if status == 200 else 403)
    assert (f'href="{SEARCH}"' in client.get("/admin/").content.decode()) is (status == 200)
    assert tables() == before


def test_employees_and_leaders_come_nowhere_near(people, enter, story):
    for person in (people.office.staff, people.office.head):
        for address in (SEARCH, f"/admin/audit/subject/targets.TargetPlan%23{story.second.pk}/"):
            answer = enter(person).get(address, follow=True)
            assert answer.status_code == 403
            assert b"audit-step" not in answer.content


def test_each_row_with_a_history_leads_to_its_timeline_and_each_decision_to_its_cases(people, enter, story):
    client, decision = enter(people.auditor), story.second.cases.get()
    for model, key in (("targets/targetplan", story.second.pk), ("skp/skp", story.skp.pk)):
        page = page_of(client.get(f"/admin/{model}/{key}/change/"))
        link = next(link["href"] for link in page.select("a") if words(link).endswith("Garis waktu"))
        assert client.get(link).status_code == 200
    row = page_of(client.get("/admin/audit/decision/?process=targets")).select_one("td.field-timeline a")
    assert row["href"] == f"/admin/audit/case/targets/{decision.pk}/"
    last = one(process="import", subject="import office", case_id=None)
    assert client.get(f"/admin/audit/decision/{last.pk}/timeline/", follow=True).redirect_chain == [
        ("/admin/audit/subject/import%20office/", 302)
    ]
    assert client.get("/admin/audit/decision/abc/timeline/").status_code == 404
    technical = page_of(
        enter(people.technical).get(f"/admin/organization/position/{people.office.posts['staff'].pk}/change/")
    )
    assert "Garis waktu" not in words(technical)


def test_an_auditor_keeps_a_search_and_writes_about_a_timeline_and_nobody_else_is_offered_it(people, enter, story):
    case, staff = story.second.cases.get().pk, people.office.staff
    person = f"/admin/audit/subject/organization.Employee%23{staff.pk}/"
    auditor, hr = enter(people.auditor), enter(people.hr)
    for address in (f"/admin/audit/case/targets/{case}/", person,
                    f"/admin/audit/subject/targets.TargetPlan%23{story.first.pk}/"):  # fmt: skip
        page = page_of(auditor.get(address))
        link = next(link["href"] for link in page.select("a") if words(link) == "Tulis catatan atau temuan")
        assert auditor.get(link).status_code == 200, link
        assert "Tulis catatan atau temuan" not in words(page_of(hr.get(address)))
    kept = page_of(auditor.get(f"{SEARCH}?remarks=override")).select_one("form[action$='/audit/queries/save/']")
    assert kept.select_one("input[name=query]")["value"] == "remarks=override"
    assert page_of(hr.get(f"{SEARCH}?remarks=override")).select("form[action$='/audit/queries/save/']") == []

"""HR's page of an end of service or a long leave: what follows is shown first, then recorded, or withdrawn."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.backoffice.conftest import list_url, tables
from tests.journeys.conftest import everything
from tests.workflows.assessment import states
from workflows.assessment.models import Assessment
from workflows.audit.models import Decision
from workflows.organization.models import Employee, Leave, ServiceEnd, Tenure

WHY = "Mencapai batas usia pensiun."
RETIRED = {"kind": "RETIRED", "start": "2026-10-17", "end": "", "decree": "SK 882/12/2026", "reason": WHY}
ON_LEAVE = {
    "kind": "GREAT",
    "start": "2026-10-10",
    "end": "2026-10-20",
    "decree": "SK 851/2026",
    "reason": "Cuti besar.",
}


def page_of(person):
    return list_url(Employee, f"{person.pk}/service-change/")


@pytest.fixture
def assessment(people):
    return states.opened(people.office.staff, people.office.posts["staff"])


def shown(client, person, given):
    """The page after looking, and what it would be recorded by."""
    answer = client.post(page_of(person), {**given, "step": "look"})
    page = BeautifulSoup(answer.content, "html.parser")
    seen = page.select_one("input[name=seen]")
    return page, seen["value"] if seen is not None else ""


def words(page):
    return " ".join(page.get_text(" ").split())


def test_what_follows_is_counted_with_the_way_to_it_and_changes_nothing(people, enter, assessment):
    office, client = people.office, enter(people.hr)
    factories.submitted_report(office.staff, date(2026, 10, 13))
    factories.submitted_report(office.stranger, date(2026, 10, 13))
    before = tables()

    page, seen = shown(client, office.staff, RETIRED)

    text = words(page)
    assert "Masa jabatan berakhir: Pengelola Mutasi Kepegawaian." in text
    assert "1 laporan harian yang menunggu: tetap diperiksa" in text
    assert "1 penilaian dipersingkat menjadi hari yang dijalani" in text
    assert "1 penilaian diri dilewati: langsung dinilai" in text
    assert "1 SKP yang berlaku: dinilai sampai hari itu" in text
    links = {a["href"] for a in page.select("a[href*='q=']")}
    assert f"/admin/assessment/assessment/?q={office.staff.nip}" in links
    for link in links:
        assert client.get(link).status_code == 200
    assert seen
    assert tables() == before


def test_recorded_as_it_was_shown_it_is_carried_out(people, enter, assessment):
    office, client = people.office, enter(people.hr)
    _page, seen = shown(client, office.staff, RETIRED)

    answer = client.post(page_of(office.staff), {**RETIRED, "step": "record", "seen": seen}, follow=True)

    assert "Dicatat dan sudah dijalankan." in answer.content.decode()
    assert ServiceEnd.objects.get().done_at is not None
    assert Tenure.objects.get(employee=office.staff).end == date(2026, 10, 17)
    assert Assessment.objects.get(pk=assessment.pk).status == "SELF_ASSESSED"
    decision = Decision.objects.get(verb="CLOSE", process="organization")
    assert (decision.actor_name, decision.channel, decision.reason) == ("Ratna HR", "BACKOFFICE", WHY)


def test_what_changed_since_it_was_shown_is_shown_anew_and_not_carried_out(people, enter, assessment):
    office, client = people.office, enter(people.hr)
    _page, seen = shown(client, office.staff, RETIRED)
    factories.submitted_report(office.staff, date(2026, 10, 13))
    before = tables()

    for given in (RETIRED, {**RETIRED, "start": "2026-10-18"}):
        answer = client.post(page_of(office.staff), {**given, "step": "record", "seen": seen})
        assert "Ada yang berubah sejak Anda melihatnya." in answer.content.decode()
    client.post(page_of(office.staff), {**RETIRED, "step": "record"})
    assert tables() == before


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"kind": ""}, "Pilih apa yang terjadi."), ({"reason": ""}, "Tulis alasannya."),
        ({"kind": "STUDY"}, "Isi hari pertama bertugas kembali sesudah cuti."),
        ({"start": "2023-12-01"}, "baru dijabat mulai"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_told_with_all_that_was_typed(people, enter, given, told):
    answer = enter(people.hr).post(page_of(people.office.staff), {**RETIRED, **given, "step": "look"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "SK 882/12/2026" in page


def test_what_the_action_refuses_is_told(people, enter):
    client = enter(people.hr)
    _page, seen = shown(client, people.hr, RETIRED)
    answer = client.post(page_of(people.hr), {**RETIRED, "step": "record", "seen": seen})
    assert "Tidak seorang pun mencatat akhir dinasnya sendiri." in answer.content.decode()
    assert not ServiceEnd.objects.exists()


def test_a_long_leave_is_recorded_on_the_same_page(people, enter, assessment):
    office, client = people.office, enter(people.hr)
    page, seen = shown(client, office.staff, ON_LEAVE)
    assert "1 penilaian dipersingkat menjadi hari kerja" in words(page)
    assert "Masa jabatan berakhir" not in words(page)

    answer = client.post(page_of(office.staff), {**ON_LEAVE, "step": "record", "seen": seen}, follow=True)

    assert "Penilaian yang mengikutinya: 1." in answer.content.decode()
    leave = Leave.objects.get()
    assert (leave.kind, leave.start, leave.end) == ("GREAT", date(2026, 10, 10), date(2026, 10, 20))
    assessment.refresh_from_db()
    assert assessment.leave_days == 10

    url = list_url(Leave, f"{leave.pk}/withdraw/")
    assert "Cuti dikeluarkan dari daftar" in client.get(url).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    client.post(url, {"reason": "Salah pegawai."})
    assessment.refresh_from_db()
    assert (Leave.objects.count(), assessment.leave_days) == (0, 0)


def test_a_leave_entered_in_the_list_follows_too(people, enter, assessment):
    answer = enter(people.hr).post(
        list_url(Leave, "add/"),
        {"employee": people.office.staff.pk, "kind": "STUDY", "start": "2026-10-10", "end": "2026-10-20"},
        follow=True,
    )
    assert "Penilaian yang dipersingkat atau ditutup karena cuti: 1." in answer.content.decode()
    assessment.refresh_from_db()
    assert assessment.leave_days == 10


def test_an_end_is_withdrawn_with_a_reason_or_refused_in_a_sentence(people, enter, assessment):
    office, client = people.office, enter(people.hr)
    for person, given in ((office.other, RETIRED), (office.staff, RETIRED)):
        _page, seen = shown(client, person, given)
        client.post(page_of(person), {**given, "step": "record", "seen": seen})
    mistaken, followed = ServiceEnd.objects.order_by("pk")

    assert "hanya selama" in client.get(list_url(ServiceEnd, f"{mistaken.pk}/withdraw/")).content.decode()
    client.post(list_url(ServiceEnd, f"{mistaken.pk}/withdraw/"), {"reason": "Salah pegawai."})
    assert Employee.objects.get(pk=office.other.pk).is_active
    refused = client.post(list_url(ServiceEnd, f"{followed.pk}/withdraw/"), {"reason": "Salah pegawai."})
    assert "perkara sudah berakhir atau dilewati karenanya" in refused.content.decode()
    assert not Employee.objects.get(pk=office.staff.pk).is_active


def test_nobody_but_hr_records_or_withdraws_and_a_technical_admin_reads_none(people, enter, assessment):
    office = people.office
    ahead = {**RETIRED, "start": "2026-12-01"}
    _page, seen = shown(enter(people.hr), office.other, ahead)
    enter(people.hr).post(page_of(office.other), {**ahead, "step": "record", "seen": seen})
    end = ServiceEnd.objects.get()
    before = everything()

    for person in (people.auditor, people.team, people.technical, office.section, office.staff):
        client = enter(person)
        for address in (page_of(office.staff), list_url(ServiceEnd, f"{end.pk}/withdraw/")):
            assert client.get(address).status_code in {302, 403}, person
            assert client.post(address, {**RETIRED, "step": "record"}).status_code in {302, 403}, person
    assert enter(people.auditor).get(list_url(ServiceEnd)).status_code == 200
    for person in (people.technical, office.section):
        assert enter(person).get(list_url(ServiceEnd)).status_code in {302, 403}
    assert everything() == before


def test_the_page_costs_no_more_queries_with_more_cases(people, enter, assessment):
    office, client = people.office, enter(people.hr)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.post(page_of(office.staff), {**RETIRED, "step": "look"})
        return len(asked)

    factories.submitted_report(office.staff, date(2026, 10, 12))
    few = queries()
    for number in (13, 14, 15, 16):
        factories.submitted_report(office.staff, date(2026, 10, number))
        factories.delegation(office.section, office.staff, "daily", start=date(2026, 11, number))
    assert queries() == few

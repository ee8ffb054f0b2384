"""The delegation pages: whose they are, finding a colleague without JavaScript, giving, ending, and their budgets."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from workflows.audit.models import Decision
from workflows.engine.models import OutboxMessage
from workflows.organization.delegating import delegate
from workflows.organization.models import Delegation, Leave

NEW = "/delegation/new/"
TODAY = date(2026, 11, 24)


@pytest.fixture
def office(office):
    office.peer = make.employee("Bayu Peer", office.posts["second_section"], sex="M")
    return office


@pytest.fixture
def send_as(client):
    """Post as an employee."""

    def sent(person, address, values):
        client.force_login(person.user)
        return client.post(address, values)

    return sent


def form(office, **changed):
    return {
        "delegate": office.peer.pk, "processes": ["daily"], "reason": "Cuti tahunan", "search": "",
        "start-day": "24", "start-month": "11", "start-year": "2026",
        "last-day": "1", "last-month": "12", "last-year": "2026", "delegate_now": "1", **changed,
    }  # fmt: skip


def given(office, **changed):
    return delegate(**{
        "by": make.actor(office.section), "delegator": office.section, "to": office.peer, "processes": ["daily"],
        "start": TODAY, "end": date(2026, 12, 2), "reason": "Cuti tahunan", **changed,
    })  # fmt: skip


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("who", ["staff", "other", "stranger"])
def test_whoever_leads_nobody_finds_and_gives_nothing(office, open_as, send_as, who):
    person = getattr(office, who)
    assert open_as(person, NEW).status_code == 403
    for values in (form(office), {"find": "1", "search": "Bayu"}):
        assert send_as(person, NEW, values).status_code == 403
    page = text(open_as(person, "/delegation/"))
    assert NEW not in page
    assert "Yang Anda berikan" not in page
    assert Delegation.objects.count() == 0


def test_an_acting_officer_without_reports_of_their_own_gives_nothing(office, open_as):
    make.acting(office.staff, office.posts["division"])
    assert open_as(office.staff, NEW).status_code == 403


def test_a_technical_log_in_has_no_such_pages(office, client, django_user_model):
    client.force_login(
        django_user_model.objects.create_superuser("teknis", "rahasia-sekali"),
        backend="workflows.organization.login.RoleBackend",
    )
    assert [client.get(address).status_code for address in ("/delegation/", NEW)] == [403, 403]


def test_finding_shows_name_post_and_unit_and_stores_nothing(office, send_as):
    page = send_as(office.section, NEW, form(office, find="1", search="bayu", delegate=""))
    body = text(page)
    assert page.status_code == 200
    assert "Bayu Peer" in body
    assert "Kepala Sub Bidang Kepangkatan, Bidang Mutasi dan Promosi" in body
    assert office.peer.nip not in body
    assert "checked" not in body.split('name="delegate"')[1].split(">")[0]
    # What was typed is kept, nothing is complained about.
    assert 'value="Cuti tahunan"' in body
    assert 'value="daily" checked' in body
    assert "error-summary" not in body
    assert (Delegation.objects.count(), Decision.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("search", "finds"),
    [("Ba", False), ("  ", False), ("peer bayu", True), ("BAYU", True), ("Zzz", False), ("198", False)],
)
def test_a_search_needs_three_letters_or_a_whole_nip(office, send_as, search, finds):
    body = text(send_as(office.section, NEW, {"find": "1", "search": search}))
    assert ("Bayu Peer" in body) is finds


def test_a_whole_nip_finds_its_person_and_a_part_nobody(office, send_as):
    nip = office.peer.nip
    assert "Bayu Peer" in text(send_as(office.section, NEW, {"find": "1", "search": f"{nip[:8]} {nip[8:]}"}))
    assert "Bayu Peer" not in text(send_as(office.section, NEW, {"find": "1", "search": nip[:17]}))


def test_whoever_cannot_log_in_is_marked_and_refused(office, send_as):
    office.peer.user.set_password(None)
    office.peer.user.save()
    assert "belum pernah masuk ke Jenjang" in text(send_as(office.section, NEW, {"find": "1", "search": "bayu"}))
    page = send_as(office.section, NEW, form(office))
    assert "minta admin kepegawaian memberinya kode sekali pakai" in text(page)
    assert Delegation.objects.count() == 0


def test_an_error_leads_to_something_on_the_page(office, send_as):
    body = text(send_as(office.section, NEW, form(office, delegate="")))
    assert 'href="#id_delegate_0"' in body
    assert body.count('id="id_delegate_0"') == 1


def test_finding_is_bounded_and_costs_the_same(office, client):
    make.employee("Pegawai Satu", make.position("Analis", office.posts["staff"].unit))
    client.force_login(office.section.user)

    def cost():
        client.get(NEW)  # what is asked once an hour is asked here
        with CaptureQueriesContext(connection) as asked:
            body = text(client.post(NEW, {"find": "1", "search": "pegawai"}))
        return len(asked), body.count('name="delegate"')

    few, shown = cost()
    assert shown == 1
    for number in range(24):
        make.employee(f"Pegawai {number}", make.position("Analis", office.posts["staff"].unit))
    assert cost() == (few, 20)
    assert few <= 9


def test_an_assessor_delegates_and_both_see_it(office, open_as, send_as):
    answer = send_as(office.section, NEW, form(office))
    assert (answer.status_code, answer["Location"]) == (302, "/delegation/")
    made = Delegation.objects.get()
    assert (made.delegator, made.delegate, made.end) == (office.section, office.peer, date(2026, 12, 2))
    page = text(open_as(office.section, "/delegation/"))
    assert "Kepada Bayu Peer" in page
    assert "sampai dengan 1\u00a0Desember 2026" in page
    assert "Dari Jaya Ramadan" in text(open_as(office.peer, "/delegation/"))
    message = OutboxMessage.objects.get()
    assert (message.recipient, message.link) == (office.peer.user, "/delegation/")
    assert "sampai dengan 1\u00a0Desember 2026" in message.body


def test_others_see_nothing_of_it(office, open_as):
    given(office)
    for who in ("staff", "division", "stranger", "head"):
        page = text(open_as(getattr(office, who), "/delegation/"))
        assert "Bayu Peer" not in page
        assert "Cuti tahunan" not in page


@pytest.mark.parametrize(
    ("changed", "words", "at"),
    [
        ({"delegate": ""}, "Pilih siapa yang memutus mewakili Anda", "id_delegate"),
        ({"delegate": "999999"}, "Pilih siapa yang memutus mewakili Anda", "id_delegate"),
        ({"processes": []}, "Pilih apa yang boleh diputus", "id_processes_0"),
        ({"processes": ["allowance"]}, "allowance", "id_processes_0"),
        ({"reason": ""}, "Tulis alasannya", "id_reason"),
        ({"last-day": "31", "last-month": "11"}, "Tanggal ini tidak ada", "id_last-day"),
        ({"last-year": ""}, "Tulis tahun", "id_last-year"),
        ({"last-year": "9999", "last-day": "31"}, "Tulis tahun", "id_last-year"),
        ({"last-day": "23", "last-month": "11"}, "lebih awal daripada hari mulai", "id_last-day"),
        ({"start-day": "20"}, "paling cepat mulai hari ini", "id_start-day"),
        ({"start-day": "x"}, "Tulis tanggal", "id_start-day"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_wrong(office, send_as, changed, words, at):
    page = send_as(office.section, NEW, form(office, **changed))
    assert page.status_code == 422
    assert words in text(page)
    assert f'href="#{at}' in text(page)
    assert "ada kesalahan" in text(page)
    assert (Delegation.objects.count(), Decision.objects.count(), OutboxMessage.objects.count()) == (0, 0, 0)


def test_a_subordinate_is_refused_in_words_and_what_was_typed_stays(office, send_as):
    page = send_as(office.section, NEW, form(office, delegate=office.staff.pk))
    assert page.status_code == 422
    assert "Ghaliyati Wahyuni adalah bawahan Jaya Ramadan" in text(page)
    assert 'value="Cuti tahunan"' in text(page)
    assert (Delegation.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_leave_on_record_fills_in_the_days(office, open_as):
    Leave.objects.create(employee=office.section, start=date(2026, 10, 1), end=date(2026, 10, 5))
    Leave.objects.create(employee=office.section, start=date(2026, 12, 7), end=date(2026, 12, 12))
    Leave.objects.create(employee=office.peer, start=date(2026, 11, 24), end=date(2026, 11, 30))
    page = open_as(office.section, NEW)
    assert page.context["start"].initial == {"day": 7, "month": 12, "year": 2026}
    assert page.context["last"].initial == {"day": 11, "month": 12, "year": 2026}
    assert "7\u00a0Desember 2026 sampai dengan 11\u00a0Desember 2026" in text(page)
    assert open_as(office.division, NEW).context["last"].initial == {}


def test_a_leave_that_has_begun_starts_today(office, open_as):
    Leave.objects.create(employee=office.section, start=date(2026, 11, 20), end=date(2026, 11, 28))
    assert open_as(office.section, NEW).context["start"].initial["day"] == 24


def test_the_giver_ends_it_with_a_reason(office, open_as, send_as):
    made = given(office)
    address = f"/delegation/{made.pk}/end/"
    assert address in text(open_as(office.section, "/delegation/"))
    assert "Delegasi berakhir saat ini juga" in text(open_as(office.section, address))
    assert send_as(office.section, address, {"reason": " "}).status_code == 422
    assert Delegation.objects.get().end == date(2026, 12, 2)
    assert send_as(office.section, address, {"reason": "Kembali lebih awal"}).status_code == 302
    assert Delegation.objects.get().end == TODAY
    assert OutboxMessage.objects.get().recipient == office.peer.user
    assert "sudah berakhir" in text(open_as(office.section, address))
    assert send_as(office.section, address, {"reason": "Lagi"}).status_code == 422


@pytest.mark.parametrize("who", ["peer", "staff", "division", "head"])
def test_of_others_nobody_learns_that_there_is_one(office, open_as, send_as, who):
    address = f"/delegation/{given(office).pk}/end/"
    person = getattr(office, who)
    assert open_as(person, address).status_code == 404
    assert send_as(person, address, {"reason": "Uji"}).status_code == 404
    assert Delegation.objects.get().end == date(2026, 12, 2)


def test_the_list_costs_no_more_with_more_delegations(office, client):
    client.force_login(office.section.user)

    def cost():
        client.get("/delegation/")  # what is asked once an hour is asked here
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/delegation/").status_code == 200
        return len(asked)

    given(office, processes=["daily", "skp"])
    given(office, by=make.actor(office.division), delegator=office.division, to=office.head)
    first = cost()
    for number in range(1, 9):
        start = date(2026, 12, 2) + timedelta(days=number * 10)
        given(office, start=start, end=start + timedelta(days=5), processes=["daily", "targets"])
    assert cost() <= first
    assert first <= 11


def test_the_profile_leads_to_both_pages(office, open_as):
    page = text(open_as(office.staff, "/accounts/profile/"))
    assert 'href="/superior/"' in page
    assert 'href="/delegation/"' in page

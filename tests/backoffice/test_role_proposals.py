"""An auditor's rights through the pages: proposed by one, seen and decided by another, a code in two halves."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.backoffice.conftest import list_url, one_more_of_everything, tables
from tests.backoffice.test_master_data import errors_of
from workflows.audit.models import Decision
from workflows.engine.models import OutboxMessage
from workflows.organization import auditors_rights as rights
from workflows.organization import one_time_codes
from workflows.organization.models import Employee, OneTimeCode, Role, RoleGrant, RoleProposal, User

WHY = "SK 12/2026: memeriksa tahun 2026."
HALF = re.compile(r"\b[A-Z0-9]{6}\b")


def new_grant(people, **changed):
    given = {"user": people.office.staff.user_id, "role": Role.AUDITOR, "start": "24-11-2026", "end": ""}
    return {**given, "change_reason": WHY, **changed}


def decide_url(proposal):
    return reverse("admin:organization_roleproposal_decide_page", args=[proposal.pk])


def text(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


@pytest.fixture
def proposal(people):
    return rights.propose_grant(by=people.by_hr(), user=people.office.staff.user, start="2026-11-24", reason=WHY)


@pytest.fixture
def proposed(people, enter):
    """Proposed on the page of roles."""
    answer = enter(people.hr).post(list_url(RoleGrant, "add/"), new_grant(people), follow=True)
    return answer, RoleProposal.objects.get()


def test_an_auditor_who_is_filled_in_becomes_a_proposal_and_the_page_says_so(people, proposed):
    answer, proposal = proposed
    assert answer.redirect_chain[-1][0] == list_url(RoleProposal, f"{proposal.pk}/change/")
    assert "Baru berlaku setelah admin kepegawaian lain atau auditor mengonfirmasinya" in text(answer)
    assert "menunggu orang kedua" in text(answer)
    assert f"Ghaliyati Wahyuni, {people.office.staff.nip}" in text(answer)
    assert f"Ratna HR, {people.hr.nip}" in text(answer)
    assert "['" not in text(answer)
    assert WHY in text(answer)
    assert not RoleGrant.objects.filter(user=people.office.staff.user).exists()
    assert (proposal.user, proposal.reason) == (people.office.staff.user, WHY)


def test_a_proposal_needs_a_reason_and_another_role_none(people, enter):
    client, before = enter(people.hr), tables()
    page = client.post(list_url(RoleGrant, "add/"), new_grant(people, change_reason=""))
    assert "Tulis alasannya." in errors_of(page)
    assert tables() == before
    client.post(list_url(RoleGrant, "add/"), new_grant(people, role=Role.LEADER, change_reason=""))
    assert RoleGrant.objects.filter(user=people.office.staff.user, role=Role.LEADER).exists()


def test_who_may_decide_is_told_and_whom_it_concerns(people, proposed):
    told = {m.recipient_id: m for m in OutboxMessage.objects.filter(key__startswith="role-proposal:")}
    assert set(told) == {people.other_hr.user_id, people.auditor.user_id, people.office.staff.user_id}
    message = told[people.auditor.user_id]
    assert message.subject == "Diusulkan: Ghaliyati Wahyuni menjadi auditor"
    assert WHY in message.body
    assert message.link == list_url(RoleProposal)
    assert told[people.office.staff.user_id].link == ""  # who does not come into the back-office is led nowhere


@pytest.mark.parametrize("who", ["other_hr", "auditor"])
def test_another_confirms_it_on_its_page(people, enter, proposed, who):
    proposal, client = proposed[1], enter(getattr(people, who))
    assert "Ghaliyati Wahyuni" in text(client.get(list_url(RoleProposal)))
    page = client.get(decide_url(proposal))
    assert WHY in text(page)
    assert "dari 24 November 2026" in text(page).replace("\u00a0", " ")

    answer = client.post(decide_url(proposal), {"choice": "confirm", "answer": ""})

    assert answer.status_code == 302
    assert RoleGrant.objects.get(user=people.office.staff.user).role == Role.AUDITOR
    assert "menjadi auditor" in OutboxMessage.objects.filter(recipient=people.hr.user).latest("pk").subject
    assert "Ghaliyati" not in text(client.get(list_url(RoleProposal)))  # nothing waits any more
    assert "Ghaliyati" in text(client.get(list_url(RoleProposal, "?state=decided")))


def test_a_refusal_needs_a_reason(people, enter, proposed):
    proposal, client = proposed[1], enter(people.other_hr)
    assert client.post(decide_url(proposal), {"choice": "refuse", "answer": ""}).status_code == 422
    assert client.post(decide_url(proposal), {}).status_code == 422
    assert client.post(decide_url(proposal), {"choice": "refuse", "answer": "Bukan orangnya."}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.answer) == ("REFUSED", "Bukan orangnya.")


def test_who_proposed_it_reads_why_not_and_may_withdraw(people, enter, proposed):
    proposal, client = proposed[1], enter(people.hr)
    page = client.get(decide_url(proposal))
    assert "Ini usulan Anda sendiri" in text(page)
    assert 'name="choice"' not in page.content.decode()
    before = tables()
    assert client.post(decide_url(proposal), {"choice": "confirm"}).status_code == 422
    assert tables() == before
    withdraw = reverse("admin:organization_roleproposal_withdraw_page", args=[proposal.pk])
    assert enter(people.other_hr).post(withdraw, {"reason": "x"}).status_code == 403
    assert client.post(withdraw, {"reason": "Salah orang."}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.outcome == "WITHDRAWN"
    assert client.get(withdraw).status_code == 403


def test_whom_it_concerns_reads_why_not(people, enter):
    grant = RoleGrant.objects.get(user=people.auditor.user)
    client = enter(people.hr)
    page = client.get(list_url(RoleGrant, f"{grant.pk}/change/"))
    assert "menjadi usulan" in text(page)
    client.post(list_url(RoleGrant, f"{grant.pk}/change/"), {"end": "01-12-2026", "change_reason": "Pindah tugas"})
    grant.refresh_from_db()
    assert grant.end is None
    proposal = RoleProposal.objects.get()
    assert (proposal.kind, proposal.grant) == ("END", grant)
    page = enter(people.auditor).get(decide_url(proposal))
    assert "Usulan ini tentang Anda sendiri" in text(page)
    assert enter(people.other_hr).post(decide_url(proposal), {"choice": "confirm"}).status_code == 302
    grant.refresh_from_db()
    assert str(grant.end) == "2026-12-01"


@pytest.mark.parametrize(("who", "sees"), [("team", True), ("technical", False), ("staff", False)])
def test_others_decide_nothing(people, enter, proposed, who, sees):
    client, proposal = enter(getattr(people, who, None) or people.office.staff), proposed[1]
    before = tables()
    assert (client.get(list_url(RoleProposal)).status_code == 200) is sees
    for address in (decide_url(proposal), reverse("admin:organization_propose_code", args=[people.auditor.user_id])):
        assert client.get(address).status_code in {302, 403}
        answer = client.post(address, {"choice": "confirm", "reason": "x"})
        assert answer.status_code == 403 or answer["Location"].startswith(("/admin/login/", "/accounts/login/"))
    assert tables() == before


# ---- a code in two halves ----
def test_a_code_for_an_auditor_leads_to_a_proposal_and_comes_in_two_halves(people, enter):
    hr, other = enter(people.hr), enter(people.other_hr)
    issue = list_url(Employee, f"{people.auditor.pk}/one-time-code/")
    for answer in (hr.get(issue), hr.post(issue)):
        assert answer["Location"] == reverse("admin:organization_propose_code", args=[people.auditor.user_id])
    page = hr.get(issue, follow=True)
    assert "kodenya terbagi dua" in text(page)
    assert hr.post(answer["Location"], {"reason": ""}).status_code == 422
    first = HALF.search(text(hr.post(answer["Location"], {"reason": "Lupa kata sandi."})))
    proposal = RoleProposal.objects.get()
    assert not OneTimeCode.objects.exists()

    shown = other.post(decide_url(proposal), {"choice": "confirm"})

    second = HALF.search(text(shown))
    assert "Paruh kedua" in text(shown)
    assert "no-store" in shown["Cache-Control"]
    with pytest.raises(Exception, match="tidak cocok"):
        one_time_codes.redeem(people.auditor.nip, second[0], "tiga kata rahasia")
    one_time_codes.redeem(people.auditor.nip, first[0] + second[0], "tiga kata rahasia")
    assert User.objects.get(pk=people.auditor.user_id).check_password("tiga kata rahasia")
    for address in (decide_url(proposal), list_url(RoleProposal, f"{proposal.pk}/change/")):
        assert not {first[0], second[0]} & set(text(other.get(address)).split())


def test_codes_for_many_leave_the_auditor_out_and_say_how(people, enter):
    chosen = [str(person.pk) for person in (people.office.staff, people.auditor)]
    page = enter(people.hr).post(list_url(Employee), {"action": "issue_codes", "_selected_action": chosen})
    assert [employee for employee, _ in page.context["issued"]] == [people.office.staff]
    assert "diterbitkan berdua" in text(page)


def test_the_page_says_when_the_log_in_was_last_opened_by_a_code(people, enter, proposed):
    proposal = proposed[1]
    code = one_time_codes.issue(people.office.staff.user, by=people.by_hr())
    one_time_codes.redeem(people.office.staff.nip, code, "tiga kata rahasia")
    page = text(enter(people.other_hr).get(decide_url(proposal)))
    assert f"Ratna HR ({people.hr.nip})" in page
    assert "Kode itu dipakai" in page


def test_an_auditors_data_page_and_end_of_service_say_what_to_do_first(people, enter):
    client = enter(people.hr)
    address = list_url(Employee, f"{people.auditor.pk}/service-change/")
    page = client.post(address, {"kind": "RETIRED", "start": "01-12-2026", "reason": "Pensiun"})
    assert page.status_code == 422
    assert "Usulkan dahulu akhir perannya" in text(page)
    assert not Decision.objects.exists()


def test_lists_and_pages_of_proposals_open_with_rows(people, enter):
    one_more_of_everything(people)
    one_more_of_everything(people)
    client = enter(people.auditor)
    for query in ("", "?state=all", "?state=decided", "?state=nonsense", "?q=Pegawai"):
        assert client.get(list_url(RoleProposal, query)).status_code == 200
    row = RoleProposal.objects.first()
    assert client.get(list_url(RoleProposal, f"{row.pk}/history/")).status_code == 200
    assert client.get(list_url(RoleProposal, f"{row.pk}/change/")).status_code == 200

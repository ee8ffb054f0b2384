"""HR's delegations: recorded for somebody, ended early, never rewritten, never given to oneself."""

from datetime import date

import pytest

from tests import factories
from tests.backoffice.conftest import list_url, tables
from workflows.audit.models import Decision
from workflows.engine.models import OutboxMessage
from workflows.organization.models import Delegation


@pytest.fixture
def peer(people):
    return factories.employee("Bayu Peer", people.office.posts["second_section"], sex="M")


def form(people, peer, **changed):
    return {
        "delegator": people.office.section.pk, "delegate": peer.pk, "delegated_processes": ["daily", "skp"],
        "start": "2026-11-20", "end": "2026-12-02", "reason": "Sakit, surat dokter 12/XI/2026", **changed,
    }  # fmt: skip


def errors_of(page):
    return str(page.context["adminform"].form.errors)


def test_hr_records_one_for_somebody_and_both_are_told(people, enter, peer):
    answer = enter(people.hr).post(list_url(Delegation, "add/"), form(people, peer))
    assert answer.status_code == 302
    made = Delegation.objects.get()
    assert (made.delegator, made.delegate, made.start) == (people.office.section, peer, date(2026, 11, 20))
    assert sorted(made.processes.values_list("process", flat=True)) == ["daily", "skp"]
    decision = Decision.objects.get()
    assert (decision.verb, decision.actor_nip, decision.channel) == ("DELEGATE", people.hr.nip, "BACKOFFICE")
    told = OutboxMessage.objects.order_by("pk").values_list("recipient", flat=True)
    assert list(told) == [peer.user_id, people.office.section.user_id]
    page = enter(people.hr).get(list_url(Delegation)).content.decode()
    assert "Bayu Peer" in page
    assert "Laporan harian dan SKP" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"delegated_processes": []}, "delegated_processes"),
        ({"reason": ""}, "reason"),
        ({"end": "2026-11-20"}, "lebih awal"),
        ({"end": "2026-11-19"}, "harus sesudah tanggal mulai"),
        ({"end": "2026-11-23"}, "sudah lewat"),
        ({"delegate": "self"}, "kepada orang lain"),
        ({"delegate": "staff"}, "adalah bawahan Jaya Ramadan"),
        ({"delegate": "hr"}, "kepada dirinya sendiri"),
    ],
)
def test_what_is_refused_is_said_and_keeps_what_was_typed(people, enter, peer, changed, words):
    chosen = {"self": people.office.section, "staff": people.office.staff, "hr": people.hr}
    if changed.get("delegate") in chosen:
        changed = {"delegate": chosen[changed["delegate"]].pk}
    before = tables()
    page = enter(people.hr).post(list_url(Delegation, "add/"), form(people, peer, **changed))
    assert page.status_code == 200
    assert words in errors_of(page)
    if "reason" not in changed:
        assert "surat dokter 12/XI/2026" in page.content.decode()
    assert tables() == before


def test_it_is_ended_with_a_reason_and_nothing_else_changes(people, enter, peer):
    client = enter(people.hr)
    client.post(list_url(Delegation, "add/"), form(people, peer))
    made = Delegation.objects.get()
    address = list_url(Delegation, f"{made.pk}/change/")
    assert "delegated_processes" not in client.get(address).context["adminform"].form.fields
    page = client.post(address, {"end": "2026-11-25"})
    assert page.status_code == 200
    assert "change_reason" in page.context["adminform"].form.errors
    answer = client.post(
        address,
        {
            "end": "2026-11-25",
            "change_reason": "Sembuh",
            "delegate": people.hr.pk,
            "reason": "Lain",
            "start": "2026-01-01",
        },
    )
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.delegate, made.start, made.end) == (peer, date(2026, 11, 20), date(2026, 11, 25))
    assert made.reason == "Sakit, surat dokter 12/XI/2026"
    assert [d.verb for d in Decision.objects.order_by("pk")] == ["DELEGATE", "AMEND"]
    page = client.post(address, {"end": "2026-12-25", "change_reason": "Diperpanjang"})
    assert "hanya dapat diakhiri lebih awal" in errors_of(page)
    assert Delegation.objects.get().end == date(2026, 11, 25)


@pytest.mark.parametrize("who", ["auditor", "team", "technical"])
def test_whoever_looks_does_not_delegate(people, enter, peer, who):
    client = enter(getattr(people, who))
    assert client.get(list_url(Delegation)).status_code == 200
    assert client.post(list_url(Delegation, "add/"), form(people, peer)).status_code == 403
    assert Delegation.objects.count() == 0


def test_only_those_that_hold_today_are_filtered(people, enter, peer):
    client = enter(people.hr)
    client.post(list_url(Delegation, "add/"), form(people, peer))
    client.post(
        list_url(Delegation, "add/"), form(people, people.office.division, start="2026-12-05", end="2026-12-09")
    )
    now = client.get(list_url(Delegation, "?time=now")).context["cl"].result_list
    assert [row.delegate for row in now] == [peer]

"""Rules on reasons in the back-office: HR keeps them, others read them, and the back-office obeys them."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from tests.backoffice.conftest import list_url, tables
from workflows.audit import clock
from workflows.audit.models import Decision
from workflows.organization.models import ActingAppointment, ReasonRule, Unit

pytestmark = pytest.mark.django_db
NOTE = "Surat edaran 12/2026"


def text(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def new_rule(**changed):
    given = {"verb": "APPROVE", "process": "daily", "role": "ACTING", "start": f"{clock.today():%d-%m-%Y}", "end": ""}
    return {**given, "note": NOTE, **changed}


def rule(verb, **given):
    return ReasonRule.objects.create(**{"verb": verb, "start": clock.today(), "note": NOTE, **given})


def test_hr_makes_a_rule_and_it_is_recorded(people, enter):
    answer = enter(people.hr).post(list_url(ReasonRule, "add/"), new_rule(), follow=True)

    assert answer.status_code == 200
    made = ReasonRule.objects.get()
    assert (made.verb, made.process, made.role, made.end, made.note) == ("APPROVE", "daily", "ACTING", None, NOTE)
    decision = Decision.objects.get(subject=f"organization.ReasonRule#{made.pk}")
    assert (decision.verb, decision.actor_nip, decision.reason) == ("SET", people.hr.nip, NOTE)


def test_hr_ends_a_rule_with_a_reason_and_changes_nothing_else(people, enter):
    kept = rule("APPROVE", process="daily")
    address, client = list_url(ReasonRule, f"{kept.pk}/change/"), enter(people.hr)
    end = clock.today() + timedelta(days=3)

    assert client.post(address, {"end": f"{end:%d-%m-%Y}", "note": NOTE, "change_reason": ""}).status_code == 200
    kept.refresh_from_db()
    assert kept.end is None
    given = {"end": f"{end:%d-%m-%Y}", "note": NOTE, "change_reason": "Sudah cukup.", "verb": "CLAIM", "process": ""}
    client.post(address, given)
    kept.refresh_from_db()
    assert (kept.verb, kept.process, kept.end) == ("APPROVE", "daily", end)
    assert Decision.objects.get(verb="AMEND", subject=f"organization.ReasonRule#{kept.pk}").reason == "Sudah cukup."


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"note": ""}, "Bidang ini tidak boleh kosong."),
        ({"start": "01-01-2020"}, "Aturan paling cepat berlaku"),
        ({"verb": "RETURN"}, "RETURN"),
        ({"process": "audit"}, "audit"),
    ],
)
def test_bad_input_gets_a_sentence_and_what_was_typed_stays(people, enter, wrong, sentence):
    client, before = enter(people.hr), tables()

    answer = client.post(list_url(ReasonRule, "add/"), new_rule(**wrong))

    assert answer.status_code == 200
    assert sentence in text(answer)
    if "note" not in wrong:
        assert NOTE in answer.content.decode()
    assert tables() == before


@pytest.mark.parametrize("who", ["auditor", "team", "technical"])
def test_others_read_and_change_nothing(people, enter, who):
    kept = rule("APPROVE")
    client, before = enter(getattr(people, who)), tables()

    assert client.get(list_url(ReasonRule)).status_code == 200
    assert "Selalu" in text(client.get(list_url(ReasonRule)))
    assert client.get(list_url(ReasonRule, f"{kept.pk}/change/")).status_code == 200
    assert client.post(list_url(ReasonRule, "add/"), new_rule()).status_code == 403
    given = {"end": f"{clock.today():%d-%m-%Y}", "note": "lain", "change_reason": "Sudah cukup."}
    assert client.post(list_url(ReasonRule, f"{kept.pk}/change/"), given).status_code == 403
    assert tables() == before


def test_what_is_always_asked_stands_on_the_page(people, enter):
    page = text(enter(people.hr).get(list_url(ReasonRule, "add/")))

    assert "Selalu" in page
    assert "mengembalikan untuk diperbaiki" in page
    options = BeautifulSoup(enter(people.hr).get(list_url(ReasonRule, "add/")).content, "html.parser")
    assert "RETURN" not in [each["value"] for each in options.find("select", {"name": "verb"}).find_all("option")]


def test_an_appointment_needs_a_reason_where_hr_demands_it(people, enter):
    rule("APPOINT", role="HR_ADMIN")
    client, address = enter(people.hr), list_url(ActingAppointment, "add/")
    given = {
        "position": people.office.posts["section"].pk, "officer": people.office.other.pk, "capacity": "PLH",
        "start": f"{clock.today():%d-%m-%Y}", "end": "", "decree": "SP 1/2026", "reason": "",
    }  # fmt: skip
    assert 'name="change_reason"' in client.get(address).content.decode()

    for silence in ("", "ok"):
        answer = client.post(address, {**given, "change_reason": silence})
        assert answer.status_code == 200
        assert "SP 1/2026" in answer.content.decode()
        assert not ActingAppointment.objects.exists()

    client.post(address, {**given, "change_reason": "Pejabatnya cuti."})
    assert Decision.objects.get(verb="APPOINT", subject__startswith="organization.ActingAppointment").reason == (
        "Pejabatnya cuti."
    )


@pytest.mark.django_db(transaction=True)
def test_master_data_need_a_reason_at_the_record_even_past_the_form(people, enter, monkeypatch):
    rule("SET", process="organization")
    client, address = enter(people.hr), list_url(Unit, "add/")
    given = {"code": "u-baru", "name": "Bidang Baru", "kind": "division", "parent": ""}
    assert 'name="change_reason"' in client.get(address).content.decode()
    # The page does not know yet: the rule was made while it was open.
    monkeypatch.setattr("backoffice.base.asked_of", lambda *args, **kwargs: False)

    asked = client.post(address, given)
    assert asked.status_code == 422
    assert 'value="Bidang Baru"' in asked.content.decode()
    assert not Unit.objects.filter(name="Bidang Baru").exists()

    client.post(address, {**given, "why": "Perda 3/2026."})
    assert Unit.objects.filter(name="Bidang Baru").exists()
    assert "Perda 3/2026." in [decision.reason for decision in Decision.objects.filter(verb="SET")]

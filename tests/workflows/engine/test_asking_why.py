"""Pages show that HR demands a reason before anything is sent, and ask where they were left without one."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests import factories as make
from tests.workflows.daily.test_daily_flow import form_data
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.organization.models import ReasonRule, Role

pytestmark = pytest.mark.django_db
TODAY = make.A_MONDAY
WHY = "Sudah dicocokkan dengan bukti."
ASKED = "Instansi Anda meminta alasan di sini"


@pytest.fixture
def office(settings):
    settings.DEMO_TODAY = TODAY
    return make.office()


def rule(verb, **given):
    return ReasonRule.objects.create(**{"verb": verb, "start": TODAY, "note": "Surat edaran 12/2026", **given})


def browse(client, person):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


def task_of(report):
    return WorkItem.objects.filter(case__dailyprocess__report=report).order_by("pk").last().task_id


def seen_in(response):
    return soup_of(response).find("input", {"name": "seen"})["value"]


def reasons(verb):
    return [decision.reason for decision in Decision.objects.filter(verb=verb).order_by("pk")]


def test_without_a_rule_no_page_asks(office, client):
    report = make.submitted_report(office.staff)
    browser = browse(client, office.section)

    for address in (reverse("engine:task", args=[task_of(report)]), reverse("portal:inbox")):
        page = browser.get(address)
        assert ASKED not in page.content.decode()
        assert soup_of(page).find(attrs={"name": "why"}) is None


def test_the_decision_page_asks_before_it_is_sent_and_keeps_what_was_chosen(office, client):
    rule("APPROVE", process="daily")
    report = make.submitted_report(office.staff)
    browser, address = browse(client, office.section), reverse("engine:task", args=[task_of(report)])

    page = browser.get(address)
    note = soup_of(page).find("textarea", {"name": "note"})
    assert note.has_attr("required")
    assert ASKED in page.content.decode()

    given = {"verb": "approve", "seen": seen_in(page), "note": "ok"}
    refused = browser.post(address, given)
    assert refused.status_code == 422
    assert "Alasan untuk tindakan ini wajib diisi" in soup_of(refused).find(id="s-id_note").get_text()
    assert soup_of(refused).find("textarea", {"name": "note"}).get_text().strip() == "ok"
    assert soup_of(refused).find("input", {"name": "verb", "value": "approve"}).has_attr("checked")
    assert DailyReport.objects.get().status == "SUBMITTED"
    assert reasons("APPROVE") == []

    browser.post(address, {**given, "note": WHY})
    assert DailyReport.objects.get().status == "VERIFIED"
    assert reasons("APPROVE") == [WHY]


def test_an_acting_officer_is_asked_where_the_holder_is_not(office, client):
    rule("APPROVE", role="ACTING")
    first, second = make.submitted_report(office.staff), make.submitted_report(office.other)

    page = browse(client, office.section).get(reverse("engine:task", args=[task_of(first)]))
    assert ASKED not in page.content.decode()
    client.post(reverse("engine:task", args=[task_of(first)]), {"verb": "approve", "seen": seen_in(page)})
    assert reasons("APPROVE") == [""]

    make.acting(office.stranger, office.posts["section"], start=TODAY)
    browser, address = browse(client, office.stranger), reverse("engine:task", args=[task_of(second)])
    page = browser.get(address)
    assert ASKED in page.content.decode()
    assert browser.post(address, {"verb": "approve", "seen": seen_in(page)}).status_code == 422
    assert reasons("APPROVE") == [""]


def test_sending_a_report_asks_why_and_keeps_what_was_typed(office, client):
    rule("SUBMIT", process="daily", role="CONCERNED")
    skp = make.draft_skp(office.staff, office.posts["staff"])
    skp.status = "SET"
    skp.save()
    browser, address = browse(client, office.staff), reverse("daily:write")
    assert soup_of(browser.get(address)).find("textarea", {"name": "why"}).has_attr("required")

    given = form_data(skp.results.get(), kirim="1")
    refused = browser.post(address, {**given, "why": ""})
    assert refused.status_code == 422
    assert "Memeriksa usulan mutasi" in refused.content.decode()
    assert soup_of(refused).find(id="s-id_why") is not None
    assert not DailyReport.objects.exists()

    browser.post(address, {**given, "why": "Laporan hari dinas."})
    assert reasons("SUBMIT") == ["Laporan hari dinas."]


def test_many_at_once_have_one_reason_and_none_is_decided_without(office, client):
    rule("APPROVE")
    for person in (office.staff, office.other):
        make.submitted_report(person)
    keys = list(WorkItem.objects.open().filter(tier__isnull=False).values_list("task_id", flat=True))
    browser = browse(client, office.section)
    assert soup_of(browser.get(reverse("portal:inbox"))).find("textarea", {"name": "why"}) is not None

    address = reverse("portal:decide_selected")
    asked = browser.post(address, {"l": keys, "why": ""})
    assert asked.status_code == 422
    assert {each["value"] for each in soup_of(asked).find_all("input", {"name": "l"})} == {str(key) for key in keys}
    assert reasons("APPROVE") == []

    browser.post(address, {"l": keys, "why": WHY})
    assert reasons("APPROVE") == [WHY] * 2


def test_withdrawing_asks_for_its_own_field(office, client):
    rule("WITHDRAW", role="CONCERNED")
    report = make.submitted_report(office.staff)
    browser, address = browse(client, office.staff), reverse("engine:withdraw", args=[task_of(report)])
    assert soup_of(browser.get(address)).find("textarea", {"name": "reason"}).has_attr("required")

    refused = browser.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert soup_of(refused).find(id="s-id_reason") is not None
    assert DailyReport.objects.get().status == "SUBMITTED"

    browser.post(address, {"reason": "Salah hari."})
    assert reasons("WITHDRAW") == ["Salah hari."]


def test_a_button_alone_leads_to_a_page_that_asks_and_then_it_is_done(office, client):
    rule("TAKE_BACK")
    report = make.submitted_report(office.staff)
    task = task_of(report)
    browser = browse(client, office.section)
    page = browser.get(reverse("engine:task", args=[task]))
    browser.post(reverse("engine:task", args=[task]), {"verb": "approve", "seen": seen_in(page)})
    undo = reverse("portal:undo", args=[task])

    asked = browser.post(undo)
    assert asked.status_code == 422
    assert soup_of(asked).find("textarea", {"name": "why"}).find_parent("form")["action"] == undo
    assert (DailyReport.objects.get().status, reasons("TAKE_BACK")) == ("VERIFIED", [])

    assert browser.post(undo, {"why": "ya"}).status_code == 422
    browser.post(undo, {"why": "Salah baris."})
    assert (DailyReport.objects.get().status, reasons("TAKE_BACK")) == ("SUBMITTED", ["Salah baris."])


@pytest.mark.parametrize("verb", ["CLAIM", "SNOOZE"])
def test_pages_beside_a_decision_ask(office, client, verb):
    rule(verb)
    if verb == "CLAIM":
        make.vacant(office.posts["section"], TODAY - timedelta(days=30))
        reader, name, field = make.with_role(Role.PERFORMANCE_TEAM, "Tika"), "engine:claim", "why"
        given = {}
    else:
        reader, name, field = office.section, "engine:snooze", "reason"
        given = {"until": (TODAY + timedelta(days=1)).isoformat()}
    report = make.submitted_report(office.staff)
    browser, address = browse(client, reader), reverse(name, args=[task_of(report)])
    assert soup_of(browser.get(address)).find(attrs={"name": field}).has_attr("required")

    assert browser.post(address, given).status_code == 422
    assert reasons(verb) == []
    assert browser.post(address, {**given, field: "Diambil karena mendesak."}).status_code == 302
    assert reasons(verb) == ["Diambil karena mendesak."]


def test_many_of_which_some_need_a_reason_are_all_asked_before_any_is_decided(office, client):
    rule("APPROVE", role="ACTING")
    second = office.posts["second_section"]
    make.acting(office.section, second, start=TODAY)
    make.submitted_report(office.staff)  # asked of the section's own head
    make.submitted_report(office.stranger)  # of the post in which that head acts
    items = WorkItem.objects.open().filter(tier__isnull=False)
    assert set(items.values_list("principal", flat=True)) == {office.posts["section"].pk, second.pk}
    keys = list(items.values_list("task_id", flat=True))
    browser, address = browse(client, office.section), reverse("portal:decide_selected")

    assert browser.post(address, {"l": keys}).status_code == 422
    assert reasons("APPROVE") == []

    browser.post(address, {"l": keys, "why": WHY})
    assert reasons("APPROVE") == [WHY] * 2

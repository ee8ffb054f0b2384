"""The SKP through its pages, by several people, and how many queries its pages cost."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.skp import actions
from workflows.skp.models import Indicator, Skp, WorkResult

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_monday(settings):
    settings.DEMO_TODAY = make.A_MONDAY


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def enter(client):
    def enter(person):
        client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
        return client

    return enter


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def task_url(skp):
    return reverse("engine:task", args=[make.open_item_of(skp).task_id])


def typed(carries_on, **changed):
    """A whole plan as the form posts it."""
    plan = {
        "results": "1", "r0-indicators": "1", "r0-key": "", "r0-text": "Terprosesnya usulan mutasi", "r0-kind": "MAIN",
        "r0-above": str(carries_on.pk), "r0-i0-key": "", "r0-i0-text": "Jumlah usulan", "r0-i0-target": "1.360,5",
        "r0-i0-unit": "usulan", "r0-i0-aspect": "QUANTITY", "r0-i0-measure": "QUANTITY", "r0-i0-direction": "HIGHER",
        "r0-i0-target_low": "", "r0-i0-target_high": "",
    }  # fmt: skip
    return {**plan, **changed}


def filled(soup, **changed):
    """The fields of the plan's form as the browser would send them."""
    form = next(f for f in soup.find_all("form") if f.find("input", {"name": "results"}))
    fields = {i["name"]: i.get("value", "") for i in form.find_all("input") if i.get("name")}
    fields |= {t["name"]: t.text.lstrip("\r\n") for t in form.find_all("textarea")}
    for select in form.find_all("select"):
        chosen = select.find("option", selected=True) or select.find("option")
        fields[select["name"]] = chosen["value"]
    return {**fields, **changed}


def decide(client, skp, verb, **reasons):
    url = task_url(skp)
    seen = page(client.get(url)).find("input", {"name": "seen"})["value"]
    return client.post(url, {"verb": verb, "seen": seen, **reasons})


def test_a_plan_is_written_returned_revised_and_set_through_the_pages(office, enter):
    carried = make.set_skp(office, "section").results.get()

    client = enter(office.staff)
    assert "Pengelola Mutasi Kepegawaian" in client.get(reverse("skp:mine")).content.decode()
    began = client.post(reverse("skp:start"), {"post": office.posts["staff"].pk})
    skp = Skp.objects.get(employee=office.staff)
    assert began.url == reverse("skp:edit", args=[skp.pk])
    client.post(began.url, typed(carried, act="save", **{"r0-i0-unit": "", "r0-above": ""}))
    assert skp.results.get().carries_on is None
    sent = client.post(
        began.url, filled(page(client.get(began.url)), act="submit", **{"r0-i0-unit": "usulan", "r0-above": carried.pk})
    )
    assert sent.url == reverse("skp:detail", args=[skp.pk])
    assert Indicator.objects.get(result__skp=skp).target == Decimal("1360.50")

    client = enter(office.section)
    assert decide(client, skp, "return", return_reason="Naikkan targetnya.").status_code == 302

    client = enter(office.staff)
    mine = page(client.get(reverse("skp:mine")))
    link = next(a for a in mine.find_all("a", class_="btn") if "/inbox/" in a["href"])
    revision = page(client.get(link["href"]))
    assert "Naikkan targetnya." in revision.text
    client.post(link["href"], filled(revision, act="submit", **{"r0-i0-target": "1.500"}))

    client = enter(office.section)
    diff = page(client.get(task_url(skp))).find(class_="diff")
    assert [e.text for e in diff.find_all(["del", "ins"])] == ["1.360,5 usulan", "1.500 usulan"]
    decide(client, skp, "approve")
    decide(enter(office.division), skp, "approve")

    skp.refresh_from_db()
    assert skp.status == "SET"
    record = Decision.objects.of_case("skp", skp.cases.get().pk)
    assert [(d.verb, d.round) for d in record] == [
        ("SUBMIT", 1), ("RETURN", 1), ("SUBMIT", 2), ("APPROVE", 2), ("APPROVE", 2),
    ]  # fmt: skip
    assert {d.channel for d in record} == {"PAGE"}


def test_groups_are_added_and_taken_away_without_storing_or_losing_anything(office, enter):
    carried = make.set_skp(office, "section").results.get()
    skp = make.draft_skp(office.staff, office.posts["staff"], carries_on=carried)
    client, url = enter(office.staff), reverse("skp:edit", args=[skp.pk])
    form = filled(page(client.get(url)), **{"r0-text": "Belum disimpan"})

    more = page(client.post(url, {**form, "act": "add-result"}))
    assert len(more.find_all("fieldset", class_="activity")) == 2
    more = page(client.post(url, filled(more, act="add-indicator-1", **{"r1-text": "Yang kedua", "r1-i0-text": "a"})))
    assert more.find("textarea", {"name": "r1-i0-text"}).text.strip() == "a"
    fewer = page(client.post(url, filled(more, act="remove-result-0")))

    assert fewer.find("textarea", {"name": "r0-text"}).text.strip() == "Yang kedua"
    assert len(fewer.find_all("textarea", {"name": "r0-i1-text"})) == 1
    assert skp.results.get().text == "Terprosesnya usulan mutasi"


def test_a_form_with_mistakes_keeps_what_was_typed_and_says_what_to_do(office, enter):
    carried = make.set_skp(office, "section").results.get()
    skp = make.draft_skp(office.staff, office.posts["staff"])
    url = reverse("skp:edit", args=[skp.pk])
    wrong = typed(carried, act="submit", **{"r0-i0-target": "banyak", "r0-i0-unit": "", "r0-above": ""})

    response = enter(office.staff).post(url, wrong)

    soup = page(response)
    assert response.status_code == 422
    links = [a["href"] for a in soup.find(class_="error-summary").find_all("a")]
    assert links == ["#id_r0-above", "#id_r0-i0-target", "#id_r0-i0-unit"]
    assert soup.find("input", {"name": "r0-i0-target"})["value"] == "banyak"
    assert all(soup.find(id=link[1:]) for link in links)
    skp.refresh_from_db()
    assert (skp.status, skp.results.get().text) == ("DRAFT", "Terprosesnya usulan mutasi")


def test_an_empty_group_is_left_out_and_an_empty_plan_is_not_sent(office, enter):
    carried = make.set_skp(office, "section").results.get()
    skp = make.draft_skp(office.staff, office.posts["staff"])
    url = reverse("skp:edit", args=[skp.pk])
    empty = {name.replace("r0", "r1"): "" for name in typed(carried) if name.startswith("r0")}
    second = {**empty, "results": "2", "r1-indicators": "1", "r1-kind": "MAIN", "r0-i0-unit": ""}
    client = enter(office.staff)

    one_wrong = page(client.post(url, {**typed(carried), **second, "act": "submit"}))
    nothing = client.post(url, {"results": "1", "r0-indicators": "1", "r0-kind": "MAIN", "act": "submit"})

    assert [e["id"] for e in one_wrong.find_all(class_="error")] == ["s-id_r0-i0-unit"]
    assert nothing.status_code == 422
    assert page(nothing).find(class_="error-summary").find("a")["href"] == "#id_r0-text"
    skp.refresh_from_db()
    assert skp.status == "DRAFT"


def test_the_form_says_that_the_superiors_plan_is_not_set_yet(office, enter):
    make.submitted_skp(office, "section")
    skp = make.draft_skp(office.staff, office.posts["staff"])

    text = page(enter(office.staff).get(reverse("skp:edit", args=[skp.pk]))).text

    assert "SKP Jaya Ramadan (Kepala Sub Bidang Mutasi) belum ditetapkan" in text


def test_what_is_under_approval_cannot_be_written_any_more(office, enter):
    skp = make.submitted_skp(office)
    carried = skp.results.get().carries_on
    url = reverse("skp:edit", args=[skp.pk])

    response = enter(office.staff).post(url, typed(carried, act="save"))

    assert response.url == reverse("skp:detail", args=[skp.pk])
    assert skp.results.get().indicators.count() == 2


def test_a_returned_plan_is_kept_between_two_sittings_and_given_up(office, enter):
    skp = make.submitted_skp(office)
    actions.send_back(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), reason="Perbaiki target.")
    client, url = enter(office.staff), task_url(skp)
    assert client.get(reverse("skp:edit", args=[skp.pk])).url == url

    client.post(url, filled(page(client.get(url)), act="save", **{"r0-text": "Separuh jalan"}))
    skp.refresh_from_db()
    assert (skp.status, skp.results.get().text) == ("RETURNED", "Separuh jalan")
    client.post(url, {"act": "withdraw"})

    skp.refresh_from_db()
    assert skp.status == "WITHDRAWN"
    assert not WorkItem.objects.open().exists()


def test_a_decision_in_a_second_tab_is_told_what_happened(office, enter):
    skp = make.submitted_skp(office)
    client, url = enter(office.section), task_url(skp)
    seen = page(client.get(url)).find("input", {"name": "seen"})["value"]
    client.post(url, {"verb": "approve", "seen": seen})

    second = client.post(
        url, {"verb": "return", "seen": seen, "return_reason": "Catatan panjang yang tidak boleh hilang."}
    )

    assert second.status_code == 409
    assert "Jaya Ramadan menyetujuinya" in second.content.decode()
    assert "Catatan panjang yang tidak boleh hilang." in second.content.decode()
    assert Decision.objects.filter(verb="RETURN").count() == 0


def test_a_revision_in_a_second_tab_keeps_what_was_typed(office, enter):
    skp = make.submitted_skp(office)
    actions.send_back(task_id=make.open_item_of(skp).task_id, by=make.actor(office.section), reason="Perbaiki target.")
    client, url = enter(office.staff), task_url(skp)
    form = filled(page(client.get(url)), act="submit")
    client.post(url, form)

    second = client.post(url, {**form, "r0-text": "Kalimat yang baru diketik di tab kedua"})

    assert second.status_code == 409
    assert "Kalimat yang baru diketik di tab kedua" in second.content.decode()


def test_the_cascade_is_shown_from_the_head_down_with_its_gaps(office, enter):
    make.set_cascade(office)
    make.set_skp(office, "other")
    section = Skp.objects.get(employee=office.section)
    WorkResult.objects.create(skp=section, number=2, kind="MAIN", text="Tersusunnya laporan mutasi")

    soup = page(enter(office.staff).get(reverse("skp:mine")))

    people = [rung.find("p").text for rung in soup.find_all(class_="rung")]
    assert [p.split(" · ")[-1] for p in people] == [
        "Uda Waluyo", "Siti Pratama", "Jaya Ramadan", "Ghaliyati Wahyuni", "Cornelia Oktaviani", "Jaya Ramadan",
    ]  # fmt: skip
    assert [rung.find("b").text for rung in soup.find_all(class_="rung-gap")] == ["Tersusunnya laporan mutasi"]
    assert len(soup.find_all(class_="rung-me")) == 1


def test_who_holds_a_post_and_acts_for_another_chooses_between_two_plans(office, enter):
    make.set_skp(office, "section")
    make.acting(office.section, office.posts["second_section"], capacity="PLT")
    client = enter(office.section)

    soup = page(client.get(reverse("skp:mine")))
    links = [a["href"] for a in soup.select("nav.pages a")]
    second = page(client.get(links[1]))

    assert len(links) == 2
    assert "Kepala Sub Bidang Kepangkatan" in second.text
    assert second.find("input", {"name": "post"})["value"] == str(office.posts["second_section"].pk)


def test_deciding_costs_few_queries(office, enter, at_most_statements):
    skp = make.submitted_skp(office)
    url = task_url(skp)
    client = enter(office.section)

    with at_most_statements(26):
        response = client.get(url)
    seen = page(response).find("input", {"name": "seen"})["value"]
    with at_most_statements(25):
        client.post(url, {"verb": "approve", "seen": seen})
    decide_last = task_url(skp)
    enter(office.division)
    seen = page(client.get(decide_last)).find("input", {"name": "seen"})["value"]
    with at_most_statements(25):
        client.post(decide_last, {"verb": "approve", "seen": seen})
    skp.refresh_from_db()
    assert skp.status == "SET"


def test_the_page_of_a_plan_does_not_cost_more_with_more_colleagues(office, enter):
    make.set_skp(office)
    client = enter(office.staff)
    with CaptureQueriesContext(connection) as first:
        client.get(reverse("skp:mine"))
    make.set_skp(office, "other")
    with CaptureQueriesContext(connection) as second:
        client.get(reverse("skp:mine"))

    assert len(second) <= len(first)

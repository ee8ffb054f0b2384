"""HR and the team see who has no SKP and draft it for the late: the list, the reason, the form, the mark everywhere."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.backoffice.conftest import list_url, tables
from workflows.organization.models import Leave, Tenure
from workflows.skp.models import Skp

LIST = "/admin/skp/skp/missing/"
WHY = "Belum menyusun SKP sampai pekan kedua Januari."


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def draft_url(person):
    return f"{LIST}{Tenure.objects.get(employee=person, end=None).pk}/"


def begun(people, enter):
    """The team's draft for `staff`, begun through the page; and the browser in which it was."""
    browser = enter(people.team)
    answer = browser.post(draft_url(people.office.staff), {"reason": WHY})
    skp = Skp.objects.get(employee=people.office.staff)
    assert answer["Location"] == reverse("skp:edit", args=[skp.pk])
    return skp, browser


def plan(above, act):
    """What the form posts: one result that carries on the superior's, with one measure."""
    return {
        "act": act, "results": "1", "r0-text": "Terprosesnya usulan", "r0-kind": "MAIN",
        "r0-above": str(above.pk), "r0-indicators": "1", "r0-i0-text": "Jumlah usulan", "r0-i0-target": "120",
        "r0-i0-unit": "usulan", "r0-i0-aspect": "QUANTITY", "r0-i0-measure": "QUANTITY", "r0-i0-direction": "HIGHER",
    }  # fmt: skip


@pytest.mark.parametrize("who", ["hr", "team", "auditor"])
def test_list_names_who_has_none_with_their_post(people, enter, who):
    make.set_skp(people.office, "section")

    shown = text(enter(getattr(people, who)).get(LIST))

    for person in (people.office.staff, people.office.other, people.office.stranger):
        assert f"{person.name} {person.nip}" in shown
    for person in (people.office.section, people.office.division, people.office.head, people.office.outside):
        assert person.nip not in shown
    assert ("Susun SKP" in shown) == (who != "auditor")


def test_list_says_whose_draft_there_is_and_who_is_in_time(people, enter):
    make.draft_skp(people.office.other, people.office.posts["other"])
    Tenure.objects.filter(employee=people.office.stranger).update(start=date(2026, 11, 20))
    begun(people, enter)

    soup = BeautifulSoup(enter(people.hr).get(LIST).content, "html.parser")
    rows = {
        row.find("th").get_text(" ").split()[-1]: " ".join(row.get_text(" ").split()) for row in soup.select("tbody tr")
    }

    assert "Rancangan pegawai sendiri, belum diajukan" in rows[people.office.other.nip]
    assert "Masih dalam waktunya sampai 4 Desember 2026" in rows[people.office.stranger.nip]
    assert "Susun SKP" not in rows[people.office.stranger.nip]
    assert f"Sedang disusun Tika Kinerja, NIP {people.team.nip}" in rows[people.office.staff.nip]


def test_list_is_searched_and_goes_on_behind_a_place(people, enter, monkeypatch):
    monkeypatch.setattr("backoffice.drafting_for.AT_ONCE", 2)
    browser = enter(people.hr)
    first = browser.get(LIST)
    following = BeautifulSoup(first.content, "html.parser").select_one("a[href^='?after=']")["href"]
    second = browser.get(LIST + following)

    nips = sorted(Tenure.objects.filter(position__reports_to__isnull=False).values_list("employee__nip", flat=True))
    assert [nip in text(first) for nip in nips] == [True, True] + [False] * (len(nips) - 2)
    assert [nip in text(second) for nip in nips][:4] == [False, False, True, True]
    found = text(browser.get(f"{LIST}?q=Ghaliyati"))
    assert people.office.staff.nip in found
    assert people.office.other.nip not in found


def test_technical_admins_and_others_see_nothing(people, enter):
    assert enter(people.technical).get(LIST).status_code == 403
    assert enter(people.office.section).get(LIST).status_code in {302, 403}


def test_only_hr_and_the_team_begin_a_draft(people, enter):
    before = tables()
    for person in (people.auditor, people.technical, people.office.section):
        for answer in (
            enter(person).get(draft_url(people.office.staff)),
            enter(person).post(draft_url(people.office.staff), {"reason": WHY}),
        ):
            assert answer.status_code in {302, 403}, person
            assert answer.status_code == 403 or "/login/" in answer["Location"]
    assert tables() == before


def test_list_costs_no_more_queries_with_more_rows(people, enter):
    browser = enter(people.hr)
    browser.get(LIST)
    with CaptureQueriesContext(connection) as few:
        browser.get(LIST)
    for number in range(10):
        post = make.position(f"Analis {number}", people.office.posts["staff"].unit, people.office.posts["section"])
        make.draft_skp(make.employee(f"P{number}", post), post)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(LIST)

    assert page.content.decode().count("Susun SKP") >= 10
    assert len(many) == len(few) <= 5


def test_first_page_counts_them_and_leads_there(people, enter):
    soup = BeautifulSoup(enter(people.hr).get("/admin/").content, "html.parser")

    assert soup.select(f"a[href='{LIST}']")
    assert "Belum ada SKP" in soup.get_text(" ")


def test_without_a_reason_or_in_time_nothing_is_begun(people, enter):
    Tenure.objects.filter(employee=people.office.other).update(start=date(2026, 11, 20))
    before = tables()

    none = enter(people.team).post(draft_url(people.office.staff), {"reason": ""})
    in_time = enter(people.team).post(draft_url(people.office.other), {"reason": WHY})

    assert (none.status_code, in_time.status_code) == (422, 409)
    assert "Tulis alasannya." in text(none)
    assert "dapat disusun tim sejak 4 Desember 2026" in text(in_time)
    assert tables() == before


def test_the_team_writes_and_sends_it_and_every_page_says_so(people, enter):
    above = make.set_skp(people.office, "section").results.get()
    skp, browser = begun(people, enter)
    form = browser.get(reverse("skp:edit", args=[skp.pk]))
    assert "Anda menulis SKP ini untuk Ghaliyati Wahyuni" in text(form)

    saved = browser.post(reverse("skp:edit", args=[skp.pk]), plan(above, "save"))
    assert saved.status_code == 302
    sent = browser.post(reverse("skp:edit", args=[skp.pk]), plan(above, "submit"))
    assert sent["Location"] == reverse("skp:detail", args=[skp.pk])

    skp.refresh_from_db()
    assert (skp.status, skp.drafted_by) == ("SUBMITTED", f"Tika Kinerja, NIP {people.team.nip}, tim pengelola kinerja")
    item = make.open_item_of(skp)
    own, superior = enter(people.office.staff), enter(people.office.section)
    for page in (
        own.get(reverse("skp:detail", args=[skp.pk])),
        own.get(f"{reverse('skp:mine')}"),
        own.get(reverse("skp:change", args=[skp.pk])),
        superior.get("/inbox/"),
        superior.get(reverse("engine:task", args=[item.task_id])),
        enter(people.hr).get(f"/admin/engine/workitem/override/{item.task_id}/"),
    ):
        assert page.status_code == 200
        assert "isusun tim pengelola kinerja" in text(page) or f"Disusun Tika Kinerja, NIP {people.team.nip}" in text(
            page
        )
    listed = enter(people.hr).get(list_url(Skp))
    assert f"Tika Kinerja, NIP {people.team.nip}" in text(listed)
    file = enter(people.hr).post(list_url(Skp, "export/"), {"format": "1", "resource": ""}).content.decode("utf-8-sig")
    assert f"Tika Kinerja, NIP {people.team.nip}, tim pengelola kinerja" in file


def test_the_person_is_told_reads_it_and_takes_it_over(people, enter):
    above = make.set_skp(people.office, "section").results.get()
    skp, team = begun(people, enter)
    own = enter(people.office.staff)
    assert "Tim pengelola kinerja menyusun SKP Anda" in text(own.get("/"))
    shown = text(own.get(reverse("skp:mine")))
    assert "SKP ini sedang disusun untuk Anda" in shown

    own.post(reverse("skp:edit", args=[skp.pk]), plan(above, "save"))

    skp.refresh_from_db()
    assert skp.drafted_by == ""
    assert team.get(reverse("skp:edit", args=[skp.pk])).status_code == 404
    assert team.post(reverse("skp:edit", args=[skp.pk]), plan(above, "save")).status_code == 404


@pytest.mark.parametrize("who", ["section", "division", "stranger", "auditor", "technical"])
@pytest.mark.parametrize("name", ["skp:detail", "skp:edit", "skp:sheet"])
def test_nobody_else_sees_the_teams_draft(people, enter, who, name):
    skp, _browser = begun(people, enter)
    person = getattr(people, who, None) or getattr(people.office, who)

    assert enter(person).get(reverse(name, args=[skp.pk])).status_code == 404


def test_writing_for_somebody_costs_few_queries(people, enter):
    make.set_skp(people.office, "section")
    skp, browser = begun(people, enter)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(reverse("skp:edit", args=[skp.pk])).status_code == 200

    assert len(queries) <= 26


def test_whoever_is_on_a_long_leave_is_not_without_an_skp(people, enter):
    assert people.office.staff.name in text(enter(people.hr).get(LIST))
    Leave.objects.create(employee=people.office.staff, kind="UNPAID", start=date(2026, 11, 24), end=date(2027, 3, 1))
    assert people.office.staff.name not in text(enter(people.hr).get(LIST))

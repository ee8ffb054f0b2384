"""Saved searches: an auditor's own, shared where they say so, put away and never deleted."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.backoffice.conftest import tables
from workflows.audit.models import SavedQuery
from workflows.organization.models import Role

LIST, SAVE = "/admin/audit/queries/", "/admin/audit/queries/save/"
QUERY = "verb=OVERRIDE&process=skp&start=2026-06-01"


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.fixture
def other(people):
    return make.with_role(Role.AUDITOR, "Dewi Auditor")


def test_a_search_is_kept_without_the_page_on_which_one_stood(people, enter):
    client = enter(people.auditor)
    answer = client.post(SAVE, {"name": " Pengambilalihan Juni ", "query": f"{QUERY}&page=4&after=12&nip=&file=xlsx"})
    assert answer["Location"] == LIST
    kept = SavedQuery.objects.get()
    assert (kept.name, kept.query) == ("Pengambilalihan Juni", QUERY)
    assert (kept.owner_key, kept.owner_name, kept.is_shared) == (people.auditor.user_id, "Agus Auditor", False)
    page = BeautifulSoup(client.get(LIST).content, "html.parser")
    [link] = [each["href"] for each in page.select("tbody th a")]
    assert link.endswith(f"?{QUERY}")
    assert client.get(link, follow=True).status_code == 200


def test_what_is_no_address_is_kept_as_a_value_and_leads_nowhere_else(people, enter):
    client = enter(people.auditor)
    client.post(SAVE, {"name": "Aneh", "query": 'q=//evil.example/?x=1\r\nSet-Cookie: a&q="><script>'})
    page = client.get(LIST).content.decode()
    assert "<script>" not in page.split("<main", 1)[-1].split("Aneh", 1)[0][-300:]
    [link] = [each["href"] for each in BeautifulSoup(page, "html.parser").select("tbody th a")]
    assert link.startswith("/admin/audit/")
    assert "\n" not in link


def test_others_see_what_is_shared_and_put_nothing_of_it_away(people, enter, other):
    mine = enter(people.auditor)
    mine.post(SAVE, {"name": "Untuk saya", "query": QUERY})
    mine.post(SAVE, {"name": "Untuk semua", "query": QUERY, "is_shared": "on"})
    theirs = enter(other)
    shown = text(theirs.get(LIST))
    assert "Untuk semua" in shown
    assert "Untuk saya" not in shown
    assert "Keluarkan dari daftar" not in shown
    own, shared = SavedQuery.objects.order_by("pk")
    assert theirs.post(f"{LIST}{shared.pk}/put-away/").status_code == 403
    assert theirs.post(f"{LIST}{own.pk}/put-away/").status_code == 404
    assert SavedQuery.objects.filter(is_active=True).count() == 2


def test_putting_away_takes_it_from_the_list_and_keeps_the_row(people, enter):
    client = enter(people.auditor)
    client.post(SAVE, {"name": "Juni", "query": QUERY})
    kept = SavedQuery.objects.get()
    assert client.get(f"{LIST}{kept.pk}/put-away/").status_code == 405
    client.post(f"{LIST}{kept.pk}/put-away/")
    assert "Juni" not in text(client.get(LIST)).partition("Cari dalam catatan")[2]
    kept.refresh_from_db()
    assert kept.is_active is False
    client.post(SAVE, {"name": "Juni", "query": QUERY})  # the name is free again
    assert SavedQuery.objects.filter(is_active=True).count() == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"query": QUERY}, "Beri nama pencarian ini."),
        ({"name": "Kosong", "query": "page=3&verb="}, "Tidak ada syarat pencarian yang dapat disimpan."),
        ({"name": "Juni", "query": QUERY}, "Nama ini sudah dipakai."),
        ({"name": "Panjang", "query": "q=" + "x" * 3000}, "Tidak ada syarat pencarian yang dapat disimpan."),
    ],
)
def test_what_cannot_be_kept_is_said(people, enter, values, said):
    client = enter(people.auditor)
    client.post(SAVE, {"name": "Juni", "query": QUERY})
    before = tables()
    answer = client.post(SAVE, values)
    assert answer.status_code == 422
    assert said in text(answer)
    assert tables() == before


@pytest.mark.parametrize("who", ["hr", "team", "technical", "staff"])
def test_nobody_but_an_auditor_keeps_or_reads_searches(people, enter, who):
    enter(people.auditor).post(SAVE, {"name": "Untuk semua", "query": QUERY, "is_shared": "on"})
    kept = SavedQuery.objects.get()
    client = enter(people.office.staff if who == "staff" else getattr(people, who))
    before = tables()
    for answer in (client.get(LIST), client.get(SAVE), client.post(SAVE, {"name": "x", "query": QUERY}),
                   client.post(f"{LIST}{kept.pk}/put-away/")):  # fmt: skip
        assert answer.status_code in {302, 403}
        assert not answer.get("Location", "").startswith(LIST)
    kept.refresh_from_db()
    assert kept.is_active
    assert tables() == before


def test_many_searches_ask_no_more_queries_than_one(people, enter, other):
    client = enter(people.auditor)
    client.post(SAVE, {"name": "Satu", "query": QUERY})
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(20):
        client.post(SAVE, {"name": f"Cari {number}", "query": QUERY})
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few) <= 6


def test_the_page_of_the_search_offers_to_keep_it_to_auditors_alone(rf):
    request = rf.get(f"/admin/audit/search/?{QUERY}&page=2")
    snippet = "backoffice/auditing/save_query.html"
    words = {"query": request.GET.urlencode(), "may_save": True}
    form = BeautifulSoup(render_to_string(snippet, words, request), "html.parser").form
    assert form["action"] == SAVE
    assert form.select_one("input[name=query]")["value"] == f"{QUERY}&page=2"
    assert {each["name"] for each in form.select("input")} >= {"name", "query", "is_shared", "csrfmiddlewaretoken"}
    assert render_to_string(snippet, {**words, "may_save": False}, request).strip() == ""
    assert render_to_string(snippet, {**words, "query": ""}, request).strip() == ""

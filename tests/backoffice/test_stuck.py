"""HR's pages for tasks that nobody does: the stuck list, handing over, asking again; who may look and who may act."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.backoffice.conftest import TODAY, tables
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem

LIST = "/admin/engine/workitem/stuck/"
HAND_OVER = "/admin/engine/workitem/hand-over/"
ASK_AGAIN = "/admin/engine/workitem/stuck/ask-again/"


@pytest.fixture
def stranded(people):
    """Three reports that wait for a post which has lost its holder."""
    for back in range(1, 4):
        make.submitted_report(people.office.staff, TODAY - timedelta(days=back))
    make.vacant(people.office.posts["section"], TODAY)
    return list(WorkItem.objects.open().order_by("due_at", "pk"))


@pytest.fixture
def peer(people):
    return make.employee("Budi Santoso", people.office.posts["second_section"], sex="M")


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_list_says_why_and_what_to_do(people, enter, stranded):
    page = enter(people.hr).get(LIST)

    assert page.status_code == 200
    shown = text(page)
    assert "Jabatan ini kosong, dan belum ada Plt atau Plh." in shown
    assert "Tetapkan pejabat atau Plt, atau serahkan kepada pejabat lain." in shown
    links = {a["href"] for a in BeautifulSoup(page.content, "html.parser").select("a[href]")}
    section = people.office.posts["section"].pk
    assert f"/admin/organization/actingappointment/add/?position={section}" in links
    assert f"{HAND_OVER}?post={section}" in links
    assert f"{HAND_OVER}?item={stranded[0].pk}" in links
    assert f"/admin/engine/workitem/override/{stranded[0].task_id}/" in links


def test_nothing_stuck_is_said(people, enter):
    assert "Tidak ada yang macet" in text(enter(people.hr).get(LIST))


@pytest.mark.parametrize("who", ["hr", "team", "auditor"])
def test_who_may_look(people, enter, stranded, who):
    page = enter(getattr(people, who)).get(LIST)

    assert page.status_code == 200
    assert stranded[0].person.name in text(page)


def test_auditor_reads_and_is_offered_nothing_to_do(people, enter, stranded):
    soup = BeautifulSoup(enter(people.auditor).get(LIST).content, "html.parser")

    assert soup.select(f"a[href*='{HAND_OVER}']") == soup.select("input[name=item]") == soup.select("[name=task]") == []


def test_technical_admins_and_assessors_see_nothing(people, enter, stranded):
    assert enter(people.technical).get(LIST).status_code == 403
    for person in (people.office.section, people.office.staff):
        assert enter(person).get(LIST).status_code in {302, 403}


def test_only_hr_and_the_team_reach_the_acts(people, enter, stranded):
    before = tables()
    for person in (people.auditor, people.technical, people.office.division):
        browser = enter(person)
        for response in (
            browser.get(f"{HAND_OVER}?item={stranded[0].pk}"),
            browser.post(
                HAND_OVER, {"item": stranded[0].pk, "to": "other", "nip": people.office.division.nip, "reason": "x" * 9}
            ),
            browser.post(ASK_AGAIN, {"task": stranded[0].task_id}),
        ):
            assert response.status_code in {302, 403}
    assert tables() == before


def test_menu_names_the_list_for_those_who_may_look(people, enter):
    assert LIST in enter(people.auditor).get("/admin/").content.decode()
    assert LIST not in enter(people.technical).get("/admin/").content.decode()


def test_list_costs_no_more_queries_with_more_rows(people, enter, stranded):
    browser = enter(people.hr)
    browser.get(LIST)
    with CaptureQueriesContext(connection) as few:
        browser.get(LIST)
    for back in range(4, 12):
        make.submitted_report(people.office.other, TODAY - timedelta(days=back))
    for number in range(4):
        post = make.position(f"Kepala {number}", people.office.posts["staff"].unit, people.office.posts["section"])
        make.employee(f"Kepala {number}", post)
        make.submitted_report(make.employee(f"P{number}", make.position(f"A{number}", post.unit, post)))
        make.vacant(post, TODAY)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(LIST)

    assert page.content.decode().count('name="item"') == 15
    assert len(many) == len(few) <= 8


def test_chosen_ones_are_handed_over_with_a_result_for_each(people, enter, stranded, peer):
    browser = enter(people.hr)
    address = f"{HAND_OVER}?item={stranded[0].pk}&item={stranded[1].pk}"
    form = BeautifulSoup(browser.get(address).content, "html.parser")
    assert {radio["value"] for radio in form.select("input[name=to]")} == {
        peer.nip,
        people.office.division.nip,
        "other",
    }

    page = browser.post(
        HAND_OVER, {"item": [stranded[0].pk, stranded[1].pk], "to": peer.nip, "reason": "Pejabatnya pindah."}
    )

    assert "2 dari 2 diserahkan kepada Budi Santoso" in text(page)
    assert WorkItem.objects.open().filter(owner=peer.user).count() == 2
    assert Decision.objects.filter(verb="HAND_OVER", channel="BACKOFFICE").count() == 2


def test_all_of_a_post_are_handed_over_to_somebody_named_by_nip(people, enter, stranded, peer):
    page = enter(people.team).post(
        HAND_OVER,
        {
            "post": people.office.posts["section"].pk,
            "to": "other",
            "nip": people.office.head.nip,
            "reason": "Kosong lama.",
        },
    )

    assert "3 dari 3 diserahkan kepada Uda Waluyo" in text(page)
    assert list(WorkItem.objects.open().values_list("owner", flat=True).distinct()) == [people.office.head.user_id]


def test_handing_over_without_a_reason_or_to_nobody_keeps_all(people, enter, stranded, peer):
    before = tables()
    browser = enter(people.hr)

    for posted in (
        {"to": peer.nip, "reason": ""},
        {"to": "other", "nip": "123", "reason": "Kosong."},
        {"reason": "Kosong."},
    ):
        page = browser.post(HAND_OVER, {"item": stranded[0].pk, **posted})
        assert stranded[0].title.replace("\u00a0", " ") in text(page)

    assert tables() == before


def test_person_concerned_is_not_offered_and_is_refused(people, enter, stranded):
    page = enter(people.hr).post(
        HAND_OVER,
        {"item": stranded[0].pk, "to": "other", "nip": people.office.staff.nip, "reason": "Kosong lama."},
    )

    assert "0 dari 1 diserahkan" in text(page)
    assert WorkItem.objects.open().get(pk=stranded[0].pk)


def test_asking_again_finds_whoever_stands_there_now(people, enter, stranded):
    browser = enter(people.hr)
    browser.post(ASK_AGAIN, {"task": stranded[0].task_id})
    assert WorkItem.objects.open().get(task_id=stranded[0].task_id).team == "PERFORMANCE_TEAM"

    make.acting(people.office.other, people.office.posts["section"], start=TODAY)
    page = browser.post(ASK_AGAIN, {"task": stranded[0].task_id}, follow=True)

    assert "Sudah ada yang ditemukan" in text(page)
    assert WorkItem.objects.open().get(task_id=stranded[0].task_id).owner == people.office.other.user


@pytest.mark.parametrize("address", [f"{LIST}?after=x", f"{HAND_OVER}?item=x", f"{HAND_OVER}?post=999999"])
def test_address_that_names_nothing_is_not_found(people, enter, address):
    assert enter(people.hr).get(address).status_code == 404

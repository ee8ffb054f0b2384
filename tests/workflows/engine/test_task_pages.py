"""The small pages beside a decision: for whoever may decide, and nobody else; what they do, and what they refuse."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from tests import factories as make
from tests.workflows.engine.taking import open_items, picture
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.engine.models import Question, WorkItem

pytestmark = pytest.mark.django_db
PAGES = ("tanya", "alihkan", "tunda", "bangunkan", "ambil", "antrean")
TODAY = make.A_MONDAY


@pytest.fixture(autouse=True)
def _today(settings):
    settings.DEMO_TODAY = TODAY


@pytest.fixture
def item(report):
    return open_items().get()


@pytest.fixture
def enter(client):
    def log_in(person):
        client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
        return client

    return log_in


def address(item, page):
    return f"/inbox/{item.task_id}/{page}/"


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def test_decision_page_leads_to_the_small_pages(office, item, enter):
    links = {a["href"] for a in soup(enter(office.section).get(f"/inbox/{item.task_id}/")).select("main a[href]")}

    assert {address(item, page) for page in ("tanya", "alihkan", "tunda")} <= links
    assert address(item, "ambil") not in links


@pytest.mark.parametrize("page", PAGES)
def test_others_get_no_small_page(office, item, enter, page):
    before = picture()
    for person in (office.staff, office.other, office.division, make.with_role("HR_ADMIN"), make.with_role("AUDITOR")):
        browser = enter(person)
        assert browser.get(address(item, page)).status_code == 403
        assert browser.post(address(item, page), {"text": "Apa ini?", "to": office.division.nip}).status_code == 403
    assert picture() == before


def test_question_is_asked_on_its_page_and_read_beside_the_case(office, item, enter, report):
    response = enter(office.section).post(address(item, "tanya"), {"text": "Usulan mana yang diperiksa?"})

    assert response.url == f"/inbox/{item.task_id}/"
    assert "Usulan mana yang diperiksa?" in soup(enter(office.section).get(response.url)).get_text()
    own = soup(enter(office.staff).get(f"/daily/{report.pk}/"))
    question = Question.objects.get()
    assert "Usulan mana yang diperiksa?" in own.get_text()
    assert own.select_one(f"a[href='/inbox/pertanyaan/{question.pk}/']")


def test_answer_is_given_on_its_page_and_read_by_whoever_decides(office, item, enter, report):
    enter(office.section).post(address(item, "tanya"), {"text": "Usulan mana yang diperiksa?"})
    question = Question.objects.get()
    page = f"/inbox/pertanyaan/{question.pk}/"
    assert "Usulan mana yang diperiksa?" in soup(enter(office.staff).get(page)).get_text()

    response = enter(office.staff).post(page, {"text": "Usulan golongan III."})

    assert response.status_code == 302
    assert "Usulan golongan III." in soup(enter(office.section).get(f"/inbox/{item.task_id}/")).get_text()
    assert "Usulan golongan III." in soup(enter(office.staff).get(page)).get_text()
    assert enter(office.staff).post(page, {"text": "Yang lain."}).status_code == 409


def test_question_does_not_exist_for_others(office, item, enter):
    enter(office.section).post(address(item, "tanya"), {"text": "Usulan mana yang diperiksa?"})
    page = f"/inbox/pertanyaan/{Question.objects.get().pk}/"

    for person in (office.section, office.other, office.division, make.with_role("HR_ADMIN")):
        assert enter(person).get(page).status_code == 404
        assert enter(person).post(page, {"text": "Jawaban."}).status_code == 404
    assert Question.objects.get().answer == ""


@pytest.mark.parametrize("page", ["tanya", "alihkan", "tunda"])
def test_empty_form_comes_back_with_its_errors(office, item, enter, page):
    before = picture()

    response = enter(office.section).post(address(item, page), {})

    assert response.status_code == 422
    assert soup(response).select("[role=alert] a[href^='#']")
    assert "(ada kesalahan)" in soup(response).title.get_text()
    assert picture() == before


def test_colleague_is_chosen_from_those_who_may_decide(office, item, enter):
    peer = make.employee("Budi Santoso", office.posts["second_section"], sex="M")
    page = soup(enter(office.section).get(address(item, "alihkan")))
    assert {radio["value"] for radio in page.select("input[name=to]")} == {peer.nip, office.division.nip}

    refused = enter(office.section).post(address(item, "alihkan"), {"to": office.staff.nip, "reason": "Dinas luar."})
    assert refused.status_code == 422
    response = enter(office.section).post(address(item, "alihkan"), {"to": peer.nip, "reason": "Dinas luar."})

    assert response.url == "/inbox/"
    assert open_items().get().owner == peer.user
    assert enter(office.section).get(address(item, "alihkan")).status_code == 403


def test_task_is_put_off_and_brought_back(office, item, enter):
    until = TODAY + timedelta(days=2)
    field = soup(enter(office.section).get(address(item, "tunda"))).select_one("input[name=until]")
    assert (field["type"], field["min"], field["max"]) == ("date", "2026-11-24", "2026-11-26")

    assert enter(office.section).post(address(item, "tunda"), {"until": until.isoformat()}).url == "/inbox/"
    assert open_items().get().snoozed_until == until
    links = [a["href"] for a in soup(enter(office.section).get(f"/inbox/{item.task_id}/")).select("main a[href]")]
    assert address(item, "bangunkan") in links

    enter(office.section).post(address(item, "bangunkan"))
    assert open_items().get().snoozed_until is None


def test_day_past_the_due_date_is_said_at_its_field(office, item, enter):
    response = enter(office.section).post(address(item, "tunda"), {"until": "2026-12-24"})

    assert response.status_code == 422
    assert "batas waktunya" in soup(response).select_one(".field-bad").get_text()


def test_parked_case_is_claimed_on_its_page_then_decided(office, enter):
    make.vacant(office.posts["section"])
    make.submitted_report(office.staff)
    item = open_items().get()
    member = make.with_role("PERFORMANCE_TEAM", "Tika Kinerja")
    page = soup(enter(member).get(f"/inbox/{item.task_id}/"))
    assert page.select_one(f"a.btn[href='{address(item, 'ambil')}']")
    assert page.select("input[name=verb]") == []

    assert enter(member).post(address(item, "ambil")).url == f"/inbox/{item.task_id}/"
    page = soup(enter(member).get(f"/inbox/{item.task_id}/"))
    assert page.select("input[name=verb]")
    assert page.select_one(f"a[href='{address(item, 'antrean')}']")

    assert enter(member).post(address(item, "antrean")).url == "/inbox/"
    assert WorkItem.objects.open().get().owner is None


def test_member_of_the_team_is_not_offered_their_own_case(office, enter):
    make.vacant(office.posts["section"])
    make.submitted_report(office.staff)
    item = open_items().get()
    make.RoleGrant.objects.create(user=office.staff.user, role="PERFORMANCE_TEAM", start=make.date(2026, 1, 1))

    assert enter(office.staff).get(address(item, "ambil")).status_code == 403


def test_plh_is_told_for_whom_they_act(office, item, enter):
    make.acting(office.other, office.posts["section"], "PLH")

    page = enter(office.other).get(address(item, "tanya"))

    assert "Jaya Ramadan" in soup(page).select_one(".notice-acting").get_text()


def test_task_that_was_decided_meanwhile_says_by_whom(office, item, enter):
    daily.verify(task_id=item.task_id, by=make.actor(office.section), at=make.at(TODAY, 17))

    response = enter(office.section).get(address(item, "tanya"))

    assert "Jaya Ramadan" in soup(response).select_one(".notice").get_text()
    assert Decision.objects.filter(verb="ASK").count() == 0


def test_task_that_never_was_is_not_found(office, enter):
    assert enter(office.section).get("/inbox/999999/tanya/").status_code == 404

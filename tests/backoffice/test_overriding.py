"""HR's override: chosen and reasoned on a page, recorded and shown as one everywhere, never in one's own case."""

import pytest
from bs4 import BeautifulSoup

from tests import factories as make
from tests.backoffice.conftest import TODAY, tables
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.models import WorkItem
from workflows.organization.models import RoleGrant


@pytest.fixture
def item(people):
    make.submitted_report(people.office.staff, TODAY)
    return WorkItem.objects.open().get()


def address(item):
    return f"/admin/engine/workitem/override/{item.task_id}/"


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def posted(verb="approve", reason="Pejabatnya sakit lama."):
    return {"verb": verb, "reason": reason, "seen": DailyProcess.objects.get().content_hash}


def test_page_shows_the_case_whose_turn_it_is_and_since_when(people, enter, item):
    shown = text(enter(people.hr).get(address(item)))

    assert "Ghaliyati Wahyuni" in shown
    assert "Menunggu Jaya Ramadan" in shown
    assert "Memeriksa usulan mutasi" in shown


def test_override_decides_and_is_recorded_as_one(people, enter, item):
    response = enter(people.hr).post(address(item), posted())

    assert response.status_code == 302
    assert DailyReport.objects.get().status == "VERIFIED"
    decision = Decision.objects.get(verb="OVERRIDE")
    assert (decision.actor_name, decision.reason, decision.channel) == (
        "Ratna HR", "Pejabatnya sakit lama.", "BACKOFFICE",
    )  # fmt: skip
    assert decision.details["as"] == "APPROVE"
    assert not Decision.objects.filter(verb="APPROVE").exists()


@pytest.mark.parametrize(("verb", "status"), [("return", "RETURNED"), ("reject", "REJECTED")])
def test_every_verb_of_the_tier_is_there(people, enter, item, verb, status):
    tier = item.tier
    if verb == "reject" and not tier.may_reject:
        item.tier = make.chain(tiers=[{"rule": "DIRECT_SUPERIOR", "may_reject": True}]).tiers.get()
        item.save()

    enter(people.hr).post(address(item), posted(verb))

    assert DailyReport.objects.get().status == status
    assert Decision.objects.get(verb="OVERRIDE").details["as"] == verb.upper()


def test_override_is_shown_as_one_in_history_stairs_and_lists(people, enter, item):
    enter(people.hr).post(address(item), posted())
    report = DailyReport.objects.get()

    page = BeautifulSoup(enter(people.office.staff).get(f"/daily/{report.pk}/").content, "html.parser")
    assert "override" in page.select_one(".timeline").get_text().lower() or "menggantikan" in page.get_text()
    assert "Ratna HR" in page.select_one(".timeline").get_text()
    stairs = page.select_one(".chain").get_text(" ")
    assert "Ratna HR" in stairs
    record = text(enter(people.auditor).get("/admin/audit/decision/"))
    assert str(Decision.objects.get(verb="OVERRIDE").get_verb_display()) in record


def test_reason_is_needed(people, enter, item):
    before = tables()

    page = enter(people.hr).post(address(item), posted(reason=""))

    assert page.status_code == 422
    assert tables() == before


def test_nobody_overrides_their_own_case(people, enter, item):
    RoleGrant.objects.create(user=people.office.staff.user, role="HR_ADMIN", start=TODAY.replace(month=1))
    before = tables()
    browser = enter(people.office.staff)

    assert "Perkara ini menyangkut Anda" in text(browser.get(address(item)))
    assert browser.post(address(item), posted()).status_code == 403
    assert tables() == before


@pytest.mark.parametrize("who", ["team", "auditor", "technical"])
def test_only_hr_admins_override(people, enter, item, who):
    before = tables()
    browser = enter(getattr(people, who))

    assert browser.get(address(item)).status_code == 403
    assert browser.post(address(item), posted()).status_code == 403
    assert tables() == before


def test_content_that_changed_meanwhile_is_shown_anew(people, enter, item):
    before = tables()

    page = enter(people.hr).post(address(item), {**posted(), "seen": "0" * 64})

    assert page.status_code == 409
    assert "Pejabatnya sakit lama." in page.content.decode()
    assert tables() == before


def test_decided_task_is_not_found(people, enter, item):
    enter(people.hr).post(address(item), posted())

    assert enter(people.hr).get(address(item)).status_code == 404


def test_override_of_what_was_decided_meanwhile_says_by_whom(people, enter, item):
    given = posted("return")
    browser = enter(people.hr)
    make.daily.verify(task_id=item.task_id, by=make.actor(people.office.section))
    before = tables()

    page = browser.post(address(item), given, follow=True)

    assert page.redirect_chain == [("/admin/engine/workitem/stuck/", 302)]
    assert "Pekerjaan ini sudah selesai: Jaya Ramadan menyetujuinya pada" in text(page)
    assert tables() == before


def test_override_of_what_never_was_a_task_is_not_found(people, enter, item):
    assert enter(people.hr).post("/admin/engine/workitem/override/999999/", posted()).status_code == 404


def test_step_that_needs_more_than_a_decision_offers_to_hand_over(people, enter, item):
    WorkItem.objects.filter(pk=item.pk).update(node="correct")

    page = enter(people.hr).get(address(item))

    assert "/admin/engine/workitem/hand-over/?item=" in page.content.decode()
    assert BeautifulSoup(page.content, "html.parser").select("input[name=verb]") == []

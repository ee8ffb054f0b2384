"""A round of opinion in the back-office: reminding, closing and a paper form, by whoever conducts rounds alone."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from tests import factories as make
from tests.backoffice.conftest import list_url, tables
from tests.workflows.feedback import states as given
from workflows.audit.models import Decision
from workflows.engine.models import OutboxMessage
from workflows.feedback.models import OpinionRound, Urn
from workflows.feedback.urn import unseal
from workflows.rules.berakhlak import BEHAVIOURS

PAGES = ("remind/", "outside/", "close/")
PAPER = {value.code: "ABOVE" for value in BEHAVIOURS}


@pytest.fixture
def opened(people):
    """A round about `staff`: three colleagues are asked, two have answered."""
    colleagues = given.colleagues(people.office, 3)
    made = given.opened(people.hr, people.office.staff, colleagues)
    for rater in colleagues[:2]:
        given.answered(made, rater)
    return made


def page_of(of, page):
    return list_url(OpinionRound, f"{of.pk}/{page}")


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def answers(of):
    return unseal(of, bytes(Urn.objects.get(round=of).sealed))


def test_a_paper_form_joins_the_answers_and_the_record_says_only_who_entered_one(people, enter, opened):
    browser = enter(people.team)
    assert "Formulir kertas" in text(browser.get(page_of(opened, "outside/")))

    answer = browser.post(page_of(opened, "outside/"), {**PAPER, "remark": "Cepat dan ramah."}, follow=True)

    assert answer.status_code == 200
    assert "Formulir sudah masuk" in text(answer)
    (paper,) = [each for each in answers(opened) if each.group == "OUTSIDE"]
    assert (set(paper.ratings), paper.remark) == ({"ABOVE"}, "Cepat dan ramah.")
    assert len(answers(opened)) == 3
    decision = Decision.objects.latest("pk")
    assert (decision.verb, decision.channel, decision.actor_nip, decision.reason) == (
        "RECORD_OUTSIDE", "BACKOFFICE", people.team.nip, "",
    )  # fmt: skip
    assert "Cepat" not in str(decision.details)


@pytest.mark.parametrize("missing", [BEHAVIOURS[0].code, BEHAVIOURS[6].code])
def test_a_paper_form_without_a_rating_is_refused_and_keeps_what_was_typed(people, enter, opened, missing):
    browser, before, kept = enter(people.hr), tables(), answers(opened)

    typed = {name: rating for name, rating in PAPER.items() if name != missing}
    answer = browser.post(page_of(opened, "outside/"), {**typed, "remark": "Cepat dan ramah."})

    assert answer.status_code == 422
    shown = BeautifulSoup(answer.content, "html.parser")
    assert shown.select_one("textarea[name=remark]").get_text().strip() == "Cepat dan ramah."
    assert len(shown.select("input[type=radio][checked]")) == 6
    assert (tables(), answers(opened)) == (before, kept)


def test_a_reminder_goes_to_everybody_who_was_asked_and_once_a_day(people, enter, opened):
    browser = enter(people.hr)
    told = OutboxMessage.objects.count()
    assert "Semua yang diminta" in text(browser.get(page_of(opened, "remind/")))
    assert OutboxMessage.objects.count() == told  # looking sends nothing

    answer = browser.post(page_of(opened, "remind/"), follow=True)

    assert answer.status_code == 200
    sent = OutboxMessage.objects.order_by("-pk")[: OutboxMessage.objects.count() - told]
    asked = {invitation.rater.user_id for invitation in opened.invitations.select_related("rater")}
    assert {message.recipient_id for message in sent} == asked
    assert len(asked) == 3
    assert (
        Decision.objects.filter(verb="REMIND", channel="BACKOFFICE", particulars__actor_nip=people.hr.nip).count() == 1
    )

    before = tables()
    again = browser.post(page_of(opened, "remind/"))
    assert (again.status_code, tables()) == (422, before)
    assert "sudah diingatkan hari ini" in text(again)


def test_closed_it_takes_no_paper_and_no_reminder(people, enter, opened):
    browser = enter(people.hr)
    assert browser.post(page_of(opened, "close/"), follow=True).status_code == 200
    opened.refresh_from_db()
    assert (opened.status, opened.answers) == ("CLOSED", 2)

    before = tables()
    for page, values in (("outside/", PAPER), ("remind/", {}), ("close/", {})):
        refused = browser.post(page_of(opened, page), values)
        assert refused.status_code == 422, page
        assert "sudah ditutup" in text(refused), page
    assert tables() == before


def test_after_its_last_day_neither_is_taken(people, enter, opened, settings):
    settings.DEMO_TODAY = date(2026, 12, 11)
    browser, before = enter(people.hr), tables()

    for page, values in (("outside/", PAPER), ("remind/", {})):
        refused = browser.post(page_of(opened, page), values)
        assert (refused.status_code, "sampai dengan" in text(refused)) == (422, True), page
    assert tables() == before


@pytest.mark.parametrize("who", ["auditor", "technical"])
def test_nobody_else_of_the_back_office_reaches_the_pages(people, enter, opened, who):
    browser, before = enter(getattr(people, who)), tables()

    for page in PAGES:
        assert browser.get(page_of(opened, page)).status_code in {302, 403}, page
        assert browser.post(page_of(opened, page), PAPER).status_code in {302, 403}, page
    assert tables() == before


def test_nobody_conducts_the_round_about_themselves(people, enter):
    colleagues = given.colleagues(people.office, 3)
    about_hr = given.opened(people.other_hr, people.hr, colleagues)
    browser, before = enter(people.hr), tables()

    for page, values in (("outside/", PAPER), ("remind/", {}), ("close/", {})):
        refused = browser.post(page_of(about_hr, page), values)
        assert (refused.status_code, "tentang diri Anda" in text(refused)) == (422, True), page
    assert tables() == before


def test_people_outside_the_back_office_do_not_find_them(people, enter, opened):
    for page in PAGES:
        assert enter(people.office.staff).get(page_of(opened, page)).status_code in {302, 403, 404}
    assert make.actor(people.office.staff).employee == opened.employee

"""By keyboard alone in a real browser: an assessor verifies a week of a team of eight, and goes from case to case."""

from collections.abc import Callable
from datetime import date, timedelta
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests import factories as make
from tests.journeys.test_browser import PHONE, log_in, no_wider_than_the_screen, tab_to
from workflows.audit.models import Decision
from workflows.daily.models import DailyReport

DESK = {"width": 1280, "height": 800}
MONDAY = date(2026, 11, 16)
NAMES = ("Ani Sirait", "Budi Tampubolon", "Cici Lestari", "Dodi Siregar", "Endah Wulandari", "Farid Hasibuan")
A_MINUTE = 60
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db: None, settings: Any) -> make.Office:
    """The small office on the Monday after; the section has eight people."""
    settings.DEMO_TODAY = MONDAY + timedelta(days=7)
    return make.office()


@pytest.fixture
def team(office: make.Office) -> list[Any]:
    """Eight people who each sent a report on each day of the week."""
    people = [office.staff, office.other]
    for number, name in enumerate(NAMES):
        post = make.position(f"Analis {number}", office.posts["staff"].unit, office.posts["section"])
        people.append(make.employee(name, post))
    for offset in range(5):
        for person in people:
            done = make.entries(description=f"Memeriksa berkas {offset + 1} {person.name}")
            make.submitted_report(person, MONDAY + timedelta(days=offset), done)
    return people


@pytest.fixture
def browsing(browser: Browser, live_server: Any) -> Any:
    """A page on a desk or a phone, with or without JavaScript: `browsing(DESK, script=True)`."""
    contexts = []

    def opened(size: dict[str, int], *, script: bool) -> Page:
        context = browser.new_context(
            viewport=size, java_script_enabled=script, base_url=live_server.url, locale="id-ID"
        )
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def verified() -> int:
    return DailyReport.objects.filter(status=DailyReport.Status.VERIFIED).count()


def focused(page: Page) -> str:
    """What has the focus, and that the ring around it can be seen."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


def test_a_week_of_a_team_of_eight_is_verified_in_under_a_minute(
    office: make.Office, team: list[Any], browsing: Callable[..., Page], record_property: Any
) -> None:
    page = browsing(DESK, script=True)
    log_in(page, office.section.nip)
    began = monotonic()

    tab_to(page, page.locator(".nav-wide a", has_text="Kotak masuk"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/")
    for expected in (25, 15):
        assert page.locator("input[name=l]").count() == expected
        page.keyboard.press("j")  # into the list, and with Space the first is ticked
        page.keyboard.press("Space")
        assert page.locator("input[name=l]:checked").count() == 1
        page.keyboard.press("a")
        assert page.locator("input[name=l]:checked").count() == expected
        assert page.get_by_role("button", name=f"Setujui {expected} laporan").count() == 1
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/inbox/selected/")
        assert page.locator("h1").inner_text() == f"{expected} laporan disetujui"
        tab_to(page, page.get_by_role("link", name="Kembali ke kotak masuk"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/inbox/")
    took = monotonic() - began

    assert page.get_by_text("Tidak ada yang menunggu").count() == 1
    assert verified() == 40
    assert Decision.objects.filter(verb="APPROVE", particulars__actor_name="Jaya Ramadan", channel="PAGE").count() == 40
    record_property("seconds", round(took, 1))
    print(f"a week of a team of eight by keyboard: {took:.1f} s")  # noqa: T201  the figure is the point
    assert took < A_MINUTE


def test_the_same_without_javascript(office: make.Office, team: list[Any], browsing: Callable[..., Page]) -> None:
    page = browsing(PHONE, script=False)
    log_in(page, office.section.nip)
    page.goto("/inbox/")
    no_wider_than_the_screen(page)
    began = monotonic()

    for expected in (25, 15):
        tab_to(page, page.get_by_role("link", name=f"Semua di halaman ini ({expected})"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/inbox/?pilih=semua")
        assert page.locator("input[name=l]:checked").count() == expected
        tab_to(page, page.get_by_role("button", name=f"Setujui {expected} laporan"), most=200)
        page.keyboard.press("Enter")
        page.wait_for_url("**/inbox/selected/")
        no_wider_than_the_screen(page)
        tab_to(page, page.get_by_role("link", name="Kembali ke kotak masuk"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/inbox/")

    assert verified() == 40
    assert monotonic() - began < A_MINUTE


def test_the_next_case_comes_by_itself_and_the_number_chooses(
    office: make.Office, team: list[Any], browsing: Callable[..., Page]
) -> None:
    page = browsing(DESK, script=True)
    log_in(page, office.section.nip)
    page.goto("/inbox/?orang=Sirait")
    assert page.locator("input[name=l]").count() == 5
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")  # opens the row instead of sending the form
    page.wait_for_url("**/inbox/*/?orang=Sirait")
    first = page.url

    page.keyboard.press("1")
    assert page.locator("input[name=verb]:checked").get_attribute("value") == "approve"
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda address: address != first and "/berikut/" not in address)
    assert "orang=Sirait" in page.url
    assert page.locator("h1").inner_text().replace("\xa0", " ") == "Laporan Ani Sirait, Selasa, 17 November"
    assert page.get_by_text("Laporan Ani Sirait, 16 November disetujui.").count() == 1

    page.keyboard.press("2")
    assert focused(page) == "id_return_reason"
    page.keyboard.type("1 bukti belum dilampirkan")  # a number inside a text chooses nothing
    assert page.locator("input[name=verb]:checked").get_attribute("value") == "return"
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/inbox/*/?orang=Sirait")
    page.wait_for_function("document.querySelector('h1').textContent.includes('Rabu')")

    assert verified() == 1
    assert DailyReport.objects.get(employee=team[2], day=MONDAY + timedelta(days=1)).status == "RETURNED"


def test_single_letters_can_be_turned_off(office: make.Office, team: list[Any], browsing: Callable[..., Page]) -> None:
    page = browsing(DESK, script=True)
    log_in(page, office.section.nip)
    page.goto("/inbox/")
    page.locator("[data-shortcuts] summary").click()
    page.get_by_role("button", name="Matikan pintasan").click()
    page.reload()

    page.keyboard.press("j")
    page.keyboard.press("a")

    assert page.locator("input[name=l]:checked").count() == 0
    page.locator("[data-shortcuts] summary").click()
    assert page.get_by_role("button", name="Nyalakan pintasan").count() == 1

"""In a real browser without JavaScript, on a phone, by keyboard: a report is written and sent, its assessor agrees."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests import factories as make
from tests.journeys import full_office
from tests.workflows.audit.chain import by_actions
from workflows.daily.models import DailyReport

PASSWORD = "rahasia-sekali"
PHONE = {"width": 390, "height": 844}
SMALLEST = {"width": 320, "height": 640}
WORDS = "Memeriksa kelengkapan usulan mutasi"


@pytest.fixture
def office(transactional_db: None, settings: Any) -> make.Office:
    settings.DEMO_TODAY = date(2026, 11, 24)
    return make.office()


@pytest.fixture
def phone(browser: Browser, live_server: Any) -> Any:
    """A page on a phone without JavaScript: `phone()`; each is a browser of its own."""
    contexts = []

    def opened(size: dict[str, int] = PHONE) -> Page:
        context = browser.new_context(
            viewport=size, java_script_enabled=False, base_url=live_server.url, locale="id-ID"
        )
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def log_in(page: Page, nip: str) -> None:
    """By the form, typing."""
    page.goto("/")
    page.get_by_label("NIP").focus()
    page.keyboard.type(nip)
    tab_to(page, page.get_by_label("Kata sandi"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: urlsplit(address).path == "/")


def tab_to(page: Page, wanted: Any, most: int = 60) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if wanted.and_(page.locator(":focus")).count():
            return
    raise AssertionError(f"{wanted} is not reached by Tab on {page.url}")


def no_wider_than_the_screen(page: Page) -> None:
    """No scrolling sideways: asked of the protocol, as the page itself runs no script."""
    session = page.context.new_cdp_session(page)
    metrics = session.send("Page.getLayoutMetrics")
    seen, whole = metrics["cssLayoutViewport"]["clientWidth"], metrics["cssContentSize"]["width"]
    assert whole <= seen, f"{page.url} is {whole} wide on a screen of {seen}"


def test_a_report_by_keyboard_on_a_phone_and_its_approval(office, phone: Callable[..., Page]):
    page = phone()
    log_in(page, office.staff.nip)
    tab_to(page, page.get_by_role("link", name="Isi laporan hari ini"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/daily/write/**")
    no_wider_than_the_screen(page)

    tab_to(page, page.locator("#id_activity-0-description"))
    page.keyboard.type(WORDS)
    tab_to(page, page.locator("#id_activity-0-starts"))
    page.keyboard.type("07.30")
    tab_to(page, page.locator("#id_activity-0-ends"))
    page.keyboard.type("09.30")
    tab_to(page, page.locator("#id_activity-0-result"))
    page.keyboard.press("End")
    tab_to(page, page.locator("#id_activity-0-quantity"))
    page.keyboard.type("1")
    tab_to(page, page.get_by_role("button", name="Kirim laporan"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/daily/*/")
    assert page.get_by_text(WORDS).count()
    report = DailyReport.objects.get()
    assert (report.status, report.employee) == (DailyReport.Status.SUBMITTED, office.staff)

    page = phone()
    log_in(page, office.section.nip)
    page.goto("/inbox/")
    no_wider_than_the_screen(page)
    link = page.locator("main a[href^='/inbox/']", has_text="Ghaliyati Wahyuni").first
    tab_to(page, link)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/*/")
    no_wider_than_the_screen(page)
    tab_to(page, page.locator("input[name=verb]").first)
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Kirim keputusan"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/")

    report.refresh_from_db()
    assert report.status == DailyReport.Status.VERIFIED
    assert list(by_actions().order_by("id").values_list("verb", "particulars__actor_name", "channel")) == [
        ("SUBMIT", "Ghaliyati Wahyuni", "PAGE"), ("APPROVE", "Jaya Ramadan", "PAGE"),
    ]  # fmt: skip


def test_no_page_is_wider_than_the_smallest_phone(office, phone: Callable[..., Page]):
    full_office.fill(office)
    page = phone(SMALLEST)
    for address in ("/accounts/login/", "/accounts/one-time-code/"):
        page.goto(address)
        no_wider_than_the_screen(page)
    log_in(page, office.section.nip)
    report = DailyReport.objects.filter(employee=office.staff).earliest("day")
    addresses = [
        "/", "/inbox/", "/skp/", "/targets/", "/daily/", "/daily/write/", f"/daily/{report.pk}/", "/assessment/",
        "/results/", "/team/", f"/team/{office.staff.nip}/", "/allowance/2026-11/", "/accounts/profile/",
    ]  # fmt: skip
    page.goto("/inbox/")
    tasks = [link.get_attribute("href") for link in page.locator("main a[href^='/inbox/']").all()]
    assert tasks
    for address in [*addresses, *dict.fromkeys(task for task in tasks if task and "?" not in task)]:
        page.goto(address)
        no_wider_than_the_screen(page)

    page = phone(SMALLEST)
    log_in(page, office.staff.nip)
    for address in ("/", "/results/", "/skp/", "/targets/", "/inbox/", "/assessment/", "/allowance/2026-10/"):
        page.goto(address)
        no_wider_than_the_screen(page)

"""In a real browser: search and timeline are read on a phone and on a desk without moving them sideways."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, expect

from tests.backoffice.conftest import BACKEND

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_hangs_over_the_edge(transactional_db, people, story, browser: Browser, live_server: Any, size):
    client = Client()
    client.force_login(people.auditor.user, backend=BACKEND)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport=size, java_script_enabled=False, base_url=live_server.url, locale="id-ID")
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()

    page.goto("/admin/audit/search/")
    page.get_by_label("Bulan, triwulan, atau tahun").select_option("2026-06")
    page.get_by_label("Mewakili orang lain").check()
    page.get_by_role("button", name="Cari", exact=True).click()
    page.wait_for_url(lambda address: "remarks=for-another" in address)
    expect(page.get_by_text("mewakili Jaya Ramadan")).to_be_visible()
    assert over_the_edge(page, size["width"]) == []
    page.get_by_text("Ubah pencarian").click()
    page.get_by_text("Lainnya: tanggal, objek").click()
    assert over_the_edge(page, size["width"]) == []
    page.get_by_role("link", name="Garis waktu").first.click()
    page.wait_for_url("**/audit/case/**")
    page.get_by_text("Dari mana datangnya").last.click()
    expect(page.get_by_text("Versi sebelumnya").first).to_be_visible()
    assert over_the_edge(page, size["width"]) == []
    context.close()


def over_the_edge(page: Any, width: int) -> list[str]:
    """What of the page reaches beyond the screen."""
    boxes = [(each, each.bounding_box()) for each in page.locator(".audit-page *").all() if each.is_visible()]
    return [each.inner_text()[:60] for each, box in boxes if box and box["x"] + box["width"] > width + 1]

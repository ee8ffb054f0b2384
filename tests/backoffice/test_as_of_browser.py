"""In a real browser: the page of a case as it stood is read on a phone and on a desk without moving it sideways."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, expect

from tests.backoffice.as_of_cases import address, known_people, revised_skp
from tests.backoffice.conftest import BACKEND

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def people(transactional_db):
    return known_people()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_nothing_of_the_page_hangs_over_the_edge(people, browser: Browser, live_server: Any, size, script):
    skp = revised_skp(people)
    client = Client()
    client.force_login(people.auditor.user, backend=BACKEND)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport=size, java_script_enabled=script, base_url=live_server.url, locale="id-ID")
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()

    page.goto(address(skp, "2026-01-13 08:00"))
    expect(page.get_by_text("dihapus kemudian").first).to_be_visible()
    assert page.get_by_label("Tanggal dan jam").input_value() == "2026-01-13T08:00"
    wide = page.locator("#content, main, form, dl, ol, p").all()
    over = [box for each in wide if (box := each.bounding_box()) and box["x"] + box["width"] > size["width"] + 1]
    assert over == []
    page.get_by_label("Tanggal dan jam").fill("2026-01-13T09:30:00")
    page.get_by_role("button", name="Tampilkan").click()
    page.wait_for_url("**?at=2026-01-13T09*")
    expect(page.get_by_text("Sebut jumlahnya.").first).to_be_visible()
    context.close()

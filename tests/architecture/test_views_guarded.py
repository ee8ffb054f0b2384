"""Whoever has not logged in reaches nothing: every address sends them to the log-in, but for the few named here."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

pytestmark = pytest.mark.django_db

# What the log-in itself needs, and what watches the server. Everything else is for people who have logged in.
OPEN_TO_ALL = {
    "accounts/login/", "accounts/logout/", "accounts/one-time-code/", "health/live", "health/ready", "i18n/setlang/",
    "preferences/", "admin/login/", "admin/logout/", "admin/jsi18n/",
}  # fmt: skip
NOT_OURS = ("static/", settings.STATIC_URL.lstrip("/"))
SAMPLES = {"int": "1", "str": "198001012005012001", "slug": "2026-11", "uuid": "1f0c4f8e-0000-4000-8000-000000000000"}


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the project, with its pattern as text."""
    for pattern in resolver.url_patterns:
        text = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, text)
        else:
            yield text, pattern


def address(text: str) -> str:
    """An address that the pattern takes: each place filled with a sample of its kind."""
    parts = []
    for number, part in enumerate(text.replace(">", "<").split("<")):
        kind, _, name = part.rpartition(":")
        parts.append(part if number % 2 == 0 else SAMPLES.get(kind, "1" if name != "nip" else SAMPLES["str"]))
    return "/" + "".join(parts).replace("^", "").replace("$", "").replace("\\Z", "")


def sent_to_log_in(response) -> bool:
    """Whether the answer is the way to a log-in page, or a plain refusal."""
    if response.status_code in {401, 403}:
        return True
    return response.status_code == 302 and response["Location"].startswith(
        (resolve_url(settings.LOGIN_URL), "/admin/login/")
    )


def test_every_page_sends_strangers_to_the_log_in(client):
    reached, asked = [], 0
    for text, _ in patterns(get_resolver()):
        if text in OPEN_TO_ALL or text.startswith(NOT_OURS) or "(?P" in text:
            continue
        asked += 1
        for method in ("get", "post"):
            response = getattr(client, method)(address(text))
            if not sent_to_log_in(response):
                reached.append(f"{method.upper()} {address(text)}: {response.status_code}")

    assert asked > 20
    assert reached == []


def test_open_addresses_exist_and_need_no_log_in(client):
    """An exception that is no longer needed leaves the list."""
    known = {text for text, _ in patterns(get_resolver())}

    assert {text for text in OPEN_TO_ALL if not text.startswith("admin/")} - known == set()
    for text in ("accounts/login/", "accounts/one-time-code/", "health/live", "health/ready"):
        assert client.get(f"/{text}").status_code == 200

"""The frame of every page: language, menu written twice, preferences, explanation beside, nothing inline."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import include, path
from django.utils import translation


def nothing(request: HttpRequest) -> HttpResponse:
    """Stands for the pages to which the frame leads."""
    return HttpResponse()


urlpatterns = [
    path("", include(([path("", nothing, name="today"), path("p", nothing, name="preferences")], "portal"))),
    path("profile", include(([path("", nothing, name="profile")], "accounts"))),
    path("logout", nothing, name="logout"),
    path("language", nothing, name="set_language"),
]

PAGE = (
    '{% extends "base.html" %}{% block title %}Inbox{% endblock %}{% block head %}<h1>Inbox</h1>{% endblock %}'
    "{% block content %}<p>C</p>{% endblock %}"
)


@pytest.fixture(autouse=True)
def own_addresses(settings):
    settings.ROOT_URLCONF = __name__
    with translation.override("en"):
        yield


def page(source: str = PAGE, logged_in: bool = True, **context: object) -> str:
    """Render a page that fills the frame, without the project's context processors."""
    request = RequestFactory().get("/inbox/?as=1")
    request.user = SimpleNamespace(is_authenticated=logged_in)
    return Template(source).render(Context({"request": request, **context}))


def test_the_title_names_the_page_first():
    assert "<title>Inbox · Jenjang</title>" in page()
    assert '<html lang="en" data-text="normal" data-contrast="normal">' in page()
    assert '<a class="skip" href="#isi">' in page()


def test_preferences_are_attributes_of_the_page():
    preferences = SimpleNamespace(text="largest", contrast="high", theme="dark")
    markup = page(preferences=preferences)
    assert '<html lang="en" data-text="largest" data-contrast="high" data-theme="dark">' in markup
    assert '<button class="chip" name="huruf" value="terbesar" aria-pressed="true">' in markup
    assert '<button class="chip" name="warna" value="terang" aria-pressed="false">' in markup
    assert "data-theme" not in page(preferences=SimpleNamespace(text="normal", contrast="normal", theme="auto"))
    assert '<input type="hidden" name="next" value="/inbox/?as=1">' in markup


def test_the_menu_is_written_twice_and_marks_where_one_is():
    menu = [SimpleNamespace(url="/inbox/", label="Inbox", is_current=True, count=1234)]
    markup = page(menu=menu, who_name="Siti <Pratama>", who_post="Kepala Bidang")
    entry = (
        '<a href="/inbox/" aria-current="page">Inbox '
        '<span class="count">1,234<span class="sr"> waiting</span></span></a>'
    )
    assert markup.count(entry) == 2
    assert "<b>Siti &lt;Pratama&gt;</b><br>Kepala Bidang" in markup
    assert '<form method="post" action="/logout">' in markup


def test_a_stranger_sees_no_menu():
    markup = page(logged_in=False)
    assert "<nav" not in markup
    assert "/logout" not in markup


def test_the_demonstration_says_its_today():
    assert "Today is set to Tuesday, 24\u00a0November 2026." in page(demo_today=date(2026, 11, 24))
    assert 'class="strip"' not in page()


def test_what_explains_stands_beside_and_only_where_there_is_something():
    assert "cols-side" not in page()
    assert '<div class="flow-l"><p>C</p></div><aside class="card">A</aside>' in page(
        PAGE + '{% block aside %}<aside class="card">A</aside>{% endblock %}'
    )
    assert '<aside class="flow"><p>A</p></aside>' in page(PAGE + "{% block aside %}<p>A</p>{% endblock %}")


def test_a_strict_content_policy_holds():
    assert not re.search(r"<script|style=|\son\w+=|<style", page(source_url="https://example.org/"))

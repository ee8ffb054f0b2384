"""Coming in: log-in by NIP, the one-time code, the pause after many failures, preferences, health."""

import pytest
from django.contrib.auth import get_user
from django.db import connection

from tests import factories as make
from workflows.organization.actor import Actor
from workflows.organization.models import OneTimeCode, User
from workflows.organization.one_time_codes import issue
from workflows.portal.preferences import COOKIE

PASSWORD = "rahasia-sekali"
CHOSEN = "tiga kata biasa"


def spaced(nip):
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"


def test_a_nip_may_be_typed_with_blanks(office, client):
    page = client.post("/accounts/login/", {"username": f" {spaced(office.staff.nip)} ", "password": PASSWORD})

    assert page.headers["Location"] == "/"
    assert get_user(client).pk == office.staff.user_id


def test_a_wrong_password_says_what_to_do(office, client):
    page = client.post("/accounts/login/", {"username": office.staff.nip, "password": "salah"})

    assert page.status_code == 200
    assert not get_user(client).is_authenticated
    assert 'class="error-summary"' in page.content.decode()


def test_nobody_is_led_to_another_site_after_logging_in(office, client):
    page = client.post(
        "/accounts/login/", {"username": office.staff.nip, "password": PASSWORD, "next": "https://elsewhere.example/"}
    )

    assert page.headers["Location"] == "/"


def test_many_failures_pause_this_log_in_alone(office, client):
    for _ in range(8):
        page = client.post("/accounts/login/", {"username": office.staff.nip, "password": "salah"})

    assert page.status_code == 429
    assert "registration/locked.html" in [template.name for template in page.templates]
    page = client.post("/accounts/login/", {"username": office.staff.nip, "password": PASSWORD})
    assert not get_user(client).is_authenticated
    client.post("/accounts/login/", {"username": office.other.nip, "password": PASSWORD})
    assert get_user(client).pk == office.other.user_id  # the office shares one address


def test_going_out_needs_a_post(office, client):
    client.force_login(office.staff.user)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"
    assert not get_user(client).is_authenticated


@pytest.fixture
def code(office):
    return issue(office.staff.user, by=Actor.system("test"))


def by_code(client, office, given, **changes):
    typed = {"nip": spaced(office.staff.nip), "code": given, "new_password1": CHOSEN, "new_password2": CHOSEN}
    return client.post("/accounts/one-time-code/", typed | changes)


def test_the_one_time_code_is_worth_one_password(office, client, code):
    page = by_code(client, office, code.lower())

    assert page.headers["Location"] == "/"
    assert get_user(client).pk == office.staff.user_id
    client.post("/accounts/logout/")
    assert by_code(client, office, code).status_code == 200  # used up
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "AAAAAAAA"}, "code"),
        ({"nip": "198001012005012999"}, "code"),
        ({"new_password1": "12345", "new_password2": "12345"}, "new_password1"),
        ({"new_password2": "lain sama sekali"}, "new_password2"),
        ({"nip": ""}, "nip"),
    ],
)
def test_a_refused_code_says_which_field(office, client, code, changes, field):
    page = by_code(client, office, code, **changes)

    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert not get_user(client).is_authenticated
    assert OneTimeCode.objects.get().used_at is None


def test_the_password_is_changed_on_the_profile(office, client):
    client.force_login(office.staff.user)

    page = client.post(
        "/accounts/profile/", {"old_password": PASSWORD, "new_password1": CHOSEN, "new_password2": CHOSEN}
    )

    assert page.headers["Location"] == "/accounts/profile/"
    assert User.objects.get(pk=office.staff.user_id).check_password(CHOSEN)
    assert get_user(client).is_authenticated


def test_preferences_follow_the_log_in(office, client):
    client.force_login(office.staff.user)

    page = client.post("/preferences/", {"huruf": "terbesar", "next": "/inbox/?proses=skp"})
    client.post("/preferences/", {"kontras": "tinggi"})
    client.post("/preferences/", {"warna": "gelap", "huruf": "raksasa"})

    assert page.headers["Location"] == "/inbox/?proses=skp"
    user = User.objects.get(pk=office.staff.user_id)
    assert (user.text_size, user.contrast, user.theme) == ("largest", "high", "dark")
    assert 'data-text="largest" data-contrast="high" data-theme="dark"' in client.get("/").content.decode()


def test_preferences_of_a_stranger_are_kept_in_a_cookie(db, client):
    client.post("/preferences/", {"huruf": "besar", "next": "/accounts/login/"})

    assert client.cookies[COOKIE].value == "large.normal.auto"
    assert 'data-text="large"' in client.get("/accounts/login/").content.decode()
    client.cookies[COOKIE] = 'x".<script>.dark'
    assert 'data-text="normal"' in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_preferences_lead_to_no_other_site(db, client, wanted):
    assert client.post("/preferences/", {"huruf": "besar", "next": wanted}).headers["Location"] == "/"


def test_preferences_are_posted_only(db, client):
    assert client.get("/preferences/").status_code == 405


def test_the_chosen_language_follows_the_log_in(office, client):
    office.staff.user.language = "en"
    office.staff.user.save()

    client.post("/accounts/login/", {"username": office.staff.nip, "password": PASSWORD})

    assert '<html lang="en"' in client.get("/").content.decode()


def test_the_process_lives_without_its_database(client):
    """No database mark: any statement would fail this test."""
    assert client.get("/health/live").json() == {"status": "live"}


def test_the_server_is_ready_when_its_database_is(db, client):
    assert client.get("/health/ready").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'organization'")
    assert client.get("/health/ready").status_code == 503


def test_results_are_ones_own(office, open_as):
    assert open_as(office.staff, "/results/").status_code == 200
    assert open_as(make.employee("Tanpa Jabatan"), "/results/").status_code == 200

"""Production is safe where the environment says nothing: what it refuses to start with, and how it starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]
KEY, OTHER_KEY, THIRD_KEY = "k1-" + "p4Rq7vXz" * 8, "a1-" + "m9Ws2tYb" * 8, "s1-" + "h3Kd6cNu" * 8
HOST = "kinerja.example.go.id"
PROPER = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": KEY,
    "AUDIT_KEY": OTHER_KEY,
    "ANCHOR_KEY": THIRD_KEY,
    "ALLOWED_HOSTS": HOST,
}
KNOWN = "known-to-everybody-and-good-for-development-only"
OURS = {
    "ENVIRONMENT", "SECRET_KEY", "AUDIT_KEY", "ANCHOR_KEY", "DEBUG", "DEMO_TODAY", "ALLOWED_HOSTS", "DATABASE_URL",
    "MEDIA_ROOT", "SECURE_SSL_REDIRECT", "BEHIND_PROXY", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE",
}  # fmt: skip


def run(*arguments, folder, **environment):
    """Another Python with this environment alone; its own empty database."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    database = {"DATABASE_URL": f"sqlite:///{folder}/production.sqlite3", "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**kept, **database, **environment}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def start(folder, **environment):
    """Read the settings as a server does."""
    return run("-c", "import config.settings", folder=folder, **environment)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"SECRET_KEY": ""}, "SECRET_KEY, AUDIT_KEY or ANCHOR_KEY"),
        ({"SECRET_KEY": KNOWN}, "SECRET_KEY, AUDIT_KEY or ANCHOR_KEY"),
        ({"SECRET_KEY": KEY[:31]}, "SECRET_KEY, AUDIT_KEY or ANCHOR_KEY"),
        ({"AUDIT_KEY": ""}, "SECRET_KEY, AUDIT_KEY or ANCHOR_KEY"),
        ({"AUDIT_KEY": KNOWN}, "SECRET_KEY, AUDIT_KEY or ANCHOR_KEY"),
        ({"AUDIT_KEY": OTHER_KEY[:31]}, "SECRET_KEY, AUDIT_KEY or ANCHOR_KEY"),
        ({"AUDIT_KEY": KEY}, "SECRET_KEY, AUDIT_KEY or ANCHOR_KEY"),
        ({"ANCHOR_KEY": ""}, "SECRET_KEY, AUDIT_KEY or ANCHOR_KEY"),
        ({"ANCHOR_KEY": KNOWN}, "SECRET_KEY, AUDIT_KEY or ANCHOR_KEY"),
        ({"ANCHOR_KEY": OTHER_KEY}, "SECRET_KEY, AUDIT_KEY or ANCHOR_KEY"),
        ({"DEMO_TODAY": "2026-11-24"}, "DEMO_TODAY is set"),
        ({"ENVIRONMENT": "staging"}, "either production or development"),
    ],
)
def test_production_refuses_to_start(tmp_path, changed, said):
    ended = start(tmp_path, **{**PROPER, **changed})

    assert ended.returncode != 0
    assert "ImproperlyConfigured" in ended.stderr
    assert said in ended.stderr
    assert KEY not in ended.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "AUDIT_KEY", "ANCHOR_KEY"])
def test_production_refuses_a_key_that_is_not_set_at_all(tmp_path, name):
    ended = start(tmp_path, **{key: value for key, value in PROPER.items() if key != name})

    assert "SECRET_KEY, AUDIT_KEY or ANCHOR_KEY" in ended.stderr


def test_where_nothing_is_said_it_is_production(tmp_path):
    assert "SECRET_KEY, AUDIT_KEY or ANCHOR_KEY" in start(tmp_path).stderr


def test_production_starts_with_proper_keys_and_is_strict(tmp_path):
    asked = (
        "from django.conf import settings as s; print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, "
        "s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.ALLOWED_HOSTS, s.WHITENOISE_USE_FINDERS)"
    )

    ended = run("-c", asked, folder=tmp_path, **PROPER)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.strip() == "False True True True True ['kinerja.example.go.id'] False"


def test_djangos_own_check_for_deployment_finds_no_error(tmp_path):
    ended = run("manage.py", "check", "--deploy", "--fail-level", "ERROR", folder=tmp_path, **PROPER)

    assert ended.returncode == 0, ended.stderr
    # Left to whoever owns the domain: they bind its other hosts too.
    warned = {line.split("(")[1].split(")")[0] for line in ended.stderr.splitlines() if line.startswith("?:")}
    assert warned <= {"security.W005", "security.W021"}


def test_development_keeps_the_demonstrations_day_and_needs_no_keys(tmp_path):
    asked = "from django.conf import settings as s; print(s.DEMO_TODAY, s.DEBUG)"

    ended = run("-c", asked, folder=tmp_path, ENVIRONMENT="development", DEMO_TODAY="2026-11-24")

    assert ended.stdout.strip() == "2026-11-24 False"


def test_production_collects_its_files_though_a_librarys_sheet_names_one_that_is_missing(settings, tmp_path):
    sheets = tmp_path / "from"
    sheets.mkdir()
    (sheets / "broken.css").write_text("p { color: red } " * 40 + "i { background: url(missing.png) }")
    settings.STATICFILES_DIRS = [sheets]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = str(tmp_path / "to")
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.storage.StaticFiles"}}

    call_command("collectstatic", interactive=False, verbosity=0)

    assert next((tmp_path / "to").glob("broken.*.css")).read_text().endswith('url("missing.png") }')
    assert list((tmp_path / "to").glob("broken.*.css.gz"))


def test_the_process_says_that_it_lives_without_asking_the_database(client):
    response = client.get(reverse("health_live"))  # a test without the database mark may not ask it

    assert (response.status_code, response.json()) == (200, {"status": "live"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_server_that_can_work_says_that_it_is_ready(client):
    response = client.get(reverse("health_ready"))

    assert (response.status_code, response.json()) == (200, {"status": "ready"})
    assert client.post(reverse("health_ready")).status_code == 405


def test_health_is_asked_without_tls_and_everything_else_is_not(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(reverse("health_live")).status_code == 200
    assert client.get(reverse("login")).status_code == 301

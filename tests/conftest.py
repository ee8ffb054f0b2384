"""What holds for every test: its database, its browser, and that it never leaves the machine."""

import ipaddress
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as settings_of_hypothesis

from tests.emptying import begin_anew, remember
from tests.template import begin_from_template, keep_as_template

# A shared machine may be slow for a second; that is nothing of the strategy or the code under test.
settings_of_hypothesis.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings_of_hypothesis.load_profile("house")

NEEDS_POSTGRES = "needs PostgreSQL: this run is on SQLite"
NEEDS_CHROMIUM = "needs a chromium: none was found (make setup installs one where it may)"
NEEDS_PG_DUMP = "needs pg_dump and pg_restore: PostgreSQL's client programs were not found (make setup installs them)"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_FIXTURES = {"page", "context", "browser", "new_context"}


def on_postgres() -> bool:
    """Whether this run's database is PostgreSQL; DATABASE_URL decides."""
    return connection.vendor == "postgresql"


def chromium() -> str | None:
    """Path of the system's chromium; CHROMIUM names another. None where there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


needs_database_programs = pytest.mark.skipif(
    on_postgres() and not (shutil.which("pg_dump") and shutil.which("pg_restore")), reason=NEEDS_PG_DUMP
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser's tests, and skip, with the reason, what this run cannot give."""
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("postgres") and not on_postgres():
            item.add_marker(pytest.mark.skip(reason=NEEDS_POSTGRES))
        if item.get_closest_marker("browser") and not chromium():
            item.add_marker(pytest.mark.skip(reason=NEEDS_CHROMIUM))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly what was left out: a green line must not hide it."""
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())]
    for reason in (NEEDS_POSTGRES, NEEDS_CHROMIUM, NEEDS_PG_DUMP):
        if count := sum(reason in text for text in reasons):
            terminalreporter.write_line(f"!!! SKIPPED {count} tests: {reason}", red=True, bold=True)


@pytest.fixture(scope="session", autouse=True)
def _begin_anew_after_what_committed() -> Iterator[None]:
    """After a transactional test the database is as its migrations left it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda self: begin_anew())
        yield


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """On SQLite a run begins from the migrated template, where one was kept; only what is missing is migrated."""
    return not on_postgres() and begin_from_template(str(connection.settings_dict["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_keepdb: bool, django_db_blocker: Any) -> Iterator[None]:
    """Keep a newly migrated SQLite database as the template of the next run, and what every test begins with.

    Before PostgreSQL drops the test database, end what is still connected to it.

    Playwright keeps an event loop running in the main thread, and Django's connections belong to a context: beside a
    browser the tests' connection is another one than that which drops the database, and nobody would close it.
    """
    if not on_postgres() and not django_db_keepdb:
        keep_as_template(str(connection.settings_dict["TEST"]["NAME"]))
    with django_db_blocker.unblock():
        remember()
    yield
    if on_postgres():
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What a module's fixture writes stays for all its tests, and is taken back after the last of them."""
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  # a durable block may stand inside
    with django_db_blocker.unblock(), outer:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright starts the system's chromium; as root it refuses its own sandbox."""
    arguments = ["--disable-gpu", "--disable-background-networking"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": chromium(), "args": arguments}


@pytest.fixture
def at_most_statements() -> Callable[[int], AbstractContextManager[None]]:
    """`with at_most_statements(25): …`: what is asked inside, without the savepoints that stand for BEGIN and COMMIT.

    A test runs in a transaction of its own, in which ours become savepoints: two statements that nobody else sends.
    """

    @contextmanager
    def counted(most: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        asked = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))]
        assert len(asked) <= most, "\n".join(asked)

    return counted


@pytest.fixture(autouse=True)
def _language_of_the_office() -> Iterator[None]:
    """Every test begins in the office's language, whichever a page of the test before was asked in."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _stay_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that speaks to another machine, even where the code under test swallowed the error."""
    tried: list[str] = []
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guard(host: object) -> None:
        if not is_this_machine(host):
            tried.append(str(host))
            raise OSError(f"Tests do not use the network; this one tried {host}.")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            guard(address[0])
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family != socket.AF_UNIX:
            guard(address[0])
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
        guard(host)
        return getaddrinfo(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    yield
    if tried:
        pytest.fail(f"This test tried to reach {', '.join(tried)}.")


def is_this_machine(host: object) -> bool:
    """Whether a connection to `host` stays here: loopback, by number or by name."""
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False

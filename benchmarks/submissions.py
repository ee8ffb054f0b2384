"""Reports sent over HTTP, 16 at once, beside a logged-in page of the same run; nothing acknowledged may be missing."""

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from django.contrib.auth.hashers import make_password

from benchmarks import ready  # noqa: F401  sets Django up before the models are imported
from benchmarks.forms import report_form
from benchmarks.judging import Judge
from tests import factories as make
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.models import WorkItem
from workflows.organization.models import User

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE, PEOPLE_EACH, ROUNDS, EACH_ROUND, PAGES_EACH_ROUND = 16, 4, 5, 12, 60
LEAST_SHARE = 0.10
PAGE = "/accounts/profile/"
PASSWORD = "rahasia-sekali"  # noqa: S105  of people who do not exist
DAYS = [date(2026, 11, day) for day in range(2, 25) if date(2026, 11, day).weekday() < 5]


class Browser:
    """One person's browser: its connection, cookies and form token."""

    def __init__(self, port: int, nip: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.nip = nip
        self.cookies: SimpleCookie = SimpleCookie()

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, bytes]:
        """Status, where it leads, and the page. Status 0: no answer."""
        headers = {"Cookie": "; ".join(f"{key}={morsel.value}" for key, morsel in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"].value, **form})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return 0, "", b""
        for header in response.headers.get_all("Set-Cookie", []):
            self.cookies.load(header)
        return response.status, response.headers.get("Location", ""), response.read()

    def log_in(self) -> None:
        """Through the log-in page, as everybody.

        :raises RuntimeError: it was refused.
        """
        self.ask("GET", "/accounts/login/")
        status, _, page = self.ask("POST", "/accounts/login/", {"username": self.nip, "password": PASSWORD})
        if status != 302:
            raise RuntimeError(f"Log-in of {self.nip} answered {status}: {re.sub(rb'<[^>]+>', b' ', page)[:300]!r}")


def main() -> int:
    """Rounds of pages and of submissions in turn; the share is the median of the rounds' ratios."""
    judge = Judge()
    office = make.office()
    people = [
        make.employee(f"Pegawai {n}", make.position(f"Analis {n}", office.posts["staff"].unit, office.posts["section"]))
        for n in range(AT_ONCE * PEOPLE_EACH)
    ]
    User.objects.update(password=make_password(PASSWORD))
    acknowledged: list[tuple[str, date]] = []
    outcomes: Counter[str] = Counter()
    with _server() as port:
        browsers = [Browser(port, person.nip) for person in people]
        for browser in browsers:
            browser.log_in()
        todo = [iter([(browser, day) for day in DAYS for browser in browsers[n::AT_ONCE]]) for n in range(AT_ONCE)]

        def fresh_connections() -> None:
            """As a browser does after a pause: the server has closed the idle ones."""
            for browser in browsers:
                browser.connection.close()

        def submit(number: int) -> None:
            for _ in range(EACH_ROUND):
                browser, day = next(todo[number])
                status, leads_to, _ = browser.ask("POST", "/daily/write/", report_form(day, browser.nip))
                outcomes[str(status)] += 1
                if status == 302 and leads_to.startswith("/daily/"):
                    acknowledged.append((browser.nip, day))

        def look(number: int) -> None:
            for _ in range(PAGES_EACH_ROUND):
                status, _, _ = browsers[number].ask("GET", PAGE)
                outcomes["page" if status == 200 else f"page {status}"] += 1

        _together(look)  # not counted: the server warms up
        rates = []
        for _ in range(ROUNDS):
            fresh_connections()
            rates.append((AT_ONCE * PAGES_EACH_ROUND / _together(look), AT_ONCE * EACH_ROUND / _together(submit)))
    judge.tell("logged-in pages a second", [round(page) for page, _ in rates])
    judge.tell("submissions a second", [round(sent, 1) for _, sent in rates])
    judge.tell("answers", dict(outcomes))
    judge.exactly("answers that were errors", sum(outcomes.values()) - outcomes["302"] - outcomes["page"], 0)
    judge.exactly("reports acknowledged", len(set(acknowledged)), AT_ONCE * EACH_ROUND * ROUNDS)
    judge.exactly("of them stored with process, decision, task and history", _stored(acknowledged), len(acknowledged))
    judge.at_least(
        f"a submission's share of a logged-in page ({PAGE})",
        statistics.median(sent / page for page, sent in rates),
        LEAST_SHARE,
    )
    return judge.status


def _stored(acknowledged: list[tuple[str, date]]) -> int:
    """How many of these are there whole."""
    cases = {
        (case.report.employee.nip, case.report.day): case
        for case in DailyProcess.objects.select_related("report__employee")
        if case.report.status == DailyReport.Status.SUBMITTED
    }
    decided = set(Decision.objects.filter(process="daily", verb="SUBMIT").values_list("case_id", flat=True))
    asked = set(WorkItem.objects.open().values_list("case_id", flat=True))
    kept = set(DailyReport.history.values_list("id", flat=True))
    return sum(
        case.pk in decided and case.pk in asked and case.report_id in kept
        for key in acknowledged
        if (case := cases.get(key)) is not None
    )


def _together(act: Callable[[int], None]) -> float:
    """Seconds until all have done it, started at once."""
    barrier = threading.Barrier(AT_ONCE + 1)

    def run(number: int) -> None:
        barrier.wait()
        act(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    barrier.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun


@contextmanager
def _server() -> Iterator[int]:
    """The web server as an office runs it, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--worker-class", "gthread", "--threads", "8", "--keep-alive", "30", "--log-level", "error",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ))
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError("The web server did not start.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The web server does not answer.")


if __name__ == "__main__":
    sys.exit(main())

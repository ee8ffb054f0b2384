"""The list of what is stuck at a thousand and at a million open and closed tasks, in an office of fifteen thousand.

Two databases, each with a process of its own that opens the page when it is told to: measured in turn, so that a busy
machine slows both.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import ready  # noqa: F401  sets Django up before the models are imported
from benchmarks.databases import fresh_postgres, fresh_sqlite
from benchmarks.items import fill, settle
from benchmarks.judging import Judge
from tests import factories as make
from workflows.engine.models import WorkItem
from workflows.organization.models import Employee, Position, RoleGrant, Tenure, User

FEW, MANY = 1_000, 1_000_000
MOST_QUERIES, MOST_TIMES_LONGER = 8, 1.15
PEOPLE, VACANT, MEMBERS, TURNS = 15_000, 60, 3_000, 25
LIST = "/admin/engine/workitem/stuck/"


def main() -> int:
    """Compare the pages of both databases."""
    judge = Judge()
    fresh = fresh_postgres if connection.vendor == "postgresql" else fresh_sqlite
    with fresh() as other, _worker(FEW, other) as few, _worker(MANY, dict(os.environ)) as many:
        for name, worker in (("few", few), ("many", many)):
            judge.tell(f"{name}: work items, open ones, causes", worker("counts"))
            judge.at_least(f"{name}: rows of the page", worker("rows"), 25)
        judge.at_most(f"queries of the page at {MANY:,}", many("queries"), MOST_QUERIES)
        judge.at_most("more of them than among few", many("queries") - few("queries"), 0)
        for page, label in (("first", "the first page"), ("deep", "a page far down")):
            few(page), many(page)
            pairs = [(few(page), many(page)) for _ in range(TURNS)]
            seconds = [statistics.median(each) for each in zip(*pairs, strict=True)]
            judge.tell(f"milliseconds of {label}, few and many", [round(1000 * each, 1) for each in seconds])
            ratio = statistics.median(slow / quick for quick, slow in pairs)
            judge.at_most(f"time of {label} at {MANY:,} against {FEW:,}", ratio, MOST_TIMES_LONGER, " times")
    return judge.status


@contextmanager
def _worker(tasks: int, environment: dict[str, str]) -> Iterator[Any]:
    """A process on its own database; called with a word, it answers with a number."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.stuck", str(tasks)], env=environment, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018

    def ask(word: str) -> Any:
        process.stdin.write(f"{word}\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
        return json.loads(process.stdout.readline())  # type: ignore[union-attr]

    try:
        ask("ready")
        yield ask
    finally:
        process.stdin.close()
        process.wait(timeout=60)


def serve(tasks: int) -> None:
    """Fill the database, then answer what is asked, until nothing more is."""
    browser, deep = _office_with(tasks)
    acts: dict[str, Any] = {
        "ready": lambda: True,
        "counts": lambda: [
            WorkItem.objects.count(),
            WorkItem.objects.open().count(),
            _shown(browser, LIST, "<section"),
        ],
        "rows": lambda: _shown(browser, LIST, 'name="item"'),
        "queries": lambda: _queries(browser),
        "first": lambda: _seconds(browser, LIST),
        "deep": lambda: _seconds(browser, f"{LIST}?after={deep}"),
    }
    for line in sys.stdin:
        print(json.dumps(acts[line.strip()]()), flush=True)


def _office_with(tasks: int) -> tuple[Client, str]:
    """An office with HR's browser, and a place in the middle of what is stuck."""
    office = make.office()
    vacant, held = _posts(office)
    make.submitted_report(office.staff)
    example = WorkItem.objects.get()
    first = User.objects.get(username=f"{0:018d}").pk
    User.objects.filter(pk=first).update(is_active=False)
    members = range(first, first + MEMBERS)
    fill(example, tasks, posts=[*vacant, *held[: 2 * VACANT]], parked_every=4, role="PERFORMANCE_TEAM", members=members)
    settle()
    hr = make.with_role("HR_ADMIN")
    browser = Client()
    browser.force_login(hr.user, backend="workflows.organization.login.RoleBackend")
    middle = vacant[len(vacant) // 2]
    item = WorkItem.objects.open().filter(principal=middle).order_by("due_at", "pk").first()
    assert item is not None  # noqa: S101
    return browser, f"1.{middle}.{item.due_at:%Y%m%dT%H%M%S%f}.{item.pk}"


def _posts(office: make.Office) -> tuple[list[int], list[int]]:
    """Fifteen thousand people, each in a post; the first of them left theirs."""
    unit, above = office.posts["staff"].unit, office.posts["division"]
    numbers = range(PEOPLE)
    users = User.objects.bulk_create([User(username=f"{n:018d}") for n in numbers])
    people = Employee.objects.bulk_create(
        Employee(user=user, nip=user.username, name=f"Pegawai {user.username}", birth_date=date(1980, 1, 1), sex="F",
                 kind="PNS", grade="III/a")
        for user in users
    )  # fmt: skip
    posts = Position.objects.bulk_create(
        Position(code=f"B{n}", title=f"Jabatan {n}", unit=unit, kind="EXECUTING", job_class=6, reports_to=above)
        for n in numbers
    )
    since, until = date(2024, 1, 1), make.A_MONDAY - timedelta(days=30)
    Tenure.objects.bulk_create(
        Tenure(employee=person, position=post, start=since, end=until if n < VACANT else None)
        for n, (person, post) in enumerate(zip(people, posts, strict=True))
    )
    assert RoleGrant.objects.count() == 0  # noqa: S101
    return [post.pk for post in posts[:VACANT]], [post.pk for post in posts[VACANT:]]


def _shown(browser: Client, address: str, what: str) -> int:
    return browser.get(address).content.decode().count(what)


def _queries(browser: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        browser.get(LIST)
    return len(captured)


def _seconds(browser: Client, address: str) -> float:
    begun = time.perf_counter()
    browser.get(address)
    return time.perf_counter() - begun


if __name__ == "__main__":
    if len(sys.argv) > 1:
        serve(int(sys.argv[1]))
        sys.exit(0)
    sys.exit(main())

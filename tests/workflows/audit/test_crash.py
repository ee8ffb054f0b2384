"""Killed under load, again and again: the record is sound, no change is without its decision, nor the other way."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection, connections

from tests import factories as make
from tests.conftest import on_postgres
from workflows.audit.models import Decision
from workflows.audit.verifying import verify
from workflows.daily.models import DailyActivity, DailyProcess, DailyReport
from workflows.engine.models import WorkItem
from workflows.targets.models import MonthlyRealisation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
KILLS, WRITERS = 5, 4
MOST_BEFORE = 12  # so many actions are done at most before a kill is on its way
LONGEST = 0.15  # seconds that it is on its way
NAME = "jenjang-writing-until-killed"
Act = tuple[str, str, str]  # verb, NIP, day


class Scratch:
    """A database that nobody but the killed process is connected to when it dies.

    On SQLite a file of its own, since the run's own stays open; on PostgreSQL the run's own, where every connection has
    a server's process to itself.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / "crash.sqlite3"
        if on_postgres():
            name = connection.settings_dict["NAME"]
            self.url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
            return
        self.url = f"sqlite:///{self.file}"
        connection.ensure_connection()
        with sqlite3.connect(self.file) as copy:
            connection.connection.backup(copy)
        copy.close()

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Everything in here speaks to it; nothing is connected afterwards."""
        if on_postgres():
            _wait_until_the_killed_are_gone()
            yield
            return
        usual, its = connections["default"], connections.create_connection("default")
        its.settings_dict["NAME"] = str(self.file)
        connections["default"] = its
        try:
            yield
        finally:
            its.close()
            connections["default"] = usual

    def left_over(self) -> int:
        """Bytes of SQLite's log that the next to open the file has to recover."""
        return Path(f"{self.file}-wal").stat().st_size

    def start(self, people: Sequence[str]) -> "subprocess.Popen[str]":
        """The process that writes, on its own."""
        environment = {**os.environ, "DATABASE_URL": self.url, "PGAPPNAME": NAME, "PYTHONWARNINGS": "ignore"}
        command = [sys.executable, "-m", "tests.workflows.audit.writing_until_killed", *people]
        return subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )


def _wait_until_the_killed_are_gone() -> None:
    """What a killed client sent last may still be carried out: PostgreSQL notices when it answers."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [NAME])
            if cursor.fetchone() == (0,):
                return
            cursor.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("Connections of a killed process are still there.")


def killed_under_load(scratch: Scratch, people: Sequence[str], chance: random.Random) -> tuple[set[Act], set[Act]]:
    """Write, and be killed at some moment; what was said to be done, and what was begun and not done."""
    with scratch.start(people) as process:
        try:
            said = list(_lines(process.stdout, chance.randint(1, MOST_BEFORE)))
            with suppress(subprocess.TimeoutExpired):  # it goes on writing, until
                process.wait(timeout=chance.uniform(0, LONGEST))
        finally:
            process.kill()
        rest, errors = process.communicate()
    assert process.returncode == -signal.SIGKILL, errors
    said += rest.splitlines()
    begun, done = ({_act(line) for line in said if line.startswith(word)} for word in ("begun", "done"))
    return done, begun - done


def _lines(output: IO[str] | None, count: int) -> Iterator[str]:
    """The lines up to the one that says that so many actions are done, or the last."""
    for line in output or ():
        yield line
        count -= line.startswith("done")
        if not count:
            return


def _act(line: str) -> Act:
    _, verb, nip, day = line.split()
    return verb, nip, day


def acts_on_record() -> Counter[Act]:
    """What the record says of reports."""
    reports = {case.pk: case.report for case in DailyProcess.objects.select_related("report__employee")}
    rows = Decision.objects.filter(process="daily", case_id__isnull=False).values_list("case_id", "verb")
    return Counter((verb, reports[case].employee.nip, str(reports[case].day)) for case, verb in rows)


def acts_by_the_reports() -> Counter[Act]:
    """What the reports themselves say was done."""
    return Counter(
        (verb, report.employee.nip, str(report.day))
        for report in DailyReport.objects.select_related("employee")
        for verb in {"SUBMITTED": ("SUBMIT",), "VERIFIED": ("SUBMIT", "APPROVE")}[report.status]
    )


def assert_all_is_there_or_nothing() -> None:
    """Of each action: the report with its activities, their histories, its case, its work items and its month."""
    status = dict(DailyReport.objects.values_list("pk", "status"))
    histories = {"SUBMITTED": ["SUBMITTED"], "VERIFIED": ["SUBMITTED", "VERIFIED"]}
    kept: dict[int, list[str]] = {key: [] for key in status}
    for key, was in DailyReport.history.order_by("history_id").values_list("id", "status"):
        kept[key].append(was)
    assert kept == {key: histories[now] for key, now in status.items()}
    assert Counter(DailyActivity.objects.values_list("report_id", flat=True)) == dict.fromkeys(status, 2)
    assert DailyActivity.history.count() == DailyActivity.objects.count()
    cases = DailyProcess.objects.values_list("report_id", "status")
    assert dict(cases) == {key: "DONE" if now == "VERIFIED" else "NEW" for key, now in status.items()}
    waiting = WorkItem.objects.open().values_list("case__dailyprocess__report_id", flat=True)
    assert Counter(waiting) == {key: 1 for key, now in status.items() if now == "SUBMITTED"}
    verified = sum(now == "VERIFIED" for now in status.values())
    assert sum(MonthlyRealisation.objects.values_list("reports", flat=True)) == verified


def test_killed_under_load_the_record_is_sound_and_no_change_is_without_its_decision(tmp_path):
    chance = random.Random()
    scratch = Scratch(tmp_path)
    with scratch.opened():
        office = make.office()
        people = [office.section.nip]
        for number in range(WRITERS):
            post = make.position(f"Analis {number}", office.posts["staff"].unit, office.posts["section"])
            person = make.employee(f"Pegawai {number}", post)
            make.draft_skp(person, post)
            people.append(person.nip)

    all_done: set[Act] = set()
    for _ in range(KILLS):
        done, cut_off = killed_under_load(scratch, people, chance)
        all_done |= done
        assert cut_off  # it was in the middle of something
        assert on_postgres() or scratch.left_over()
        with scratch.opened():
            verdict = verify()
            assert verdict.sound, verdict
            on_record = acts_on_record()
            assert on_record == acts_by_the_reports()
            assert all_done <= set(on_record)  # what was acknowledged is there
            all_done |= set(on_record) & cut_off  # committed, and killed before it could say so
            assert set(on_record) == all_done
            assert set(on_record.values()) == {1}
            assert_all_is_there_or_nothing()

"""Reports sent and decided by sixteen writers, with the record and without it in turn: what the record leaves of a
writer's speed.

The writers are those of a web server: processes with several threads, each with a connection of its own. "Without"
exchanges the bodies of the functions that write the record, whoever imported them: the rest of an action is the same.
"""

import multiprocessing
import statistics
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, connections

from benchmarks import ready  # noqa: F401  sets Django up before the models are imported
from benchmarks.items import settle
from benchmarks.judging import Judge
from tests import factories as make
from workflows.audit.history_rows import note
from workflows.audit.models import Decision
from workflows.audit.record import record
from workflows.audit.verifying import Kind, verify
from workflows.daily import actions as daily
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor
from workflows.skp.models import WorkResult

PROCESSES, THREADS = 2, 8
WRITERS = PROCESSES * THREADS
PAIRS, EACH, WARMING_UP = 5, 6, 3
LEAST_SHARE = 0.85
WRITING = (record, note)  # what is exchanged: every function that does work for the record
PATIENCE = 300  # seconds: a writer that died is noticed
FORK = multiprocessing.get_context("fork")


@dataclass(slots=True)
class Writer:
    """An employee with a plan, and the working days that they have not reported yet."""

    person: make.Employee
    by: Actor
    result: WorkResult
    days: Iterator[date]


def main() -> int:
    """Five pairs, each in four turns: with, without, without, with; every second pair the other way round."""
    judge = Judge()
    office = make.office()
    writers = [_writer(office, number) for number in range(WRITERS)]
    head = make.actor(office.section)
    _seconds(judge, writers, head, WARMING_UP, whole=True)  # not counted: the tables are no longer empty
    rates: dict[bool, list[float]] = {True: [], False: []}
    for pair in range(PAIRS):
        settle()
        first = pair % 2 == 0
        seconds = {True: 0.0, False: 0.0}
        for whole in (first, not first, not first, first):
            seconds[whole] += _seconds(judge, writers, head, EACH, whole=whole)
        for whole, taken in seconds.items():
            rates[whole].append(2 * 2 * WRITERS * EACH / taken)
    shares = [with_it / without for with_it, without in zip(rates[True], rates[False], strict=True)]
    judge.tell("actions a second with the record", [round(rate, 1) for rate in rates[True]])
    judge.tell("actions a second without", [round(rate, 1) for rate in rates[False]])
    judge.tell("shares, the least and the most", [round(share, 3) for share in (min(shares), max(shares))])
    found = verify()
    # What was written without the record stands beside it as put in; every record itself has to be sound.
    sound = found.broken is None or (found.broken.stream is None and found.broken.kind == Kind.INSERTED)
    judge.exactly("records that are sound", found.checked if sound else 0, Decision.objects.count())
    judge.at_least(f"share of the speed without it, at {WRITERS} writers", statistics.median(shares), LEAST_SHARE)
    return judge.status


def _seconds(judge: Judge, writers: list[Writer], head: Actor, each: int, *, whole: bool) -> float:
    """How long it takes until every writer has had so many reports verified; nothing of it may be missing."""
    work = [[(writer, next(writer.days)) for _ in range(each)] for writer in writers]
    before = _counted()
    connections.close_all()  # a connection is not shared with a child
    line = FORK.Barrier(WRITERS + 1, timeout=PATIENCE)
    children = [
        FORK.Process(target=_process, args=(work[number::PROCESSES], head, line, whole)) for number in range(PROCESSES)
    ]
    for child in children:
        child.start()
    line.wait()
    begun = time.perf_counter()
    line.wait()
    seconds = time.perf_counter() - begun
    for child in children:
        child.join()
    reports, decisions = (now - then for now, then in zip(_counted(), before, strict=True))
    if (reports, decisions) != (WRITERS * each, 2 * WRITERS * each if whole else 0):
        judge.exactly(f"reports verified, with {decisions} decisions", reports, WRITERS * each)
        judge.missed.append("decisions")
    return seconds


def _counted() -> tuple[int, int]:
    return DailyReport.objects.filter(status="VERIFIED").count(), Decision.objects.count()


def _process(work: list[list[tuple[Writer, date]]], head: Actor, line: Any, whole: bool) -> None:
    """One of the server's processes; what it exchanges is gone with it."""
    if not whole:
        for function in WRITING:
            function.__code__ = _nothing.__code__
    threads = [threading.Thread(target=_write, args=(reports, head, line)) for reports in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _write(reports: list[tuple[Writer, date]], head: Actor, line: Any) -> None:
    try:
        connection.ensure_connection()
        line.wait()
        for writer, day in reports:
            _report_and_verify(writer, day, head)
        line.wait()
    except Exception:
        traceback.print_exc()
        line.abort()  # else everybody waits for this one
        raise
    finally:
        connection.close()


def _report_and_verify(writer: Writer, day: date, head: Actor) -> None:
    """What two people do on a day: two actions, each a transaction of its own."""
    report = daily.submit(
        employee=writer.person, day=day, entries=make.entries(writer.result), by=writer.by, at=make.at(day)
    )
    task_id = WorkItem.objects.open().filter(case__dailyprocess__report=report).values_list("task_id", flat=True).get()
    daily.verify(task_id=task_id, by=head, at=make.at(day, 17))


def _nothing(*given: Any) -> list[Any]:
    """In their place."""
    return []


def _writer(office: make.Office, number: int) -> Writer:
    post = make.position(f"Analis {number}", office.posts["staff"].unit, office.posts["section"])
    person = make.employee(f"Pegawai {number}", post)
    days = (make.A_MONDAY - timedelta(days=back) for back in range(320))
    result = make.draft_skp(person, post).results.get()
    return Writer(person, make.actor(person), result, (day for day in days if day.weekday() < 5))


if __name__ == "__main__":
    sys.exit(main())

"""A process that sends and verifies reports in several threads until somebody kills it: `python -m` this module, with
the NIP of the head who verifies, and those of the people who send, each in a thread of their own.

Each line that it prints is `begun` or `done`, the verb, the person's NIP and the day; `done` once it has committed.
"""

import os
import sys
import threading
import traceback
from datetime import timedelta

from benchmarks import ready  # noqa: F401  sets Django up before the models are imported
from tests import factories as make
from workflows.daily import actions as daily
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor
from workflows.organization.models import Employee
from workflows.skp.models import WorkResult


def tell(*words: object) -> None:
    """One write of a short line, which no kill cuts in two."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def write(person: Employee, head: Actor) -> None:
    """Take up what waits, then send and verify one day after the other; a thread that fails ends the whole process."""
    try:
        by = make.actor(person)
        result = WorkResult.objects.get(skp__employee=person)
        reports = DailyReport.objects.filter(employee=person)
        sent = set(reports.values_list("day", flat=True))
        for report in reports.filter(status="SUBMITTED"):
            verify(report, head)
        for back in range(300):
            day = make.A_MONDAY - timedelta(days=back)
            if day.weekday() < 5 and day not in sent:
                tell("begun", "SUBMIT", person.nip, day)
                report = daily.submit(employee=person, day=day, entries=make.entries(result), by=by, at=make.at(day))
                tell("done", "SUBMIT", person.nip, day)
                verify(report, head)
    except Exception:  # noqa: BLE001  whatever it is, the test shows it
        traceback.print_exc()
    finally:
        os._exit(1)


def verify(report: DailyReport, head: Actor) -> None:
    """As the head of the section."""
    nip, day = report.employee.nip, report.day
    item = WorkItem.objects.open().get(case__dailyprocess__report=report)
    tell("begun", "APPROVE", nip, day)
    daily.verify(task_id=item.task_id, by=head, at=make.at(day, 17))
    tell("done", "APPROVE", nip, day)


if __name__ == "__main__":
    superior, *people = [Employee.objects.get(nip=nip) for nip in sys.argv[1:]]
    verifier = make.actor(superior)
    for each in people:
        threading.Thread(target=write, args=(each, verifier)).start()

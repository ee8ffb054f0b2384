"""Eight simultaneous decisions on one task, a thousand times over: each task gets exactly one."""

import sys
import threading
import time
from collections import Counter
from datetime import timedelta

from django.db import connection, transaction

from benchmarks import ready  # noqa: F401  sets Django up before the models are imported
from benchmarks.judging import Judge
from tests import factories as make
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.models import WorkItem
from workflows.engine.starting import start

AT_ONCE, TIMES = 8, 1000


def main() -> int:
    """Half of them approve as the holder of the post, half return as its Plh."""
    judge = Judge()
    office = make.office()
    make.acting(office.other, office.posts["section"], "PLH", start=make.A_MONDAY)
    tasks = _waiting(office)
    outcomes: Counter[str] = Counter()
    barrier = threading.Barrier(AT_ONCE, timeout=120)
    when = make.at(make.A_MONDAY, 17)

    def decide(number: int) -> None:
        by = make.actor(office.section if number % 2 else office.other)
        for task_id in tasks:
            barrier.wait()
            try:
                if number % 2:
                    daily.verify(task_id=task_id, by=by, at=when)
                else:
                    daily.send_back(task_id=task_id, by=by, reason="Lampirkan bukti.", at=when)
                outcome = "decided"
            except Exception as error:  # noqa: BLE001  whatever it is, it is counted
                outcome = type(error).__name__
            outcomes[outcome] += 1
        connection.close()

    begun = time.perf_counter()
    threads = [threading.Thread(target=decide, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    judge.tell("seconds", round(time.perf_counter() - begun, 1))
    judge.tell("outcomes", dict(outcomes))
    judge.exactly("decisions that were acknowledged", outcomes["decided"], TIMES)
    judge.exactly("told that it had moved on", outcomes["MovedOn"], TIMES * (AT_ONCE - 1))
    of_case = Counter(Decision.objects.filter(verb__in=["APPROVE", "RETURN"]).values_list("case_id", flat=True))
    judge.exactly("tasks with exactly one decision", sum(count == 1 for count in of_case.values()), TIMES)
    verb_of = {"VERIFIED": "APPROVE", "RETURNED": "RETURN"}
    verbs = dict(Decision.objects.filter(verb__in=["APPROVE", "RETURN"]).values_list("case_id", "verb"))
    agreeing = sum(
        verb_of.get(case.report.status) == verbs.get(case.pk) for case in DailyProcess.objects.select_related("report")
    )
    judge.exactly("reports that stand as their decision says", agreeing, TIMES)
    return judge.status


def _waiting(office: make.Office) -> list[int]:
    by = make.actor(office.staff)
    with transaction.atomic():
        for back in range(TIMES):
            day = make.A_MONDAY - timedelta(days=back)
            report = DailyReport.objects.create(
                employee=office.staff, day=day, position=office.posts["staff"], status="SUBMITTED"
            )
            start("daily", by=by, at=make.at(day), person=office.staff, position=report.position, report=report)
    return list(WorkItem.objects.open().order_by("pk").values_list("task_id", flat=True))


if __name__ == "__main__":
    sys.exit(main())

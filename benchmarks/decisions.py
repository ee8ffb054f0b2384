"""Eight simultaneous decisions on one task, a thousand times over: each task gets exactly one.

Over real requests: pages of the holder (two tabs) and their Plh, their presses under the inbox, two overrides in the
back-office; and the action itself.
"""

import logging
import sys
import threading
import time
from collections import Counter

from django.db import connection

from benchmarks import ready  # noqa: F401  sets Django up before the models are imported
from benchmarks.judging import Judge
from tests import factories as make
from tests.workflows.engine.eight_ways import DECIDED, TOLD, StartingLine, Way, Ways, contradicting, decisions_of_tasks

TIMES = 1000


def main() -> int:
    """All eight at each task; in every second round they meet before its lock."""
    judge = Judge()
    logging.getLogger("django.request").setLevel(logging.ERROR)  # refusals are expected, and counted below
    ways = Ways(make.office())
    tasks = ways.open_tasks(TIMES)
    eight = ways.all_eight()
    outcomes: Counter[tuple[str, str]] = Counter()
    barrier, line = threading.Barrier(len(eight), timeout=120), StartingLine(len(eight))

    def decide(place: int, name: str, way: Way) -> None:
        for number, task_id in enumerate(tasks):
            barrier.wait()
            line.begin(number, place)
            try:
                outcome = way(task_id)
            except Exception as error:  # noqa: BLE001  whatever it is, it is counted
                outcome = type(error).__name__
            outcomes[name, outcome] += 1
        connection.close()

    begun = time.perf_counter()
    threads = [threading.Thread(target=decide, args=(place, *named)) for place, named in enumerate(eight.items())]
    with line.drawn():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    judge.tell("seconds", round(time.perf_counter() - begun, 1))
    for (name, outcome), count in sorted(outcomes.items()):
        judge.tell(f"{name}, {outcome}", count)
    decided = sum(count for (_, outcome), count in outcomes.items() if outcome == DECIDED)
    told = sum(count for (_, outcome), count in outcomes.items() if outcome in TOLD)
    of_task = decisions_of_tasks()
    judge.exactly("decisions that were acknowledged", decided, TIMES)
    judge.exactly("told that it had moved on, or is being decided", told, TIMES * (len(eight) - 1))
    judge.exactly("tasks with exactly one decision", sum(of_task[task_id] == 1 for task_id in tasks), TIMES)
    judge.exactly("reports that stand as their decision says", TIMES - len(contradicting()), TIMES)
    return judge.status


if __name__ == "__main__":
    sys.exit(main())

"""The real-shaped office: how long its import and its whole year take, and in how much memory."""

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.databases import fresh_sqlite
from benchmarks.judging import Judge

ROOT = Path(__file__).resolve().parent.parent
IMPORT_SECONDS, DEMO_SECONDS, DEMO_MEGABYTES = 10, 180, 400
BAD_ROWS = 2  # the files hold bad rows on purpose: import_office says so with this status


def main() -> int:
    """Import the office's files into an empty database; play its year in another."""
    judge = Judge()
    status, seconds, _ = _run("import_office", str(ROOT / "demo" / "office"), environment=dict(os.environ))
    judge.at_most("exit status of import_office", status, BAD_ROWS)
    judge.at_most("import_office", seconds, IMPORT_SECONDS, " s")
    with fresh_sqlite() as environment:
        status, seconds, megabytes = _run("demo", environment=environment)
    judge.exactly("exit status of demo", status, 0)
    judge.at_most("demo", seconds, DEMO_SECONDS, " s")
    judge.at_most("demo, peak memory", megabytes, DEMO_MEGABYTES, " MB")
    return judge.status


def _run(*command: str, environment: dict[str, str]) -> tuple[int, float, float]:
    """Exit status, seconds and peak megabytes of a command."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *command], cwd=ROOT, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    errors = process.stderr.read() if process.stderr else b""
    _, waited, used = os.wait4(process.pid, 0)
    status = process.returncode = os.waitstatus_to_exitcode(waited)
    if status not in {0, BAD_ROWS}:
        print(errors.decode(errors="replace")[-2000:])
    return status, time.perf_counter() - begun, used.ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())

"""`python -m benchmarks [NAME…]`: run them, each in a process and a database of its own; 1 where a limit is missed.

PostgreSQL is TEST_POSTGRES_URL, or a server on 127.0.0.1:5432 where one answers; without one, its part is left out
with a loud line.
"""

import argparse
import subprocess
import sys

from benchmarks.databases import fresh_postgres, fresh_sqlite, postgres_url

# In the order in which they are run: name → the databases that it is measured on.
BENCHMARKS = {
    "inbox": ("sqlite", "postgres"),
    "stuck": ("sqlite", "postgres"),
    "dry_run": ("sqlite", "postgres"),
    "pages": ("sqlite", "postgres"),
    "decisions": ("postgres",),
    "chain": ("postgres",),
    "verification": ("sqlite", "postgres"),
    "bulk": ("sqlite", "postgres"),
    "opening": ("sqlite", "postgres"),
    "achievement": ("sqlite", "postgres"),
    "submissions": ("postgres",),
    "office": ("sqlite",),
}


def main() -> int:
    """Run those that were named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    names = parser.parse_args().names or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    failed = [f"{name} on {kind}" for name in names for kind in BENCHMARKS[name] if not run(name, kind)]
    print(f"\n{'All limits were kept.' if not failed else 'MISSED: ' + ', '.join(failed)}")
    return 1 if failed else 0


def run(name: str, kind: str) -> bool:
    """One of them on one database; whether it kept its limits."""
    print(f"\n== {name} on {kind}", flush=True)
    if kind == "postgres" and postgres_url() is None:
        print(
            "!!! SKIPPED: no PostgreSQL answers. Name one: TEST_POSTGRES_URL=postgres://user@host:5432/name make bench"
        )
        return True
    with fresh_postgres() if kind == "postgres" else fresh_sqlite() as environment:
        return (
            subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], env=environment, check=False).returncode == 0
        )


if __name__ == "__main__":
    sys.exit(main())

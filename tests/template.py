"""A migrated SQLite database kept between runs: migrating takes a run longer than most of its tests.

It is known by a fingerprint of everything that decides what stands in a new database, so that a changed migration,
trigger or shipped chain makes a new one.
"""

import hashlib
import os
import shutil
import sqlite3
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
FOLDER = BASE / "var"
DECIDING = ("workflows/*/migrations/*.py", "workflows/*/guards.py", "workflows/*/defaults.py", "workflows/*/apps.py",
            "workflows/audit/**/*.py", "config/settings*", "requirements.lock", "tests/template.py")  # fmt: skip


def fingerprint() -> str:
    """SHA-256 of the files that decide what a new database holds."""
    found = hashlib.sha256()
    for pattern in DECIDING:
        for path in sorted(BASE.glob(pattern)):
            if path.is_file():
                found.update(str(path.relative_to(BASE)).encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:16]


def template() -> Path:
    """Where this state's template stands, or will."""
    return FOLDER / f"test-template-{fingerprint()}.sqlite3"


def begin_from_template(database: str) -> bool:
    """Make the run's database a copy of the template; False where there is none yet."""
    kept = template()
    if not kept.exists() or Path(database).exists():
        return False
    shutil.copyfile(kept, database)
    return True


def keep_as_template(database: str) -> None:
    """Keep the new database for the next run, and let older ones go; two runs at once write the same."""
    kept = template()
    if kept.exists():
        return
    FOLDER.mkdir(exist_ok=True)
    unfinished = kept.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(database) as source, sqlite3.connect(unfinished) as copy:
        source.backup(copy)
    source.close()
    copy.close()
    for older in FOLDER.glob("test-template-*"):
        if older not in (kept, unfinished):
            older.unlink(missing_ok=True)
    unfinished.replace(kept)

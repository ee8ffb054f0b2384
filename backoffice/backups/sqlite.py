"""SQLite: the database copied while others write to it, and put back."""

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any

from django.db import connection

from backoffice.backups.contents import Copied, contents_of, files_named
from backoffice.backups.refusals import Damaged, Refused

PART = "database.sqlite3"
BUSY_SECONDS = 60.0


def ready() -> None:
    """:raises Refused: the database is no file."""
    if connection.is_in_memory_db():  # type: ignore[attr-defined]
        raise Refused("This database is in memory alone: there is nothing to back up, and nowhere to restore to.")


def copy(to: Path) -> Copied:
    """Copy the database as it stands, in one piece: in WAL mode nobody who writes has to wait.

    :raises Damaged: the copy is not whole.
    """
    to.touch(mode=0o600)
    source = f"{_database().resolve().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(source, uri=True, timeout=BUSY_SECONDS)) as original,
        closing(sqlite3.connect(to)) as copied,
    ):
        original.backup(copied)
        copied.execute("PRAGMA journal_mode=DELETE")  # one file, without others beside it
        try:
            found = [text for (text,) in copied.execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError as wrong:
            found = [str(wrong)]
        if found != ["ok"]:
            raise Damaged(f"The database is damaged, so no backup was taken. SQLite says: {found[0]}.")
        return Copied(
            contents=contents_of(_ask(copied)), files=files_named(_ask(copied)), server=sqlite3.sqlite_version
        )


def restore(stream: IO[bytes]) -> None:
    """Put the copy in the place of the database, at once or not at all. Others may have it open."""
    database = _database()
    beside = database.with_name(f"{database.name}.restoring")
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600)
    connection.close()
    try:
        with beside.open("wb") as file:
            copyfileobj(stream, file)
        with (
            closing(sqlite3.connect(beside)) as copied,
            closing(sqlite3.connect(database, timeout=BUSY_SECONDS)) as target,
        ):
            target.execute("PRAGMA synchronous=FULL")
            copied.backup(target)
    finally:
        beside.unlink()


def _database() -> Path:
    return Path(connection.settings_dict["NAME"])


def _ask(copied: sqlite3.Connection) -> Any:
    return lambda statement: copied.execute(statement).fetchall()

"""What the database itself refuses, where Django's constraints cannot say it: triggers and exclusion constraints.

Installed after every migration, because a later table remake on SQLite drops triggers silently; a system check
finds a missing one.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core import checks
from django.db import connections

CREATED = re.compile(r"CREATE TRIGGER (\w+)")


def _created(statements: Iterable[str]) -> frozenset[str]:
    return frozenset(name for statement in statements for name in CREATED.findall(statement))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """One refusal: its name (the fact), its table, and how each database is told.

    `postgres` and `sqlite` are statements that are run where `name` is not there yet, none where a database has no such
    danger; on SQLite one refusal may take several triggers, and all of them have to be there.
    """

    name: str
    table: str
    postgres: tuple[str, ...]
    sqlite: tuple[str, ...]

    @property
    def sqlite_triggers(self) -> frozenset[str]:
        """The names of the triggers that its statements create on SQLite."""
        return _created(self.sqlite)

    @property
    def postgres_triggers(self) -> frozenset[str]:
        """The names of the triggers that its statements create on PostgreSQL; none where it is a constraint."""
        return _created(self.postgres)

    @property
    def triggers_against_emptying(self) -> frozenset[str]:
        """Of these, the ones that refuse that the table is emptied."""
        return _created(statement for statement in self.postgres if "BEFORE TRUNCATE" in statement)


GUARDS: dict[str, Guard] = {}


def register(*guards: Guard) -> None:
    """Make these guards known; called when an app is ready."""
    for guard in guards:
        GUARDS[guard.name] = guard


def missing(using: str) -> list[Guard]:
    """The guards that the database does not have though it has their table."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' UNION SELECT conname FROM pg_constraint"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        present = {row[0] for row in cursor.fetchall()}
    on_postgres = connection.vendor == "postgresql"
    return [
        guard
        for guard in GUARDS.values()
        if guard.table in tables
        and not (guard.postgres_triggers or {guard.name} if on_postgres else guard.sqlite_triggers) <= present
    ]


def install(using: str = "default", **_: Any) -> None:
    """Put every missing guard in place (after a migration)."""
    connection = connections[using]
    for guard in missing(using):
        with connection.cursor() as cursor:
            _drop_triggers(cursor, [guard], connection.vendor)
            for statement in guard.postgres if connection.vendor == "postgresql" else guard.sqlite:
                cursor.execute(statement)


@contextmanager
def lifted_to_empty(using: str = "default") -> Iterator[None]:
    """Take the guards away while every table is emptied, and put them back: for test and demonstration databases only.

    SQLite empties tables by DELETE, which the triggers see; PostgreSQL's TRUNCATE passes row triggers by, but not those
    that stand against it.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _drop_triggers(cursor, GUARDS.values(), "sqlite")
        else:
            _switch_against_emptying(cursor, "DISABLE")
    try:
        yield
    finally:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                _switch_against_emptying(cursor, "ENABLE")
        install(using)


def _switch_against_emptying(cursor: Any, to: str) -> None:
    """Switched and not dropped: a test database is emptied hundreds of times."""
    switches = [
        f"ALTER TABLE {guard.table} {to} TRIGGER {name}"
        for guard in GUARDS.values()
        for name in sorted(guard.triggers_against_emptying)
    ]
    cursor.execute("; ".join(switches))


def _drop_triggers(cursor: Any, guards: Iterable[Guard], vendor: str) -> None:
    for guard in guards:
        for name in guard.sqlite_triggers if vendor == "sqlite" else guard.postgres_triggers:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + ("" if vendor == "sqlite" else f" ON {guard.table}"))


def check_guards(app_configs: object, databases: Iterable[str] | None, **_: Any) -> list[checks.CheckMessage]:
    """A system check: every guard stands in the database (run with `check --database default`)."""
    return [
        checks.Error(
            f"The database has lost its guard {guard.name} on {guard.table}.", hint="Run migrate.", id="audit.E001"
        )
        for using in databases or ()
        for guard in missing(using)
    ]

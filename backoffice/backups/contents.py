"""What a database holds that a backup speaks of, in plain SQL: the same of one that lives, its copy, one restored."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import FileField

from workflows.audit.models import Decision, Stream

Ask = Callable[[str], Sequence[Sequence[Any]]]  # a statement → its rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Which migrations it has had ("app.name"), how many decisions it holds, the heads of the streams."""

    migrations: tuple[str, ...]
    decisions: int
    heads: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What stands in a copy of the database, the uploaded files that it names, and the database's version."""

    contents: Contents
    files: frozenset[str]
    server: str


def contents_of(ask: Ask) -> Contents:
    """Read them."""
    migrations = ask("SELECT app, name FROM django_migrations")
    ((decisions,),) = ask(f"SELECT COUNT(*) FROM {_name(Decision)}")  # noqa: S608  our own names
    heads = ask(f"SELECT number, seq, head FROM {_name(Stream)} ORDER BY number")  # noqa: S608
    return Contents(
        migrations=tuple(sorted(f"{app}.{name}" for app, name in migrations)),
        decisions=decisions,
        heads=tuple((number, seq, head) for number, seq, head in heads),
    )


def files_named(ask: Ask) -> frozenset[str]:
    """Every uploaded file that a row names."""
    return frozenset(
        name
        for table, column in _file_columns()
        for (name,) in ask(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''")  # noqa: S608
    )


def migrations_ahead() -> list[str]:
    """Migrations of this version that the database has not had."""
    loader = MigrationLoader(connection)
    return sorted(f"{app}.{name}" for app, name in loader.graph.nodes if (app, name) not in loader.applied_migrations)


def migrations_known() -> frozenset[str]:
    """Every migration that this version knows, also those that another one took the place of."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = (each for migration in loader.disk_migrations.values() for each in migration.replaces)
    return frozenset(f"{app}.{name}" for app, name in [*loader.disk_migrations, *replaced])


def _file_columns() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, FileField) and model._meta.managed:
                yield _name(model), connection.ops.quote_name(str(field.column))


def _name(model: Any) -> str:
    return str(connection.ops.quote_name(model._meta.db_table))
